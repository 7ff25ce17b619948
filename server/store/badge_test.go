package store_test

import (
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
)

func TestABadgeLetsInOnceAndALostOneNoMore(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		approved := func(r *conference.Registration) { r.State = conference.Approved }
		ana, ben := w.register(w.ana, approved), w.register(w.ben, nil)
		codes, err := w.BadgeCodes(ctx, []conference.RegistrationID{ana.ID, ben.ID}, day)
		must(t, err)
		again, err := w.BadgeCodes(ctx, []conference.RegistrationID{ana.ID}, day.Add(time.Hour))
		must(t, err)
		same(t, "the code of a badge that is printed again", again[ana.ID], codes[ana.ID])

		arrive := func(id conference.CheckInID, badge string, picked conference.RegistrationID) store.Arrived {
			t.Helper()
			list, err := w.CheckIn(ctx, w.conference.ID, []store.Arrival{{ID: id, Badge: badge, Registration: picked, At: day}}, w.olga.ID, day.Add(time.Minute))
			must(t, err)
			return list[0]
		}
		for _, c := range []struct {
			name  string
			id    conference.CheckInID
			badge string
			who   conference.RegistrationID
			want  conference.CheckInOutcome
		}{
			{"a badge", "check-in-a-01234567", "https://conference.example/check-in#" + codes[ana.ID], "", conference.CheckedIn},
			{"the same, sent again", "check-in-a-01234567", codes[ana.ID], "", conference.CheckedIn},
			{"the badge again", "check-in-b-01234567", codes[ana.ID], "", conference.InAlready},
			{"by name", "check-in-c-01234567", "", ana.ID, conference.InAlready},
			{"who is not approved", "check-in-d-01234567", codes[ben.ID], "", conference.NotAdmitted},
			{"a badge of elsewhere", "check-in-e-01234567", "https://elsewhere.example/#" + "ABC", "", conference.UnknownBadge},
			{"an id of elsewhere", "check-in-f-01234567", "", "nobody", conference.UnknownBadge},
		} {
			if got := arrive(c.id, c.badge, c.who); got.Outcome != c.want || c.want == conference.CheckedIn && !got.Guest.At.Equal(day.Truncate(time.Microsecond)) {
				t.Errorf("%s: %+v, want %s", c.name, got, c.want)
			}
		}

		must(t, w.RenewBadge(ctx, ana.ID, w.olga.ID, day.Add(2*time.Minute)))
		same(t, "the lost badge", arrive("check-in-g-01234567", codes[ana.ID], "").Outcome, conference.UnknownBadge)
		must(t, w.UndoCheckIn(ctx, ana.ID, w.olga.ID, day.Add(2*time.Minute)))
		same(t, "after the undoing", arrive("check-in-h-01234567", "", ana.ID).Outcome, conference.CheckedIn)
	})
}

func TestADoorIsToldWhatChanged(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		approved := func(r *conference.Registration) { r.State = conference.Approved }
		ana, ben := w.register(w.ana, approved), w.register(w.ben, approved)
		all, err := w.Guests(ctx, w.conference.ID, time.Time{})
		must(t, err)
		same(t, "who may come in", len(all), 2)
		later := day.Add(time.Hour)
		changed := func() []store.Guest {
			t.Helper()
			list, err := w.Guests(ctx, w.conference.ID, later)
			must(t, err)
			return list
		}
		same(t, "what changed before anything did", len(changed()), 0)
		_, err = w.CheckIn(ctx, w.conference.ID, []store.Arrival{{ID: "check-in-a-01234567", Registration: ana.ID, At: later}}, w.olga.ID, later)
		must(t, err)
		if list := changed(); len(list) != 1 || list[0].ID != ana.ID || list[0].At == nil {
			t.Errorf("after one came in: %+v", list)
		}
		ben.State, ben.ChangedAt = conference.Cancelled, later
		_, err = w.UpdateRegistration(ctx, ben, conference.Approved, w.olga.ID)
		must(t, err)
		if list := changed(); len(list) != 2 || list[0].State == list[1].State {
			t.Errorf("after one was cancelled: %+v", list)
		}
	})
}
