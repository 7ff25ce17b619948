package sfutest

import (
	"bytes"
	"testing"
	"testing/fstest"
	"time"
)

func TestStampSurvivesPayloads(t *testing.T) {
	now := time.Unix(1_600_000_000, 123_456_789)
	frame := bytes.Repeat([]byte{7}, 5000)
	annexB := append([]byte{0, 0, 0, 1, 0x65}, frame...)
	tests := []struct {
		name     string
		payloads [][]byte
	}{
		{"vp8", (&packetizer{codec: VP8, name: "a long name that is cut", layer: "f"}).payloads(frame, true)},
		{"h264", (&packetizer{codec: H264, name: "a long name that is cut", layer: "f"}).payloads(annexB, true)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			last := len(tt.payloads) - 1
			for i, p := range tt.payloads {
				if len(p) > 1200 {
					t.Errorf("payload %d has %d bytes, more than a packet carries", i, len(p))
				}
				sealStamp(p, now)
				got, ok := ReadStamp(p)
				if ok != (i == last) {
					t.Errorf("payload %d of %d: stamp %v", i, last+1, ok)
				}
				if ok && (got.Name != "a long name" || got.Layer != "f" || got.Frame != 1 || !got.Sent.Equal(now)) {
					t.Errorf("stamp = %+v", got)
				}
			}
		})
	}
}

func TestOpusStampIsPadding(t *testing.T) {
	b := opusPayload([]byte{0x78, 1, 2, 3}, "ada", 9)
	if b[0] != 0x7b || b[1] != 0x41 || int(b[2]) != stampLen || !bytes.Equal(b[3:6], []byte{1, 2, 3}) {
		t.Errorf("packet begins % x; want code 3, one padded frame", b[:6])
	}
	if len(b) != 6+stampLen {
		t.Errorf("packet has %d bytes, want frame and %d of padding", len(b), stampLen)
	}
	if s, ok := ReadStamp(b); !ok || s.Name != "ada" || s.Frame != 9 {
		t.Errorf("stamp = %+v, %v", s, ok)
	}
}

func TestTurns(t *testing.T) {
	const speech, total = 8 * time.Second, 12 * time.Second
	tests := []struct {
		at   time.Duration
		turn turn
		want time.Duration
	}{
		{13 * time.Second, turn{}, 1 * time.Second},
		{3 * time.Second, turn{0, 3}, 3 * time.Second},
		{3 * time.Second, turn{1, 3}, speech + 3*time.Second},
		{9 * time.Second, turn{1, 3}, 1 * time.Second},
		{9 * time.Second, turn{0, 3}, speech + 1*time.Second},
		{25 * time.Second, turn{0, 3}, 1 * time.Second},
	}
	for _, tt := range tests {
		if got := tt.turn.position(time.Unix(0, int64(tt.at)), speech, total); got != tt.want {
			t.Errorf("turn %v at %v: %v, want %v", tt.turn, tt.at, got, tt.want)
		}
	}
}

func TestClipReelCutsToAKeyframeAndComesBack(t *testing.T) {
	const fps = 10
	var frames []ClipFrame
	for i := range 40 {
		frames = append(frames, ClipFrame{Data: []byte{byte(i)}, Key: i%10 == 0})
	}
	r := &clipReel{frames: frames, fps: fps}
	last := -1
	// Ticks begin in the middle of a group; keyframes are asked for now and then, at the end of the loop as well.
	for n := 3; n < 200; n++ {
		asked := n%7 == 0 || n%40 > 36
		b, key := r.next(time.Unix(0, int64(n)*int64(time.Second/fps)), asked)
		i := int(b[0])
		if key != frames[i].Key {
			t.Errorf("tick %d: frame %d said keyframe %v", n, i, key)
		}
		if asked && !key {
			t.Errorf("tick %d: asked for a keyframe, got frame %d", n, i)
		}
		if !key && i != last+1 {
			t.Fatalf("tick %d: frame %d after %d; a decoder would break", n, i, last)
		}
		if off := i - n%40; off > 9 || off < -9 {
			t.Errorf("tick %d: frame %d is %d from where the sound is", n, i, off)
		}
		if n%10 == 0 && i != n%40 {
			t.Errorf("tick %d: frame %d, want to be in time where the clip has a keyframe", n, i)
		}
		last = i
	}
}

func TestAReelOfACameraHasKeyframesWhenAsked(t *testing.T) {
	const fps = 10
	var frames []ClipFrame
	for i := range 40 {
		frames = append(frames, ClipFrame{Data: []byte{byte(i)}, Key: i%10 == 0})
	}
	r := &clipReel{frames: frames, fps: fps, asked: true}
	for n := range 100 {
		asked := n%33 == 0
		b, key := r.next(time.Unix(0, int64(n)*int64(time.Second/fps)), asked)
		if key != asked || frames[b[0]].Key != key {
			t.Errorf("tick %d: asked %v, got frame %d, which said keyframe %v", n, asked, b[0], key)
		}
	}
}

func TestAnnexB(t *testing.T) {
	var stream []byte
	nal := func(b ...byte) { stream = append(append(stream, 0, 0, 0, 1), b...) }
	nal(0x67, 1)
	nal(0x68, 1)
	nal(0x65, 0x80, 9) // IDR, first macroblock
	nal(0x65, 0x40, 9) // second slice of the same picture
	nal(0x41, 0x80, 9)
	nal(0x41, 0x80, 9)
	frames, err := parseAnnexB(stream)
	if err != nil || len(frames) != 3 {
		t.Fatalf("%d pictures, %v; want 3", len(frames), err)
	}
	if !frames[0].Key || frames[1].Key || frames[2].Key {
		t.Errorf("keyframes: %v %v %v, want only the first", frames[0].Key, frames[1].Key, frames[2].Key)
	}
}

func TestReadClipNamesWhatIsWrong(t *testing.T) {
	if _, err := ReadClip(fstest.MapFS{}, "none", 25, 0); err == nil {
		t.Error("no files: no error")
	}
	bad := fstest.MapFS{"x.ogg": {Data: []byte("OggS but not really, far too short")}}
	if _, err := ReadClip(bad, "x", 25, 0); err == nil {
		t.Error("broken Ogg: no error")
	}
}
