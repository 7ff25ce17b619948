package store_test

import (
	"fmt"
	"testing"
	"time"

	"plenary/server/conference"
)

func TestASessionIsGuarded(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		s, err := w.Session(t.Context(), w.session.ID)
		must(t, err)
		same(t, "the door of a new session", s.Door, conference.DoorOpen)
		barred := func(person conference.Person) bool {
			t.Helper()
			one, err := w.Standing(t.Context(), w.conference.ID, s.ID, person.ID)
			must(t, err)
			all, err := w.Standings(t.Context(), w.conference.ID, person.ID)
			must(t, err)
			same(t, "the standing in all sessions", all.In(s.ID).Barred, one.Barred)
			return one.Barred
		}

		s.Door = conference.DoorLocked
		must(t, w.Guard(t.Context(), s, []conference.PersonID{w.ana.ID}, w.olga.ID, day))
		same(t, "who was inside is barred", barred(w.ana), false)
		same(t, "a newcomer is barred", barred(w.ben), true)

		s.Door, s.SuspendedAt, s.ClosedTo = conference.DoorHeld, &day, conference.DelegationsAccess
		must(t, w.Guard(t.Context(), s, nil, w.olga.ID, day))
		same(t, "who was inside is barred", barred(w.ana), false)
		got, err := w.Session(t.Context(), s.ID)
		must(t, err)
		if !got.Suspended() || got.ClosedTo != conference.DelegationsAccess {
			t.Errorf("the session is %+v", got)
		}

		pass, err := w.Knock(t.Context(), s.ID, w.ben.ID, day)
		must(t, err)
		same(t, "who knocks", pass.State, conference.PassWaiting)
		again, err := w.Knock(t.Context(), s.ID, w.ben.ID, day.Add(time.Minute))
		must(t, err)
		same(t, "since when she waits", again.AskedAt, pass.AskedAt)
		same(t, "who waits is barred", barred(w.ben), true)
		answered, err := w.AnswerKnocks(t.Context(), s.ID, []conference.PersonID{w.ben.ID, "nobody"}, conference.PassRefused, w.olga.ID, day)
		must(t, err)
		same(t, "how many were answered", len(answered), 1)
		again, err = w.Knock(t.Context(), s.ID, w.ben.ID, day)
		must(t, err)
		same(t, "who was refused and knocks again", again.State, conference.PassRefused)
		_, err = w.AnswerKnocks(t.Context(), s.ID, []conference.PersonID{w.ben.ID}, conference.PassAdmitted, w.olga.ID, day)
		must(t, err)
		same(t, "who was let in is barred", barred(w.ben), false)
		answered, err = w.AnswerKnocks(t.Context(), s.ID, []conference.PersonID{w.ben.ID}, conference.PassRefused, w.olga.ID, day)
		must(t, err)
		same(t, "how many who are in were turned away", len(answered), 0)

		s.Door, s.SuspendedAt, s.ClosedTo = conference.DoorOpen, nil, ""
		must(t, w.Guard(t.Context(), s, nil, w.olga.ID, day))
		must(t, w.Guard(t.Context(), s, nil, w.olga.ID, day)) // and again, which changes nothing
		pass, err = w.PassOf(t.Context(), s.ID, w.ben.ID)
		must(t, err)
		same(t, "a pass for an open door", pass.State, "")
		entries, err := w.Entries(t.Context(), 10)
		must(t, err)
		var told []string
		for _, e := range entries {
			told = append(told, e.Action)
		}
		want := "[reopen-meeting resume-session open-door let-in turn-away close-meeting suspend-session hold-door lock-door]"
		if got := fmt.Sprint(told[:9]); got != want {
			t.Errorf("the audit says %s, not %s", got, want)
		}
		s.ID = "nowhere"
		refused(t, w.Guard(t.Context(), s, nil, w.olga.ID, day), conference.NotFound)
	})
}
