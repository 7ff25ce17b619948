package main

import (
	"fmt"
	"sync"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

// populate makes a conference with one open session, the pages of its people, an organizer, and a pile of registrations
// for her to decide.
func (h *harness) populate(people int) {
	h.Helper()
	st, err := store.Open(h.Context(), h.database)
	h.must(err)
	defer func() { h.must(st.Close()) }()
	now := time.Now().UTC()
	h.must(st.PutConference(h.Context(), conference.Conference{
		ID: "conference", Slug: "test", Title: "Test", TimeZone: "Europe/Vienna", Languages: "en,fr",
		FirstDay: now.Format(time.DateOnly), LastDay: now.AddDate(0, 0, 1).Format(time.DateOnly),
		RegistrationOpens: now.Add(-time.Hour), RegistrationCloses: now.Add(24 * time.Hour),
	}))
	h.must(st.PutHall(h.Context(), conference.Hall{ID: "hall", ConferenceID: "conference", Name: "Plenary hall"}))
	session := conference.Session{
		ID: "session", ConferenceID: "conference", HallID: "hall", Title: "Working session", Kind: conference.WorkingSession,
		Access: conference.PressAccess, State: conference.Open, OpenedAt: &now, StartsAt: now.Add(-time.Hour), EndsAt: now.Add(time.Hour),
	}
	h.must(st.PutSession(h.Context(), session, "", now))
	h.openPoll(st, session, now)
	h.pages = make([]*page, people)
	h.pile = make([]string, 5*people)
	var all sync.WaitGroup // together, so that they share commits, and not so many that some wait long for a connection
	turn := make(chan struct{}, 12)
	together := func(f func()) {
		all.Go(func() {
			turn <- struct{}{}
			defer func() { <-turn }()
			f()
		})
	}
	for i := range h.pages {
		together(func() { h.pages[i] = h.attendee(st, i) })
	}
	for i := range h.pile {
		together(func() {
			id := conference.PersonID(fmt.Sprintf("applicant-%d", i))
			r := h.registration(id, conference.Submitted)
			h.check(st.CreatePerson(h.Context(), conference.Person{ID: id, Name: "Applicant", Email: string(id) + "@plenary.example", CreatedAt: now}))
			h.check(st.CreateRegistration(h.Context(), r))
			h.pile[i] = string(r.ID)
		})
	}
	h.decider = h.person(st, "organizer", conference.Organizer).cookie
	all.Wait()
	if h.Failed() {
		h.FailNow()
	}
}

const pollID conference.PollID = "poll"

// choices is how many options the poll has.
const choices = 3

// openPoll opens a poll in which people may change their minds.
func (h *harness) openPoll(st *store.Store, session conference.Session, now time.Time) {
	h.Helper()
	by := h.person(st, "pollster", conference.Moderator).person
	draft, err := conference.Poll{ID: pollID, SessionID: session.ID, PersonID: by, State: conference.PollDraft, PreparedAt: now}.
		Prepare(conference.PollPaper{Text: "Which?", Kind: conference.SingleChoice, Options: []string{"This", "That", "Both"}, Disclosure: conference.AsItGoes}, now)
	h.must(err)
	draft, err = st.PreparePoll(h.Context(), draft)
	h.must(err)
	open, err := draft.Open(session, now)
	h.must(err)
	_, err = st.UpdatePoll(h.Context(), open, conference.PollDraft, by)
	h.must(err)
}

// attendee makes the page of one of many: some moderate, and each of these silences one of the others.
func (h *harness) attendee(st *store.Store, i int) *page {
	const moderators = 4
	switch {
	case i < moderators:
		return h.person(st, conference.PersonID(fmt.Sprintf("person-%d", i)), conference.Moderator)
	case i < 2*moderators:
		return h.person(st, conference.PersonID(fmt.Sprintf("person-s-person-%d", i-moderators)), conference.Attendee)
	default:
		return h.person(st, conference.PersonID(fmt.Sprintf("person-%d", i)), conference.Attendee)
	}
}

func (h *harness) registration(id conference.PersonID, state conference.RegistrationState) conference.Registration {
	return conference.Registration{
		ID: conference.NewID[conference.RegistrationID](), ConferenceID: "conference", PersonID: id, Name: string(id),
		Organization: "Institute", Category: conference.Academia, State: state, CreatedAt: time.Now(), ChangedAt: time.Now(),
	}
}

// person makes somebody with a role, signed in, and her page.
func (h *harness) person(st *store.Store, id conference.PersonID, role conference.Role) *page {
	ctx, now := h.Context(), time.Now().UTC()
	h.check(st.CreatePerson(ctx, conference.Person{ID: id, Name: string(id), Email: string(id) + "@plenary.example", CreatedAt: now}))
	h.check(st.CreateRegistration(ctx, h.registration(id, conference.Approved)))
	if role == conference.Organizer {
		h.check(st.AddOrganizer(ctx, "conference", id, "", now))
	} else if role != conference.Attendee {
		h.check(st.Appoint(ctx, conference.Appointment{SessionID: "session", PersonID: id, Role: role}, "", now))
	}
	secret, hash := newSecret()
	h.check(st.CreateLogin(ctx, conference.Login{
		ID: conference.NewID[conference.LoginID](), PersonID: id, TokenHash: hash, Agent: "test",
		CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(conference.LoginLife),
	}))
	return &page{
		ledger: h.ledger, session: "session", person: id, role: role, cookie: "login=" + secret,
		window: conference.NewID[string](), questions: map[conference.QuestionID]protocol.Question{},
	}
}

// check is must for other goroutines.
func (h *harness) check(err error) {
	if err != nil {
		h.Error(err)
	}
}

func (h *harness) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}
