package sfu

import (
	"strconv"
	"strings"
	"time"

	"github.com/pion/webrtc/v4"
)

// rewriter gives a slot's packets sequence numbers and timestamps that go on without a break when its source changes.
type rewriter struct {
	started    bool
	seqOffset  uint16
	timeOffset uint32
	lastSeq    uint16
	lastTime   uint32
	lastSent   time.Time
}

// change makes the packet with these numbers follow what was sent last: the next sequence number, and a timestamp
// later by the time that has passed.
func (r *rewriter) change(seq uint16, timestamp, clock uint32, now time.Time) {
	if !r.started {
		return
	}
	r.seqOffset = r.lastSeq + 1 - seq
	passed := max(uint32(now.Sub(r.lastSent).Seconds()*float64(clock)), 1)
	r.timeOffset = r.lastTime + passed - timestamp
}

// next returns the numbers of the packet in the slot.
func (r *rewriter) next(seq uint16, timestamp uint32, now time.Time) (uint16, uint32) {
	outSeq, outTime := seq+r.seqOffset, timestamp+r.timeOffset
	if !r.started || int16(outSeq-r.lastSeq) > 0 { //nolint:gosec // serial number arithmetic, RFC 1982
		r.lastSeq, r.lastTime, r.lastSent = outSeq, outTime, now
	}
	r.started = true
	return outSeq, outTime
}

// payloadFor finds the payload types with which a viewer takes a source's codec, and its retransmissions (0: none).
func payloadFor(negotiated []webrtc.RTPCodecParameters, c webrtc.RTPCodecParameters) (pt, repair uint8, ok bool) {
	best := -1
	for i, n := range negotiated {
		if !strings.EqualFold(n.MimeType, c.MimeType) {
			continue
		}
		if score := fit(n.SDPFmtpLine, c.SDPFmtpLine); best < 0 || score > fit(negotiated[best].SDPFmtpLine, c.SDPFmtpLine) {
			best = i
		}
	}
	if best < 0 {
		return 0, 0, false
	}
	pt = uint8(negotiated[best].PayloadType)
	for _, n := range negotiated {
		if strings.EqualFold(n.MimeType, webrtc.MimeTypeRTX) && n.SDPFmtpLine == "apt="+strconv.Itoa(int(negotiated[best].PayloadType)) {
			repair = uint8(n.PayloadType)
		}
	}
	return pt, repair, true
}

// fit counts the format parameters that two descriptions of a codec share: of several H264 the one with the same
// packetization mode and profile.
func fit(a, b string) (score int) {
	for p := range strings.SplitSeq(b, ";") {
		if p != "" && strings.Contains(";"+a+";", ";"+strings.TrimSpace(p)+";") {
			score++
		}
	}
	return score
}
