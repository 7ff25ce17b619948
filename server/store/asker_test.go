package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
)

// signIn gives a person a login and returns what it is found by.
func (w *world) signIn(p conference.Person) (hash string) {
	w.t.Helper()
	hash = "hash of " + string(p.ID)
	must(w.t, w.CreateLogin(w.t.Context(), conference.Login{
		ID: conference.LoginID("login of " + p.ID), PersonID: p.ID, TokenHash: hash, Agent: "Browser", CreatedAt: day, SeenAt: day,
		ExpiresAt: day.Add(conference.LoginLife),
	}))
	return hash
}

// settle has people of all sorts in the session.
func (w *world) settle() []conference.Person {
	w.t.Helper()
	must(w.t, w.PutDelegation(w.t.Context(), conference.Delegation{ID: "at", ConferenceID: w.conference.ID, Code: "AT", Name: "Austria", Category: conference.ParticipatingState}))
	delegation := conference.DelegationID("at")
	delegate, press, rejected, removed, nobody := w.newPerson("Dora"), w.newPerson("Piet"), w.newPerson("Rita"), w.newPerson("Xenia"), w.newPerson("Nora")
	w.register(delegate, func(r *conference.Registration) {
		r.Name, r.State, r.DelegationID, r.Category = "Dr Dora", conference.Approved, &delegation, conference.ParticipatingState
	})
	w.register(press, func(r *conference.Registration) { r.State, r.Category = conference.Approved, conference.Media })
	w.register(rejected, func(r *conference.Registration) { r.Name, r.State = "Not her name", conference.Rejected })
	w.register(removed, func(r *conference.Registration) { r.State = conference.Approved })
	must(w.t, w.Appoint(w.t.Context(), conference.Appointment{SessionID: w.session.ID, PersonID: delegate.ID, Role: conference.Speaker}, "", day))
	must(w.t, w.Restrain(w.t.Context(), w.session.ID, removed.ID, conference.Removed, true, w.olga.ID, day))
	must(w.t, w.Restrain(w.t.Context(), w.session.ID, delegate.ID, conference.Silenced, true, w.olga.ID, day))
	must(w.t, w.SetAdministrator(w.t.Context(), w.ben.ID, true, "", day))
	return []conference.Person{delegate, press, rejected, removed, nobody, w.ben, w.olga}
}

// An asker is what the store says of her elsewhere: her person, her standing and her plate.
func TestAskerIsThePersonWithStandingAndPlate(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		for _, p := range w.settle() {
			hash := w.signIn(p)
			must(t, w.CreateToken(t.Context(), conference.Token{ID: conference.TokenID(p.ID), SessionID: w.session.ID, PersonID: p.ID, Kind: conference.WatchToken, TokenHash: hash, CreatedAt: day, ExpiresAt: day.Add(time.Hour)}))
			person, err := w.Person(t.Context(), p.ID)
			must(t, err)
			plates, err := w.Plates(t.Context(), w.conference.ID, []conference.PersonID{p.ID})
			must(t, err)
			for _, session := range []conference.SessionID{w.session.ID, "", "another"} {
				standing, err := w.Standing(t.Context(), w.conference.ID, session, p.ID)
				must(t, err)
				want := store.Asker{Person: person, Standing: standing, Plate: plates[p.ID]}
				login, got, err := w.AskerByLogin(t.Context(), hash, w.conference.ID, session, day)
				must(t, err)
				same(t, p.Name+" by her login", got, want)
				logins, err := w.Logins(t.Context(), p.ID)
				must(t, err)
				same(t, "the login of "+p.Name, login, logins[0])
				_, got, err = w.AskerByToken(t.Context(), hash, conference.WatchToken, w.conference.ID, session, day)
				must(t, err)
				same(t, p.Name+" by her token", got, want)
			}
		}
		_, _, err := w.AskerByLogin(t.Context(), "", w.conference.ID, "", day)
		refused(t, err, conference.NotFound)
	})
}

// Hundreds who ask at once share queries, and each is told what is hers: also who has no login, or gives up.
func TestAskersAtOnceAreTheirOwn(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		people := w.settle()
		for _, p := range people {
			w.signIn(p)
		}
		gone, leave := context.WithCancel(t.Context())
		leave()
		var asking sync.WaitGroup
		for i := range 400 {
			asking.Go(func() {
				p, session := people[i%len(people)], w.session.ID
				if i%2 == 0 {
					session = ""
				}
				ctx, hash, now := t.Context(), "hash of "+string(p.ID), day
				switch i % 5 {
				case 1:
					hash = fmt.Sprint("nobody's ", i)
				case 2:
					now = day.Add(conference.LoginLife)
				case 3:
					ctx = gone
				}
				login, got, err := w.AskerByLogin(ctx, hash, w.conference.ID, session, now)
				switch i % 5 {
				case 1, 2:
					refused(t, err, conference.NotFound)
				case 3:
					refused(t, err, conference.Unavailable)
				default:
					standing, _ := w.Standing(t.Context(), w.conference.ID, session, p.ID)
					if err != nil || got.Person.ID != p.ID || login.PersonID != p.ID || got.Standing != standing {
						t.Errorf("%s in %q is %+v with %+v, not %+v: %v", p.ID, session, got, login, standing, err)
					}
				}
			})
		}
		asking.Wait()
	})
}

// Whatever decides on a person's rights is seen by who asks after it: nothing of a person is kept.
func TestChangedRightsAreSeenAtOnce(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		hash := w.signIn(w.ana)
		r := w.register(w.ana, nil)
		approved, err := r.Decide(conference.Approve, "", w.olga.ID, day)
		must(t, err)
		for _, c := range []struct {
			what   string
			change func() error
			want   conference.Role
		}{
			{"nothing was decided", func() error { return nil }, conference.Registered},
			{"approved", func() error { _, err := w.UpdateRegistration(t.Context(), approved, r.State, w.olga.ID); return err }, conference.Attendee},
			{"appointed", func() error {
				return w.Appoint(t.Context(), conference.Appointment{SessionID: w.session.ID, PersonID: w.ana.ID, Role: conference.Chair}, "", day)
			}, conference.Chair},
			{"dismissed", func() error { return w.Dismiss(t.Context(), w.session.ID, w.ana.ID, "", day) }, conference.Attendee},
			{"removed", func() error {
				return w.Restrain(t.Context(), w.session.ID, w.ana.ID, conference.Removed, true, w.olga.ID, day)
			}, conference.Registered},
			{"let in again", func() error {
				return w.Restrain(t.Context(), w.session.ID, w.ana.ID, conference.Removed, false, w.olga.ID, day)
			}, conference.Attendee},
			{"organizes", func() error { return w.AddOrganizer(t.Context(), w.conference.ID, w.ana.ID, "", day) }, conference.Organizer},
			{"no longer", func() error { return w.RemoveOrganizer(t.Context(), w.conference.ID, w.ana.ID, "", day) }, conference.Attendee},
			{"administers", func() error { return w.SetAdministrator(t.Context(), w.ana.ID, true, "", day) }, conference.Administrator},
		} {
			must(t, c.change())
			_, who, err := w.AskerByLogin(t.Context(), hash, w.conference.ID, w.session.ID, day)
			must(t, err)
			same(t, "her role: "+c.what, who.Standing.RoleIn(w.session.Access), c.want)
		}
		must(t, w.DeleteLogin(t.Context(), conference.LoginID("login of "+w.ana.ID)))
		_, _, err = w.AskerByLogin(t.Context(), hash, w.conference.ID, w.session.ID, day)
		refused(t, err, conference.NotFound)
	})
}

// BenchmarkAsker is what the database has to do for a person at the door, alone and among many.
func BenchmarkAsker(b *testing.B) {
	w := newWorld(b, open(b, "sqlite:"+filepath.Join(b.TempDir(), "plenary.db")))
	people := w.settle()
	hashes := make([]string, len(people))
	for i, p := range people {
		hashes[i] = w.signIn(p)
	}
	for _, crowd := range []int{1, 64, 1000} {
		b.Run(fmt.Sprint(crowd, " at once"), func(b *testing.B) {
			b.ReportAllocs()
			b.SetParallelism(crowd)
			ask := func(i int) {
				if _, _, err := w.AskerByLogin(b.Context(), hashes[i%len(hashes)], w.conference.ID, w.session.ID, day); err != nil {
					b.Error(err)
				}
			}
			if crowd == 1 {
				for i := 0; b.Loop(); i++ {
					ask(i)
				}
				return
			}
			b.RunParallel(func(pb *testing.PB) {
				for i := 0; pb.Next(); i++ {
					ask(i)
				}
			})
		})
	}
}
