package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"plenary/server/conference"
)

// settle brings a new conference's sessions to where the clock says they are: held, under way, to come. In one that was
// made before, only the session that is under way now is opened; what people did with the others stays.
func (s *seeder) settle(ctx context.Context) error {
	for i, session := range s.sessions {
		moved, was := session, session.State
		started, over := !s.now.Before(session.StartsAt), !s.now.Before(session.EndsAt)
		switch {
		case started && !over && session.State == conference.Scheduled:
			moved.State, moved.OpenedAt = conference.Open, &session.StartsAt
		case over && session.State == conference.Scheduled && s.fresh:
			moved.State, moved.OpenedAt, moved.ClosedAt = conference.Closed, &session.StartsAt, &session.EndsAt
		default:
			continue
		}
		if err := s.store.UpdateSession(ctx, moved, was, s.people[string(conference.Organizer)], s.now); err != nil {
			return fmt.Errorf("%s: %w", session.Title, err)
		}
		s.sessions[i] = moved
	}
	return nil
}

// current is the session that is under way, if there is one.
func (s *seeder) current() conference.Session {
	for _, session := range s.sessions {
		if session.State == conference.Open && !s.now.Before(session.StartsAt) && s.now.Before(session.EndsAt) {
			return session
		}
	}
	return conference.Session{}
}

// talk puts the first lines and questions into the session that is under way, spread over the time it has lasted.
func (s *seeder) talk(ctx context.Context) error {
	session := s.current()
	if !s.fresh || session.ID == "" || session.Access == conference.ClosedAccess {
		return nil
	}
	pace := s.now.Sub(session.StartsAt) / time.Duration(len(s.file.Lines)+len(s.file.Questions)+1)
	at := session.StartsAt
	for _, f := range s.file.Lines {
		at = at.Add(pace)
		line := conference.Line{ID: conference.NewID[conference.LineID](), SessionID: session.ID, PersonID: s.people[f.By], Text: f.Text, SaidAt: at}
		if _, err := s.store.Say(ctx, line); err != nil {
			return fmt.Errorf("say %q: %w", f.Text, err)
		}
	}
	for i, f := range s.file.Questions {
		at = at.Add(pace)
		q := conference.Question{
			ID: conference.NewID[conference.QuestionID](), SessionID: session.ID, PersonID: s.people[f.By], Text: f.Text,
			State: f.State, AskedAt: at, ChangedAt: at,
		}
		if f.State != conference.Incoming {
			q.Position = float64(i + 1)
		}
		if _, err := s.store.Ask(ctx, q); err != nil {
			return fmt.Errorf("ask %q: %w", f.Text, err)
		}
		for _, voter := range f.Votes {
			if _, err := s.store.Upvote(ctx, q.ID, s.people[voter], true, at); err != nil {
				return fmt.Errorf("upvote %q: %w", f.Text, err)
			}
		}
	}
	return nil
}

// passes makes logins for the simulated people, a line each of role and token: a moderator, speakers of the session, and
// attendees. Those whom a click signs in as are left out, so that a person never meets herself on stage.
func (s *seeder) passes(ctx context.Context, session conference.Session) (string, error) {
	if session.ID == "" {
		return "", nil
	}
	var lines strings.Builder
	pass := func(role conference.Role, person conference.PersonID) error {
		// The last run's crowd is gone; so are its logins.
		if _, err := s.store.DeleteLoginsOf(ctx, person); err != nil {
			return err
		}
		secret, hash := newSecret()
		fmt.Fprintln(&lines, role, secret)
		return s.store.CreateLogin(ctx, conference.Login{
			ID: conference.NewID[conference.LoginID](), PersonID: person, TokenHash: hash, Agent: "crowd",
			CreatedAt: s.now, SeenAt: s.now, ExpiresAt: s.now.Add(conference.LoginLife),
		})
	}
	if err := pass(conference.Moderator, s.people["crowd-moderator"]); err != nil {
		return "", err
	}
	appointed, err := s.store.Appointments(ctx, session.ID)
	if err != nil {
		return "", err
	}
	for _, a := range appointed {
		if a.Role == conference.Speaker && a.PersonID != s.people[string(conference.Speaker)] {
			if err := pass(conference.Speaker, a.PersonID); err != nil {
				return "", err
			}
		}
	}
	for _, f := range s.file.People {
		if f.Key != "" || f.State != "" {
			continue
		}
		p, err := s.store.PersonByEmail(ctx, f.Email)
		if err != nil {
			return "", err
		}
		if err := pass(conference.Attendee, p.ID); err != nil {
			return "", err
		}
	}
	return lines.String(), nil
}
