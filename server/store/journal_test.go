package store_test

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"plenary/server/conference"
)

// The facts of a journal are those that were written as the session went on, on each database.
func TestJournalFacts(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		must(t, w.PutDelegation(ctx, conference.Delegation{ID: "delegation", ConferenceID: w.conference.ID, Name: "Austria", Category: conference.ParticipatingState}))
		must(t, w.Appoint(ctx, conference.Appointment{SessionID: w.session.ID, PersonID: w.olga.ID, Role: conference.Chair}, "", day))
		s := w.session
		s.Segments = conference.PackSegments([]conference.Segment{{Title: "Opening", Access: conference.PressAccess}, {After: 60, Title: "Debate", Access: conference.ParticipantsAccess}})
		must(t, w.PutSession(ctx, s, "", day))
		move := func(change func(conference.Session) (conference.Session, error), at time.Time) {
			t.Helper()
			now, err := change(s)
			must(t, err)
			must(t, w.UpdateSession(ctx, now, s.State, w.olga.ID, at))
			s, err = w.Session(ctx, s.ID)
			must(t, err)
		}
		move(func(s conference.Session) (conference.Session, error) { return s.Open(day) }, day)
		populateFloor(t, w.Store)
		rules, _ := conference.PresetProcedure("osce")
		text, err := json.Marshal(rules)
		must(t, err)
		must(t, w.PutProcedureFile(ctx, w.conference.ID, text, w.olga.ID, day))
		move(func(s conference.Session) (conference.Session, error) { return s.MoveTo(2) }, day.Add(time.Minute))
		s.ClosedTo = conference.DelegationsAccess
		must(t, w.Guard(ctx, s, nil, w.olga.ID, day.Add(2*time.Minute)))
		s.ClosedTo = ""
		must(t, w.Guard(ctx, s, nil, w.olga.ID, day.Add(3*time.Minute)))
		p, err := conference.Propose(conference.Proposal{ID: "proposal-01234567", SessionID: s.ID, PersonID: w.ana.ID, Text: "That we meet."}, nil, day.Add(4*time.Minute))
		must(t, err)
		_, err = w.Propose(ctx, p)
		must(t, err)
		move(func(s conference.Session) (conference.Session, error) { return s.Close(day.Add(5 * time.Minute)) }, day.Add(5*time.Minute))

		f, err := w.JournalFacts(ctx, s)
		must(t, err)
		f.Conference, f.Now = w.conference, day.Add(time.Hour)
		got := conference.WriteJournal(f, "en").Text()
		for _, want := range []string{
			"Plenary hall", "Chair: Olga\n", "Rules of procedure: ", "The session was opened. Olga presided.", "Agenda item: Title of session",
			"Statement: Austria – Европейский союз (with Austria in alignment)", "Part of the session: Debate (for participants)",
			"for delegations only.", "The closed part of the session ended.", "Proposal 1: “That we meet.”", "The session was closed.",
		} {
			if !strings.Contains(got, want) {
				t.Errorf("%q is not in the journal:\n%s", want, got)
			}
		}
	})
}

// Two who correct an entry at once: one does, the other is told, and nothing that it said is lost.
func TestJournalIsCorrectedByOneAtOnce(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		change := func(by conference.PersonID, version int64) conference.JournalChange {
			return conference.JournalChange{
				SessionID: w.session.ID, Entry: "speech:1", Version: version, Edit: conference.JournalCorrect, Text: "As " + string(by) + " says", Language: "en", Reason: "wrong", PersonID: by, MadeAt: day,
			}
		}
		for version := int64(1); version <= 10; version++ {
			var both sync.WaitGroup
			var errs [2]error
			for i, by := range []conference.PersonID{w.ana.ID, w.olga.ID} {
				both.Go(func() { errs[i] = w.ChangeJournal(ctx, change(by, version)) })
			}
			both.Wait()
			winner, err := w.ana.ID, errs[1]
			if errs[0] != nil {
				winner, err = w.olga.ID, errs[0]
			}
			refused(t, err, conference.Conflict)
			must(t, w.ChangeJournal(ctx, change(winner, version))) // the same again
			f, err := w.JournalFacts(ctx, w.session)
			must(t, err)
			same(t, "corrections", int64(len(f.Changes)), version)
			same(t, "who made the last", f.Changes[version-1].PersonID, winner)
		}
		same(t, "entries of the audit", strings.Count(strings.Join(w.told(), " "), "journal-correct"), 10)
	})
}

func TestJournalIsPublished(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		r, err := w.JournalRecord(ctx, w.session.ID)
		must(t, err)
		same(t, "a journal about which nobody decided", r.State, conference.JournalDraft)
		for _, state := range []conference.JournalState{conference.JournalPublished, conference.JournalDraft} {
			r.State, r.ChangedBy, r.ChangedAt = state, w.olga.ID, moment(day)
			must(t, w.SetJournalRecord(ctx, r))
			now, err := w.JournalRecord(ctx, w.session.ID)
			must(t, err)
			same(t, "the state", now.State, state)
		}
	})
}
