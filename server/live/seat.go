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
	window *window     // owned by the room's goroutine
	frames chan []byte // sent to and closed by the room's goroutine
	over   atomic.Bool // let go; written by the room's goroutine
	code   int         // why; written before frames is closed
	reason string

	commands  bucket // of Receive
	malformed int
}

// Frames are the encoded frames to write, in order. The channel is closed when the seat is let go.
func (s *Seat) Frames() <-chan []byte { return s.frames }

// Closed says why the seat was let go, once Frames is closed: a close code of package protocol, or 0 when it left.
func (s *Seat) Closed() (code int, reason string) { return s.code, s.reason }

// Leave says that the connection has gone. The room forgets the seat, but keeps its media for a while, in case that the
// page comes back. Leave may be called again, and returns at once.
func (s *Seat) Leave() {
	s.room.inbox.put(s, func() { s.room.let(s, 0, "") })
}

// Receive carries out one frame of the browser, and returns when it is answered; the answer goes through Frames. Frames of
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
	if d.free {
		if err := s.may(c.Needs()); err != nil {
			return "", err
		}
		return d.do(ctx)
	}
	err = s.room.inTurn(ctx, func() error {
		// Rights change in turn, too: what is allowed here still is when it is committed.
		if err := s.may(c.Needs()); err != nil {
			return err
		}
		if s.member.done.has(id) {
			return nil
		}
		_, err := d.do(ctx)
		if err == nil {
			s.member.done.add(id)
		}
		return err
	})
	return "", err
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
	_ = s.room.look(func() { s.push(frame) }) // a room that closes has let the seat go
}

// refusal is what a person is told of an error. What we did not expect is for the log.
func (s *Seat) refusal(err error) protocol.Refused {
	if refused, ok := errors.AsType[*conference.Error](err); ok {
		return protocol.Refused{Kind: refused.Kind, Message: refused.Message, RetryAfter: refused.RetryAfter.Seconds()}
	}
	s.room.log.Error("a command failed", "session", s.room.id, "person", s.person, "error", err)
	return protocol.Refused{Kind: "internal", Message: "something broke on our side"}
}

// push queues a frame. A seat whose queue is full is let go, and comes back to what it missed. For the room's goroutine.
func (s *Seat) push(frame []byte) {
	if s.over.Load() {
		return
	}
	select {
	case s.frames <- frame:
	default:
		s.room.log.Warn("a seat is too slow", "session", s.room.id, "person", s.person, "queued", len(s.frames))
		s.room.let(s, protocol.CloseSlow, "the connection could not keep up")
	}
}

// forget drops what is queued.
func (s *Seat) forget() {
	for {
		select {
		case <-s.frames:
		default:
			return
		}
	}
}
