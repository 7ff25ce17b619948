package conference_test

import (
	"strings"
	"testing"
	"time"

	. "plenary/server/conference"
)

func TestDecide(t *testing.T) {
	for _, c := range []struct {
		name     string
		from     RegistrationState
		decision Decision
		reason   string
		want     RegistrationState
		kind     Kind
	}{
		{"approve", Submitted, Approve, "", Approved, ""},
		{"reject", Submitted, Reject, "The quota is used up.", Rejected, ""},
		{"reject without a word", Submitted, Reject, "  ", Submitted, Invalid},
		{"ask for a correction", Submitted, AskCorrection, "Please give your function.", CorrectionAsked, ""},
		{"ask for a correction without a word", Submitted, AskCorrection, "", Submitted, Invalid},
		{"change one's mind", Rejected, Approve, "", Approved, ""},
		{"take an approval back", Approved, Reject, "Registered twice.", Rejected, ""},
		{"nobody proved the address", Unconfirmed, Approve, "", Unconfirmed, Conflict},
		{"withdrawn", Withdrawn, Approve, "", Withdrawn, Conflict},
		{"no such decision", Submitted, "ignore", "because", Submitted, Invalid},
	} {
		r, err := Registration{State: c.from}.Decide(c.decision, c.reason, "organizer", t0)
		if kindOf(err) != c.kind || (err == nil && r.State != c.want) {
			t.Errorf("%s: got %s, %v; want %s %s", c.name, r.State, err, c.want, c.kind)
		}
		if err == nil && (r.DecidedBy == nil || *r.DecidedBy != "organizer" || !r.ChangedAt.Equal(t0)) {
			t.Errorf("%s: who decided and when is not kept: %+v", c.name, r)
		}
	}
}

func TestCorrect(t *testing.T) {
	changed := Registration{Name: "Ana Example", Organization: "Example Institute", Category: Academia}
	for _, from := range RegistrationStates {
		r, err := Registration{State: from, Reason: "Please give your function."}.Edit(Conference{RegistrationCloses: t0.Add(1)}, changed, t0)
		allowed := from == Submitted || from == CorrectionAsked || from == Unfinished
		if allowed && (err != nil || r.State != Submitted || r.Reason != "" || r.Name != "Ana Example") {
			t.Errorf("correct from %s = %+v, %v", from, r, err)
		}
		if !allowed && kindOf(err) != Conflict {
			t.Errorf("correct from %s: %v; want a conflict", from, err)
		}
	}
}

func TestRegistrationCheck(t *testing.T) {
	del := DelegationID("d")
	good := Registration{Name: "Ana Example", DelegationID: &del, Category: ParticipatingState}
	for name, spoil := range map[string]func(*Registration){
		"no name":             func(r *Registration) { r.Name = " " },
		"a name of 201 bytes": func(r *Registration) { r.Name = strings.Repeat("a", 201) },
		"a line break":        func(r *Registration) { r.Name = "Ana\r\nBcc: all" },
		"no category":         func(r *Registration) { r.Category = "guest" },
		"nobody represented":  func(r *Registration) { r.DelegationID = nil },
		"a long function":     func(r *Registration) { r.Function = strings.Repeat("f", 201) },
	} {
		r := good
		spoil(&r)
		if kindOf(r.Check()) != Invalid {
			t.Errorf("%s was accepted", name)
		}
	}
	if err := good.Check(); err != nil {
		t.Errorf("a good registration: %v", err)
	}
}

func TestCleanEmail(t *testing.T) {
	for in, want := range map[string]string{
		" Ana.Example@Mission.Example ":         "ana.example@mission.example",
		"ana@example.org":                       "ana@example.org",
		"ana":                                   "",
		"Ana <ana@example.org>":                 "",
		"ana@example.org\r\nBcc: x@y.z":         "",
		"ana@example.org, b@c.de":               "",
		"":                                      "",
		strings.Repeat("a", 250) + "@b.example": "",
	} {
		got, err := CleanEmail(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("CleanEmail(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
}

func TestRegistrationOpensAndCloses(t *testing.T) {
	c := Conference{RegistrationOpens: t0, RegistrationCloses: t0.Add(time.Hour)}
	for d, want := range map[time.Duration]bool{-1: false, 0: true, time.Hour - 1: true, time.Hour: false} {
		if got := c.RegistrationOpen(t0.Add(d)); got != want {
			t.Errorf("open %v after it opened = %v, want %v", d, got, want)
		}
	}
}

func TestLinkUse(t *testing.T) {
	used := t0
	fresh := Link{ExpiresAt: t0.Add(LinkLife)}
	if err := fresh.Use(t0.Add(LinkLife - 1)); err != nil {
		t.Errorf("a fresh link: %v", err)
	}
	if err := fresh.Use(t0.Add(LinkLife)); kindOf(err) != Conflict {
		t.Errorf("an expired link: %v", err)
	}
	if err := (Link{ExpiresAt: t0.Add(LinkLife), UsedAt: &used}).Use(t0); kindOf(err) != Conflict {
		t.Errorf("a used link: %v", err)
	}
}

func TestSessionLife(t *testing.T) {
	s := Session{Title: "Opening", Kind: OpeningSession, Access: PublicAccess, State: Scheduled, StartsAt: t0, EndsAt: t0.Add(time.Hour)}
	if err := s.Check(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Close(t0); kindOf(err) != Conflict {
		t.Errorf("closing what is not open: %v", err)
	}
	open, err := s.Open(t0)
	if err != nil || open.State != Open || open.OpenedAt == nil {
		t.Fatalf("open = %+v, %v", open, err)
	}
	if _, err := open.Open(t0); kindOf(err) != Conflict {
		t.Errorf("opening twice: %v", err)
	}
	closed, err := open.Close(t0.Add(time.Hour))
	if err != nil || closed.State != Closed || closed.ClosedAt == nil {
		t.Fatalf("close = %+v, %v", closed, err)
	}
	again, err := closed.Open(t0.Add(2 * time.Hour))
	if err != nil || again.State != Open || again.ClosedAt != nil {
		t.Errorf("opening again = %+v, %v", again, err)
	}
	for name, spoil := range map[string]func(*Session){
		"no title":        func(s *Session) { s.Title = "" },
		"ends at once":    func(s *Session) { s.EndsAt = s.StartsAt },
		"lasts two days":  func(s *Session) { s.EndsAt = s.StartsAt.Add(48 * time.Hour) },
		"no such kind":    func(s *Session) { s.Kind = "party" },
		"no such access":  func(s *Session) { s.Access = "friends" },
		"a title too big": func(s *Session) { s.Title = strings.Repeat("t", 301) },
	} {
		bad := s
		spoil(&bad)
		if kindOf(bad.Check()) != Invalid {
			t.Errorf("%s was accepted", name)
		}
	}
}
