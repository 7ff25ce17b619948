package store_test

import (
	"slices"
	"testing"

	"plenary/server/conference"
)

func TestLineReactions(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		line, err := w.Say(ctx, aLine("line-a-0123456789"))
		must(t, err)
		react := func(who conference.PersonID, reaction conference.Reaction, on bool) {
			t.Helper()
			must(t, w.ReactToLine(ctx, line.ID, who, reaction, on, day))
		}
		react(w.ana.ID, "heart", true)
		react(w.ana.ID, "heart", true) // once for each person and kind
		react(w.ana.ID, "laugh", true)
		react(w.ben.ID, "heart", true)
		react(w.ben.ID, "laugh", false)
		got, err := w.LineReactions(ctx, w.ben.ID, line.ID, "line-x-0123456789")
		must(t, err)
		if want := []conference.LineReaction{{LineID: line.ID, Reaction: "heart", Count: 2, Mine: 1}, {LineID: line.ID, Reaction: "laugh", Count: 1}}; !slices.Equal(got, want) {
			t.Errorf("they are %+v, want %+v", got, want)
		}
		react(w.ana.ID, "laugh", false)
		got, err = w.LineReactions(ctx, "", line.ID)
		must(t, err)
		if want := []conference.LineReaction{{LineID: line.ID, Reaction: "heart", Count: 2}}; !slices.Equal(got, want) {
			t.Errorf("left are %+v, want %+v", got, want)
		}
	})
}
