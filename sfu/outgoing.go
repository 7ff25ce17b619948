package sfu

import (
	"encoding/binary"
	"slices"
	"time"

	"github.com/pion/rtcp"

	"plenary/sfu/codec"
)

// outgoing is the stream of a slot: its numbers, and what was sent under them.
type outgoing struct {
	layer   *layer // of the last begin; nil: nothing has been sent
	payload uint8
	repair  uint8 // payload type of retransmissions; 0: none, plain resends
	red     uint8 // payload type of sound with what came before it; 0: none
	repeats repeats
	numbers rewriter
	frames  frames
	chooser codec.Selector // of what is sent of the layer
	newest  uint32         // timestamp, in the layer's own time, of the last packet
	history []stretch      // newest last
	used    used
	altered uint32 // index of the last packet of which a plain resend would make another; 0: none
	rtxNext uint32 // index of the next retransmission
	allowed int    // bytes that may be sent again
	severed bool   // what was sent last leads nowhere: the stream goes on with a keyframe
	whole   uint32 // index of that keyframe's first packet, the last time

	packets, octets       uint64
	resent, refused, plis uint64
}

// stretch is a part of a slot's stream within which numbers come from one layer and by one offset. The ring of that
// layer has the packets: to be sent again, they need not be remembered by every viewer.
type stretch struct {
	layer       *layer
	begins      uint32 // index of its first packet
	first, last uint64 // arrivals that were sent
	shift       uint16 // added to sequence numbers of the source, less what was left out before
	later       uint32 // added to its timestamps
	ids         codec.Shift
	frames      uint16 // added to its numbers of frames
	spatial     uint8  // the highest layer sent, whose last packet ends a picture
	temporal    uint8  // the same where frames are described, or else all of them
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
	o.chooser.Begin()
	o.frames.begin(p)
	if o.severed {
		o.severed, o.whole = false, o.numbers.index(p.sequence)
	}
	o.remember(stretch{layer: l, begins: o.numbers.index(p.sequence), first: p.arrival, shift: o.numbers.seqOffset})
}

// remember begins another part of the stream.
func (o *outgoing) remember(part stretch) {
	part.later, part.frames, part.payload, part.repair = o.numbers.timeOffset, o.frames.later, o.payload, o.repair
	if len(o.history) == stretchesAtMost {
		o.history = slices.Delete(o.history, 0, 1)
	}
	o.history = append(o.history, part)
}

// record notes what a packet was sent as. Where something was left out before it, another part begins.
func (o *outgoing) record(l *layer, p *packet, v *codec.Verdict, index uint32) {
	if v.Marker != p.marker || v.Action == codec.Pad && len(p.payload) > 0 {
		o.altered = index
	}
	shift := v.Sequence + o.numbers.seqOffset - p.sequence
	highest, most := o.chooser.Layers()
	if p.dependency == nil {
		most = codec.All
	}
	spatial, temporal := uint8(highest), uint8(most) //nolint:gosec // at most codec.All
	for i := len(o.history) - 1; i >= 0; i-- {
		part := &o.history[i]
		if part.layer != l || part.begins > index && part.last != 0 {
			continue
		}
		if part.last == 0 && i == len(o.history)-1 { // its first packet
			part.shift, part.ids, part.first, part.last = shift, v.Shift, p.arrival, p.arrival
			part.spatial, part.temporal = spatial, temporal
			return
		}
		if part.shift == shift && part.ids == v.Shift && part.spatial == spatial && part.temporal == temporal {
			part.first, part.last = min(part.first, p.arrival), max(part.last, p.arrival)
			return
		}
		break
	}
	if index != o.numbers.last { // what is late belongs to a part of which little is left: it is not sent again
		o.altered = index
		return
	}
	o.remember(stretch{
		layer: l, begins: index, first: p.arrival, last: p.arrival, shift: shift, ids: v.Shift, spatial: spatial, temporal: temporal,
	})
}

// sever ends what was sent for good: nobody needs it any more.
func (o *outgoing) sever() { o.severed = true }

// repairBurst is how many bytes may be sent again at once, before what was sent allows more.
const repairBurst = 64 << 10

// send sends one packet of the current layer, with so many bytes of padding. Called with mu held, and that of the link.
func (s *slot) send(b *batch, l *layer, p *packet, pad uint8, now time.Time) {
	var v codec.Verdict
	if len(p.payload) == 0 {
		v = s.chooser.Skip(p.sequence)
	} else {
		v = s.chooser.Next(&p.frame, p.sequence, p.marker)
	}
	if v.Action == codec.Drop {
		return
	}
	index, timestamp, ok := s.numbers.next(v.Sequence, p.timestamp, now)
	if !ok || !s.used.take(index) {
		return
	}
	s.record(l, p, &v, index)
	as, payload := s.payload, p.payload
	var descriptor []byte
	switch {
	case v.Action == codec.Pad:
		payload = nil
	case p.dependency != nil:
		descriptor = s.dependency(b.described[:0], p)
	case !v.Shift.Zero():
		payload = v.Shift.Apply(payload, b.scratch[:0])
	case s.red != 0 && s.repeats.depth > 0:
		if again := p.red[s.repeats.depth-1]; len(again) > 0 && len(again) <= redAtMost {
			as, payload = s.red, append(b.scratch[:0], again...)
			codec.Retype(payload, s.payload)
		}
	}
	n := note{sequence: uint16(index), slot: uint8(s.index)} //nolint:gosec // the low half; there are few slots
	if s.video {
		s.allowed = min(s.allowed+len(payload)/s.leg.link.repairs.share(), repairBurst)
		n.count = 1
	}
	s.leg.link.sends(n)
	s.newest = p.timestamp
	s.packets++
	s.octets += uint64(len(payload))
	s.leg.link.packet(b, header{
		payload: as, marker: v.Marker, pad: pad, sequence: uint16(index), rollover: index >> 16, timestamp: timestamp, ssrc: s.ssrc, //nolint:gosec // the low half
		descriptor: descriptor,
	}, payload)
}

// resend repairs a loss from the ring of the source, by RTX (RFC 4588) when the viewer knows it. A viewer gets a fifth of
// what she is sent again, or half on a way that loses much, and no more: whoever lies shall not cost more. Called with mu
// held, and that of the link.
func (s *slot) resend(b *batch, sequence uint16) {
	part, index, p := s.find(sequence)
	rtx := part != nil && part.repair != 0 && s.rtx != 0
	if s.severed || index < s.whole || p == nil || !s.video || s.allowed < len(p.payload) || !rtx && s.near(index) {
		s.refused++
		return
	}
	s.allowed -= len(p.payload)
	s.resent++
	n := note{sequence: sequence, slot: uint8(s.index)} //nolint:gosec // there are few slots
	if rtx {
		n.count = s.leg.link.repairs.again(n.slot, sequence, s.leg.link.since(s.leg.link.now))
	}
	s.leg.link.sends(n)
	if rtx {
		s.retransmit(b, part, sequence, p)
		return
	}
	s.used.take(index) // the same packet again, to the last bit
	payload := p.payload
	if !part.ids.Zero() {
		payload = part.ids.Apply(payload, b.scratch[:0])
	}
	s.leg.link.packet(b, header{
		payload: part.payload, marker: p.marker, sequence: sequence, rollover: index >> 16, timestamp: p.timestamp + part.later, ssrc: s.ssrc,
	}, payload)
}

// near reports whether a packet was altered not long before or after the one with an index. Two different packets must
// never be sealed under one index, so nothing around it is sent again plainly.
func (s *slot) near(index uint32) bool {
	ago := int32(index - s.altered) //nolint:gosec // serial number arithmetic
	return s.altered != 0 && -tooLate < ago && ago < tooLate
}

// retransmit sends a packet by RTX (RFC 4588 §4).
func (s *slot) retransmit(b *batch, part *stretch, sequence uint16, p *packet) {
	b.again = binary.BigEndian.AppendUint16(b.again[:0], sequence)
	b.again = append(b.again, p.payload...)
	part.ids.Put(b.again[2:])
	if s.leg.link.cluster != 0 { // a probe, of which nothing is lacking
		s.leg.link.sends(note{})
	}
	var descriptor []byte
	if p.dependency != nil && s.leg.link.descriptorID != 0 {
		descriptor = p.dependency.write(b.described[:0], part.frames, int(part.spatial), int(part.temporal))
	}
	index := s.rtxNext
	s.rtxNext++
	s.leg.link.packet(b, header{
		payload: part.repair, marker: p.marker || p.frame.End && p.frame.Spatial == part.spatial, sequence: uint16(index), rollover: index >> 16, timestamp: p.timestamp + part.later, ssrc: s.rtx, //nolint:gosec // the low half
		descriptor: descriptor,
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
