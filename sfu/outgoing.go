package sfu

import (
	"encoding/binary"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
)

// outgoing is the stream of a slot: its numbers, and what was sent under them.
type outgoing struct {
	layer   *layer // of the last begin; nil: nothing has been sent
	payload uint8
	repair  uint8 // payload type of retransmissions; 0: none, plain resends
	numbers rewriter
	vp8     vp8Rewriter
	newest  uint32 // timestamp, in the layer's own time, of the last packet
	sent    *[tooLate]sent
	rtxNext uint16
	allowed int // bytes that may be sent again

	packets, octets       uint64
	resent, refused, plis uint64

	head  rtp.Header
	plain []byte // for what is rewritten
	again []byte // for what is sent again
}

// sent remembers what a sequence number of the slot was in its source. The ring of the layer has the packet.
type sent struct {
	layer     *layer // nil: nothing
	timestamp uint32 // of the source
	time      uint32 // as sent
	out, in   uint16
	vp8       vp8Shift
	payload   uint8
	repair    uint8
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
}

// repairBurst is how many bytes may be sent again at once, before what was sent allows more.
const repairBurst = 64 << 10

// send sends one packet of the current layer. Called with mu held.
func (s *slot) send(l *layer, p *packet, now time.Time) {
	sequence, timestamp, ok := s.numbers.next(p.sequence, p.timestamp, now)
	if !ok {
		return
	}
	payload := p.payload
	var shift vp8Shift
	if l.vp8 && len(payload) > 0 {
		shift = s.vp8.shift(payload)
		payload = s.shifted(shift, payload)
	}
	if s.video { // browsers do not ask for sound again
		if s.sent == nil { // most slots of most viewers stay empty
			s.sent, s.allowed = new([tooLate]sent), repairBurst
		}
		s.sent[sequence%tooLate] = sent{
			layer: l, timestamp: p.timestamp, time: timestamp, out: sequence, in: p.sequence, vp8: shift, payload: s.payload, repair: s.repair,
		}
		s.allowed = min(s.allowed+len(payload)/5, repairBurst)
	}
	s.newest = p.timestamp
	s.packets++
	s.octets += uint64(len(payload))
	h := s.header(s.ssrc, s.payload, sequence, timestamp, p.marker)
	if len(payload) == 0 {
		h.Padding, h.PaddingSize = true, 1 // a gap would count as loss, and freeze the picture
	}
	_, _ = s.out.WriteRTP(h, payload)
}

// shifted applies a shift in the slot's own buffer. Called with mu held.
func (s *slot) shifted(shift vp8Shift, payload []byte) []byte {
	out := shift.apply(payload, s.plain)
	if shift != (vp8Shift{}) {
		s.plain = out
	}
	return out
}

// resend repairs losses from the ring of the source, by RTX (RFC 4588) when the viewer knows it. A viewer gets a fifth of
// what she is sent again, and no more: whoever loses more needs less, and whoever lies shall not cost more.
func (s *slot) resend(nacks []rtcp.NackPair) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.out == nil || s.sent == nil {
		return
	}
	for _, pair := range nacks {
		pair.Range(func(sequence uint16) bool {
			s.resendOne(sequence)
			return true
		})
	}
}

func (s *slot) resendOne(sequence uint16) {
	e := &s.sent[sequence%tooLate]
	if e.layer == nil || e.out != sequence {
		s.refused++
		return
	}
	p := e.layer.ring.get(e.in, e.timestamp)
	if p == nil || s.allowed < len(p.payload) {
		s.refused++
		return
	}
	payload := p.payload
	if e.layer.vp8 {
		payload = s.shifted(e.vp8, payload)
	}
	s.allowed -= len(payload)
	s.resent++
	if e.repair == 0 || s.rtx == 0 {
		h := s.header(s.ssrc, e.payload, e.out, e.time, p.marker)
		if len(payload) == 0 {
			h.Padding, h.PaddingSize = true, 1
		}
		_, _ = s.out.WriteRTP(h, payload)
		return
	}
	h := s.header(s.rtx, e.repair, s.rtxNext, e.time, p.marker)
	s.rtxNext++
	s.again = append(binary.BigEndian.AppendUint16(s.again[:0], e.out), payload...)
	_, _ = s.out.WriteRTP(h, s.again)
}

// senderReport says what the slot's timestamps mean on our clock (RFC 3550 §6.4.1).
func (s *slot) senderReport(now time.Time) []rtcp.Packet {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.out == nil || s.current == nil || s.packets == 0 {
		return nil
	}
	r := s.current.report.Load()
	offset, known := s.current.source.leg.clock.offset()
	if r == nil || !known {
		return nil
	}
	return []rtcp.Packet{&rtcp.SenderReport{
		SSRC: uint32(s.ssrc), NTPTime: ntp(now), RTPTime: r.timestamp(now, s.current.codec.ClockRate, offset) + s.numbers.timeOffset,
		PacketCount: uint32(s.packets), OctetCount: uint32(s.octets), //nolint:gosec // they wrap
	}}
}
