package sink

import (
	"errors"
	"strings"
	"testing"

	"github.com/pion/sdp/v3"

	"plenary/sfu/sfutest"
)

const someAnswer = `v=0
o=- 1 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0 1
a=ice-lite
a=fingerprint:sha-256 AB:CD
m=audio 9 UDP/TLS/RTP/SAVPF 111
a=ice-ufrag:name
a=ice-pwd:password
a=setup:passive
a=mid:0
a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
a=rtpmap:111 opus/48000/2
a=ssrc:7 cname:x
a=ssrc:7 msid:a b
a=candidate:1 1 udp 2130706431 192.0.2.1 7000 typ host
a=candidate:2 1 tcp 1671430143 192.0.2.1 7000 typ host tcptype passive
m=video 9 UDP/TLS/RTP/SAVPF 96 97
a=rtpmap:96 VP8/90000
a=ssrc-group:FID 8 9
a=ssrc:8 cname:x
a=ssrc:9 cname:x
m=video 0 UDP/TLS/RTP/SAVPF 0
a=inactive
`

func TestReadAnswer(t *testing.T) {
	a, err := readAnswer(strings.ReplaceAll(someAnswer, "\n", "\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	if a.name != "name" || a.password != "password" || a.fingerprint != "sha-256 ab:cd" || a.twccID != 3 || a.active {
		t.Errorf("read %+v", a)
	}
	if len(a.candidates) != 1 || a.candidates[0].String() != "192.0.2.1:7000" {
		t.Errorf("candidates %v", a.candidates)
	}
	if len(a.streams) != 3 || a.streams[0].video || !a.streams[1].vp8 || a.streams[2].media != a.streams[1] {
		t.Errorf("streams %+v", a.streams)
	}
	for _, change := range [][2]string{{"ice-pwd", "x"}, {"udp", "tcp"}, {"a=ssrc", "a=x"}, {"FID 8", "FID x"}} {
		if _, err := readAnswer(strings.ReplaceAll(someAnswer, change[0], change[1])); !errors.Is(err, errAnswer) {
			t.Errorf("%s for %s: %v", change[1], change[0], err)
		}
	}
}

func TestOfferIsReadable(t *testing.T) {
	var d sdp.SessionDescription
	if err := d.UnmarshalString(offer(newAgent(), "sha-256 AB", 1, sfutest.FixedSlots())); err != nil {
		t.Fatal(err)
	}
	if len(d.MediaDescriptions) != 18 || d.MediaDescriptions[0].MediaName.Media != "audio" || d.MediaDescriptions[4].MediaName.Media != "video" {
		t.Errorf("%d sections", len(d.MediaDescriptions))
	}
}

func TestVP8Keyframe(t *testing.T) {
	tests := []struct {
		name    string
		payload []byte
		want    bool
	}{
		{"bare", []byte{0x10, 0x00}, true},
		{"delta", []byte{0x10, 0x01}, false},
		{"not the start", []byte{0x00, 0x00}, false},
		{"second partition", []byte{0x11, 0x00}, false},
		{"all extensions, long id", []byte{0x90, 0xf0, 0x81, 0x23, 0x44, 0x20, 0x00}, true},
		{"short id", []byte{0x90, 0x80, 0x12, 0x01}, false},
		{"cut off", []byte{0x90, 0xf0, 0x81}, false},
		{"nothing", nil, false},
	}
	for _, tt := range tests {
		if got := vp8Keyframe(tt.payload); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
