package store_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
)

// journalists registers people of the press, one minute after the other.
func (w *world) journalists(states ...conference.RegistrationState) []conference.Registration {
	w.t.Helper()
	list := make([]conference.Registration, len(states))
	for i, state := range states {
		list[i] = w.register(w.newPerson(fmt.Sprintf("Journalist %d", i)), func(r *conference.Registration) {
			r.Category, r.State, r.CreatedAt = conference.Media, state, day.Add(time.Duration(i)*time.Minute)
		})
	}
	return list
}

// states are where registrations are now.
func (w *world) states(list []conference.Registration) string {
	w.t.Helper()
	now := make([]string, len(list))
	for i, r := range list {
		is, err := w.Registration(w.t.Context(), r.ID)
		must(w.t, err)
		now[i] = string(is.State)
	}
	return strings.Join(now, " ")
}

func (w *world) limit(places int) {
	w.t.Helper()
	must(w.t, w.SetCategoryLimits(w.t.Context(), w.conference.ID, map[conference.Category]int{conference.Media: places}, w.olga.ID, day))
}

// decide does what an organizer does with one registration.
func (w *world) decide(r conference.Registration, d conference.Decision, at time.Time) (conference.Registration, error) {
	w.t.Helper()
	is, err := w.Registration(w.t.Context(), r.ID)
	must(w.t, err)
	decided, err := is.Decide(d, "for a reason", w.olga.ID, at)
	must(w.t, err)
	return w.UpdateRegistration(w.t.Context(), decided, is.State, w.olga.ID)
}

func (w *world) sweepOf(id conference.SweepID, d conference.Decision) conference.Sweep {
	return conference.Sweep{
		ID: id, ConferenceID: w.conference.ID, PersonID: &w.olga.ID, Decision: d, Reason: "together", At: day.Add(time.Hour),
		DueAt: day.Add(time.Hour + conference.UndoTime),
	}
}

func (w *world) untold(at time.Time) []string {
	w.t.Helper()
	list, err := w.CloseSweeps(w.t.Context(), at, 100)
	must(w.t, err)
	var names []string
	for _, one := range list {
		names = append(names, one.Name+" "+string(one.Swept)+" "+string(one.Decision))
		must(w.t, w.Told(w.t.Context(), one.SweepID, one.ID, at))
	}
	return names
}

func TestPlaceThatFallsFreeGoesToTheFirstWhoWaits(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		list := w.journalists(conference.Submitted, conference.Submitted, conference.Submitted, conference.Submitted)
		w.limit(1)
		for i := range list {
			r, err := w.decide(list[len(list)-1-i], conference.Approve, day)
			must(t, err)
			same(t, "who decided, place or none", *r.DecidedBy, w.olga.ID)
		}
		same(t, "at first", w.states(list), "waiting waiting waiting approved")

		last, err := w.Registration(t.Context(), list[3].ID)
		must(t, err)
		withdrawn, err := last.Withdraw(day.Add(time.Minute))
		must(t, err)
		_, err = w.UpdateRegistration(t.Context(), withdrawn, last.State, last.PersonID)
		must(t, err)
		same(t, "after one withdrew", w.states(list), "approved waiting waiting withdrawn")

		w.limit(2)
		same(t, "with one place more", w.states(list), "approved approved waiting withdrawn")
		w.limit(1)
		same(t, "with one place less", w.states(list), "approved approved waiting withdrawn")
		_, err = w.decide(list[0], conference.Cancel, day)
		must(t, err)
		same(t, "while there are too many", w.states(list), "cancelled approved waiting withdrawn")
		_, err = w.decide(list[1], conference.AskCorrection, day)
		must(t, err)
		same(t, "then", w.states(list), "cancelled correction-asked approved withdrawn")

		if want, got := []string{"Journalist 0 approved promote", "Journalist 1 approved promote", "Journalist 2 approved promote"}, slices.Sorted(slices.Values(w.untold(day.Add(time.Hour)))); !reflect.DeepEqual(got, want) {
			t.Errorf("to be told: %v, not %v", got, want)
		}
		if again := w.untold(day.Add(time.Hour)); again != nil {
			t.Errorf("told again: %v", again)
		}
		_, err = w.decide(list[0], conference.Approve, day)
		must(t, err)
		same(t, "the last place is taken", w.states(list[:1]), "waiting")
		entries, err := w.Entries(t.Context(), 200)
		must(t, err)
		var promoted store.Entry
		for _, e := range entries {
			if e.Action == "registration-approved" && e.Subject == string(list[2].ID) {
				promoted = e
			}
		}
		if promoted.PersonID != "" || !strings.HasPrefix(promoted.Detail, "waiting → approved\npromote ") {
			t.Errorf("the audit says %+v", promoted)
		}
	})
}

func TestNobodyWaitsForAPlaceThatIsFree(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		list := w.journalists(conference.Submitted, conference.Submitted)
		_, err := w.decide(list[0], conference.Waitlist, day)
		must(t, err) // without a limit the organizers know what they wait for
		w.limit(5)
		same(t, "with a limit", w.states(list), "approved submitted")
		_, err = w.decide(list[1], conference.Waitlist, day)
		refused(t, err, conference.Conflict)
	})
}

func TestLastPlaceIsGivenOnce(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		states := make([]conference.RegistrationState, 12)
		for i := range states {
			states[i] = conference.Submitted
		}
		list := w.journalists(states...)
		w.limit(5)
		var all sync.WaitGroup
		for _, r := range list {
			decided, err := r.Decide(conference.Approve, "", w.olga.ID, day)
			must(t, err)
			all.Go(func() {
				if _, err := w.UpdateRegistration(t.Context(), decided, r.State, w.olga.ID); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		same(t, "places given", strings.Count(w.states(list), "approved"), 5)
		same(t, "who wait", strings.Count(w.states(list), "waiting"), 7)
	})
}

func TestSweepIsUndone(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		list := w.journalists(conference.Submitted, conference.Approved, conference.Waiting, conference.Submitted, conference.Withdrawn)
		w.limit(1)
		filter := store.RegistrationFilter{Category: conference.Media, Query: "journalist"}
		preview, err := w.PreviewSweep(t.Context(), w.conference.ID, conference.Reject, filter)
		must(t, err)
		same(t, "fit", preview.Matching, 5)
		same(t, "would be rejected", preview.To[conference.Rejected], 4)

		sweep := w.sweepOf("sweep-one-of-many", conference.Reject)
		_, err = w.Sweep(t.Context(), sweep, filter, 4)
		refused(t, err, conference.Conflict)
		for range 2 { // the answer may be lost
			count, err := w.Sweep(t.Context(), sweep, filter, 5)
			must(t, err)
			same(t, "are rejected", count.To[conference.Rejected], 4)
		}
		same(t, "after it", w.states(list), "rejected rejected rejected rejected withdrawn")
		late := w.register(w.ana, func(r *conference.Registration) { r.Category = conference.Media })
		_, err = w.decide(late, conference.Approve, day.Add(time.Hour+time.Second))
		must(t, err)
		same(t, "the place is kept for who may come back", w.states([]conference.Registration{late}), "waiting")
		if untold := w.untold(sweep.DueAt.Add(-time.Millisecond)); untold != nil {
			t.Errorf("told too early: %v", untold)
		}

		_, err = w.UndoSweep(t.Context(), sweep.ID, w.ana.ID, sweep.At)
		refused(t, err, conference.Forbidden)
		_, err = w.UndoSweep(t.Context(), "no-such-sweep", w.olga.ID, sweep.At)
		refused(t, err, conference.NotFound)
		_, err = w.decide(list[3], conference.AskCorrection, day.Add(time.Hour+2*time.Second))
		must(t, err)
		restored, err := w.UndoSweep(t.Context(), sweep.ID, w.olga.ID, sweep.DueAt.Add(-time.Millisecond))
		must(t, err)
		same(t, "restored", len(restored), 3)
		same(t, "who was asked meanwhile stays so", w.states(list), "submitted approved waiting correction-asked withdrawn")
		first, err := w.Registration(t.Context(), list[0].ID)
		must(t, err)
		if first.Reason != "" || first.DecidedBy != nil || first.DecidedAt != nil {
			t.Errorf("not as it was: %+v", first)
		}
		_, err = w.UndoSweep(t.Context(), sweep.ID, w.olga.ID, sweep.At)
		refused(t, err, conference.Conflict)
		if untold := w.untold(sweep.DueAt.Add(time.Hour)); untold != nil {
			t.Errorf("told of what was undone: %v", untold)
		}
		entries, err := w.Entries(t.Context(), 5)
		must(t, err)
		if e := entries[0]; e.PersonID != w.olga.ID || !strings.HasPrefix(e.Detail, "rejected → ") || !strings.HasSuffix(e.Detail, "\nundone sweep-one-of-many") {
			t.Errorf("the audit says %+v", e)
		}
	})
}

func TestPlacesThatASweepFreesAreGivenWhenItIsDue(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		list := w.journalists(conference.Approved, conference.Approved, conference.Waiting, conference.Waiting, conference.Waiting)
		w.limit(2)
		sweep := w.sweepOf("sweep-one-of-many", conference.Cancel)
		filter := store.RegistrationFilter{IDs: []conference.RegistrationID{list[0].ID, list[1].ID, "somebody-of-elsewhere"}}
		_, err := w.Sweep(t.Context(), sweep, filter, 2)
		must(t, err)
		same(t, "while it can be undone", w.states(list), "cancelled cancelled waiting waiting waiting")
		at, some, err := w.DueSweep(t.Context())
		must(t, err)
		same(t, "one is due", some, true)
		same(t, "when", at, moment(sweep.DueAt))
		told := strings.Join(w.untold(sweep.DueAt), ", ")
		same(t, "told", told, "Journalist 0 cancelled cancel, Journalist 1 cancelled cancel, Journalist 2 approved promote, Journalist 3 approved promote")
		same(t, "then", w.states(list), "cancelled cancelled approved approved waiting")
		_, err = w.UndoSweep(t.Context(), sweep.ID, w.olga.ID, sweep.DueAt)
		refused(t, err, conference.Conflict)
		w.untold(sweep.DueAt)
		_, some, err = w.DueSweep(t.Context())
		must(t, err)
		same(t, "one more is due", some, false)
	})
}

func TestSweepGivesPlacesInTheOrderOfArrival(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		list := w.journalists(conference.Submitted, conference.Rejected, conference.Submitted, conference.Approved)
		w.limit(3)
		filter := store.RegistrationFilter{Category: conference.Media}
		count, err := w.Sweep(t.Context(), w.sweepOf("sweep-one-of-many", conference.Approve), filter, 4)
		must(t, err)
		same(t, "approved", count.To[conference.Approved], 2)
		same(t, "waiting", count.To[conference.Waiting], 1)
		same(t, "now", w.states(list), "approved approved waiting approved")
	})
}

func TestRegistrationsAreFilteredAndSorted(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		must(t, w.PutDelegation(t.Context(), conference.Delegation{ID: "at", ConferenceID: w.conference.ID, Code: "AT", Name: "Austria", Category: conference.ParticipatingState}))
		austria := conference.DelegationID("at")
		w.journalists(conference.Submitted, conference.Approved)
		w.register(w.ben, func(r *conference.Registration) {
			r.Name, r.DelegationID, r.Organization, r.Category, r.CreatedAt = "Жанна Ёлкина", &austria, "", conference.ParticipatingState, day.Add(-time.Hour)
		})
		find := func(f store.RegistrationFilter) string {
			f.Limit = 10
			page, err := w.Registrations(t.Context(), w.conference.ID, f)
			must(t, err)
			same(t, "the total", page.Total, len(page.Rows))
			names := make([]string, len(page.Rows))
			for i, row := range page.Rows {
				names[i] = row.Name
			}
			return strings.Join(names, ", ")
		}
		for name, c := range map[string]struct {
			filter store.RegistrationFilter
			want   string
		}{
			"newest":     {store.RegistrationFilter{}, "Journalist 1, Journalist 0, Жанна Ёлкина"},
			"oldest":     {store.RegistrationFilter{Order: store.OldestFirst}, "Жанна Ёлкина, Journalist 0, Journalist 1"},
			"delegation": {store.RegistrationFilter{Order: store.ByDelegation}, "Жанна Ёлкина, Journalist 0, Journalist 1"},
			"name":       {store.RegistrationFilter{Order: store.ByName}, "Journalist 0, Journalist 1, Жанна Ёлкина"},
			"category":   {store.RegistrationFilter{Category: conference.Media, State: conference.Approved}, "Journalist 1"},
			"one State":  {store.RegistrationFilter{Delegation: "at"}, "Жанна Ёлкина"},
			"Cyrillic":   {store.RegistrationFilter{Query: "ЁЛКИНА"}, "Жанна Ёлкина"},
		} {
			same(t, name, find(c.filter), c.want)
		}
		must(t, w.PutDelegation(t.Context(), conference.Delegation{ID: "at", ConferenceID: w.conference.ID, Code: "AT", Name: "Österreich", Category: conference.ParticipatingState}))
		same(t, "by the new name", find(store.RegistrationFilter{Query: "österr"}), "Жанна Ёлкина")
		same(t, "by the old name", find(store.RegistrationFilter{Query: "austria"}), "")
		counts, err := w.RegistrationCounts(t.Context(), w.conference.ID, store.RegistrationFilter{Category: conference.Media, State: conference.Rejected})
		must(t, err)
		same(t, "submitted of the press", counts[conference.Submitted], 1)
	})
}
