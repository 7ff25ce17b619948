package store_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"plenary/server/conference"
	"plenary/server/store"
)

// albania is a delegation that may have so many members able to speak, and any number of others.
func (w *world) albania(speaking int) conference.Delegation {
	w.t.Helper()
	d := conference.Delegation{ID: "albania", ConferenceID: w.conference.ID, Code: "AL", Name: "Albania", Category: conference.ParticipatingState}
	must(w.t, w.PutDelegation(w.t.Context(), d))
	must(w.t, w.SetCategoryQuotas(w.t.Context(), w.conference.ID, []store.CategoryQuota{
		{Category: conference.ParticipatingState, Participation: conference.Speaking, Places: &speaking},
		{Participation: conference.Speaking, Places: new(1)},
	}, w.olga.ID, day))
	return d
}

// member registers somebody on behalf of a delegation.
func (w *world) member(d conference.Delegation, name string, a conference.Participation) (conference.Registration, error) {
	p := conference.Person{
		ID: conference.NewID[conference.PersonID](), Email: strings.ToLower(name) + "@mission.example", Name: name, CreatedAt: day,
	}
	r, _, err := w.RegisterMember(w.t.Context(), p, w.conference.ID, false, w.ben.ID, day, func(was *conference.Registration) (conference.Registration, error) {
		return conference.Registration{
			ID: conference.NewID[conference.RegistrationID](), ConferenceID: w.conference.ID, Name: name, DelegationID: &d.ID,
			Category: d.Category, Participation: a, CreatedAt: day,
		}.OnBehalf(w.conference, was, w.ben.ID, true, day)
	})
	return r, err
}

func (w *world) taken(d conference.Delegation, a conference.Participation) int {
	w.t.Helper()
	quotas, err := w.Quotas(w.t.Context(), d.ID)
	must(w.t, err)
	for _, q := range quotas[d.ID] {
		if q.Participation == a {
			return q.Taken
		}
	}
	return -1
}

func TestMembersAddedAtOnceDoNotPassTheQuota(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		d := w.albania(5)
		var all sync.WaitGroup
		refusals := make(chan error, 12)
		for i := range cap(refusals) {
			all.Go(func() {
				if _, err := w.member(d, fmt.Sprintf("Member%d", i), conference.Speaking); err != nil {
					refusals <- err
				}
			})
		}
		all.Wait()
		close(refusals)
		same(t, "the places taken", w.taken(d, conference.Speaking), 5)
		same(t, "the number refused", len(refusals), 7)
		for err := range refusals {
			refused(t, err, conference.Conflict)
			const says = "the quota of Albania is 5 able to speak, and 5 of it are taken: withdraw a member, " +
				"let this one take part in the room or as observers, or ask the organizers for a larger quota"
			same(t, "the refusal", err.Error(), says)
		}
		_, err := w.member(d, "Watcher", conference.Observing)
		must(t, err) // there is no limit for those who watch
	})
}

func TestEveryWayIntoADelegationKeepsItsQuota(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		d := w.albania(2)
		first, err := w.member(d, "First", conference.Speaking)
		must(t, err)
		_, err = w.member(d, "Second", conference.Speaking)
		must(t, err)
		watcher, err := w.member(d, "Watcher", conference.Observing)
		must(t, err)
		other := w.register(w.ana, nil)

		// By another way to take part, by another delegation, by the form, and back from a rejection, one or many.
		more := watcher
		more.Participation = conference.Speaking
		_, err = w.UpdateRegistration(ctx, more, watcher.State, w.ben.ID)
		refused(t, err, conference.Conflict)
		moved := other
		moved.DelegationID, moved.Participation = &d.ID, conference.Speaking
		_, err = w.UpdateRegistration(ctx, moved, other.State, w.ben.ID)
		refused(t, err, conference.Conflict)
		p := conference.Person{ID: "person-form", Email: "form@mission.example", Name: "Form", CreatedAt: day}
		r := conference.Registration{
			ID: "registration-form", ConferenceID: w.conference.ID, Name: "Form", DelegationID: &d.ID, Category: d.Category,
			State: conference.Unconfirmed, CreatedAt: day, ChangedAt: day,
		}
		_, err = w.Apply(ctx, p, r, nil)
		refused(t, err, conference.Conflict)

		rejected, err := w.decide(first, conference.Reject, day)
		must(t, err)
		third, err := w.member(d, "Third", conference.Speaking)
		must(t, err)
		again, err := rejected.Decide(conference.Approve, "", w.olga.ID, day)
		must(t, err)
		_, err = w.UpdateRegistration(ctx, again, rejected.State, w.olga.ID)
		refused(t, err, conference.Conflict)
		sweep := w.sweepOf("sweep-with-a-quota", conference.Approve)
		count, err := w.Sweep(ctx, sweep, store.RegistrationFilter{Delegation: d.ID}, 4)
		must(t, err)
		same(t, "approved together", count.To[conference.Approved], 3)
		same(t, "the places taken", w.taken(d, conference.Speaking), 2)

		// A place that can still be given back is taken.
		out := w.sweepOf("sweep-that-frees-one", conference.Reject)
		_, err = w.Sweep(ctx, out, store.RegistrationFilter{IDs: []conference.RegistrationID{third.ID}}, 1)
		must(t, err)
		_, err = w.member(d, "Fourth", conference.Speaking)
		refused(t, err, conference.Conflict)
		_, err = w.CloseSweeps(ctx, out.DueAt, 10)
		must(t, err)
		_, err = w.member(d, "Fourth", conference.Speaking)
		must(t, err)

		// A rule of its own goes before that of the category.
		must(t, w.SetDelegationQuotas(ctx, d.ID, map[conference.Participation]*int{conference.Speaking: nil, conference.InRoom: new(0)}, w.olga.ID, day))
		_, err = w.member(d, "Fifth", conference.Speaking)
		must(t, err)
		_, err = w.member(d, "Sixth", conference.InRoom)
		refused(t, err, conference.Conflict)
	})
}

func TestADelegationHasOneHead(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		d := w.albania(10)
		first, err := w.member(d, "First", conference.Speaking)
		must(t, err)
		second, err := w.member(d, "Second", conference.InRoom)
		must(t, err)
		must(t, w.Lead(t.Context(), first, w.ben.ID, day))
		must(t, w.Lead(t.Context(), second, w.ben.ID, day))
		members, err := w.Members(t.Context(), d.ID)
		must(t, err)
		same(t, "the first of the list", members[0].Name, "Second")
		if !members[0].Head || members[1].Head {
			t.Errorf("the heads are %t and %t", members[0].Head, members[1].Head)
		}
		err = w.Change(t.Context(), func(exec func(string, ...any) error) error {
			return exec(`update registration set head = true where id = ?`, first.ID)
		})
		refused(t, err, conference.Conflict)

		// Who goes to another delegation does not lead this one any more.
		left := members[0].Registration
		left.DelegationID, left.Organization = nil, "Elsewhere"
		left, err = w.UpdateRegistration(t.Context(), left, left.State, w.ben.ID)
		must(t, err)
		same(t, "who left is the head", left.Head, false)
		refused(t, w.Lead(t.Context(), left, w.ben.ID, day), conference.Conflict)
	})
}

func TestTheSpeakingSeatPassesBetweenMembers(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		d := w.albania(10)
		var members []conference.Registration
		for _, name := range []string{"First", "Second", "Watcher"} {
			way := conference.Speaking
			if name == "Watcher" {
				way = conference.Observing
			}
			r, err := w.member(d, name, way)
			must(t, err)
			_, err = w.PassSeat(ctx, conference.SpeakingSeat{SessionID: w.session.ID, DelegationID: d.ID, PersonID: r.PersonID, GivenBy: w.ben.ID, GivenAt: day})
			refused(t, err, conference.Conflict) // nobody has approved her yet
			r, err = w.decide(r, conference.Approve, day)
			must(t, err)
			members = append(members, r)
		}
		role := func(r conference.Registration) conference.Role {
			standing, err := w.Standing(ctx, w.conference.ID, w.session.ID, r.PersonID)
			must(t, err)
			return standing.RoleIn(w.session.Access)
		}
		pass := func(to conference.PersonID) (conference.PersonID, error) {
			return w.PassSeat(ctx, conference.SpeakingSeat{SessionID: w.session.ID, DelegationID: d.ID, PersonID: to, GivenBy: w.ben.ID, GivenAt: day})
		}
		_, err := pass(members[0].PersonID)
		must(t, err)
		before, err := pass(members[1].PersonID)
		must(t, err)
		same(t, "who had it", before, members[0].PersonID)
		same(t, "the first is", role(members[0]), conference.Attendee)
		same(t, "the second is", role(members[1]), conference.Speaker)
		_, err = pass(members[2].PersonID)
		refused(t, err, conference.Conflict)
		_, err = pass(w.ana.ID)
		refused(t, err, conference.NotFound)

		// Who is no longer a member does not speak for it, whatever stands there.
		_, err = w.decide(members[1], conference.Cancel, day)
		must(t, err)
		same(t, "the second is then", role(members[1]), conference.Registered)
		seats, err := w.SpeakingSeats(ctx, d.ID)
		must(t, err)
		same(t, "the number of seats", len(seats), 0)
	})
}
