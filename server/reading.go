package server

import (
	"context"
	"log/slog"
	"runtime/debug"
	"sync"
	"unicode/utf8"

	"github.com/gofiber/contrib/websocket"

	"plenary/server/live"
	"plenary/server/protocol"
)

// Reading a socket. One goroutine at a time reads it, and that one alone puts it away. What a browser asks for is done
// before more is read: commands of a seat follow one another, and one that sends more than is done fills its own buffers.

// space is what a read may bring at once. Commands are smaller; what is larger comes in pieces.
type space [4 << 10]byte

var spaces = sync.Pool{New: func() any { return new(space) }}

// next finds the next message in b, and answers the control frames before it. It reports whether the socket goes on.
func (k *socket) next(b []byte) (m message, rest []byte, on bool) {
	for {
		var err error
		m, b, err = k.frames.next(b)
		if f, ok := err.(*fault); ok { //nolint:errorlint // ours, and never wrapped
			k.goodbye(f.code, f.reason)
			return message{}, nil, false
		}
		if m.opcode == 0 {
			return message{}, nil, true
		}
		switch m.opcode {
		case websocket.PingMessage:
			k.control(websocket.PongMessage, m.payload)
		case websocket.CloseMessage:
			k.control(websocket.CloseMessage, websocket.FormatCloseMessage(closeCode(m.payload), ""))
			return message{}, nil, false
		}
		if k.heard() != nil {
			return message{}, nil, false
		}
		if m.opcode&controlBit == 0 {
			return m, b, true
		}
	}
}

// work carries out a message and the rest of what was read, and what follows, until nothing has come; then the socket
// rests. It is given the space to read into. What breaks in it breaks one seat.
func (k *socket) work(s *space, m message, rest []byte) {
	defer spaces.Put(s)
	defer func() {
		if p := recover(); p != nil {
			k.server.broke(p)
			k.goodbye(protocol.CloseBroken, brokenReason)
			k.finish()
		}
	}()
	on := true
	if m.opcode == 0 {
		m, rest, on = k.next(rest)
	}
	for {
		for on && m.opcode != 0 {
			k.server.receive(k.seat, m)
			if on = k.heard() == nil; on {
				m, rest, on = k.next(rest)
			}
		}
		if !on {
			k.finish()
			return
		}
		n, err := k.carrier.read(s[:])
		switch {
		case err == nil:
			m, rest, on = k.next(s[:n])
		case err != errLater: //nolint:errorlint // ours, and never wrapped
			on = false
		case k.carrier.rest():
			return
		}
	}
}

// finish puts the socket away: it is read no more.
func (k *socket) finish() {
	if k.seat != nil {
		k.seat.Leave()
	}
	k.shut()
	k.frames.part = nil
	k.server.seats.end()
}

// receive has a seat carry out a message. Text is all there is: no browser of ours sends anything else, or what is no
// UTF-8 (RFC 6455 §8.1), and the seat counts it as malformed.
func (s *Server) receive(seat *live.Seat, m message) {
	ctx, cancel := context.WithTimeout(s.base, commandTime)
	defer cancel()
	if m.opcode != websocket.TextMessage || !utf8.Valid(m.payload) {
		m.payload = nil
	}
	seat.Receive(ctx, m.payload)
}

const brokenReason = "something broke on our side"

// broke is for the log alone: nobody is shown what a panic says.
func (s *Server) broke(p any) {
	s.log.Error("panic in a seat", slog.Any("panic", p), slog.String("stack", string(debug.Stack())))
}
