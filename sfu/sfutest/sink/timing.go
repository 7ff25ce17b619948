package sink

import "encoding/binary"

// timing keeps what receiver reports need (RFC 3550 §6.4 and appendix A).
type timing struct {
	running      bool
	transit      int64
	jitter       float64
	expectedPast uint64
	receivedPast uint64
	reportID     uint32 // middle of the last sender report's NTP time
	reportAt     int64
}

func (s *stream) rate() int64 {
	if s.video {
		return 90_000
	}
	return 48_000
}

func (s *stream) arrivedAt(timestamp uint32, now int64) {
	rate := s.rate()
	transit := int64(int32(uint32(now/1000*rate/1_000_000) - timestamp)) //nolint:gosec // RTP time wraps
	if s.running {
		d := transit - s.transit
		if d < 0 {
			d = -d
		}
		if d < rate { // a change of source may jump in time; that is not jitter
			s.jitter += (float64(d) - s.jitter) / 16
		}
	}
	s.transit, s.running = transit, true
}

// report appends the stream's part of a receiver report.
func (s *stream) report(b []byte, now int64) []byte {
	expected, received := s.highest+1-s.first, s.received
	var fraction uint8
	span := int64(expected - s.expectedPast)                                 //nolint:gosec // small
	if lost := span - int64(received-s.receivedPast); span > 0 && lost > 0 { //nolint:gosec // small
		fraction = uint8(min(lost*256/span, 255)) //nolint:gosec // bounded
	}
	s.expectedPast, s.receivedPast = expected, received
	lost := uint32(min(max(int64(expected-received), 0), 1<<23-1)) //nolint:gosec // bounded
	delay := uint32(0)
	if s.reportAt != 0 {
		delay = uint32((now - s.reportAt) * 65536 / 1e9) //nolint:gosec // seconds
	}
	b = binary.BigEndian.AppendUint32(b, s.ssrc)
	b = binary.BigEndian.AppendUint32(b, uint32(fraction)<<24|lost)
	b = binary.BigEndian.AppendUint32(b, uint32(s.highest-1<<16)) //nolint:gosec // extended by 16 bits
	b = binary.BigEndian.AppendUint32(b, uint32(s.jitter))
	b = binary.BigEndian.AppendUint32(b, s.reportID)
	return binary.BigEndian.AppendUint32(b, delay)
}
