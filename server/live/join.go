package live

import (
	"context"
	"errors"
	"fmt"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// Take gives a person a seat. Its first frame is Welcome, or, for a page that comes back in time, Resumed and what it
// missed.
func (rs *Rooms) Take(ctx context.Context, e Entry) (*Seat, error) {
	var s *Seat
	err := rs.admit(ctx, &e, func(r *Room, votes func() ([]conference.QuestionID, error)) (err error) {
		s, err = r.take(e, votes)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := rs.check(ctx, s.member, s.room, e); err != nil {
		s.Leave()
		return nil, err
	}
	return s, nil
}

// check catches what changed between the edge and the room: who revoked a right either found the seat, or left word here.
func (rs *Rooms) check(ctx context.Context, m *member, r *Room, e Entry) error {
	if e.Login != "" && rs.revoked.has(e.Login) {
		_ = r.look(func() { r.revoke(e.Login) })
		return conference.Errorf(conference.Unauthenticated, "please sign in again")
	}
	if !rs.changed.has(e.Person.ID) {
		return nil
	}
	if err := passing(r.reassess(ctx, e.Person.ID)); err != nil {
		return err
	}
	if !m.may(conference.Watch) {
		return notAllowed(e.Session.Access)
	}
	return nil
}

// errRole says that others know the person in another role than the entry does: one of them is out of date.
var errRole = errors.New("the person has another role in the room")

// admit opens the room of an entry and lets it in by join, again when the room was just closing.
func (rs *Rooms) admit(ctx context.Context, e *Entry, join func(*Room, func() ([]conference.QuestionID, error)) error) error {
	if !e.Role.Can(conference.Watch) {
		return notAllowed(e.Session.Access)
	}
	if conference.CheckClientID(e.Window) != nil {
		e.Window = conference.NewID[string]()
	}
	for {
		r, err := rs.room(ctx, e.Session.ID)
		if err != nil {
			return err
		}
		err = join(r, func() ([]conference.QuestionID, error) {
			return rs.store.VotesOf(ctx, e.Session.ID, e.Person.ID)
		})
		switch {
		case errors.Is(err, errRole):
			if e.Role, err = r.roleOf(ctx, e.Person.ID); err != nil {
				return err
			}
			if !e.Role.Can(conference.Watch) {
				return notAllowed(e.Session.Access)
			}
		case !errors.Is(err, errClosing):
			return err
		}
		if ctx.Err() != nil {
			return errClosing
		}
	}
}

// notAllowed is the refusal of who may not come in. Of a closed session, nobody learns that it exists.
func notAllowed(access conference.Access) error {
	if access == conference.ClosedAccess {
		return conference.Errorf(conference.NotFound, "there is no such session")
	}
	return conference.Errorf(conference.Forbidden, "you may not enter this session")
}

// take seats somebody: resumed if possible, else with a snapshot.
func (r *Room) take(e Entry, votes func() ([]conference.QuestionID, error)) (*Seat, error) {
	s := &Seat{room: r, person: e.Person.ID, login: e.Login}
	resumed := false
	err := r.ask(func() (err error) { resumed, err = r.resume(s, e); return err })
	if err != nil || resumed {
		return s, err
	}
	var upvoted []conference.QuestionID
	if e.Role.Can(conference.Upvote) {
		if upvoted, err = votes(); err != nil {
			return nil, fmt.Errorf("take a seat: %w", err)
		}
	}
	return s, r.ask(func() error {
		if err := r.seat(s, e, 1); err != nil {
			return err
		}
		s.push(r.encode(0, r.welcome(s, upvoted)))
		r.takeOverLegs(s)
		return nil
	})
}

// resume seats somebody who was here, if everything that she missed is there and she may see as much as before.
func (r *Room) resume(s *Seat, e Entry) (bool, error) {
	missed, complete := r.notices.after(e.Epoch, e.Seq)
	m := r.members[e.Person.ID]
	if !complete || m == nil || m.role() != e.Role || e.Seq < m.since {
		return false, nil
	}
	if err := r.seat(s, e, len(missed)+1); err != nil {
		return false, err
	}
	s.push(r.encode(0, protocol.Resumed{Epoch: r.notices.epoch, Now: r.now()}))
	for _, k := range missed {
		if k.to.of(s) {
			s.push(k.frame)
		}
	}
	r.news(s)
	r.takeOverLegs(s)
	return true, nil
}

// seat puts a seat into the room, with space in its queue for so many frames beside the usual.
func (r *Room) seat(s *Seat, e Entry, frames int) error {
	m, err := r.known(e)
	if err != nil {
		return err
	}
	if len(r.seats) >= r.limits.SeatsPerRoom || m.here >= r.limits.SeatsPerPerson {
		return conference.Errorf(conference.Unavailable, "the room is full; please try again later")
	}
	w := r.window(m, windowName{e.Person.ID, e.Login, e.Window})
	if w.seat != nil {
		r.let(w.seat, protocol.CloseBroken, "the page came back on another connection")
	}
	s.member, s.window, w.seat = m, w, s
	s.frames = make(chan []byte, r.limits.Queue+frames)
	r.seats[s] = struct{}{}
	r.enter(w)
	return nil
}
