package estimate

import (
	"encoding/binary"
	"errors"
	"time"
)

// ErrMalformed says that bytes are no transport-wide feedback, or contradict themselves. Nothing was taken from them.
var ErrMalformed = errors.New("malformed transport-wide feedback")

// Sizes and units of draft-holmer-rmcat-transport-wide-cc-extensions-01, section 3.1.
const (
	headSize      = 20
	feedbackType  = 205 // RTPFB, RFC 4585 section 6.1
	feedbackForm  = 15  // FMT of transport-wide feedback
	referenceUnit = 64 * time.Millisecond
	deltaUnit     = 250 * time.Microsecond
)

// Symbols of packet status chunks.
const (
	missing = iota
	smallDelta
	largeDelta
	reserved
)

// IsFeedback says whether an RTCP packet is transport-wide feedback.
func IsFeedback(rtcp []byte) bool {
	return len(rtcp) >= 4 && rtcp[0]>>6 == 2 && rtcp[0]&31 == feedbackForm && rtcp[1] == feedbackType
}

// Split cuts the first packet off a compound RTCP packet (RFC 3550 section 6.1). It returns nil for what is left when
// that is no packet.
func Split(compound []byte) (first, rest []byte) {
	if len(compound) < 4 || compound[0]>>6 != 2 {
		return nil, nil
	}
	size := 4 * (int(binary.BigEndian.Uint16(compound[2:])) + 1)
	if size > len(compound) {
		return nil, nil
	}
	return compound[:size], compound[size:]
}

// feedback is one feedback packet, checked and not copied.
type feedback struct {
	base      uint16 // number of the first packet told of
	count     int    // packets told of
	reference int32  // 24 bits, in referenceUnit
	chunks    []byte
	deltas    []byte
}

// parse checks that a packet has all the chunks and deltas that it promises. It looks at no more than the packet's own
// bytes: 16 bits of a run may tell of 8,191 packets, but costs one step.
func parse(rtcp []byte) (feedback, error) {
	if !IsFeedback(rtcp) || len(rtcp) < headSize {
		return feedback{}, ErrMalformed
	}
	if size := 4 * (int(binary.BigEndian.Uint16(rtcp[2:])) + 1); size > len(rtcp) || size < headSize {
		return feedback{}, ErrMalformed
	} else {
		rtcp = rtcp[:size]
	}
	if rtcp[0]&(1<<5) != 0 { // padding, RFC 3550 section 6.4.1
		padding := int(rtcp[len(rtcp)-1])
		if padding == 0 || padding > len(rtcp)-headSize {
			return feedback{}, ErrMalformed
		}
		rtcp = rtcp[:len(rtcp)-padding]
	}
	f := feedback{
		base:      binary.BigEndian.Uint16(rtcp[12:]),
		count:     int(binary.BigEndian.Uint16(rtcp[14:])),
		reference: int32(binary.BigEndian.Uint32(rtcp[16:])) >> 8,
	}
	body := rtcp[headSize:]
	at, deltas := 0, 0
	for left := f.count; left > 0; at += 2 {
		if at+2 > len(body) {
			return feedback{}, ErrMalformed
		}
		c := chunk(binary.BigEndian.Uint16(body[at:]))
		covers := min(c.covers(), left)
		deltas += c.deltas(covers)
		if deltas > len(body) {
			return feedback{}, ErrMalformed
		}
		left -= covers
		if covers == 0 { // a run of none would never end
			return feedback{}, ErrMalformed
		}
	}
	if at+deltas > len(body) {
		return feedback{}, ErrMalformed
	}
	f.chunks, f.deltas = body[:at], body[at:at+deltas]
	return f, nil
}

// A chunk tells the status of some packets: a run of equal symbols, or a vector of seven or fourteen
// (sections 3.1.3 and 3.1.4).
type chunk uint16

func (c chunk) run() bool { return c>>15 == 0 }

// covers is how many packets it tells of.
func (c chunk) covers() int {
	switch {
	case c.run():
		return int(c & (1<<13 - 1))
	case c>>14&1 == 0:
		return 14
	default:
		return 7
	}
}

// symbol is the status of packet i of those covered.
func (c chunk) symbol(i int) int {
	switch {
	case c.run():
		return int(c >> 13 & 3)
	case c>>14&1 == 0:
		return int(c >> (13 - i) & 1)
	default:
		return int(c >> (12 - 2*i) & 3)
	}
}

// deltas is how many bytes of receive deltas belong to the first n packets.
func (c chunk) deltas(n int) int {
	if c.run() {
		return n * width(c.symbol(0))
	}
	sum := 0
	for i := range n {
		sum += width(c.symbol(i))
	}
	return sum
}

// width is the size of the receive delta of a symbol (section 3.1.5). The reserved symbol is a packet that came
// without a time.
func width(symbol int) int {
	switch symbol {
	case smallDelta:
		return 1
	case largeDelta:
		return 2
	default:
		return 0
	}
}
