package sfutest

import (
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"
)

// timing keeps what receiver reports need (RFC 3550 §6.4 and appendix A).
type timing struct {
	started      bool
	transit      int64
	jitter       float64
	expectedPast uint64
	receivedPast uint64
	reportID     uint32 // middle of the last sender report's NTP time
	reportAt     time.Time
	stampRTP     uint32 // of the last frame that said when it was sent
	stampSent    time.Time
}

func (t *timing) stamped(timestamp uint32, sent time.Time) { t.stampRTP, t.stampSent = timestamp, sent }

// skew compares when a sender report says that a frame was taken with when the frame says that it was sent.
func (t *timing) skew(kind webrtc.RTPCodecType, ntp uint64, rtpTime uint32) (time.Duration, bool) {
	if ntp == 0 || t.stampSent.IsZero() {
		return 0, false
	}
	ticks := int64(int32(t.stampRTP - rtpTime))
	taken := fromNTP(ntp).Add(time.Duration(ticks) * time.Second / time.Duration(clockRate(kind)))
	return taken.Sub(t.stampSent), true
}

func clockRate(kind webrtc.RTPCodecType) int64 {
	if kind == webrtc.RTPCodecTypeAudio {
		return 48000
	}
	return 90000
}

func (t *timing) arrived(timestamp uint32, kind webrtc.RTPCodecType, now time.Time) {
	rate := clockRate(kind)
	here := now.UnixMicro() * rate / 1_000_000
	transit := int64(int32(uint32(here) - timestamp))
	if t.started {
		d := transit - t.transit
		if d < 0 {
			d = -d
		}
		// A change of source may jump in time; that is not jitter.
		if d < rate {
			t.jitter += (float64(d) - t.jitter) / 16
		}
	}
	t.transit, t.started = transit, true
}

// senderReport notes a sender's clock pair.
func (s *slot) senderReport(r *rtcp.SenderReport, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stats.SenderReports++
	s.stats.ReportNTP, s.stats.ReportRTP = r.NTPTime, r.RTPTime
	s.timing.reportID = uint32(r.NTPTime >> 16)
	s.timing.reportAt = now
}

// report returns this slot's part of a receiver report.
func (s *slot) report(now time.Time) (rtcp.ReceptionReport, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stats.Packets == 0 {
		return rtcp.ReceptionReport{}, false
	}
	t := &s.timing
	expected := s.highest + 1 - s.first
	received := s.stats.Packets - s.stats.Duplicates
	lostNow := int64(expected-t.expectedPast) - int64(received-t.receivedPast)
	var fraction uint8
	if span := int64(expected - t.expectedPast); span > 0 && lostNow > 0 {
		fraction = uint8(min(lostNow*256/span, 255))
	}
	t.expectedPast, t.receivedPast = expected, received
	r := rtcp.ReceptionReport{
		SSRC:               s.ssrc,
		FractionLost:       fraction,
		TotalLost:          uint32(min(max(int64(expected)-int64(received), 0), 1<<23-1)),
		LastSequenceNumber: uint32(s.highest - 1<<16),
		Jitter:             uint32(t.jitter),
		LastSenderReport:   t.reportID,
	}
	if !t.reportAt.IsZero() {
		r.Delay = uint32(now.Sub(t.reportAt) * 65536 / time.Second)
	}
	return r, true
}
