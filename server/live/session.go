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
	info   protocol.SessionInfo
	access conference.Access // of the segment that it has come to
	moving bool              // to the next one

	appointed map[conference.PersonID]conference.Role
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
	s.appointed = rolesOf(appointments)
	for i, a := range appointments {
		people[i] = a.PersonID
	}
	plates, err := r.store.Plates(ctx, s.ConferenceID, people)
	s.access = s.AccessAt(r.now())
	s.info = SessionInfo(s.Session, plates, appointments, r.now())
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
			if now.State == conference.Closed {
				r.forgetAskers()
			}
			if before.access != now.access {
				r.clearOut()
				for id := range r.members {
					people = append(people, id)
				}
			}
			r.tell(everyone(), protocol.SessionChanged{Session: now.info})
			for _, m := range r.members {
				r.openAsides(m)
			}
		})
		if err == nil && now.State != conference.Open {
			err = errors.Join(r.clearStage(ctx), r.endPoll(ctx))
		}
		return errors.Join(err, r.obeySuspension())
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

// maySay asks whether a person may write in the chat, now.
func (r *Room) maySay(m *member) error {
	if err := r.mayAdd(m); err != nil {
		return err
	}
	if err := r.session.Say(m.role()); err != nil {
		return err
	}
	return r.chat.rule.Say(m.role(), m.plate.Category)
}

// mayAsk asks whether a person may ask a question, now.
func (r *Room) mayAsk(m *member) error {
	if err := r.mayAdd(m); err != nil {
		return err
	}
	return r.session.Ask()
}

// moveOn lets everybody have the rights of the segment that the session comes to as time goes.
func (r *Room) moveOn() {
	now := r.now()
	if r.session.moving || r.session.SegmentAt(now) == r.session.info.Segment && r.session.AccessAt(now) == r.session.access {
		return
	}
	r.session.moving = true
	r.apart(func(ctx context.Context) {
		// As many may be in the room as there are, and each is asked of the store.
		err := passing(r.sessionChanged(context.WithoutCancel(ctx)))
		_ = r.look(func() { r.session.moving = false })
		if err != nil {
			r.log.Error("a session cannot be moved on to its next part", "session", r.id, "error", err)
		}
	})
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
