package store_test

import (
	"errors"
	"reflect"
	"sync"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
)

func conferenceError(err error, kind conference.Kind) bool {
	var refusal *conference.Error
	return errors.As(err, &refusal) && refusal.Kind == kind && refusal.Message != ""
}

func TestConferenceIsReplacedById(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		w.conference.Title = "Renamed"
		must(t, w.PutConference(t.Context(), w.conference))
		got, err := w.ConferenceBySlug(t.Context(), "test")
		must(t, err)
		want := w.conference
		want.RegistrationOpens, want.RegistrationCloses = moment(want.RegistrationOpens), moment(want.RegistrationCloses)
		want.Modification, want.EditingResets, want.Participants = conference.ModifyUntilDecided, true, conference.NoParticipantList // as long as nobody says otherwise
		same(t, "the conference", got, want)
		_, err = w.ConferenceBySlug(t.Context(), "nothing")
		refused(t, err, conference.NotFound)
		second := w.conference
		second.ID = "another"
		refused(t, w.PutConference(t.Context(), second), conference.Conflict)
		all, err := w.Conferences(t.Context())
		must(t, err)
		same(t, "the number of conferences", len(all), 1)
	})
}

func TestDelegationsHaveStatesFirst(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		for _, d := range []conference.Delegation{
			{ID: "un", Code: "UN", Name: "United Nations", Category: conference.UnitedNations},
			{ID: "at", Code: "AT", Name: "Austria", Category: conference.ParticipatingState},
			{ID: "acad", Name: "Academia", Category: conference.Academia},
			{ID: "al", Code: "AL", Name: "Albania", Category: conference.ParticipatingState},
			{ID: "aa", Code: "AX", Name: "Älvland", Category: conference.ParticipatingState},
			{ID: "ee", Code: "EE", Name: "Estonia", Category: conference.ParticipatingState},
		} {
			d.ConferenceID = w.conference.ID
			must(t, w.PutDelegation(t.Context(), d))
			must(t, w.PutDelegation(t.Context(), d))
		}
		list, err := w.Delegations(t.Context(), w.conference.ID)
		must(t, err)
		names := []string{}
		for _, d := range list {
			names = append(names, d.Name)
		}
		if want := []string{"Albania", "Älvland", "Austria", "Estonia", "Academia", "United Nations"}; !reflect.DeepEqual(names, want) {
			t.Errorf("delegations are %v, not %v", names, want)
		}
		refused(t, w.PutDelegation(t.Context(), conference.Delegation{ID: "al2", ConferenceID: w.conference.ID, Name: "Albania"}), conference.Conflict)
		_, err = w.Delegation(t.Context(), "nothing")
		refused(t, err, conference.NotFound)
	})
}

func TestAddressBelongsToOnePerson(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		twin := conference.Person{ID: "twin", Email: w.ana.Email, Name: "Twin", CreatedAt: day}
		refused(t, w.CreatePerson(t.Context(), twin), conference.Conflict)
		taken := w.ben
		taken.Email = w.ana.Email
		refused(t, w.UpdatePerson(t.Context(), taken), conference.Conflict)
		refused(t, w.UpdatePerson(t.Context(), twin), conference.NotFound)

		changed := w.ana
		changed.PasswordHash, changed.Administrator = "$argon2id$", true
		must(t, w.UpdatePerson(t.Context(), changed))
		got, err := w.PersonByEmail(t.Context(), w.ana.Email)
		must(t, err)
		same(t, "the password", got.PasswordHash, "$argon2id$")
		same(t, "administrator by an update", got.Administrator, false)
		same(t, "the time", got.CreatedAt, moment(day))

		must(t, w.SetAdministrator(t.Context(), w.ana.ID, true, "", day))
		got, err = w.Person(t.Context(), w.ana.ID)
		must(t, err)
		same(t, "administrator", got.Administrator, true)

		people, err := w.People(t.Context(), []conference.PersonID{w.ana.ID, w.ben.ID, "nobody"})
		must(t, err)
		same(t, "the number of people", len(people), 2)
	})
}

func TestRegistrationMovesOnlyFromWhereItWas(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		r := w.register(w.ana, nil)
		refused(t, w.CreateRegistration(t.Context(), conference.Registration{ID: "second", ConferenceID: w.conference.ID, PersonID: w.ana.ID, CreatedAt: day, ChangedAt: day}), conference.Conflict)

		approved, err := r.Decide(conference.Approve, "", w.olga.ID, day.Add(time.Hour))
		must(t, err)
		rejected, err := r.Decide(conference.Reject, "no reason", w.olga.ID, day.Add(time.Hour))
		must(t, err)
		_, err = w.UpdateRegistration(t.Context(), approved, r.State, w.olga.ID)
		must(t, err)
		_, err = w.UpdateRegistration(t.Context(), rejected, r.State, w.olga.ID)
		refused(t, err, conference.Conflict)
		approved.ID = "nothing"
		_, err = w.UpdateRegistration(t.Context(), approved, r.State, w.olga.ID)
		refused(t, err, conference.NotFound)

		got, err := w.RegistrationOf(t.Context(), w.conference.ID, w.ana.ID)
		must(t, err)
		same(t, "the state", got.State, conference.Approved)
		same(t, "who decided", *got.DecidedBy, w.olga.ID)
		same(t, "when", *got.DecidedAt, moment(day.Add(time.Hour)))
		if want := []string{"registration-approved"}; !reflect.DeepEqual(w.told(), want) {
			t.Errorf("the audit tells %v, not %v", w.told(), want)
		}
	})
}

func TestApplicationIsStoredWholeOrNotAtAll(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		apply := func(email string, change func(*conference.Registration)) (conference.Registration, error) {
			p := conference.Person{ID: conference.NewID[conference.PersonID](), Email: email, Name: "Nia Newcomer", CreatedAt: day}
			r := conference.Registration{
				ID: conference.NewID[conference.RegistrationID](), ConferenceID: w.conference.ID, Name: p.Name,
				Organization: "Example Institute", Category: conference.Academia, State: conference.Unconfirmed, CreatedAt: day, ChangedAt: day,
			}
			if change != nil {
				change(&r)
			}
			return w.Apply(t.Context(), p, r, conference.Answers{"diet": "All"})
		}
		nowhere := conference.DelegationID("nowhere")
		_, err := apply("nia@example.org", func(r *conference.Registration) { r.DelegationID = &nowhere })
		if err == nil {
			t.Error("a delegation that does not exist was taken")
		}
		_, err = w.PersonByEmail(t.Context(), "nia@example.org")
		refused(t, err, conference.NotFound)

		first, err := apply("nia@example.org", nil)
		must(t, err)
		again, err := apply("nia@example.org", func(r *conference.Registration) { r.Name = "Somebody Else" })
		must(t, err)
		same(t, "the registration", again.ID, first.ID)
		same(t, "its name", again.Name, "Nia Newcomer")
		known, err := apply(w.ana.Email, nil)
		must(t, err)
		same(t, "whose it is", known.PersonID, w.ana.ID)
		want := []string{"register-known-address", "register-again", "register-known-address"}
		if !reflect.DeepEqual(w.told(), want) {
			t.Errorf("the audit tells %v, not %v", w.told(), want)
		}
	})
}

func TestRegistrationsArePagedAndSearched(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		must(t, w.PutDelegation(t.Context(), conference.Delegation{ID: "at", ConferenceID: w.conference.ID, Code: "AT", Name: "Österreich", Category: conference.ParticipatingState}))
		austria := conference.DelegationID("at")
		w.register(w.ana, func(r *conference.Registration) { r.DelegationID, r.Organization = &austria, "" })
		w.register(w.ben, func(r *conference.Registration) { r.CreatedAt, r.State = day.Add(time.Minute), conference.Approved })

		page, err := w.Registrations(t.Context(), w.conference.ID, store.RegistrationFilter{Limit: 1})
		must(t, err)
		same(t, "the total", page.Total, 2)
		same(t, "the newest", page.Rows[0].PersonID, w.ben.ID)
		page, err = w.Registrations(t.Context(), w.conference.ID, store.RegistrationFilter{Limit: 1, Offset: 1})
		must(t, err)
		same(t, "the next", page.Rows[0].PersonID, w.ana.ID)
		same(t, "her address", page.Rows[0].Email, w.ana.Email)
		same(t, "her delegation", page.Rows[0].DelegationName+" "+page.Rows[0].Code, "Österreich AT")

		for query, want := range map[string]int{"ÖSTER": 1, "institute": 1, "conference.example": 2, "%": 0, "": 2, `\`: 0} {
			page, err = w.Registrations(t.Context(), w.conference.ID, store.RegistrationFilter{Query: query, Limit: 10})
			must(t, err)
			same(t, "the number found by "+query, page.Total, want)
			same(t, "the rows found by "+query, len(page.Rows), want)
		}
		both := store.RegistrationFilter{State: conference.Approved, Query: "conference.example", Limit: 1}
		for _, query := range []string{"ben", both.Query, ""} {
			both.Query = query
			page, err = w.Registrations(t.Context(), w.conference.ID, both)
			must(t, err)
			same(t, "the number of approved people found by "+query, page.Total, 1)
			same(t, "whom "+query+" finds", page.Rows[0].PersonID, w.ben.ID)
		}
		page, err = w.Registrations(t.Context(), w.conference.ID, store.RegistrationFilter{State: conference.Rejected, Query: "conference.example", Limit: 1})
		must(t, err)
		same(t, "the number rejected", page.Total, 0)
		same(t, "those in other states", page.Counts[conference.Approved]+page.Counts[conference.Submitted], 2)
		page, err = w.Registrations(t.Context(), w.conference.ID, store.RegistrationFilter{Query: "conference.example", Limit: 1, Offset: 1, Order: store.OldestFirst})
		must(t, err)
		same(t, "the total of a second page", page.Total, 2)
		same(t, "who is on the second page", page.Rows[0].PersonID, w.ben.ID)
		counts, err := w.RegistrationCounts(t.Context(), w.conference.ID, store.RegistrationFilter{})
		must(t, err)
		same(t, "submitted", counts[conference.Submitted], 1)
		same(t, "approved", counts[conference.Approved], 1)
	})
}

func TestLinkIsUsedOnceHoweverManyTryAtOnce(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		l := conference.Link{TokenHash: "hash", PersonID: w.ana.ID, Purpose: conference.SignIn, CreatedAt: day, ExpiresAt: day.Add(conference.LinkLife)}
		must(t, w.CreateLink(t.Context(), l))
		var wins, conflicts int
		var mu sync.Mutex
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				_, err := w.UseLink(t.Context(), "hash", day)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					wins++
				case conferenceError(err, conference.Conflict):
					conflicts++
				default:
					t.Error(err)
				}
			})
		}
		all.Wait()
		same(t, "the number of wins", wins, 1)
		same(t, "the number of conflicts", conflicts, 19)

		_, err := w.UseLink(t.Context(), "unknown", day)
		refused(t, err, conference.NotFound)
		late := conference.Link{TokenHash: "late", PersonID: w.ana.ID, Purpose: conference.SignIn, CreatedAt: day, ExpiresAt: day.Add(conference.LinkLife)}
		must(t, w.CreateLink(t.Context(), late))
		_, err = w.UseLink(t.Context(), "late", late.ExpiresAt)
		refused(t, err, conference.Conflict)
		count, err := w.LinksSince(t.Context(), w.ana.ID, day)
		must(t, err)
		same(t, "the number of links", count, 2)
	})
}

func TestLoginEndsWhenRevokedOrUnused(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		for _, id := range []conference.LoginID{"one", "two", "three"} {
			must(t, w.CreateLogin(t.Context(), conference.Login{
				ID: id, PersonID: w.ana.ID, TokenHash: "hash of " + string(id), Agent: "Browser", CreatedAt: day, SeenAt: day, ExpiresAt: day.Add(conference.LoginLife),
			}))
		}
		later := day.Add(conference.LoginLife - time.Minute)
		must(t, w.TouchLogin(t.Context(), "two", later))
		login, who, err := w.AskerByLogin(t.Context(), "hash of two", w.conference.ID, "", day.Add(conference.LoginLife))
		must(t, err)
		same(t, "the person", who.Person.Email, w.ana.Email)
		same(t, "last seen", login.SeenAt, moment(later))
		_, _, err = w.AskerByLogin(t.Context(), "hash of one", w.conference.ID, "", day.Add(conference.LoginLife))
		refused(t, err, conference.NotFound)

		must(t, w.DeleteLogin(t.Context(), "one"))
		must(t, w.DeleteLogin(t.Context(), "one"))
		list, err := w.Logins(t.Context(), w.ana.ID)
		must(t, err)
		same(t, "the number of logins", len(list), 2)
		same(t, "the last used", list[0].ID, "two")
		must(t, w.DeleteExpired(t.Context(), day.Add(conference.LoginLife)))
		ids, err := w.DeleteLoginsOf(t.Context(), w.ana.ID)
		must(t, err)
		if !reflect.DeepEqual(ids, []conference.LoginID{"two"}) {
			t.Errorf("revoked %v", ids)
		}
	})
}
