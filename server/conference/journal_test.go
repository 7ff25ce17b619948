package conference_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	. "plenary/server/conference"
)

// working are the facts of a session with all that a journal tells: its clocks are those of Vienna.
func working(t *testing.T) JournalFacts {
	t.Helper()
	zone, err := Zone("Europe/Vienna")
	if err != nil {
		t.Fatal(err)
	}
	at := func(clock string) time.Time {
		when, err := time.ParseInLocation("2006-01-02 15:04:05", "2020-09-14 "+clock, zone)
		if err != nil {
			t.Fatal(err)
		}
		return when.UTC()
	}
	to := func(clock string) *time.Time { return new(at(clock)) }
	fi, no, al, me, de := DelegationID("fi"), DelegationID("no"), DelegationID("al"), DelegationID("me"), DelegationID("de")
	request := func(id FloorRequestID, d *DelegationID, p PersonID, kind RequestKind) FloorRequest {
		return FloorRequest{ID: id, SessionID: "s1", PersonID: p, DelegationID: d, Kind: kind}
	}
	speech := func(id SpeechID, r FloorRequest, from string, end *time.Time) Speech {
		return Speech{ID: id, SessionID: "s1", RequestID: r.ID, PersonID: r.PersonID, DelegationID: r.DelegationID, Kind: r.Kind, StartedAt: at(from), EndedAt: end, Allowed: 5 * time.Minute}
	}
	proceeding := func(n int64, clock string, kind ProceedingKind, d ProceedingDetail) Proceeding {
		p := NewProceeding("s1", kind, "chair", at(clock), d)
		p.Number = n
		return p
	}
	group, finland, norway := request("r1", &de, "germany", GroupStatement), request("r2", &fi, "finland", NationalStatement), request("r3", &no, "norway", PointOfOrder)
	reply, panel, secret := request("r4", &no, "norway", RightOfReply), request("r5", &de, "germany", PanelReply), request("r6", &al, "albania", NationalStatement)
	onBehalf := speech("p1", group, "10:06:00", to("10:11:12"))
	onBehalf.OnBehalf, onBehalf.Extended = "European Union", time.Minute
	over := speech("p2", finland, "10:12:05", to("10:17:47"))
	over.Paused = 20 * time.Second
	right := speech("p4", reply, "10:25:00", to("10:26:30"))
	right.RepliesTo, right.Allowed = new(SpeechID("p2")), 0
	return JournalFacts{
		Conference: Conference{ID: "c", Title: "Conference on the Prevention of Terrorism", TimeZone: "Europe/Vienna"},
		Session: Session{
			ID: "s1", ConferenceID: "c", Title: "International co-operation", State: Closed, StartsAt: at("10:00:00"), EndsAt: at("12:30:00"), OpenedAt: to("10:05:00"), ClosedAt: to("13:00:00"),
			Access:   PressAccess,
			Segments: PackSegments([]Segment{{Title: "Opening", Access: PressAccess}, {After: 15, Title: "Discussion", Access: ParticipantsAccess}}),
		},
		Hall:  "Neuer Saal",
		Rules: Procedure{Key: "osce", Title: "OSCE-style conference", Categories: []SpeakerCategory{{Key: "states", Title: "participating States"}}},
		Acts: []JournalAct{
			{1, at("09:50:00"), "appoint-chair", "chair", "s1"},
			{2, at("10:05:00"), "session-open", "s1", "International co-operation"},
			{3, at("10:27:00"), "suspend-session", "s1", ""},
			{4, at("10:30:00"), "resume-session", "s1", ""},
			{5, at("10:40:00"), "close-meeting", "s1", "International: co-operation: delegations"},
			{6, at("11:20:00"), "reopen-meeting", "s1", ""},
			{7, at("11:30:00"), "appoint-chair", "vice", "s1"},
			{8, at("11:31:00"), "dismiss", "chair", "s1"},
			{9, at("13:00:00"), "session-closed", "s1", ""},
		},
		Proceedings: []Proceeding{
			proceeding(1, "09:55:00", ListOpened, ProceedingDetail{}), // before the session: no matter for its record
			proceeding(2, "10:07:00", LimitChanged, ProceedingDetail{Category: "states", Seconds: 180, Was: 300, Rule: "limit"}),
			proceeding(3, "10:10:00", TimeExtended, ProceedingDetail{Speech: "p1", Seconds: 120, Rule: "limit"}),
			proceeding(30, "10:10:20", TimeExtended, ProceedingDetail{Speech: "p1", Seconds: -60, Rule: "limit"}), // one decision with that
			proceeding(4, "10:12:00", FloorGiven, ProceedingDetail{Request: "r2", Rule: "order"}),
			proceeding(5, "10:18:00", FloorGiven, ProceedingDetail{Request: "r3"}),
			proceeding(6, "10:19:30", ListClosed, ProceedingDetail{Count: 2}),
			proceeding(7, "10:45:00", SpeakerMoved, ProceedingDetail{Request: "r6", Rule: "order"}), // behind closed doors
			proceeding(8, "11:35:00", SpeakerMoved, ProceedingDetail{Request: "r2", Other: "r4", Rule: "order"}),
			proceeding(9, "11:36:00", LotsDrawn, ProceedingDetail{Count: 4}),
		},
		Requests: []FloorRequest{group, finland, norway, reply, panel, secret},
		Speeches: []Speech{
			onBehalf, over, speech("p3", norway, "10:18:00", to("10:19:00")), right,
			speech("p6", secret, "10:50:00", to("10:52:00")), speech("p5", panel, "11:40:00", to("11:42:00")),
		},
		Alignments: []Alignment{{RequestID: "r1", DelegationID: me}, {RequestID: "r1", DelegationID: al}},
		Statements: []Statement{
			{SessionID: "s1", DelegationID: &de, Grouped: true, Symbol: "CTC.DEL/3/20", State: StatementSpoken},
			{SessionID: "s1", DelegationID: &fi, Symbol: "CTC.DEL/4/20", State: StatementPrepared}, // not yet anybody's to know
		},
		Proposals: []Proposal{
			{ID: "d1", Number: 1, Text: "To take note of the report.", State: Adopted, ProposedAt: at("11:45:00"), EndedAt: to("11:46:00"), EndedBy: new(PersonID("chair"))},
			{ID: "d2", Number: 2, Text: "To meet again.", State: Objected, ProposedAt: at("11:47:00"), EndedAt: to("11:48:00"), EndedBy: new(PersonID("norway"))},
			{ID: "d3", Number: 3, Text: "To publish the summary.", State: Adopted, ProposedAt: at("11:50:00"), SilenceEnds: to("18:00:00"), EndedAt: to("18:00:00")},
			{ID: "d4", Number: 4, Text: "Secret.", State: Adopted, ProposedAt: at("11:00:00"), EndedAt: to("11:01:00"), EndedBy: new(PersonID("chair"))},
		},
		Objections: []Objection{{ProposalID: "d2", DelegationID: "no"}, {ProposalID: "d2", DelegationID: "fi"}},
		Polls: []Poll{
			{ID: "q1", Number: 1, Text: "Is a break wanted?", Options: "Yes\nNo", State: PollClosed, Voters: 8, OpenedAt: to("12:00:00")},
			{ID: "q2", Text: "Prepared only", State: PollDraft},
		},
		Tallies:     map[PollID][]int{"q1": {5, 3}},
		Names:       map[PersonID]JournalName{"chair": {"Ana Example", "Austria"}, "vice": {"Boris Example", ""}, "germany": {"Dina Example", "Germany"}},
		Delegations: map[DelegationID]string{"fi": "Finland", "no": "Norway", "al": "Albania", "me": "Montenegro", "de": "Germany"},
		Now:         at("19:00:00"),
	}
}

func TestJournal(t *testing.T) {
	f := working(t)
	f.Changes = []JournalChange{
		{Entry: "proposal:d2", Version: 1, Edit: JournalCorrect, Text: "Proposal 2: “To meet again in spring.”", Reason: "a word was missing", MadeAt: f.Now},
		{Entry: "poll:q1", Version: 1, Edit: JournalStrike, Reason: "no matter for the record", MadeAt: f.Now},
		{Entry: "added:a1", Version: 1, Edit: JournalAdd, At: new(f.Session.StartsAt.Add(8 * time.Minute)), Text: "The Chair welcomed the delegation of Malta.", Reason: "left out", MadeAt: f.Now},
		{Entry: "speech:p6", Version: 1, Edit: JournalCorrect, Text: "Statement: Albania", Reason: "of a part that is told no longer", MadeAt: f.Now},
	}
	for _, language := range JournalLanguages() {
		t.Run(language, func(t *testing.T) {
			got := WriteJournal(f, language).Text()
			file := "testdata/journal-" + language + ".golden"
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("the journal is not the one in %s (go test -update writes it):\n%s", file, got)
			}
			for _, left := range []string{"{", "}", "%!", "Secret", "DEL/4"} {
				if strings.Contains(got, left) {
					t.Errorf("there is %q in the journal", left)
				}
			}
		})
	}
}

// TestJournalReaders is who reads what of a journal, of a session with a part for participants.
func TestJournalReaders(t *testing.T) {
	attendee := Standing{SignedIn: true, Registration: Approved, Category: CivilSociety}
	press := Standing{SignedIn: true, Registration: Approved, Category: Media}
	discussion := "speech:p5"
	tests := []struct {
		name      string
		published bool
		standing  Standing
		runs      bool
		reads     bool
		all       bool
	}{
		{"who runs the session reads a draft", false, Standing{SignedIn: true}, true, true, true},
		{"others do not", false, attendee, false, false, false},
		{"a participant reads what is published", true, attendee, false, true, true},
		{"the press reads the part that was open to it", true, press, false, true, false},
		{"who was not let into the full room reads it, too", true, Standing{SignedIn: true, Registration: Approved, Category: CivilSociety, Barred: true}, false, true, true},
		{"who was removed does not", true, Standing{SignedIn: true, Registration: Approved, Category: CivilSociety, Removed: true}, false, false, false},
		{"a stranger does not", true, Standing{SignedIn: true}, false, false, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := working(t)
			f.Changes = []JournalChange{
				{Entry: "speech:p1", Version: 1, Edit: JournalCorrect, Text: "Another text", Reason: "it was wrong", MadeAt: f.Now},
				{Entry: "speech:p2", Version: 1, Edit: JournalStrike, Reason: "confidential", MadeAt: f.Now},
			}
			if f.Record.State = JournalDraft; test.published {
				f.Record.State = JournalPublished
			}
			j, reads := WriteJournal(f, "en").For(test.standing, test.runs)
			if reads != test.reads {
				t.Fatalf("reads it: got %v, want %v", reads, test.reads)
			}
			if !reads {
				return
			}
			has := func(key string) bool {
				return slices.ContainsFunc(j.Entries, func(e JournalEntry) bool { return e.Key == key })
			}
			if got := has(discussion); got != test.all {
				t.Errorf("reads of the discussion: got %v, want %v", got, test.all)
			}
			if !has("speech:p1") || has("speech:p6") {
				t.Errorf("the opening is there: %v; what was said behind closed doors: %v", has("speech:p1"), has("speech:p6"))
			}
			for _, e := range j.Entries {
				if before := len(e.Changes) > 0 || e.Written != "" && e.Written != e.Text; before && !test.runs {
					t.Errorf("what entry %s said before is told", e.Key)
				}
				if e.Key == "speech:p2" && !test.runs && e.Text != "" {
					t.Errorf("what was struck is told: %s", e.Text)
				}
			}
		})
	}
}

func TestJournalChanges(t *testing.T) {
	f := working(t)
	f.Changes = []JournalChange{{Entry: "speech:p2", Version: 1, Edit: JournalStrike, Reason: "wrong", MadeAt: f.Now}}
	j := WriteJournal(f, "en")
	tests := []struct {
		name   string
		change JournalChange
		want   Kind // empty: it is taken
	}{
		{"correct", JournalChange{Entry: "speech:p1", Edit: JournalCorrect, Text: "Statement: Germany", Reason: "shorter"}, ""},
		{"strike", JournalChange{Entry: "speech:p1", Edit: JournalStrike, Reason: "wrong"}, ""},
		{"restore", JournalChange{Entry: "speech:p2", Version: 1, Edit: JournalRestore, Reason: "right after all"}, ""},
		{"add", JournalChange{Entry: AddedEntry("x"), Edit: JournalAdd, At: f.Session.OpenedAt, Text: "The Chair spoke.", Reason: "left out"}, ""},
		{"no reason", JournalChange{Entry: "speech:p1", Edit: JournalStrike}, Invalid},
		{"no text", JournalChange{Entry: "speech:p1", Edit: JournalCorrect, Reason: "x"}, Invalid},
		{"too long", JournalChange{Entry: "speech:p1", Edit: JournalCorrect, Text: strings.Repeat("x", MaxJournalText+1), Reason: "x"}, Invalid},
		{"nothing else", JournalChange{Entry: "poll:q1", Edit: JournalCorrect, Text: "Indicative poll 1 (not a decision): “Is a break wanted?”", Reason: "x"}, Invalid},
		{"of what was corrected meanwhile", JournalChange{Entry: "speech:p2", Edit: JournalRestore, Reason: "x"}, Conflict},
		{"of a version that is still to come", JournalChange{Entry: "speech:p1", Version: 3, Edit: JournalStrike, Reason: "x"}, Conflict},
		{"of what was struck", JournalChange{Entry: "speech:p2", Version: 1, Edit: JournalCorrect, Text: "x", Reason: "x"}, Conflict},
		{"restore what was not struck", JournalChange{Entry: "speech:p1", Edit: JournalRestore, Reason: "x"}, Conflict},
		{"no such entry", JournalChange{Entry: "speech:none", Edit: JournalStrike, Reason: "x"}, NotFound},
		{"no such edit", JournalChange{Entry: "speech:p1", Edit: "burn", Reason: "x"}, Invalid},
		{"add what is still to come", JournalChange{Entry: AddedEntry("x"), Edit: JournalAdd, At: new(f.Now.Add(time.Hour)), Text: "x", Reason: "x"}, Invalid},
		{"add without a time", JournalChange{Entry: AddedEntry("x"), Edit: JournalAdd, Text: "x", Reason: "x"}, Invalid},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			made, err := j.Amend(test.change, f.Session.OpenedAt, f.Now)
			if got := kindOf(err); got != test.want {
				t.Fatalf("got %q (%v), want %q", got, err, test.want)
			}
			if err == nil && made.Version != test.change.Version+1 {
				t.Errorf("version %d, want %d", made.Version, test.change.Version+1)
			}
		})
	}
}

func TestJournalPublished(t *testing.T) {
	now := time.Date(2020, 9, 14, 12, 0, 0, 0, time.UTC)
	if _, err := (JournalRecord{}).Publish(true, Session{State: Open}, "p", now); kindOf(err) != Conflict {
		t.Errorf("a session that goes on: %v", err)
	}
	r, err := JournalRecord{}.Publish(true, Session{ID: "s", State: Closed}, "p", now)
	if err != nil || r.State != JournalPublished || r.SessionID != "s" {
		t.Errorf("got %+v, %v", r, err)
	}
	if r, err = r.Publish(false, Session{ID: "s", State: Open}, "p", now); err != nil || r.State != JournalDraft {
		t.Errorf("got %+v, %v", r, err)
	}
}
