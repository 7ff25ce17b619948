package sfu

import (
	"encoding/binary"
	"slices"
	"time"

	"github.com/pion/rtcp"
)

// outgoing is the stream of a slot: its numbers, and what was sent under them.
type outgoing struct {
	layer   *layer // of the last begin; nil: nothing has been sent
	payload uint8
	repair  uint8 // payload type of retransmissions; 0: none, plain resends
	numbers rewriter
	vp8     vp8Rewriter
	newest  uint32    // timestamp, in the layer's own time, of the last packet
	history []stretch // newest last
	used    used
	rtxNext uint32 // index of the next retransmission
	allowed int    // bytes that may be sent again

	packets, octets       uint64
	resent, refused, plis uint64
}

// stretch is a part of a slot's stream within which numbers come from one layer and by one offset. The ring of that
// layer has the packets: to be sent again, they need not be remembered by every viewer.
type stretch struct {
	layer       *layer
	begins      uint32 // index of its first packet
	first, last uint64 // arrivals that were sent
	shift       uint16 // added to sequence numbers of the source
	later       uint32 // added to its timestamps
	vp8         vp8Shift
	payload     uint8
	repair      uint8
}

// stretchesAtMost is how many parts of its stream a slot remembers.
const stretchesAtMost = 16

// used notes which of the last numbers of a stream have been given to a packet: none may be given to two.
type used struct {
	newest uint32
	bits   [tooLate / 64]uint64
	any    bool
}

// take reports whether an index is still to be had, and takes it.
func (u *used) take(index uint32) bool {
	ahead := int64(index) - int64(u.newest)
	switch {
	case !u.any || ahead >= tooLate:
		u.bits = [tooLate / 64]uint64{}
	case ahead <= -tooLate:
		return false
	default:
		for i := u.newest + 1; ahead > 0; i, ahead = i+1, ahead-1 {
			u.bits[i%tooLate/64] &^= 1 << (i % 64)
		}
	}
	if !u.any || index > u.newest {
		u.any, u.newest = true, index
	}
	if u.bits[index%tooLate/64]>>(index%64)&1 != 0 {
		return false
	}
	u.bits[index%tooLate/64] |= 1 << (index % 64)
	return true
}

// begin goes over to a layer, whose packets go on where those of the one before ended.
func (o *outgoing) begin(l *layer, p *packet, payload, repair uint8, now time.Time) {
	passed := now.Sub(o.numbers.lastSent)
	if before := o.layer; before != nil { // by when it was taken, if that is known: packets come early and late
		if last, ok := before.taken(o.newest); ok {
			if first, ok := l.taken(p.timestamp); ok && (first.Sub(last)-passed).Abs() < 2*time.Second {
				passed = first.Sub(last)
			}
		}
	}
	o.layer, o.payload, o.repair = l, payload, repair
	o.numbers.change(p.sequence, p.timestamp, l.codec.ClockRate, passed)
	o.vp8.changed()
	if len(o.history) == stretchesAtMost {
		o.history = slices.Delete(o.history, 0, 1)
	}
	o.history = append(o.history, stretch{
		layer: l, begins: o.numbers.index(p.sequence), first: p.arrival, shift: o.numbers.seqOffset, later: o.numbers.timeOffset,
		payload: payload, repair: repair,
	})
}

// repairBurst is how many bytes may be sent again at once, before what was sent allows more.
const repairBurst = 64 << 10

// send sends one packet of the current layer. Called with mu held, and that of the link.
func (s *slot) send(b *batch, l *layer, p *packet, now time.Time) {
	index, timestamp, ok := s.numbers.next(p.sequence, p.timestamp, now)
	if !ok || !s.used.take(index) {
		return
	}
	part := &s.history[len(s.history)-1]
	part.first, part.last = min(part.first, p.arrival), max(part.last, p.arrival)
	payload := p.payload
	if l.vp8 && len(payload) > 0 {
		part.vp8 = s.vp8.shift(payload)
		payload = part.vp8.apply(payload, b.scratch[:0])
	}
	if s.video {
		s.allowed = min(s.allowed+len(payload)/5, repairBurst)
	}
	s.newest = p.timestamp
	s.packets++
	s.octets += uint64(len(payload))
	s.leg.link.packet(b, header{
		payload: s.payload, marker: p.marker, sequence: uint16(index), rollover: index >> 16, timestamp: timestamp, ssrc: s.ssrc, //nolint:gosec // the low half
	}, payload)
}

// resend repairs a loss from the ring of the source, by RTX (RFC 4588) when the viewer knows it. A viewer gets a fifth of
// what she is sent again, and no more: whoever loses more needs less, and whoever lies shall not cost more. Called with mu
// held, and that of the link.
func (s *slot) resend(b *batch, sequence uint16) {
	part, index, p := s.find(sequence)
	if p == nil || s.allowed < len(p.payload) {
		s.refused++
		return
	}
	s.allowed -= len(p.payload)
	s.resent++
	if part.repair != 0 && s.rtx != 0 {
		s.retransmit(b, part, sequence, p)
		return
	}
	s.used.take(index) // the same packet again, to the last bit
	payload := p.payload
	if part.layer.vp8 {
		payload = part.vp8.apply(payload, b.scratch[:0])
	}
	s.leg.link.packet(b, header{
		payload: part.payload, marker: p.marker, sequence: sequence, rollover: index >> 16, timestamp: p.timestamp + part.later, ssrc: s.ssrc,
	}, payload)
}

// retransmit sends a packet by RTX (RFC 4588 §4).
func (s *slot) retransmit(b *batch, part *stretch, sequence uint16, p *packet) {
	b.again = binary.BigEndian.AppendUint16(b.again[:0], sequence)
	if part.layer.vp8 {
		b.again = append(b.again, part.vp8.apply(p.payload, b.scratch[:0])...)
	} else {
		b.again = append(b.again, p.payload...)
	}
	index := s.rtxNext
	s.rtxNext++
	s.leg.link.packet(b, header{
		payload: part.repair, marker: p.marker, sequence: uint16(index), rollover: index >> 16, timestamp: p.timestamp + part.later, ssrc: s.rtx, //nolint:gosec // the low half
	}, b.again)
}

// find returns the packet that was sent under a number, and where it belongs; nil if it is too long ago or was never
// sent.
func (s *slot) find(sequence uint16) (*stretch, uint32, *packet) {
	index, ok := s.numbers.sent(sequence)
	if !ok {
		return nil, 0, nil
	}
	for i := len(s.history) - 1; i >= 0; i-- {
		part := &s.history[i]
		if index < part.begins && i > 0 {
			continue
		}
		return part, index, part.layer.ring.get(sequence-part.shift, part.first, part.last)
	}
	return nil, 0, nil
}

// senderReport says what the slot's timestamps mean on our clock (RFC 3550 §6.4.1); nil: nothing yet.
func (s *slot) senderReport(now time.Time) *rtcp.SenderReport {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current == nil || s.packets == 0 {
		return nil
	}
	r := s.current.report.Load()
	offset, known := s.current.source.leg.clock.offset()
	if r == nil || !known {
		return nil
	}
	return &rtcp.SenderReport{
		SSRC: s.ssrc, NTPTime: ntp(now), RTPTime: r.timestamp(now, s.current.codec.ClockRate, offset) + s.numbers.timeOffset,
		PacketCount: uint32(s.packets), OctetCount: uint32(s.octets), //nolint:gosec // they wrap
	}
}
