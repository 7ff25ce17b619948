package live

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// Take gives a person a seat. Its first frame is Welcome, or, for a page that comes back in time, Resumed and what it
// missed. Nothing is written to a wire to which no seat was given.
func (rs *Rooms) Take(ctx context.Context, e Entry, wire Wire) (*Seat, error) {
	var s *Seat
	err := rs.admit(ctx, &e, func(r *Room, votes func() ([]conference.QuestionID, error)) (err error) {
		s, err = r.take(&e, wire, votes)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := rs.check(ctx, s.member, s.room, &e); err != nil {
		s.Leave()
		return nil, err
	}
	s.begin()
	return s, nil
}

// check catches what changed between the edge and the room: who revoked a right either found the seat, or left word here.
func (rs *Rooms) check(ctx context.Context, m *member, r *Room, e *Entry) error {
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
		return notAllowed(e.Session)
	}
	return nil
}

// errRole says that others know the person in another role than the entry does: one of them is out of date.
var errRole = errors.New("the person has another role in the room")

// admit opens the room of an entry and lets it in by join, again when the room was just closing.
func (rs *Rooms) admit(ctx context.Context, e *Entry, join func(*Room, func() ([]conference.QuestionID, error)) error) error {
	if !e.Role.Can(conference.Watch) {
		return notAllowed(e.Session)
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
			if err := r.settleRole(ctx, e); err != nil {
				return err
			}
			if !e.Role.Can(conference.Watch) {
				return notAllowed(e.Session)
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
func notAllowed(session conference.Session) error {
	if session.Secret() {
		return conference.Errorf(conference.NotFound, "there is no such session")
	}
	return conference.Errorf(conference.Forbidden, "you may not enter this session")
}

// take seats somebody: resumed if possible, else with a snapshot.
func (r *Room) take(e *Entry, wire Wire, votes func() ([]conference.QuestionID, error)) (*Seat, error) {
	both := &struct { // one object: what stays of a rush lies closer together
		Seat
		outlet
	}{}
	s, o := &both.Seat, &both.outlet
	s.room, s.person, s.login, s.outlet = r, e.Person.ID, e.Login, o
	o.seat, o.wire, o.person = s, wire, e.Person.ID
	waits := false // for what she upvoted
	err := r.ask(func() error {
		resumed, err := r.resume(s, e)
		if err != nil || resumed {
			return err
		}
		// Without questions, or the right to, there is nothing that she could have upvoted.
		if waits = len(r.questions.asked) > 0 && e.Role.Can(conference.Upvote); waits {
			return nil
		}
		return r.receive(s, e, nil)
	})
	if err != nil || !waits {
		return s, err
	}
	upvoted, err := votes()
	if err != nil {
		return nil, fmt.Errorf("take a seat: %w", err)
	}
	return s, r.ask(func() error { return r.receive(s, e, upvoted) })
}

// receive seats somebody with a snapshot.
func (r *Room) receive(s *Seat, e *Entry, upvoted []conference.QuestionID) error {
	if err := r.seat(s, e); err != nil {
		return err
	}
	s.open(r.welcomeFrame(s, upvoted)...)
	r.takeOverLegs(s)
	return nil
}

// mayResume reports whether a page is the one that it says: a window of this login that was given what it shows, and has
// not shown it before. Who is not gets a snapshot.
func (m *member) mayResume(e *Entry) bool {
	w := m.find(windowName{e.Person.ID, e.Login, e.Window})
	return w != nil && w.resume != "" && subtle.ConstantTimeCompare([]byte(w.resume), []byte(e.Resume)) == 1
}

// resume seats somebody who was here, if everything that she missed is there and she may see as much as before.
func (r *Room) resume(s *Seat, e *Entry) (bool, error) {
	missed, complete := r.notices.after(e.Epoch, e.Seq)
	m := r.members[e.Person.ID]
	if !complete || m == nil || m.role() != e.Role || e.Seq < m.since || !m.mayResume(e) {
		return false, nil
	}
	if err := r.seat(s, e); err != nil {
		return false, err
	}
	pieces := make([]piece, 1, 1+len(missed))
	pieces[0].frames = r.encode(0, protocol.Resumed{Epoch: r.notices.epoch, Resume: s.window.resume, Now: r.now()})
	v := s.view()
	for _, k := range missed {
		if k.to.has(s.person, v) {
			pieces = append(pieces, piece{frames: k.frame})
		}
	}
	s.open(pieces...)
	r.news(s)
	r.takeOverLegs(s)
	return true, nil
}

// seat puts a seat into the room.
func (r *Room) seat(s *Seat, e *Entry) error {
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
	m.confers = r.confers(m) // as a snapshot says
	w.resume = rand.Text()
	s.outlet.shard = r.shardFor()
	r.seats[s] = struct{}{}
	r.enter(w)
	return nil
}

// open puts a new seat into its shard. It begins with these pieces, which include all that the room has told so far.
func (s *Seat) open(pieces ...piece) {
	room, o := s.room, s.outlet
	next, v := room.stream.next, s.view()
	o.shard.do(func() {
		o.next, o.view = next, v
		o.enter(room)
		o.begin(pieces...)
	})
}

// refresh gives a snapshot to a seat that was behind so far that it was not sent everything.
func (r *Room) refresh(s *Seat) {
	r.apart(func(ctx context.Context) {
		votes, err := r.store.VotesOf(ctx, r.id, s.person)
		_ = r.look(func() { // a room that closes has let the seat go
			if s.over.Load() {
				return
			}
			if err != nil {
				r.log.Error("a seat cannot be brought up to date", "session", r.id, "person", s.person, "error", err)
				r.let(s, protocol.CloseBroken, "something broke on our side; please come back")
				return
			}
			welcome := r.welcomeFrame(s, votes)
			s.post(func(o *outlet) {
				o.gap, o.asked, o.fresh = false, false, time.Now()
				o.begin(welcome...)
			})
			r.takeOverLegs(s)
		})
	})
}
