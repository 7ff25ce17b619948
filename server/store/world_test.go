package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
)

// day is when the tests play; its zone and nanoseconds are there to be lost on the way.
var day = time.Date(2020, 9, 14, 10, 50, 0, 123456789, time.FixedZone("Vienna", 2*60*60))

// world is a small conference with one session.
type world struct {
	*store.Store
	t          testing.TB
	conference conference.Conference
	hall       conference.Hall
	session    conference.Session
	ana, ben   conference.Person // participants
	olga       conference.Person // organizes
}

func onEachWorld(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	onEach(t, func(t *testing.T, s *store.Store) {
		t.Helper()
		test(t, newWorld(t, s))
	})
}

func newWorld(t testing.TB, s *store.Store) *world {
	t.Helper()
	w := &world{Store: s, t: t}
	w.conference = conference.Conference{
		ID: "conference", Slug: "test", Title: "Test", TimeZone: "Europe/Vienna", FirstDay: "2020-09-14", LastDay: "2020-09-15",
		RegistrationOpens: day.AddDate(0, -2, 0), RegistrationCloses: day.AddDate(0, 0, -4), Languages: "en,fr",
	}
	must(t, s.PutConference(t.Context(), w.conference))
	w.hall = conference.Hall{ID: "hall", ConferenceID: w.conference.ID, Name: "Plenary hall"}
	must(t, s.PutHall(t.Context(), w.hall))
	w.session = w.newSession("session")
	w.ana, w.ben, w.olga = w.newPerson("Ana"), w.newPerson("Ben"), w.newPerson("Olga")
	must(t, s.AddOrganizer(t.Context(), w.conference.ID, w.olga.ID, "", day))
	return w
}

func (w *world) newPerson(name string) conference.Person {
	w.t.Helper()
	p := conference.Person{
		ID: conference.PersonID("person-" + strings.ToLower(name)), Name: name,
		Email: strings.ToLower(name) + "@conference.example", CreatedAt: day,
	}
	must(w.t, w.CreatePerson(w.t.Context(), p))
	return p
}

func (w *world) newSession(id conference.SessionID) conference.Session {
	w.t.Helper()
	session := conference.Session{
		ID: id, ConferenceID: w.conference.ID, HallID: w.hall.ID, Title: "Title of " + string(id),
		Kind: conference.WorkingSession, Access: conference.ParticipantsAccess, State: conference.Scheduled,
		StartsAt: day, EndsAt: day.Add(2 * time.Hour),
	}
	must(w.t, w.PutSession(w.t.Context(), session, "", day))
	return session
}

func (w *world) register(p conference.Person, change func(*conference.Registration)) conference.Registration {
	w.t.Helper()
	r := conference.Registration{
		ID: conference.NewID[conference.RegistrationID](), ConferenceID: w.conference.ID, PersonID: p.ID, Name: p.Name,
		Organization: "Example Institute", Category: conference.Academia, Function: "Researcher",
		State: conference.Submitted, CreatedAt: day, ChangedAt: day,
	}
	if change != nil {
		change(&r)
	}
	must(w.t, w.CreateRegistration(w.t.Context(), r))
	return r
}

func (w *world) ask(p conference.Person, id conference.QuestionID, state conference.QuestionState) conference.Question {
	w.t.Helper()
	q, err := w.Ask(w.t.Context(), conference.Question{
		ID: id, SessionID: w.session.ID, PersonID: p.ID, Text: "Which document is meant?", State: state, AskedAt: day, ChangedAt: day,
	})
	must(w.t, err)
	return q
}

// change writes what became of a question.
func (w *world) change(was, now conference.Question, by conference.PersonID) error {
	_, _, err := w.ChangeQuestions(w.t.Context(), []store.QuestionChange{{Was: was, Now: now}}, store.Doing{By: by, At: day})
	return err
}

// told returns the actions of the audit, the oldest first, leaving out what made the world.
func (w *world) told() []string {
	w.t.Helper()
	entries, err := w.Entries(w.t.Context(), 100)
	must(w.t, err)
	actions := []string{}
	for _, entry := range slices.Backward(entries) {
		if a := entry.Action; a != "schedule-session" && a != "add-organizer" {
			actions = append(actions, a)
		}
	}
	return actions
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// until waits for something that happens by itself.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it does not come to this: %s", what)
		}
	}
}

func refused(t *testing.T, err error, kind conference.Kind) {
	t.Helper()
	if !conferenceError(err, kind) {
		t.Errorf("%v (%T) is no refusal of kind %s", err, err, kind)
	}
}

func same[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %v, not %v", what, got, want)
	}
}

// moment is what becomes of a time on its way through the database.
func moment(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
