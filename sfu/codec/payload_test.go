package codec

import (
	"bytes"
	"encoding/hex"
	"testing"

	"github.com/pion/rtp/codecs"
)

// The beginnings of keyframes, as libvpx, x264 and libaom wrote them.
const (
	vp8Key       = "909c009d012a800268010047088585888584880202e01041af237f0174e99ff7"                   // 640 × 360
	vp9Key       = "824983420027f016760a38241c184a1005587fd1fa3e8fe7766fa4fbdef89e91"                   // 640 × 360, 4:2:0
	vp9Profile1  = "a24983420004fe02cec147048383094200cf7f91f47f3bb37ddefbdff89e93c3"                   // 640 × 360, 4:4:4
	spsBaseline  = "6742c01fd9005005bb0110000003001000000300a0f18324800000"                             // 1280 × 720
	spsHigh      = "6764001facd9405005bb0110000003001000000300a0f18319600000"                           // 1280 × 720
	spsCropped   = "6742c028d900780227e5c044000003000400000300283c60c9200000"                           // 1920 × 1080
	spsCropHigh  = "67640028acd940780227e5c044000003000400000300283c60c6580000"                         // 1920 × 1080
	pps          = "68cb83cb20"                                                                         // of spsBaseline
	slice        = "65b8"                                                                               // IDR, first of its picture
	av1Key       = "12000a0b0000000cc4ff6736be4010328b2a100085a0041041081450c1b4e5c0"                   // 640 × 360
	av1Delta     = "1200320a300102030405060708090a"                                                     // temporal delimiter, frame
	vp8Extended  = "90e0923415a7"                                                                       // picture 0x1234, TL0 21, TID 2, Y, KEYIDX 7
	vp9Flexible  = "f8" + "92d6" + "50" + "07" + "04"                                                   // I P L F B; picture, layer, two P_DIFF
	vp9Structure = "aa" + "92d6" + "00" + "15" + "38" + "0140" + "00b4" + "0280" + "0168" + "01" + "10" // I L B V; two layers, a group of one
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestVP8Descriptor(t *testing.T) {
	d, ok := ParseVP8(unhex(t, vp8Extended+"00"))
	want := VP8Descriptor{
		Size: 6, Start: true, Reference: true, HasPicture: true, Long: true, Picture: 0x1234, HasTL0: true, TL0: 21,
		HasTemporal: true, Temporal: 2, Sync: true, pictureAt: 2, tl0At: 4,
	}
	if !ok || d != want {
		t.Errorf("got %+v, want %+v", d, want)
	}
	for n := range 6 {
		if _, ok := ParseVP8(unhex(t, vp8Extended)[:n]); ok {
			t.Errorf("a descriptor cut to %d bytes was read", n)
		}
	}
	for _, c := range []struct {
		payload string
		size    int
		picture uint16
	}{{"10aa", 1, 0}, {"9080" + "05", 3, 5}, {"b010" + "1f", 3, 0}, {"8040" + "09", 3, 0}} {
		if d, ok := ParseVP8(unhex(t, c.payload)); !ok || d.Size != c.size || d.Picture != c.picture {
			t.Errorf("%s: got %+v", c.payload, d)
		}
	}
}

func TestVP9Descriptor(t *testing.T) {
	d, ok := ParseVP9(unhex(t, vp9Flexible))
	if !ok || d.Size != 6 || !d.Inter || !d.Flexible || !d.Start || d.Picture != 0x12d6 || d.Temporal != 2 || !d.Up ||
		d.References != 2 || d.Reference != [3]uint8{3, 2} || d.HasTL0 {
		t.Errorf("flexible: got %+v", d)
	}
	d, ok = ParseVP9(unhex(t, vp9Structure))
	if !ok || d.Size != len(vp9Structure)/2 || d.TL0 != 0x15 || d.Structure.Layers != 2 || d.Structure.Width != [8]uint16{320, 640} ||
		d.Structure.Height != [8]uint16{180, 360} || d.Structure.Group != 1 || !d.Keyframe() {
		t.Errorf("not flexible: got %+v", d)
	}
	for _, whole := range []string{vp9Flexible, vp9Structure} {
		for n := range len(whole) / 2 {
			if _, ok := ParseVP9(unhex(t, whole)[:n]); ok {
				t.Errorf("%s cut to %d bytes was read", whole, n)
			}
		}
	}
	if _, ok := ParseVP9(unhex(t, "f8"+"12"+"50"+"03"+"03"+"03"+"02")); ok {
		t.Error("more than three references were read")
	}
}

func TestSizesOfKeyframes(t *testing.T) {
	for _, c := range []struct {
		name, payload string
		kind          Kind
		w, h          uint16
	}{
		{"VP8", "10" + vp8Key, VP8, 640, 360},
		{"VP9", "08" + vp9Key, VP9, 640, 360},
		{"VP9 4:4:4", "08" + vp9Profile1, VP9, 640, 360},
		{"VP9 structure", vp9Structure, VP9, 320, 180},
		{"H264 baseline", spsBaseline, H264, 1280, 720},
		{"H264 high", spsHigh, H264, 1280, 720},
		{"H264 cropped", spsCropped, H264, 1920, 1080},
		{"H264 high cropped", spsCropHigh, H264, 1920, 1080},
		{"AV1", "18" + av1Key[4:4+26], AV1, 640, 360}, // W is 1: the sequence header alone
	} {
		var st State
		f, ok := Inspect(c.kind, unhex(t, c.payload), nil, false, &st)
		if !ok || !f.Start || !f.Key || f.Width != c.w || f.Height != c.h {
			t.Errorf("%s: got %+v, %v; want a keyframe of %d × %d", c.name, f, ok, c.w, c.h)
		}
	}
}

// Pion's payloaders cut keyframes and others as browsers do: the first packet of a keyframe begins one, and no other.
func TestPayloadersKeyframes(t *testing.T) {
	long := bytes.Repeat([]byte{0x11}, 3000)
	join := func(parts ...string) (all []byte) {
		for _, p := range parts {
			all = append(all, unhex(t, p)...)
		}
		return append(all, long...)
	}
	obu := func(head string) []byte { // the last element takes the rest
		return append(unhex(t, head), long...)
	}
	var vp8 codecs.VP8Payloader
	withID := codecs.VP8Payloader{EnablePictureID: true}
	vp9, h264 := codecs.VP9Payloader{InitialPictureIDFn: func() uint16 { return 32760 }}, codecs.H264Payloader{}
	flexible := codecs.VP9Payloader{FlexibleMode: true, InitialPictureIDFn: func() uint16 { return 0 }}
	var av1 codecs.AV1Payloader
	for _, c := range []struct {
		name       string
		kind       Kind
		payload    func(mtu uint16, b []byte) [][]byte
		key, delta []byte
	}{
		{"VP8", VP8, vp8.Payload, join(vp8Key), join("919c00")},
		{"VP8 with ids", VP8, withID.Payload, join(vp8Key), join("919c00")},
		{"VP9", VP9, vp9.Payload, join(vp9Key), join("860040")},
		{"H264", H264, h264.Payload, join("00000001"+spsBaseline, "00000001"+pps, "00000001"+slice), join("00000001419a")},
		{"AV1", AV1, av1.Payload, obu("0a0b0000000cc4ff6736be401030"), obu("30")},
	} {
		var st State
		for round, frame := range [][]byte{c.key, c.delta, c.key, c.delta} {
			packets := c.payload(1200, frame)
			keys := 0
			for i, p := range packets {
				f, ok := Inspect(c.kind, p, nil, i == len(packets)-1, &st)
				if !ok {
					t.Fatalf("%s: packet %d of frame %d was not understood", c.name, i, round)
				}
				if f.Key {
					if keys++; !f.Start {
						t.Errorf("%s: packet %d of frame %d is a keyframe that does not begin", c.name, i, round)
					}
				}
				if f.End != (i == len(packets)-1) {
					t.Errorf("%s: packet %d of frame %d, of %d, ends it: %v", c.name, i, round, len(packets), f.End)
				}
			}
			if want := 1 - round%2; keys != want {
				t.Errorf("%s: %d keyframes begin in frame %d, want %d", c.name, keys, round, want)
			}
		}
	}
	for i, p := range flexible.Payload(1200, join(vp9Key)) { // it says of no frame that it is predicted
		if f, ok := Inspect(VP9, p, nil, false, &State{}); !ok || f.Key != (i == 0) {
			t.Errorf("VP9 flexible: packet %d: got %+v, %v", i, f, ok)
		} else if i == 0 && f.layers != 1 {
			t.Errorf("VP9 flexible: %d spatial layers without a layer index", f.layers)
		}
	}
}

func TestH264Fragments(t *testing.T) {
	stap := func(units ...string) []byte {
		p := []byte{0x78}
		for _, u := range units {
			b := unhex(t, u)
			p = append(append(p, byte(len(b)>>8), byte(len(b))), b...)
		}
		return p
	}
	var st State
	for i, c := range []struct {
		payload    []byte
		marker     bool
		ok         bool
		start, key bool
	}{
		{stap(spsBaseline, pps), false, true, true, true},
		{unhex(t, "7c85b811"), false, true, true, false}, // first part of its IDR, which the parameters announced
		{unhex(t, "7c0511"), false, true, false, false},
		{unhex(t, "7c4511"), true, true, false, false},
		{unhex(t, "419a22"), true, true, true, false},
		{unhex(t, "411a22"), true, true, false, false}, // a later slice
		{unhex(t, "7c85b811"), false, true, true, true},
		{stap(pps, slice), false, true, true, true},
		{unhex(t, "7c"), false, false, false, false},
		{nil, false, false, false, false},
		{unhex(t, "78000a6742"), false, false, false, false},
		{unhex(t, "780000"), false, false, false, false},
	} {
		f, ok := Inspect(H264, c.payload, nil, c.marker, &st)
		if ok != c.ok || f.Start != c.start || f.Key != c.key {
			t.Errorf("packet %d: got %+v, %v; want start %v, key %v, %v", i, f, ok, c.start, c.key, c.ok)
		}
	}
}

func TestKindOf(t *testing.T) {
	for mime, want := range map[string]Kind{
		"video/VP8": VP8, "video/vp9": VP9, "video/H264": H264, "VIDEO/AV1": AV1, "audio/opus": Opus, "audio/red": RED, "audio/PCMU": Other, "": Other,
	} {
		if got := KindOf(mime); got != want || got.Video() != (got == VP8 || got == VP9 || got == H264 || got == AV1) {
			t.Errorf("KindOf(%q) = %v, want %v", mime, got, want)
		}
	}
}
