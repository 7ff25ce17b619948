package sink

import (
	"encoding/binary"

	"github.com/pion/rtcp"
)

// tick does what is due, and returns when to come again at the latest.
func (s *session) tick(now int64) int64 {
	b := s.scratch[:0]
	if now >= s.reportAt {
		s.reportAt = max(s.reportAt+reportEvery, now)
		b = s.appendReport(b, now)
	}
	for _, st := range s.active {
		if st.media != nil {
			continue
		}
		st.advance(now, &s.stats)
		if !st.video {
			continue // browsers do not repair Opus
		}
		s.numbers = st.missing(now, s.numbers[:0])
		b = s.appendNACK(b, st.ssrc)
		if st.wantsKeyframe(now) {
			s.stats.PLIs++
			b = append(b, 0x80|1, byte(rtcp.TypePayloadSpecificFeedback), 0, 2, 0, 0, 0, ownSSRC)
			b = binary.BigEndian.AppendUint32(b, st.ssrc)
		}
	}
	if s.twccID != 0 && now >= s.feedbackAt {
		s.feedbackAt = max(s.feedbackAt+feedbackEvery, now)
		if before := len(b); len(s.active) > 0 {
			if b = s.twcc.appendTo(b, s.active[0].ssrc); len(b) > before {
				s.stats.Feedbacks++
			}
		}
	}
	s.scratch = b
	if len(b) > 0 {
		if sealed, err := s.out.EncryptRTCP(s.plain[:0], b, nil); err == nil {
			s.plain = sealed
			s.send(sealed)
		}
	}
	if now >= s.consentAt {
		s.consentAt = max(s.consentAt+consentEvery, now)
		if s.ice != nil {
			s.stats.Gone = s.stats.Gone || s.ice.silent(now)
			s.ice.check(s.send)
		}
	}
	return s.due()
}

// due is the earliest moment at which tick has something to do.
func (s *session) due() int64 {
	at := min(s.reportAt, s.consentAt)
	if s.twccID != 0 {
		at = min(at, s.feedbackAt)
	}
	for _, st := range s.active {
		if t := st.due(); t != 0 && st.media == nil {
			at = min(at, t)
		}
	}
	return at
}

// appendReport appends a receiver report about all streams that have come, RFC 3550 §6.4.2.
func (s *session) appendReport(b []byte, now int64) []byte {
	start := len(b)
	b = append(b, 0x80, byte(rtcp.TypeReceiverReport), 0, 0, 0, 0, 0, ownSSRC)
	n := 0
	for _, st := range s.active[:min(31, len(s.active))] {
		b = st.report(b, now)
		n++
	}
	if n == 0 {
		return b[:start]
	}
	b[start] |= byte(n)
	binary.BigEndian.PutUint16(b[start+2:], uint16((len(b)-start)/4-1)) //nolint:gosec // 31 reports at most
	return b
}

// appendNACK asks for s.numbers again, RFC 4585 §6.2.1.
func (s *session) appendNACK(b []byte, ssrc uint32) []byte {
	if len(s.numbers) == 0 {
		return b
	}
	s.stats.NACKs += uint64(len(s.numbers))
	start := len(b)
	b = append(b, 0x80|1, byte(rtcp.TypeTransportSpecificFeedback), 0, 0, 0, 0, 0, ownSSRC)
	b = binary.BigEndian.AppendUint32(b, ssrc)
	for list := s.numbers; len(list) > 0; {
		first, mask := list[0], uint16(0)
		for list = list[1:]; len(list) > 0 && list[0]-first <= 16; list = list[1:] {
			mask |= 1 << (list[0] - first - 1)
		}
		b = binary.BigEndian.AppendUint32(b, uint32(first)<<16|uint32(mask))
	}
	binary.BigEndian.PutUint16(b[start+2:], uint16((len(b)-start)/4-1)) //nolint:gosec // a window at most
	return b
}
