package sfu

import (
	"encoding/binary"
	"time"

	"github.com/pion/rtcp"

	"plenary/sfu/estimate"
)

// The formats of feedback (RFC 4585 §6, RFC 5104 §4.3, draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1,
// draft-alvestrand-rmcat-remb-03 §2).
const (
	formatNACK = 1
	formatTWCC = 15
	formatPLI  = 1
	formatFIR  = 4
	formatREMB = 15
)

// takeFeedback takes a compound RTCP packet of the viewer. It is read without copies, since thousands send ten a second;
// what is malformed ends the reading.
func (l *AudienceLeg) takeFeedback(b *batch, compound []byte) {
	now := time.Now()
	for len(compound) >= 4 {
		size := (int(binary.BigEndian.Uint16(compound[2:])) + 1) * 4
		if compound[0]>>6 != 2 || size > len(compound) {
			return
		}
		p := compound[:size]
		compound = compound[size:]
		switch format := p[0] & 0x1f; rtcp.PacketType(p[1]) {
		case rtcp.TypeReceiverReport:
			l.reports(p, 8, int(format), now)
		case rtcp.TypeSenderReport:
			l.reports(p, 28, int(format), now)
		case rtcp.TypeTransportSpecificFeedback:
			switch format {
			case formatNACK:
				l.missing(b, p, now)
			case formatTWCC:
				l.arrivals(b, p, now)
			}
		case rtcp.TypePayloadSpecificFeedback:
			switch {
			case format == formatPLI && len(p) >= 12:
				l.lostPicture(binary.BigEndian.Uint32(p[8:]))
			case format == formatFIR: // whom it is for stands in its entries
				for at := 12; at+8 <= len(p); at += 8 {
					l.lostPicture(binary.BigEndian.Uint32(p[at:]))
				}
			case format == formatREMB:
				l.bound(p, now)
			}
		default:
		}
	}
}

// arrivals takes in what came and what did not.
func (l *AudienceLeg) arrivals(b *batch, p []byte, now time.Time) {
	var room [estimate.LostAtMost]uint16
	lost := room[:0]
	l.link.mu.Lock()
	if l.link.estimator != nil {
		_ = l.link.estimator.Feedback(p, l.link.since(now)) // what contradicts itself counts for nothing
		lost = append(lost, l.link.estimator.Lost()...)
		l.link.repairs.lossy = l.link.estimator.Inherent() > lossyAt
		l.link.repairs.crowded = l.link.estimator.Crowded()
		if l.link.repairs.crowded || len(lost) == len(room) { // or there is no network: the viewer will say what she lacks
			lost = nil
		}
	}
	l.link.mu.Unlock()
	l.mend(b, lost, now)
}

// slotOf returns the slot that sends under an SSRC, its own or that of its retransmissions.
func (l *AudienceLeg) slotOf(ssrc uint32) *slot {
	for _, s := range l.slots {
		if s.ssrc == ssrc || s.rtx == ssrc && ssrc != 0 {
			return s
		}
	}
	return nil
}

// bound takes in a receiver's own estimate (draft-alvestrand-rmcat-remb-03 §2.2).
func (l *AudienceLeg) bound(p []byte, now time.Time) {
	if len(p) < 20 || string(p[12:16]) != "REMB" {
		return
	}
	word := binary.BigEndian.Uint32(p[16:])
	exponent, mantissa := word>>18&0x3f, uint64(word&0x3ffff)
	bits := min(mantissa<<min(exponent, 40), 1<<40)
	l.link.mu.Lock()
	defer l.link.mu.Unlock()
	if l.link.estimator != nil {
		l.link.estimator.REMB(int(bits), l.link.since(now)) //nolint:gosec // bounded above
	}
}

// reports reads n reception reports (RFC 3550 §6.4.1) from an offset.
func (l *AudienceLeg) reports(p []byte, at, n int, now time.Time) {
	worst, round, any := uint8(0), time.Duration(0), false
	defer func() {
		l.link.mu.Lock()
		defer l.link.mu.Unlock()
		if any && l.link.estimator != nil {
			l.link.estimator.Report(worst, round, l.link.since(now))
		}
	}()
	for ; n > 0 && at+24 <= len(p); n, at = n-1, at+24 {
		r := p[at:]
		ssrc := binary.BigEndian.Uint32(r)
		if s := l.slotOf(ssrc); s != nil && s.ssrc == ssrc {
			took := s.received(reception{
				lost: r[4], jitter: binary.BigEndian.Uint32(r[12:]),
				last: binary.BigEndian.Uint32(r[16:]), delay: binary.BigEndian.Uint32(r[20:]),
			}, now)
			any, worst, round = true, max(worst, r[4]), max(round, took)
		}
	}
}

// missing reads what the viewer asks for again (RFC 4585 §6.2.1).
func (l *AudienceLeg) missing(b *batch, p []byte, now time.Time) {
	if len(p) < 12 {
		return
	}
	ssrc := binary.BigEndian.Uint32(p[8:])
	s := l.slotOf(ssrc)
	if s == nil || s.ssrc != ssrc {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	l.link.mu.Lock()
	defer l.link.mu.Unlock()
	if !l.link.ready.Load() {
		return
	}
	l.link.now = now
	for at := 12; at+4 <= len(p); at += 4 {
		sequence, more := binary.BigEndian.Uint16(p[at:]), binary.BigEndian.Uint16(p[at+2:])
		s.answer(b, sequence)
		for i := uint16(1); more != 0; i, more = i+1, more>>1 {
			if more&1 != 0 {
				s.answer(b, sequence+i)
			}
		}
	}
}

func (l *AudienceLeg) lostPicture(ssrc uint32) {
	s := l.slotOf(ssrc)
	if s == nil || !s.video {
		return
	}
	s.mu.Lock()
	s.plis++
	s.mu.Unlock()
	s.askAgain()
}

// reception is what a reception report says of a slot.
type reception struct {
	lost        uint8  // share of packets, of 256
	jitter      uint32 // in ticks of the slot's clock
	last, delay uint32 // of the last sender report, as RFC 3550 §6.4.1 has them
}

// received takes in what the viewer says she has got, and returns the round trip; 0: not known.
func (s *slot) received(r reception, now time.Time) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lost, s.jitter = r.lost, r.jitter
	if !s.video {
		s.repeats.report(r.lost, now)
	}
	if r.last == 0 {
		return 0
	}
	round := int32(uint32(ntp(now)>>16) - r.last - r.delay) //nolint:gosec // middle 32 bits, in units of 1/65536 s
	if round < 0 {
		return 0
	}
	s.round = time.Duration(round) * time.Second >> 16
	return s.round
}
