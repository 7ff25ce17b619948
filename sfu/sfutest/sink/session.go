package sink

import (
	"encoding/binary"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/srtp/v3"

	"plenary/sfu/sfutest"
)

const (
	reportEvery   = int64(time.Second)
	consentEvery  = int64(2500 * time.Millisecond)
	goneAfter     = int64(30 * time.Second)      // RFC 7675 §5.1
	feedbackEvery = int64(50 * time.Millisecond) // as Chromium does for a viewer that sends nothing but feedback
	ownSSRC       = 1                            // of reports: nothing is sent under it
)

// session is what a viewer does once it has keys. It has no clock, no socket and no goroutine of its own: packets and
// moments come in, packets go out by send. It is not safe for concurrent use.
type session struct {
	send    func([]byte)
	in, out *srtp.Context
	twccID  uint8
	ice     *agent
	streams []*stream
	last    *stream   // the one of the last packet, and mostly of the next
	active  []*stream // those that have come
	tag     int       // bytes of a tag

	stats   Stats
	latency func(time.Duration) // takes how long a frame of the sample was on its way
	offered int64
	picture func() // called once, when the first complete keyframe is there

	twcc                            feedback
	reportAt, consentAt, feedbackAt int64
	scratch, plain                  []byte
	numbers                         []uint16
}

// begin starts the clocks of a session; phase spreads many over a second.
func (s *session) begin(now, phase int64) {
	s.reportAt = now + reportEvery/2 + phase%(reportEvery/2)
	s.consentAt = now + consentEvery/2 + phase%(consentEvery/2)
	s.feedbackAt = now + phase%feedbackEvery
}

// receive takes a datagram that is neither STUN nor DTLS.
func (s *session) receive(b []byte, now int64) {
	if len(b) >= 2 && b[1] >= 192 && b[1] <= 223 { // RFC 5761 §4
		s.control(b, now)
		return
	}
	h, ok := parseHeader(b, s.twccID)
	if !ok {
		return
	}
	st := s.stream(h.ssrc)
	if st == nil {
		s.stats.Unknown++
		return
	}
	if h.transportNumbered {
		s.twcc.arrived(h.transport, now)
	}
	size := len(b) - h.size - s.tag
	if size < 0 {
		return
	}
	key, media := false, true
	if st.looks(&h, size) {
		payload, ok := s.open(b, &h)
		if !ok {
			return
		}
		if st.media != nil {
			s.repair(st, &h, payload, now)
			return
		}
		media = len(payload) > 0
		key = st.video && (!st.vp8 || vp8Keyframe(payload))
		s.time(payload, now)
		size = len(payload)
	}
	s.count(st, &h, key, media, size, now)
}

func (s *session) count(st *stream, h *header, key, media bool, size int, now int64) {
	c := &s.stats
	c.Packets++
	c.Bytes += uint64(size) //nolint:gosec // not negative
	if c.FirstPacket == 0 {
		c.FirstPacket = time.Duration(now - s.offered)
	}
	st.arrivedAt(h.timestamp, now)
	if st.cells == nil {
		s.active = append(s.active, st)
	}
	before := c.Keyframes
	st.arrive(h, key, media, now, c)
	if c.Keyframes > before && c.FirstKeyframe == 0 {
		c.FirstKeyframe = time.Duration(now - s.offered)
		if s.picture != nil {
			s.picture()
		}
	}
}

func (s *session) stream(ssrc uint32) *stream {
	if s.last != nil && s.last.ssrc == ssrc {
		return s.last
	}
	for i, st := range s.streams {
		if st.ssrc == ssrc {
			s.last = st
			if i > 0 { // those in use come to the front
				s.streams[i], s.streams[i-1] = s.streams[i-1], st
			}
			return st
		}
	}
	return nil
}

// open decrypts a packet and returns its payload.
func (s *session) open(b []byte, h *header) ([]byte, bool) {
	plain, err := s.in.DecryptRTP(s.plain[:0], b, nil)
	s.stats.Sampled++
	if err != nil || len(plain) < h.size {
		s.stats.Forged++
		return nil, false
	}
	s.plain = plain
	payload := plain[h.size:]
	if h.padded && len(payload) > 0 {
		payload = payload[:max(0, len(payload)-int(payload[len(payload)-1]))]
	}
	return payload, true
}

// repair takes a retransmission, RFC 4588 §4: the original number stands before the payload.
func (s *session) repair(st *stream, h *header, payload []byte, now int64) {
	if st.cells == nil {
		s.active = append(s.active, st)
	}
	st.arrive(h, false, false, now, &Stats{}) // what is missing of repairs is asked for by the media's numbers
	if len(payload) < 2 {
		return // a probe
	}
	original := *h
	original.sequence = binary.BigEndian.Uint16(payload)
	payload = payload[2:]
	m := st.media
	key := m.video && (!m.vp8 || vp8Keyframe(payload))
	s.stats.Repaired++
	s.count(m, &original, key, len(payload) > 0, len(payload), now)
}

// time counts how long a frame took, if its packet says when it was sent.
func (s *session) time(payload []byte, now int64) {
	if stamp, ok := sfutest.ReadStamp(payload); ok && s.latency != nil {
		s.latency(time.Duration(now - stamp.Sent.UnixNano()))
	}
}

// control takes SRTCP: of what a server sends, sender reports matter to reports.
func (s *session) control(b []byte, now int64) {
	plain, err := s.in.DecryptRTCP(s.plain[:0], b, nil)
	if err != nil {
		s.stats.Forged++
		return
	}
	s.plain = plain
	for len(plain) >= 8 {
		size := 4 * (int(binary.BigEndian.Uint16(plain[2:])) + 1)
		if size > len(plain) {
			return
		}
		if rtcp.PacketType(plain[1]) == rtcp.TypeSenderReport && size >= 28 {
			if st := s.stream(binary.BigEndian.Uint32(plain[4:])); st != nil {
				st.reportID, st.reportAt = binary.BigEndian.Uint32(plain[10:]), now
			}
		}
		plain = plain[size:]
	}
}
