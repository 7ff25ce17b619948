package store_test

import (
	"reflect"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
)

func TestSessionKeepsItsTimesAndItsLife(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		opened, err := w.session.Open(day.Add(time.Minute))
		must(t, err)
		must(t, w.UpdateSession(t.Context(), opened, conference.Scheduled, w.olga.ID, day))
		refused(t, w.UpdateSession(t.Context(), opened, conference.Scheduled, w.olga.ID, day), conference.Conflict)

		edited := w.session // as read before it was opened
		edited.Title = "Renamed"
		must(t, w.PutSession(t.Context(), edited, w.olga.ID, day))
		got, err := w.Session(t.Context(), w.session.ID)
		must(t, err)
		same(t, "the title", got.Title, "Renamed")
		same(t, "the state", got.State, conference.Open)
		same(t, "opened at", *got.OpenedAt, moment(day.Add(time.Minute)))
		same(t, "closed at", got.ClosedAt, nil)
		same(t, "starts at", got.StartsAt, moment(day))

		refused(t, w.DeleteSession(t.Context(), w.session.ID, w.olga.ID, day), conference.Conflict)
		edited.EndsAt = edited.StartsAt
		refused(t, w.PutSession(t.Context(), edited, w.olga.ID, day), conference.Conflict)
		edited.ID, edited.HallID, edited.EndsAt = "new", "nowhere", day.Add(time.Hour)
		refused(t, w.PutSession(t.Context(), edited, w.olga.ID, day), conference.Conflict)
		if want := []string{"session-open", "edit-session"}; !reflect.DeepEqual(w.told(), want) {
			t.Errorf("the audit tells %v, not %v", w.told(), want)
		}
	})
}

func TestTimesAreOrderedAsTheyWere(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		// The same day written in other zones: a database that kept civil times would mix them up.
		for zone, at := range map[string]time.Duration{"Tokyo": -2 * time.Hour, "New York": -time.Hour, "UTC": time.Microsecond} {
			session := w.session
			session.ID = conference.SessionID(zone)
			session.StartsAt = day.Add(at).In(map[string]*time.Location{
				"Tokyo": time.FixedZone("", 9*60*60), "New York": time.FixedZone("", -4*60*60), "UTC": time.UTC,
			}[zone])
			must(t, w.PutSession(t.Context(), session, "", day))
		}
		list, err := w.Sessions(t.Context(), w.conference.ID)
		must(t, err)
		order := []conference.SessionID{}
		for _, session := range list {
			order = append(order, session.ID)
			same(t, "the zone", session.StartsAt.Location(), time.UTC)
		}
		if want := []conference.SessionID{"Tokyo", "New York", "session", "UTC"}; !reflect.DeepEqual(order, want) {
			t.Errorf("the order is %v, not %v", order, want)
		}
	})
}

func TestWhatIsArrangedGoesWithASession(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		refused(t, w.DeleteHall(t.Context(), w.hall.ID, w.olga.ID, day), conference.Conflict)
		must(t, w.Appoint(t.Context(), conference.Appointment{SessionID: w.session.ID, PersonID: w.ana.ID, Role: conference.Chair}, w.olga.ID, day))
		must(t, w.CreateToken(t.Context(), conference.Token{ID: "token", SessionID: w.session.ID, PersonID: w.ana.ID, Kind: conference.PublishToken, TokenHash: "hash", CreatedAt: day, ExpiresAt: day.Add(time.Hour)}))
		must(t, w.DeleteSession(t.Context(), w.session.ID, w.olga.ID, day))
		refused(t, w.DeleteSession(t.Context(), w.session.ID, w.olga.ID, day), conference.NotFound)
		must(t, w.DeleteHall(t.Context(), w.hall.ID, w.olga.ID, day))
		refused(t, w.DeleteHall(t.Context(), w.hall.ID, w.olga.ID, day), conference.NotFound)

		spoken := func() conference.Session {
			must(t, w.PutHall(t.Context(), w.hall))
			return w.newSession("spoken")
		}()
		_, err := w.Say(t.Context(), conference.Line{ID: "line-0123456789ab", SessionID: spoken.ID, PersonID: w.ana.ID, Text: "Good morning", SaidAt: day})
		must(t, err)
		refused(t, w.DeleteSession(t.Context(), spoken.ID, w.olga.ID, day), conference.Conflict)
	})
}

func TestAppointmentsAreInOrder(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		appoint := func(p conference.Person, role conference.Role) {
			t.Helper()
			must(t, w.Appoint(t.Context(), conference.Appointment{SessionID: w.session.ID, PersonID: p.ID, Role: role}, w.olga.ID, day))
		}
		appoint(w.ben, conference.Speaker)
		appoint(w.ana, conference.Speaker)
		appoint(w.ben, conference.Chair)
		list, err := w.Appointments(t.Context(), w.session.ID)
		must(t, err)
		want := []conference.Appointment{
			{SessionID: w.session.ID, PersonID: w.ben.ID, Role: conference.Chair, Position: 0},
			{SessionID: w.session.ID, PersonID: w.ana.ID, Role: conference.Speaker, Position: 1},
		}
		if !reflect.DeepEqual(list, want) {
			t.Errorf("appointed are %v, not %v", list, want)
		}
		all, err := w.AppointmentsOf(t.Context(), w.conference.ID)
		must(t, err)
		if !reflect.DeepEqual(all, want) {
			t.Errorf("appointed in the conference are %v, not %v", all, want)
		}
		must(t, w.Dismiss(t.Context(), w.session.ID, w.ben.ID, w.olga.ID, day))
		must(t, w.Dismiss(t.Context(), w.session.ID, w.ben.ID, w.olga.ID, day))
		if want := []string{"appoint-speaker", "appoint-speaker", "appoint-chair", "dismiss"}; !reflect.DeepEqual(w.told(), want) {
			t.Errorf("the audit tells %v, not %v", w.told(), want)
		}
	})
}

func TestPlatesShowWhatWasApproved(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		must(t, w.PutDelegation(t.Context(), conference.Delegation{ID: "al", ConferenceID: w.conference.ID, Code: "AL", Name: "Albania", Category: conference.ParticipatingState}))
		albania := conference.DelegationID("al")
		w.register(w.ana, func(r *conference.Registration) {
			r.Name, r.DelegationID, r.Organization, r.Category, r.State = "Ana Example", &albania, "", conference.ParticipatingState, conference.Approved
		})
		w.register(w.ben, func(r *conference.Registration) { r.Name = "Somebody Important" })
		plates, err := w.Plates(t.Context(), w.conference.ID, []conference.PersonID{w.ana.ID, w.ben.ID, "nobody"})
		must(t, err)
		same(t, "the number of plates", len(plates), 2)
		same(t, "Ana's plate", plates[w.ana.ID], store.Plate{PersonID: w.ana.ID, Name: "Ana Example", Delegation: "Albania", Code: "AL", Category: conference.ParticipatingState, Function: "Researcher"})
		same(t, "Ben's plate", plates[w.ben.ID], store.Plate{PersonID: w.ben.ID, Name: "Ben"})

		for query, want := range map[string][]string{"": {"Ana Example", "Olga"}, "alBAN": {"Ana Example"}, "olga@": {"Olga"}, "ben": {}, "a_a": {}} {
			list, err := w.SearchPeople(t.Context(), w.conference.ID, query, 10)
			must(t, err)
			names := []string{}
			for _, p := range list {
				names = append(names, p.Name)
			}
			if !reflect.DeepEqual(names, want) {
				t.Errorf("%q finds %v, not %v", query, names, want)
			}
		}
	})
}

func TestStandingIsAllThatDecidesARole(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		w.register(w.ana, func(r *conference.Registration) { r.State = conference.Approved })
		must(t, w.Appoint(t.Context(), conference.Appointment{SessionID: w.session.ID, PersonID: w.ana.ID, Role: conference.Speaker}, "", day))
		must(t, w.Restrain(t.Context(), w.session.ID, w.ben.ID, conference.Removed, true, w.olga.ID, day))
		must(t, w.Restrain(t.Context(), w.session.ID, w.ana.ID, conference.Silenced, true, w.olga.ID, day))
		must(t, w.SetAdministrator(t.Context(), w.ben.ID, true, "", day))
		for _, c := range []struct {
			session conference.SessionID
			person  conference.PersonID
			want    conference.Standing
		}{
			{w.session.ID, w.ana.ID, conference.Standing{SignedIn: true, Registration: conference.Approved, Category: conference.Academia, Appointment: conference.Speaker}},
			{"", w.ana.ID, conference.Standing{SignedIn: true, Registration: conference.Approved, Category: conference.Academia}},
			{w.session.ID, w.ben.ID, conference.Standing{SignedIn: true, Administrator: true, Removed: true}},
			{"", w.olga.ID, conference.Standing{SignedIn: true, Organizer: true}},
			{"", "", conference.Standing{}},
			{"", "nobody", conference.Standing{}},
		} {
			got, err := w.Standing(t.Context(), w.conference.ID, c.session, c.person)
			must(t, err)
			same(t, "the standing of "+string(c.person), got, c.want)
			all, err := w.Standings(t.Context(), w.conference.ID, c.person)
			must(t, err)
			same(t, "the standing of "+string(c.person)+" among all", all.In(c.session), c.want)
		}
		must(t, w.RemoveOrganizer(t.Context(), w.conference.ID, w.olga.ID, "", day))
		is, err := w.IsOrganizer(t.Context(), w.conference.ID, w.olga.ID)
		must(t, err)
		same(t, "organizer", is, false)
	})
}

func TestTokenOpensOneDoor(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		must(t, w.CreateToken(t.Context(), conference.Token{ID: "token", SessionID: w.session.ID, PersonID: w.ana.ID, Kind: conference.PublishToken, TokenHash: "hash", CreatedAt: day, ExpiresAt: day.Add(time.Hour)}))
		byToken := func(kind conference.TokenKind, now time.Time) (conference.Token, error) {
			k, _, err := w.AskerByToken(t.Context(), "hash", kind, w.conference.ID, w.session.ID, now)
			return k, err
		}
		got, err := byToken(conference.PublishToken, day)
		must(t, err)
		same(t, "the token", got, conference.Token{
			ID: "token", SessionID: w.session.ID, PersonID: w.ana.ID, Kind: conference.PublishToken, TokenHash: "hash",
			CreatedAt: moment(day), ExpiresAt: moment(day.Add(time.Hour)),
		})
		_, err = byToken(conference.WatchToken, day)
		refused(t, err, conference.NotFound)
		_, err = byToken(conference.PublishToken, day.Add(time.Hour))
		refused(t, err, conference.NotFound)
		refused(t, w.DeleteToken(t.Context(), "token", w.ben.ID), conference.NotFound)
		must(t, w.DeleteToken(t.Context(), "token", w.ana.ID))
		_, err = byToken(conference.PublishToken, day)
		refused(t, err, conference.NotFound)
		list, err := w.Tokens(t.Context(), w.session.ID, w.ana.ID)
		must(t, err)
		same(t, "the number of tokens", len(list), 0)
	})
}
