package store_test

import (
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
)

func TestDeeds(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		did := func(person conference.PersonID, id string) bool {
			t.Helper()
			yes, err := w.Did(t.Context(), person, id)
			must(t, err)
			return yes
		}
		enter := func(id string, at time.Time, place conference.Place) error {
			ctx := store.WithDeed(t.Context(), store.Deed{PersonID: w.ana.ID, ID: id, DoneAt: at})
			return w.PutAppearance(ctx, conference.Appearance{SessionID: w.session.ID, PersonID: w.ana.ID, Place: place, Since: at})
		}
		must(t, enter("first", day, conference.Backstage))
		must(t, enter("first", day, conference.OnStage)) // a deed may be several changes
		if !did(w.ana.ID, "first") || did(w.ana.ID, "second") || did(w.ben.ID, "first") {
			t.Error("other deeds than Ana's first were noted")
		}
		ctx := store.WithDeed(t.Context(), store.Deed{PersonID: w.ana.ID, ID: "failed", DoneAt: day})
		if err := w.PutAppearance(ctx, conference.Appearance{SessionID: "nowhere", PersonID: w.ana.ID, Place: conference.OnStage, Since: day}); err == nil {
			t.Error("a session that is not there has a stage")
		}
		if did(w.ana.ID, "failed") {
			t.Error("what failed counts as done")
		}
		must(t, enter("next day", day.Add(24*time.Hour+time.Second), conference.Backstage))
		if did(w.ana.ID, "first") || !did(w.ana.ID, "next day") {
			t.Error("deeds are not forgotten after a day, or before")
		}
	})
}
