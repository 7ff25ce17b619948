package sink

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// soundLines and pictureLines are what Chromium offers to receive.
const soundLines = `a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
a=recvonly
a=rtcp-mux
a=rtcp-rsize
a=rtpmap:111 opus/48000/2
a=rtcp-fb:111 transport-cc
a=fmtp:111 minptime=10;useinbandfec=1
a=rtpmap:63 red/48000/2
a=fmtp:63 111/111
a=rtpmap:9 G722/8000
a=rtpmap:0 PCMU/8000
a=rtpmap:8 PCMA/8000
a=rtpmap:13 CN/8000
a=rtpmap:110 telephone-event/48000
a=rtpmap:126 telephone-event/8000
`

const pictureExtensions = `a=extmap:14 urn:ietf:params:rtp-hdrext:toffset
a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
a=extmap:13 urn:3gpp:video-orientation
a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
a=extmap:5 http://www.webrtc.org/experiments/rtp-hdrext/playout-delay
a=extmap:6 http://www.webrtc.org/experiments/rtp-hdrext/video-content-type
a=extmap:7 http://www.webrtc.org/experiments/rtp-hdrext/video-timing
a=extmap:8 http://www.webrtc.org/experiments/rtp-hdrext/color-space
a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id
a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id
a=recvonly
a=rtcp-mux
a=rtcp-rsize
`

// pictureCodecs are payload type, name and parameters; each has its retransmissions under the next number.
var pictureCodecs = []struct {
	number     int
	name, fmtp string
}{
	{96, "VP8", ""},
	{102, "H264", "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f"},
	{106, "H264", "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"},
	{98, "VP9", "profile-id=0"},
	{45, "AV1", "level-idx=5;profile=0;tier=0"},
}

// pictureLines are the same for all viewers.
var pictureLines = sync.OnceValues(func() (formats, lines string) {
	var f, b strings.Builder
	b.WriteString(pictureExtensions)
	for _, c := range pictureCodecs {
		fmt.Fprintf(&f, " %d %d", c.number, c.number+1)
		fmt.Fprintf(&b, "a=rtpmap:%d %s/90000\n", c.number, c.name)
		for _, feedback := range []string{"goog-remb", "transport-cc", "ccm fir", "nack", "nack pli"} {
			fmt.Fprintf(&b, "a=rtcp-fb:%d %s\n", c.number, feedback)
		}
		if c.fmtp != "" {
			fmt.Fprintf(&b, "a=fmtp:%d %s\n", c.number, c.fmtp)
		}
		fmt.Fprintf(&b, "a=rtpmap:%d rtx/90000\na=fmtp:%d apt=%d\n", c.number+1, c.number+1, c.number)
	}
	return f.String(), b.String()
})

// offer writes what a browser would offer for these slots: one m-line each, to receive.
func offer(a *agent, fingerprint string, session uint64, slots []string) string {
	formats, pictures := pictureLines()
	var b strings.Builder
	b.Grow(2500 * len(slots))
	fmt.Fprintf(&b, "v=0\no=- %d 2 IN IP4 127.0.0.1\ns=-\nt=0 0\na=group:BUNDLE", session)
	for i := range slots {
		b.WriteString(" " + strconv.Itoa(i))
	}
	b.WriteString("\na=extmap-allow-mixed\na=msid-semantic: WMS\n")
	for i, name := range slots {
		if sound(name) {
			b.WriteString("m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126\n")
		} else {
			b.WriteString("m=video 9 UDP/TLS/RTP/SAVPF" + formats + "\n")
		}
		fmt.Fprintf(&b, "c=IN IP4 0.0.0.0\na=rtcp:9 IN IP4 0.0.0.0\na=ice-ufrag:%s\na=ice-pwd:%s\na=ice-options:trickle\n", a.name, a.password)
		fmt.Fprintf(&b, "a=fingerprint:%s\na=setup:actpass\na=mid:%d\n", fingerprint, i)
		if sound(name) {
			b.WriteString(soundLines)
		} else {
			b.WriteString(pictures)
		}
	}
	return strings.ReplaceAll(b.String(), "\n", "\r\n")
}

// sound tells whether a slot of this name is for sound.
func sound(name string) bool {
	switch name {
	case "floor", "channel", "screen-sound":
		return true
	default:
		return false
	}
}
