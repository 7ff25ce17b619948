//go:build linux

package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strconv"
	"time"
)

// rawSeat is one seat as its browser has it, down to the bytes: no goroutine, no buffer while nothing is half read.
type rawSeat struct {
	fd      int
	state   seatState
	stands  bool // reads nothing any more
	samples bool // its frames are read, and not only counted
	ask     []byte
	rest    []byte // an incomplete head
	skip    int    // bytes of a frame that nobody reads

	n     int       // of its farm
	tries int       // to come back, since it was open
	due   time.Time // when it tries again, if it does

	began  time.Time
	frames int
	epoch  string
	resume string
	seq    int64
}

type seatState byte

const (
	seatShut seatState = iota
	seatConnecting
	seatUpgrading
	seatWaiting // for its first notice
	seatOpen
)

// heard is what one seat or all of them received.
type heard struct {
	frames    int // chat lines
	other     int
	bytes     int64
	acks      int
	refused   int
	resumed   int
	welcomed  int
	closed    int
	latency   []time.Duration // of lines, from when each was due
	ackTime   []time.Duration
	joining   []time.Duration
	snapshots int
}

// peek is how much of a frame says what it is, and which number it has.
const peek = 40

// read takes in what came on an open socket.
func (s *rawSeat) read(b []byte, now time.Time, h *heard) {
	h.bytes += int64(len(b))
	if s.skip > 0 {
		n := min(s.skip, len(b))
		s.skip -= n
		b = b[n:]
	}
	if len(s.rest) > 0 {
		b = append(s.rest, b...)
		s.rest = nil
	}
	for len(b) > 0 {
		head, size, ok := frameHead(b)
		if !ok || len(b) < head+min(size, peek) {
			break
		}
		first := s.state == seatWaiting
		whole := len(b) >= head+size
		if !whole && (first || s.samples || b[0]&0x0f != 1) {
			break
		}
		payload := b[head:min(len(b), head+size)]
		s.frame(b[0]&0x0f, payload, now, h)
		if !whole {
			s.skip = head + size - len(b)
			return
		}
		b = b[head+size:]
	}
	if len(b) > 0 {
		s.rest = bytes.Clone(b)
	}
}

// frameHead reads a frame's head: a server masks nothing.
func frameHead(b []byte) (head, size int, ok bool) {
	if len(b) < 2 {
		return 0, 0, false
	}
	switch n := int(b[1] & 0x7f); n {
	case 126:
		if len(b) < 4 {
			return 0, 0, false
		}
		return 4, int(binary.BigEndian.Uint16(b[2:])), true
	case 127:
		if len(b) < 10 {
			return 0, 0, false
		}
		return 10, int(binary.BigEndian.Uint64(b[2:]) & 0x7fffffff), true
	default:
		return 2, n, true
	}
}

var (
	lineMark    = []byte(`{"type":"LineSaid"`)
	doneMark    = []byte(`{"type":"Done"`)
	refusedMark = []byte(`{"type":"Refused"`)
	welcomeMark = []byte(`{"type":"Welcome"`)
	resumedMark = []byte(`{"type":"Resumed"`)
	dueMark     = []byte(`"text":"@`)
	idMark      = []byte(`"id":"`)
	seqMark     = []byte(`"seq":`)
	epochMark   = []byte(`"epoch":"`)
	resumeMark  = []byte(`"resume":"`)
)

// frame takes in one frame, or its beginning.
func (s *rawSeat) frame(opcode byte, p []byte, now time.Time, h *heard) {
	switch {
	case opcode == 8:
		h.closed++
		s.told(p, now)
	case opcode == 9:
		s.pong(p)
	case opcode != 1:
	case bytes.HasPrefix(p, lineMark):
		h.frames++
		s.frames++
		if s.samples {
			if due, ok := numberAfter(p, dueMark, 16); ok {
				h.latency = append(h.latency, now.Sub(time.Unix(0, due)))
			}
		}
		s.seq = 0
		for _, digit := range p[min(len(p), len(lineMark)+len(`,"seq":`)):] {
			if digit < '0' || digit > '9' {
				break
			}
			s.seq = 10*s.seq + int64(digit-'0')
		}
	case bytes.HasPrefix(p, doneMark):
		h.acks++
		if due, ok := numberAfter(p, idMark, 16); ok {
			h.ackTime = append(h.ackTime, now.Sub(time.Unix(0, due)))
		}
	case bytes.HasPrefix(p, refusedMark):
		h.refused++
	case bytes.HasPrefix(p, welcomeMark):
		s.opened(p, now, h, &h.welcomed)
		s.seq, _ = numberAfter(p, seqMark, 10)
	case bytes.HasPrefix(p, resumedMark):
		s.opened(p, now, h, &h.resumed)
	default:
		h.other++
	}
}

// opened is a seat's first frame, or a snapshot in between.
func (s *rawSeat) opened(p []byte, now time.Time, h *heard, count *int) {
	*count++
	if s.state != seatWaiting {
		h.snapshots++
		return
	}
	s.state, s.tries, s.due = seatOpen, 0, time.Time{}
	h.joining = append(h.joining, now.Sub(s.began))
	s.epoch, s.resume = wordAfter(p, epochMark), wordAfter(p, resumeMark)
}

// wordAfter reads the string that stands after a mark.
func wordAfter(p, mark []byte) string {
	_, after, _ := bytes.Cut(p, mark)
	word, _, _ := bytes.Cut(after, []byte{'"'})
	return string(word)
}

// numberAfter reads the number that stands after a mark.
func numberAfter(p, mark []byte, base int) (int64, bool) {
	_, after, ok := bytes.Cut(p, mark)
	if !ok {
		return 0, false
	}
	end := 0
	for end < len(after) && end < 32 && (after[end] >= '0' && after[end] <= '9' || after[end] >= 'a' && after[end] <= 'f') {
		end++
	}
	n, err := strconv.ParseInt(string(after[:end]), base, 64)
	return n, err == nil
}

// clientFrame writes a frame as browsers do, with a mask that changes nothing.
func clientFrame(opcode byte, payload []byte) []byte {
	b := []byte{0x80 | opcode}
	if len(payload) < 126 {
		b = append(b, 0x80|byte(len(payload)))
	} else {
		b = binary.BigEndian.AppendUint16(append(b, 0x80|126), uint16(len(payload))) //nolint:gosec // far below
	}
	return append(append(b, 0, 0, 0, 0), payload...)
}

// saying is the command that says a line: its id and text begin with when it was due.
func saying(due time.Time, text string) []byte {
	return clientFrame(1, fmt.Appendf(nil, `{"type":"Say","id":"%032x","data":{"text":"@%x %s"}}`, due.UnixNano(), due.UnixNano(), text))
}

// upgrade is the request for a seat.
func upgrade(p roomsPeople, secret, window, again string) []byte {
	return fmt.Appendf(nil, "GET /api/sessions/%s/seat?window=%s%s HTTP/1.1\r\nHost: %s\r\nOrigin: http://%s\r\nCookie: login=%s\r\n"+
		"Sec-Fetch-Site: same-origin\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"+
		"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
		p.Session, window, again, p.Address, p.Address, secret)
}
