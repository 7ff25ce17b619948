package store_test

import (
	"testing"

	"plenary/server/conference"
)

func TestAsides(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		say := func(id conference.LineID) conference.Aside {
			a := conference.Aside{ID: id, SessionID: "session", PersonID: w.ana.ID, Text: "Two minutes left", SaidAt: day}
			said, err := w.SayAside(ctx, a)
			must(t, err)
			return said
		}
		one := say("aside-a-0123456789")
		same(t, "the same again", say(one.ID), one)
		two := say("aside-b-0123456789")
		same(t, "its number", two.Number, one.Number+1)
		two.PersonID = w.ben.ID
		_, err := w.SayAside(ctx, two)
		refused(t, err, conference.Conflict)
		must(t, w.DeleteAside(ctx, one.ID, w.olga.ID, day))
		must(t, w.DeleteAside(ctx, one.ID, w.ana.ID, day))
		left, err := w.LastAsides(ctx, "session", 10)
		must(t, err)
		if len(left) != 1 || left[0].ID != two.ID {
			t.Errorf("left are %+v", left)
		}
		gone, err := w.Aside(ctx, one.ID)
		must(t, err)
		if gone.DeletedBy == nil || *gone.DeletedBy != w.olga.ID {
			t.Errorf("deleted is %+v", gone)
		}
		_, err = w.Aside(ctx, "aside-x-0123456789")
		refused(t, err, conference.NotFound)
	})
}
