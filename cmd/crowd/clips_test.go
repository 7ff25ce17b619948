package main

import (
	"testing"

	"plenary/sfu/sfutest"
)

func TestSpeakersAreWholeLoops(t *testing.T) {
	clips, err := loadSpeakers(5)
	if err != nil {
		t.Fatal(err)
	}
	codecs := map[string]bool{}
	for _, c := range clips {
		codecs[c.Codec] = true
		if len(c.Layers) != 3 {
			t.Fatalf("%s has %d layers, want 3", c.Name, len(c.Layers))
		}
		for _, l := range c.Layers {
			if got := len(l.Frames); got != 12*clipFPS {
				t.Errorf("%s/%s has %d frames, want %d", c.Name, l.RID, got, 12*clipFPS)
			}
			// Speech and listening follow each other in any order, so each must begin with a keyframe;
			// and a keyframe every second is what a request waits for at most.
			for i := 0; i < len(l.Frames); i += clipFPS {
				if !l.Frames[i].Key {
					t.Errorf("%s/%s: frame %d is no keyframe", c.Name, l.RID, i)
				}
			}
		}
		if got := len(c.Audio); got < 600 || got > 602 {
			t.Errorf("%s has %d packets of sound, want 600 for 12 s", c.Name, got)
		}
		if len(c.Levels) < 600 || len(c.Levels) > 602 {
			t.Errorf("%s has %d loudnesses, want 600", c.Name, len(c.Levels))
		}
		loud := 0
		for i, level := range c.Levels[:600] {
			if level < 40 {
				loud++
				if i >= 400 {
					t.Errorf("%s is loud at %d ms, while it should listen", c.Name, i*20)
				}
			}
		}
		if loud < 150 {
			t.Errorf("%s is loud for %d of 400 packets of its speech", c.Name, loud)
		}
	}
	if !codecs[sfutest.VP8] || !codecs[sfutest.H264] {
		t.Errorf("codecs are %v, want VP8 and H264", codecs)
	}
	if clips[4] != clips[0] {
		t.Error("the fifth speaker does not look like the first")
	}
}

func TestSlides(t *testing.T) {
	c, err := loadSlides()
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Layers) != 1 || len(c.Layers[0].Frames) != 20*slideFPS {
		t.Errorf("slides: %d layers, %d frames; want one of %d", len(c.Layers), len(c.Layers[0].Frames), 20*slideFPS)
	}
}
