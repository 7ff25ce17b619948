package sfu

import (
	"strconv"
	"strings"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"plenary/sfu/codec"
)

// Sound that is sent again comes too late. Where some is lost, each packet of Opus has one or two of those before it
// with it (RED, RFC 2198): from publishers who can, and to viewers who can and lose some.

const (
	mimeRED = "audio/red"

	// redFrom and redMore are the losses, of 256, from which on a viewer gets each packet twice and thrice; redHold is how
	// long she does after the last such loss.
	redFrom = 256 * 2 / 100
	redMore = 256 * 10 / 100
	redHold = 30 * time.Second

	// redAtMost is the largest packet of RED that is sent: sound of more than some 100 kbit/s is sent once.
	redAtMost = 1000
)

// repeats is how many earlier packets of sound a viewer gets with each.
type repeats struct {
	depth int
	until time.Time
}

// report takes in the share of packets, of 256, that she has lost lately.
func (r *repeats) report(lost uint8, now time.Time) {
	depth := 0
	switch {
	case lost >= redMore:
		depth = 2
	case lost >= redFrom:
		depth = 1
	}
	switch {
	case depth > 0 && depth >= r.depth:
		r.depth, r.until = depth, now.Add(redHold)
	case now.After(r.until): // one step at a time
		if r.depth = max(r.depth-1, depth); r.depth > 0 {
			r.until = now.Add(redHold)
		}
	}
}

// redFor finds the payload type with which a viewer takes RED of the codec with a payload type; 0: she does not.
func redFor(negotiated []webrtc.RTPCodecParameters, pt uint8) uint8 {
	for _, n := range negotiated {
		if n.MimeType == mimeRED && redOf(n.SDPFmtpLine) == strconv.Itoa(int(pt)) {
			return uint8(n.PayloadType)
		}
	}
	return 0
}

// redOf is the one payload type of which all blocks are, by an fmtp line such as "111/111"; "" if there are several.
func redOf(fmtp string) string {
	first, rest, _ := strings.Cut(strings.TrimSpace(fmtp), "/")
	for next := range strings.SplitSeq(rest, "/") {
		if rest != "" && next != first {
			return ""
		}
	}
	return first
}

// primary is the codec of which a track's packets are in the end: that of its RED is Opus.
func primary(c webrtc.RTPCodecParameters) (in webrtc.RTPCodecParameters, red bool) {
	if !strings.EqualFold(c.MimeType, mimeRED) {
		return c, false
	}
	c.MimeType, c.SDPFmtpLine = webrtc.MimeTypeOpus, ""
	return c, true
}

// repeated puts the packet together with those before it, for viewers who lose some: once for all of them. What was said
// while nobody was to hear it is not repeated later. Called by who reads.
func (l *layer) repeated(p *packet) {
	if l.kind != codec.Opus {
		return
	}
	for i := range l.echoes {
		if !l.source.allowed.Load() {
			l.echoes[i] = codec.Echo{}
			continue
		}
		p.red[i] = l.echoes[i].Append(nil, 0, p.timestamp, p.payload, i+1)
	}
}

// unpack takes a packet of RED: what it repeats, where that has not come, and then itself.
func (l *layer) unpack(in *rtp.Packet, now time.Time) {
	var blocks [redBlocks]codec.Block
	n, ok := codec.ParseRED(in.Payload, blocks[:])
	if !ok {
		return
	}
	if !l.source.allowed.Load() { // what is repeated of it later was not meant to be heard
		l.unheard, l.muted = in.SequenceNumber, true
	}
	for i, b := range blocks[:n] {
		part := *in
		part.SequenceNumber -= uint16(n - 1 - i) //nolint:gosec // a few
		part.Timestamp -= uint32(b.Offset)
		part.Payload = b.Data
		earlier := i < n-1
		if earlier && (len(b.Data) == 0 || l.muted && int16(part.SequenceNumber-l.unheard) <= 0 || l.ring.has(part.SequenceNumber)) { //nolint:gosec // serial numbers
			continue
		}
		if p := l.keep(&part, nil); p != nil {
			l.arrive(p, now)
		}
	}
}

// redBlocks is how many blocks of a packet are read: browsers send two or three.
const redBlocks = 4
