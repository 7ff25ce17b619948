package store_test

import (
	"testing"

	"plenary/server/conference"
	"plenary/server/store"
)

func TestFocalPointsAreNamedAndDismissed(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		d := w.albania(3)
		unknown := conference.Person{ID: "person-new", Email: "focal@mission.example", Name: "Focal", CreatedAt: day}
		named, err := w.NameFocalPoint(ctx, d, unknown, w.olga.ID, day)
		must(t, err)
		same(t, "who was named", named.ID, unknown.ID)
		unknown.ID, unknown.Name = "person-again", "Somebody else"
		named, err = w.NameFocalPoint(ctx, d, unknown, w.olga.ID, day)
		must(t, err)
		same(t, "who has the address", named.Name, "Focal")
		mine, err := w.DelegationsOf(ctx, w.conference.ID, named.ID)
		must(t, err)
		same(t, "the number of her delegations", len(mine), 1)
		rows, total, err := w.DelegationPage(ctx, w.conference.ID, store.DelegationFilter{Query: "ALB", Limit: 10})
		must(t, err)
		if total != 1 || len(rows) != 1 || len(rows[0].Focal) != 1 || rows[0].Focal[0].Email != "focal@mission.example" || len(rows[0].Quotas) != 3 {
			t.Errorf("the list has %d: %+v", total, rows)
		}
		must(t, w.DismissFocalPoint(ctx, d, named.ID, w.olga.ID, day))
		is, err := w.IsFocalPoint(ctx, d.ID, named.ID)
		must(t, err)
		same(t, "she is one still", is, false)
		refused(t, w.DismissFocalPoint(ctx, d, named.ID, w.olga.ID, day), conference.NotFound)
	})
}
