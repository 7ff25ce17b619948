//go:build linux

package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
)

const (
	benchSlug      = "bench"
	benchAttendees = 1000 // who have several windows each, if there are more seats
	benchSpeakers  = 64   // moderators, who say what is said
	benchHistory   = 60   // lines of the chat that are there already
)

// roomsPeople is where the server is and who may enter its one session.
type roomsPeople struct {
	Address    string
	Session    string
	Attendees  []string // secrets of logins
	Moderators []string
}

// populateRooms makes a conference with one open session, its people and a chat that has begun.
func populateRooms(ctx context.Context, st *store.Store) (p roomsPeople, err error) {
	now := time.Now()
	c := conference.Conference{
		ID: conference.NewID[conference.ConferenceID](), Slug: benchSlug, Title: "Bench", Organizer: "Nobody", Place: "Vienna",
		TimeZone: "Europe/Vienna", FirstDay: now.Format(time.DateOnly), LastDay: now.Format(time.DateOnly), Languages: "en",
		RegistrationOpens: now.Add(-48 * time.Hour), RegistrationCloses: now.Add(-24 * time.Hour),
	}
	hall := conference.Hall{ID: conference.NewID[conference.HallID](), ConferenceID: c.ID, Name: "Hall"}
	session := conference.Session{
		ID: conference.NewID[conference.SessionID](), ConferenceID: c.ID, HallID: hall.ID, Title: "Opening", Kind: conference.WorkingSession,
		Access: conference.ParticipantsAccess, StartsAt: now.Add(-time.Hour), EndsAt: now.Add(time.Hour), State: conference.Open, OpenedAt: &now,
	}
	if err := errors.Join(st.PutConference(ctx, c), st.PutHall(ctx, hall), st.PutSession(ctx, session, "", now)); err != nil {
		return p, err
	}
	p = roomsPeople{Session: string(session.ID), Attendees: make([]string, benchAttendees), Moderators: make([]string, benchSpeakers)}
	speaker, err := settle(ctx, st, session, conference.Moderator, &p.Moderators[0])
	if err != nil {
		return p, err
	}
	for n := range benchHistory {
		if _, err := st.Say(ctx, conference.Line{
			ID: conference.NewID[conference.LineID](), SessionID: session.ID, PersonID: speaker, SaidAt: now,
			Text: fmt.Sprintf("%d: what was said before, at some length, so that a snapshot has the size of one", n),
		}); err != nil {
			return p, err
		}
	}
	var wait sync.WaitGroup
	errs := make([]error, 32)
	for worker := range errs {
		wait.Go(func() {
			for i := worker; i < len(p.Attendees) && errs[worker] == nil; i += len(errs) {
				_, errs[worker] = settle(ctx, st, session, conference.Attendee, &p.Attendees[i])
			}
			for i := worker + 1; i < len(p.Moderators) && errs[worker] == nil; i += len(errs) {
				_, errs[worker] = settle(ctx, st, session, conference.Moderator, &p.Moderators[i])
			}
		})
	}
	wait.Wait()
	return p, errors.Join(errs...)
}

// settle makes somebody with a role in a session and a login.
func settle(ctx context.Context, st *store.Store, session conference.Session, role conference.Role, secret *string) (conference.PersonID, error) {
	now := time.Now()
	p := conference.Person{ID: conference.NewID[conference.PersonID](), Name: "Ms " + rand.Text()[:12], CreatedAt: now}
	p.Email = string(p.ID) + "@bench.example"
	if err := st.CreatePerson(ctx, p); err != nil {
		return "", err
	}
	if err := st.CreateRegistration(ctx, conference.Registration{
		ID: conference.NewID[conference.RegistrationID](), ConferenceID: session.ConferenceID, PersonID: p.ID, Name: p.Name,
		Organization: "Nobody", Category: conference.Academia, Function: "Counsellor", State: conference.Approved,
		CreatedAt: now, ChangedAt: now,
	}); err != nil {
		return "", err
	}
	if role != conference.Attendee {
		if err := st.Appoint(ctx, conference.Appointment{SessionID: session.ID, PersonID: p.ID, Role: role}, "", now); err != nil {
			return "", err
		}
	}
	*secret = rand.Text()
	hash := sha256.Sum256([]byte(*secret))
	return p.ID, st.CreateLogin(ctx, conference.Login{
		ID: conference.NewID[conference.LoginID](), PersonID: p.ID, TokenHash: hex.EncodeToString(hash[:]), Agent: "bench",
		CreatedAt: now, SeenAt: now, ExpiresAt: now.Add(time.Hour),
	})
}
