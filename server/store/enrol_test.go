package store_test

import (
	"fmt"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
)

// enrolments are so many people of a delegation.
func (w *world) enrolments(d conference.Delegation, n int) []store.Enrolment {
	list := make([]store.Enrolment, n)
	for i := range list {
		list[i] = store.Enrolment{
			Person: conference.Person{
				ID: conference.PersonID(fmt.Sprintf("person-%05d", i)), Email: fmt.Sprintf("member%05d@mission.example", i), Name: "Member", CreatedAt: day,
			},
			Registration: conference.Registration{
				ID: conference.RegistrationID(fmt.Sprintf("registration-%05d", i)), ConferenceID: w.conference.ID, Name: fmt.Sprintf("Member %05d", i),
				DelegationID: &d.ID, Category: d.Category, Participation: conference.InRoom, RegisteredBy: &w.olga.ID,
				State: conference.Submitted, CreatedAt: day.Add(time.Duration(i)), ChangedAt: day,
			},
			Head: i == 1,
		}
	}
	return list
}

func TestAListGoesInWholeOrNotAtAll(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		d := w.albania(10)
		must(t, w.SetDelegationQuotas(ctx, d.ID, map[conference.Participation]*int{conference.InRoom: new(1200)}, w.olga.ID, day))
		list := w.enrolments(d, 1201)
		refused(t, w.Enrol(ctx, list, w.olga.ID, day), conference.Conflict)
		list = list[:1200] // in more than one part
		// One of them is registered already: in the last part, when the others are written.
		taken := w.register(w.ana, nil)
		list[1199].Person.Email = w.ana.Email
		refused(t, w.Enrol(ctx, list, w.olga.ID, day), conference.Conflict)
		same(t, "the members after two refusals", w.taken(d, conference.InRoom), 0)
		people, err := w.PersonByEmail(ctx, "member00000@mission.example")
		refused(t, err, conference.NotFound)
		same(t, "who is left behind", people.ID, "")

		// What nobody confirmed makes way.
		taken.State = conference.Unconfirmed
		must(t, w.Change(ctx, func(exec func(string, ...any) error) error {
			return exec(`update registration set state = 'unconfirmed' where id = ?`, taken.ID)
		}))
		must(t, w.Enrol(ctx, list, w.olga.ID, day))
		same(t, "the members", w.taken(d, conference.InRoom), 1200)
		hers, err := w.RegistrationOf(ctx, w.conference.ID, w.ana.ID)
		must(t, err)
		same(t, "the last", hers.Name, "Member 01199")
		members, err := w.Members(ctx, d.ID)
		must(t, err)
		same(t, "the head", members[0].Name, "Member 00001")
		page, err := w.Registrations(ctx, w.conference.ID, store.RegistrationFilter{Query: "albania", Limit: 10})
		must(t, err)
		same(t, "found by the delegation", page.Total, 1200)
		all, err := w.AllRegistrations(ctx, w.conference.ID, store.RegistrationFilter{Delegation: d.ID, Order: store.ByName, Limit: 5000})
		must(t, err)
		same(t, "all of the list", len(all), 1200)
		same(t, "the last of the list", all[1199].Email, w.ana.Email)
	})
}
