package live

import (
	"context"
	"errors"
	"fmt"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// session is what the programme says of the room.
type session struct {
	conference.Session
	info protocol.SessionInfo
}

func (r *Room) loadSession(ctx context.Context) (err error) {
	r.session, err = r.readSession(ctx)
	return err
}

func (r *Room) readSession(ctx context.Context) (s session, err error) {
	if s.Session, err = r.store.Session(ctx, r.id); err != nil {
		return s, err
	}
	appointments, err := r.store.Appointments(ctx, r.id)
	if err != nil {
		return s, err
	}
	people := make([]conference.PersonID, len(appointments))
	for i, a := range appointments {
		people[i] = a.PersonID
	}
	plates, err := r.store.Plates(ctx, s.ConferenceID, people)
	s.info = SessionInfo(s.Session, plates, appointments)
	return s, err
}

// sessionChanged reads the session anew and tells it. Closing takes everybody off the stage; another access may be
// another role for everybody.
func (r *Room) sessionChanged(ctx context.Context) error {
	var before session
	var people []conference.PersonID
	err := r.inTurn(ctx, func() error {
		now, err := r.readSession(ctx)
		if refused, ok := errors.AsType[*conference.Error](err); ok && refused.Kind == conference.NotFound {
			return r.look(r.vanish)
		}
		if err != nil {
			return fmt.Errorf("read the changed session %s: %w", r.id, err)
		}
		err = r.look(func() {
			before, r.session = r.session, now
			r.tell(everyone(), protocol.SessionChanged{Session: now.info})
			if before.Access != now.Access {
				for id := range r.members {
					people = append(people, id)
				}
			}
		})
		if err == nil && now.State != conference.Open {
			err = r.clearStage(ctx)
		}
		return err
	})
	for _, person := range people {
		err = errors.Join(err, r.reassess(ctx, person))
	}
	return err
}

// vanish ends the room of a session that was taken off the programme.
func (r *Room) vanish() {
	for s := range r.seats {
		r.let(s, protocol.CloseNotAllowed, "the session was taken off the programme")
	}
	r.over = true
}

// mayAdd asks whether a person may add something here, now.
func (r *Room) mayAdd(m *member) error {
	if err := r.session.Add(); err != nil {
		return err
	}
	if r.people.silenced[m.id] {
		return conference.Errorf(conference.Forbidden, "a moderator has silenced you in this session")
	}
	return nil
}
