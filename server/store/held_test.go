package store_test

import (
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
)

func TestHeldLines(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		s, ctx := w.Store, t.Context()
		hold := func(id string) conference.HeldLine {
			h := conference.ChatRule{HoldFor: 10}.Hold(aLine(id))
			must(t, s.Hold(ctx, h))
			must(t, s.Hold(ctx, h)) // again changes nothing
			return h
		}
		shown, back := hold("held-a-0123456789"), hold("held-b-0123456789")
		other := shown
		other.PersonID = w.ben.ID
		refused(t, s.Hold(ctx, other), conference.Conflict)
		line, err := s.ShowHeld(ctx, shown, "", day)
		must(t, err)
		same(t, "its number", line.Number, int64(1))
		_, err = s.ShowHeld(ctx, shown, w.olga.ID, day)
		refused(t, err, conference.Conflict)
		gone, err := back.Refuse(w.olga.ID, "Off the topic", day.Add(time.Second))
		must(t, err)
		must(t, s.RefuseHeld(ctx, gone))
		refused(t, s.RefuseHeld(ctx, gone), conference.Conflict)
		_, err = s.ShowHeld(ctx, back, w.olga.ID, day)
		refused(t, err, conference.Conflict)
		left, err := s.HeldLines(ctx, "session")
		must(t, err)
		if len(left) != 1 || left[0].Waits() || left[0].Reason != "Off the topic" || *left[0].RefusedBy != w.olga.ID {
			t.Errorf("left are %+v", left)
		}
		said, err := s.LinesPage(ctx, "session", store.Page{Limit: 10})
		must(t, err)
		if len(said) != 1 || said[0].ID != shown.ID {
			t.Errorf("in the chat are %+v", said)
		}
	})
}
