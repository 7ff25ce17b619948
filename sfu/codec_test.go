package sfu

import (
	"testing"
	"time"

	"github.com/pion/webrtc/v4"
)

func TestStartsKeyframe(t *testing.T) {
	for _, c := range []struct {
		name, mime string
		payload    []byte
		want       bool
	}{
		{"VP8 key", webrtc.MimeTypeVP8, []byte{0x10, 0x00}, true},
		{"VP8 key with a long picture id", webrtc.MimeTypeVP8, []byte{0x90, 0x80, 0x81, 0x02, 0x00}, true},
		{"VP8 delta", webrtc.MimeTypeVP8, []byte{0x10, 0x01}, false},
		{"VP8 second partition", webrtc.MimeTypeVP8, []byte{0x11, 0x00}, false},
		{"VP8 not the start", webrtc.MimeTypeVP8, []byte{0x00, 0x00}, false},
		{"VP8 cut short", webrtc.MimeTypeVP8, []byte{0x90, 0x80, 0x81}, false},
		{"H264 SPS", webrtc.MimeTypeH264, []byte{0x67, 1, 2}, true},
		{"H264 IDR", webrtc.MimeTypeH264, []byte{0x65, 1, 2}, true},
		{"H264 slice", webrtc.MimeTypeH264, []byte{0x41, 1, 2}, false},
		{"H264 STAP-A with SPS second", webrtc.MimeTypeH264, []byte{0x78, 0, 1, 0x09, 0, 1, 0x67}, true},
		{"H264 STAP-A without", webrtc.MimeTypeH264, []byte{0x78, 0, 1, 0x09, 0, 1, 0x41}, false},
		{"H264 STAP-A that lies", webrtc.MimeTypeH264, []byte{0x78, 0xff, 0xff, 0x67}, false},
		{"H264 FU-A start of IDR", webrtc.MimeTypeH264, []byte{0x7c, 0x85, 1}, true},
		{"H264 FU-A middle of IDR", webrtc.MimeTypeH264, []byte{0x7c, 0x05, 1}, false},
		{"VP9 key", webrtc.MimeTypeVP9, []byte{0x8c, 0x01}, true},
		{"VP9 key, base layer", webrtc.MimeTypeVP9, []byte{0xac, 0x01, 0x00}, true},
		{"VP9 key, upper spatial layer", webrtc.MimeTypeVP9, []byte{0xac, 0x01, 0x02}, false},
		{"VP9 inter-predicted", webrtc.MimeTypeVP9, []byte{0xcc, 0x01}, false},
		{"AV1 new sequence", webrtc.MimeTypeAV1, []byte{0x18}, true},
		{"AV1 not", webrtc.MimeTypeAV1, []byte{0x10}, false},
		{"nothing", webrtc.MimeTypeVP8, nil, false},
		{"unknown codec", "video/x", []byte{0x10, 0x00}, false},
	} {
		if got := startsKeyframe(c.mime, c.payload); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func FuzzPayloads(f *testing.F) {
	for _, seed := range [][]byte{{0x90, 0x80, 0x81, 0x02, 0x00}, {0x78, 0, 1, 0x67}, {0x7c, 0x85}, {0xac, 0x01, 0x00}} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, p []byte) {
		for _, mime := range []string{webrtc.MimeTypeVP8, webrtc.MimeTypeH264, webrtc.MimeTypeVP9, webrtc.MimeTypeAV1} {
			startsKeyframe(mime, p)
		}
		r := vp8Rewriter{started: true}
		r.changed()
		if out := r.shift(p).apply(p, nil); len(out) != len(p) {
			t.Errorf("rewriting %x changed its length: %x", p, out)
		}
	})
}

func TestRewriterNeverBreaks(t *testing.T) {
	now := time.Unix(0, 0)
	var r rewriter
	seq, ts := r.next(65534, 1000, now)
	if seq != 65534 || ts != 1000 {
		t.Fatalf("the first packet became %d, %d", seq, ts)
	}
	seq, ts = r.next(65535, 4000, now)
	if seq != 65535 || ts != 4000 {
		t.Fatalf("the second packet became %d, %d", seq, ts)
	}
	now = now.Add(100 * time.Millisecond)
	r.change(700, 5, 90000, now) // another source
	if seq, ts = r.next(700, 5, now); seq != 0 || ts != 13000 {
		t.Errorf("after the change: %d, %d; want 0 and 9,000 ticks later", seq, ts)
	}
	if seq, _ = r.next(702, 10, now); seq != 2 {
		t.Errorf("a lost packet is not hidden: %d, want 2", seq)
	}
	if seq, _ = r.next(701, 8, now); seq != 1 {
		t.Errorf("a late packet became %d, want 1", seq)
	}
	r.change(9, 9, 90000, now)
	if seq, _ = r.next(9, 9, now); seq != 3 {
		t.Errorf("after a late packet and a change: %d, want 3", seq)
	}
}

func TestVP8IdsGoOn(t *testing.T) {
	packet := func(picture uint16, tl0 byte) []byte {
		return []byte{0x90, 0xc0, 0x80 | byte(picture>>8), byte(picture), tl0, 0x00}
	}
	var r vp8Rewriter
	rewrite := func(p []byte) []byte { return r.shift(p).apply(p, nil) }
	ids := func(p []byte) (uint16, uint8) {
		d, ok := parseVP8(p)
		if !ok {
			t.Fatalf("unreadable: %x", p)
		}
		return d.picture, d.tl0
	}
	if p, l := ids(rewrite(packet(0x7fff, 255))); p != 0x7fff || l != 255 {
		t.Errorf("the first became %d, %d", p, l)
	}
	in := packet(17, 3)
	r.changed()
	if p, l := ids(rewrite(in)); p != 0 || l != 0 {
		t.Errorf("after the change: %d, %d; want 0, 0", p, l)
	}
	if in[3] != 17 || in[4] != 3 {
		t.Error("the shared packet was written to")
	}
	if p, _ := ids(rewrite(packet(18, 3))); p != 1 {
		t.Errorf("the next became %d, want 1", p)
	}
}

func TestKeyframeRequestsAreMerged(t *testing.T) {
	start := time.Unix(1000, 0)
	var a asker
	if !a.want(start) {
		t.Error("the first request did not reach the camera")
	}
	for d := time.Millisecond; d < keyframeInterval; d += 20 * time.Millisecond {
		if a.want(start.Add(d)) || a.retry(start.Add(d)) {
			t.Errorf("the camera was asked again after %v", d)
		}
	}
	if !a.retry(start.Add(keyframeInterval)) {
		t.Error("an unanswered request was not repeated")
	}
	a.came()
	if a.retry(start.Add(3 * keyframeInterval)) {
		t.Error("the camera was asked although the keyframe came")
	}
}

func TestChooseLayer(t *testing.T) {
	now := time.Unix(1000, 0)
	all := []*layer{{rid: "q", rank: 0}, {rid: "h", rank: 1}, {rid: "f", rank: 2}}
	for _, l := range all {
		l.lastSeen.Store(now.UnixNano())
	}
	stale := &layer{rid: "f", rank: 2}
	single := &layer{rank: 0}
	single.lastSeen.Store(now.UnixNano())
	for _, c := range []struct {
		name   string
		layers []*layer
		height int
		want   string
	}{
		{"hidden", all, 0, "none"},
		{"thumbnail", all, 120, "q"},
		{"grid", all, 360, "h"},
		{"large", all, 720, "f"},
		{"large, but the largest stalls", []*layer{all[0], all[1], stale}, 720, "h"},
		{"thumbnail, but only the largest comes", all[2:], 120, "f"},
		{"no simulcast", []*layer{single}, 1080, ""},
		{"nothing comes", []*layer{stale}, 720, "none"},
		{"nothing published", nil, 720, "none"},
	} {
		got := "none"
		if l := chooseLayer(c.layers, c.height, now); l != nil {
			got = l.rid
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestPayloadFor(t *testing.T) {
	codec := func(mime, fmtp string, pt webrtc.PayloadType) webrtc.RTPCodecParameters {
		return webrtc.RTPCodecParameters{RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: mime, SDPFmtpLine: fmtp}, PayloadType: pt}
	}
	viewer := []webrtc.RTPCodecParameters{
		codec("video/VP8", "", 96), codec("video/rtx", "apt=96", 97),
		codec("video/H264", "level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42e01f", 98), codec("video/rtx", "apt=98", 99),
		codec("video/H264", "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f", 100),
	}
	for _, c := range []struct {
		name       string
		source     webrtc.RTPCodecParameters
		pt, repair uint8
		ok         bool
	}{
		{"VP8", codec("video/vp8", "", 120), 96, 97, true},
		{"H264 by packetization mode", codec("video/H264", "packetization-mode=1;profile-level-id=42e01f", 120), 100, 0, true},
		{"H264 mode 0", codec("video/H264", "packetization-mode=0;profile-level-id=42e01f", 120), 98, 99, true},
		{"a codec the viewer has not", codec("video/AV1", "", 120), 0, 0, false},
	} {
		pt, repair, ok := payloadFor(viewer, c.source)
		if pt != c.pt || repair != c.repair || ok != c.ok {
			t.Errorf("%s: %d, %d, %v; want %d, %d, %v", c.name, pt, repair, ok, c.pt, c.repair, c.ok)
		}
	}
}
