package live

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

// commandTime is how long a command may take. A browser that goes away meanwhile interrupts nothing: half-done is worse.
const commandTime = 10 * time.Second

// malformedMost is how many malformed frames a seat may send before it is let go.
const malformedMost = 3

// A Seat is one connection of a person to a room.
type Seat struct {
	room   *Room
	person conference.PersonID
	login  conference.LoginID
	member *member
	window *window // owned by the room's goroutine
	outlet *outlet
	over   atomic.Bool // let go; written by the room's goroutine

	commands  bucket // of Receive
	malformed int
}

// Leave says that the connection has gone. The room forgets the seat, but keeps its media for a while, in case that the
// page comes back. Leave may be called again, and returns at once.
func (s *Seat) Leave() {
	s.room.inbox.put(s, func() { s.room.let(s, 0, "") })
}

// Receive carries out one frame of the browser, and returns when it is answered; the answer goes through the seat's wire. Frames of
// one seat are received one after another.
func (s *Seat) Receive(ctx context.Context, frame []byte) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), commandTime)
	defer cancel()
	if s.over.Load() {
		return
	}
	id, c, err := decode(frame)
	if err != nil {
		s.malformed++
		s.answer(id, "", err)
		if s.malformed >= malformedMost {
			_ = s.room.look(func() { s.room.let(s, protocol.CloseMalformed, "these frames are not of our page") })
		}
		return
	}
	answer, err := s.carryOut(ctx, id, c)
	s.answer(id, answer, err)
}

func decode(frame []byte) (string, protocol.Command, error) {
	if len(frame) > protocol.MaxFrame {
		return "", nil, conference.Errorf(conference.Invalid, "the frame is too large")
	}
	return protocol.DecodeCommand(frame)
}

// carryOut is the command door. A panic costs the command, not the server.
func (s *Seat) carryOut(ctx context.Context, id string, c protocol.Command) (answer string, err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("carry out %T: %v\n%s", c, broken, debug.Stack())
		}
	}()
	if err := s.commands.limit(s.room.limits.Commands, "that is too much at once"); err != nil {
		return "", err
	}
	d := s.deed(id, c)
	if err := s.mayNow(c.Needs()); err != nil || d.free {
		if err != nil {
			return "", err
		}
		if d.once {
			return "", s.once(ctx, id, d)
		}
		return d.do(ctx)
	}
	err = s.inTurn(ctx, func() error {
		// Rights change in turn, too: what is allowed here still is when it is committed.
		if err := s.mayNow(c.Needs()); err != nil {
			return err
		}
		if s.member.done.has(id) {
			return nil
		}
		err := s.change(ctx, id, d)
		if err == nil {
			s.member.done.add(id)
		}
		return err
	})
	return "", err
}

// change has a deed done that changes the room. One that cannot be done again, since it was done before the server was
// restarted, is done: the page missed the answer.
func (s *Seat) change(ctx context.Context, id string, d deed) error {
	if d.again {
		_, err := d.do(ctx)
		return err
	}
	_, err := d.do(store.WithDeed(ctx, store.Deed{PersonID: s.person, ID: id, DoneAt: s.room.now()}))
	refused, ok := errors.AsType[*conference.Error](err)
	if !ok || refused.Kind != conference.Conflict && refused.Kind != conference.NotFound {
		return err
	}
	if did, wrong := s.room.store.Did(ctx, s.person, id); wrong != nil || !did {
		return err
	}
	return nil
}

// once has a deed done that takes no turn, unless it was done before: the page missed the answer.
func (s *Seat) once(ctx context.Context, id string, d deed) error {
	if did, err := s.room.store.Did(ctx, s.person, id); err != nil || did {
		return err
	}
	return s.change(ctx, id, d)
}

// may asks for a right.
func (s *Seat) may(a conference.Action) error {
	switch {
	case s.over.Load():
		return conference.Errorf(conference.Forbidden, "this seat has ended")
	case !s.member.may(a):
		return conference.Errorf(conference.Forbidden, "your role in this session does not allow this")
	}
	return nil
}

// mayNow asks for a right as the command door does: while everything is suspended, hardly anybody may do anything.
func (s *Seat) mayNow(a conference.Action) error {
	if err := s.may(a); err != nil || !s.room.stage.dark.Load() {
		return err
	}
	return conference.WhileSuspended(s.member.role(), a)
}

// inTurn runs f while nobody else changes the room. Moderators come before others: what a crowd sends does not keep them
// from stopping it.
func (s *Seat) inTurn(ctx context.Context, f func() error) error {
	if s.member.may(conference.ModeratePeople) {
		return s.room.ahead(ctx, f)
	}
	return s.room.inTurn(ctx, f)
}

// answer says Done, or why not.
func (s *Seat) answer(id, sdp string, err error) {
	var n protocol.Notice = protocol.Done{Answer: sdp}
	if err != nil {
		n = s.refusal(err)
	}
	frame, err := protocol.EncodeAnswer(id, n)
	if err != nil {
		s.room.log.Error("an answer cannot be written", "session", s.room.id, "error", err)
		return
	}
	_ = s.room.look(func() { s.push(true, framed(frame)) }) // a room that closes has let the seat go
}

// refusal is what a person is told of an error. What we did not expect is for the log.
func (s *Seat) refusal(err error) protocol.Refused {
	if refused, ok := errors.AsType[*conference.Error](err); ok {
		if refused.Kind == conference.Unavailable {
			s.trouble(protocol.NotSaved, err)
		}
		return protocol.Refused{Kind: refused.Kind, Message: refused.Message, RetryAfter: refused.RetryAfter.Seconds()}
	}
	s.room.condition.failed(s.room.now())
	s.trouble(protocol.CommandBroke, err)
	s.room.log.Error("a command failed", "session", s.room.id, "person", s.person, "error", err)
	return protocol.Refused{Kind: "internal", Message: "something broke on our side"}
}

// trouble has organizers see what went wrong with a command.
func (s *Seat) trouble(kind protocol.TroubleKind, err error) {
	_ = s.room.look(func() { // of a room that closes there is nothing to say
		if m := s.room.members[s.person]; m != nil {
			s.room.trouble(kind, m, err)
		}
	})
}

// push has frames written at once, after what the room told before. Kept is what is not in a snapshot: it is written even
// to a browser that is behind so far that it gets one. For the room's goroutine.
func (s *Seat) push(kept bool, frames ...[]byte) {
	s.post(func(o *outlet) {
		for _, frame := range frames {
			o.add(frame, kept)
		}
	})
}

// post has the seat's shard do something when the seat was given what the room told before. For the room's goroutine.
func (s *Seat) post(f func(o *outlet)) {
	if s.over.Load() {
		return
	}
	st, o := &s.room.stream, s.outlet
	held, from := st.held, st.next-int64(len(st.held))
	o.shard.do(func() {
		o.reach(held, from)
		f(o)
	})
}

// view is what the seat may see. For the room's goroutine.
func (s *Seat) view() view {
	return view{s.member.role(), s.window.attends, s.room.votedIn(s.person), s.room.confers(s.member)}
}

// see has the seat get what it may see from now on. For the room's goroutine.
func (s *Seat) see() {
	v := s.view()
	s.post(func(o *outlet) { o.view = v })
}

// begin has what was pushed so far, and everything after it, written.
func (s *Seat) begin() {
	s.outlet.shard.do(func() {
		s.outlet.ready = true
		s.outlet.touch()
	})
}
