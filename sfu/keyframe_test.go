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
