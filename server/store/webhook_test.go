package store_test

import (
	"slices"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
)

func (w *world) webhook(id conference.WebhookID, events string) {
	w.t.Helper()
	hook := conference.Webhook{ID: id, ConferenceID: w.conference.ID, PersonID: w.olga.ID, Address: "https://hooks.example", Events: events, Secret: "s", CreatedAt: day}
	must(w.t, w.CreateWebhook(w.t.Context(), hook))
}

func TestAnEventIsKeptWithItsChange(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		w.webhook("all", "session.changed session.opened registration.submitted session.deleted")
		w.webhook("other", "registration.decided")
		opened, err := w.session.Open(day)
		must(t, err)
		must(t, w.UpdateSession(t.Context(), opened, conference.Scheduled, w.olga.ID, day))
		refused(t, w.UpdateSession(t.Context(), opened, conference.Scheduled, w.olga.ID, day), conference.Conflict) // and no event
		due, err := w.DueDeliveries(t.Context(), day)
		must(t, err)
		if len(due) != 1 || due[0].WebhookID != "all" || due[0].Event != conference.SessionOpened || due[0].Secret != "s" {
			t.Fatalf("due is %+v", due)
		}
		d := due[0].Failed(day)
		must(t, w.UpdateDelivery(t.Context(), d))
		due, err = w.DueDeliveries(t.Context(), day)
		must(t, err)
		same(t, "what is due at once", len(due), 0)
		due, err = w.DueDeliveries(t.Context(), day.Add(time.Hour))
		must(t, err)
		same(t, "what is due later", len(due), 1)
		// What is gone is told of as well.
		other := w.newSession("doomed")
		must(t, w.DeleteSession(t.Context(), other.ID, w.olga.ID, day))
		list, total, err := w.Deliveries(t.Context(), "all", 0, 10)
		must(t, err)
		same(t, "the deliveries", total, 3)
		events := map[conference.Happening]bool{}
		for _, d := range list {
			events[d.Event] = true
		}
		same(t, "deleted", events[conference.SessionDeleted], true)
		must(t, w.DeleteWebhook(t.Context(), "all", w.conference.ID, w.olga.ID, day))
		due, err = w.DueDeliveries(t.Context(), day.Add(time.Hour))
		must(t, err)
		same(t, "what is due of a deleted webhook", len(due), 0)
		must(t, w.ForgetDeliveries(t.Context(), day.Add(31*24*time.Hour)))
		_, total, err = w.Deliveries(t.Context(), "all", 0, 10)
		must(t, err)
		same(t, "old deliveries", total, 0)
	})
}

func TestOneWebhookDoesNotStarveAnother(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		w.webhook("slow", "session.changed")
		for range 20 {
			must(t, w.PutSession(t.Context(), w.session, w.olga.ID, day))
		}
		w.webhook("late", "session.changed")
		must(t, w.PutSession(t.Context(), w.session, w.olga.ID, day.Add(time.Second)))
		due, err := w.DueDeliveries(t.Context(), day.Add(time.Minute))
		must(t, err)
		of := map[conference.WebhookID]int{}
		for _, d := range due {
			of[d.WebhookID]++
		}
		if of["slow"] != 3 || of["late"] != 1 {
			t.Errorf("due is %v", of)
		}
	})
}

// A decision about many is told of each, in one chain, by few statements.
func TestASweepIsToldOfEach(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		w.webhook("hook", "registration.decided release.published")
		w.webhook("other", "session.opened")
		before := whole(t, w.Store).Head.Number
		list := w.journalists(conference.Submitted, conference.Submitted, conference.Submitted)
		count, err := w.Sweep(store.Via(t.Context(), "Importer"), w.sweepOf("sweep", conference.Reject), store.RegistrationFilter{}, len(list))
		must(t, err)
		same(t, "the rejected", count.To[conference.Rejected], len(list))
		_, total, err := w.Deliveries(t.Context(), "hook", 0, 10)
		must(t, err)
		same(t, "what the webhook is told", total, len(list))
		_, err = w.UndoSweep(t.Context(), "sweep", w.olga.ID, day.Add(time.Hour+time.Second))
		must(t, err)
		entries, err := w.Entries(t.Context(), 100)
		must(t, err)
		same(t, "the token in the audit", entries[len(list)].Via, "Importer")
		if rows := whole(t, w.Store).Head.Number - before; rows < int64(2*len(list)) {
			t.Errorf("%d rows are chained", rows)
		}
		w.release("First")
		told, _, err := w.Deliveries(t.Context(), "hook", 0, 10)
		must(t, err)
		if !slices.ContainsFunc(told, func(d conference.Delivery) bool { return d.Event == conference.ReleasePublished }) {
			t.Errorf("the release is not told of: %+v", told)
		}
	})
}
