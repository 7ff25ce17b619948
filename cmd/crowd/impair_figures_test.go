package main

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// seen makes looks of ten seconds, ten a second, of which change makes what it likes, by the tenth of the second.
func seen(change func(i int, l *look)) looks {
	var all looks
	frames := uint64(0)
	for i := range 100 {
		l := look{At: int64(i) * 100, Height: topHeight, Sound: uint64(5 * i), Negotiations: 1, Samples: float64(4800 * i)}
		before := frames
		frames += 3
		l.Frames = frames
		if change(i, &l); l.Frames != frames {
			frames = before // it stood still
			l.Frames = frames
		}
		all = append(all, l)
	}
	return all
}

func TestFigures(t *testing.T) {
	at := func(i int) time.Time { return time.UnixMilli(int64(i) * 100) }
	m := moments{worse: at(20), better: at(50), end: at(99)}
	still := func(from, to int) func(int, *look) {
		return func(i int, l *look) {
			if i > from && i < to {
				l.Frames = 0
			}
		}
	}
	for name, c := range map[string]struct {
		change func(int, *look)
		dark   bool
		want   figures
		wrong  string
	}{
		"all is well":     {func(int, *look) {}, false, figures{Moves: 0, Smaller: never, Top: 0}, ""},
		"a freeze":        {still(22, 30), false, figures{Still: 0.8, Moves: 1, Smaller: never, Top: 0}, ""},
		"a blackout":      {still(20, 54), true, figures{Still: 3.4, Moves: 0.4, Smaller: never, Top: 0}, ""},
		"a long one":      {still(20, 100), true, figures{Still: 7.9, Moves: never, Smaller: never, Top: 0}, "picture"},
		"a smaller layer": {func(i int, l *look) { l.Height = []int{720, 180, 720}[min(max(i-15, 0)/10, 2)] }, false, figures{Moves: 0, Smaller: 0.5, Top: 0}, ""},
		"late on top": {func(i int, l *look) {
			if i >= 30 && i < 75 {
				l.Height = 360
			}
		}, false, figures{Moves: 0, Smaller: 1, Top: 2.5}, ""},
		"renegotiated": {func(i int, l *look) { l.Negotiations = 1 + i/60 }, false, figures{Moves: 0, Smaller: never, Top: 0, Negotiations: 2}, "negotiations"},
		"silent":       {func(i int, l *look) { l.Sound = uint64(min(i, 60)) }, false, figures{Moves: 0, Smaller: never, Top: 0}, "sound"},
	} {
		t.Run(name, func(t *testing.T) {
			s := scenario{name: name, worse: weather{Dark: c.dark}}
			got := figuresOf(s, inPion, seen(c.change), m)
			if got.Still != c.want.Still || got.Moves != c.want.Moves || got.Smaller != c.want.Smaller || got.Top != c.want.Top {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
			if c.wrong == "" && len(got.Wrong) > 0 || c.wrong != "" && !strings.Contains(strings.Join(got.Wrong, " "), c.wrong) {
				t.Errorf("wrong: %q, want %q", got.Wrong, c.wrong)
			}
		})
	}
}

func TestNothingSeenIsWrong(t *testing.T) {
	m := moments{worse: time.UnixMilli(0), better: time.UnixMilli(1000), end: time.UnixMilli(2000)}
	if got := figuresOf(scenario{}, inPion, nil, m); !slices.Equal(got.Wrong, []string{"nothing was seen"}) {
		t.Errorf("wrong: %q", got.Wrong)
	}
}

func TestAsCamera(t *testing.T) {
	clips, err := loadSpeakers(1)
	if err != nil {
		t.Fatal(err)
	}
	heavy := asCamera(clips[0])
	for i, l := range heavy.Layers {
		bytes := 0
		for _, f := range l.Frames {
			if !f.Key {
				bytes += len(f.Data)
			}
		}
		keys := len(l.Frames) / heavy.FPS
		rate := bytes * 8 * heavy.FPS / (len(l.Frames) - keys)
		if rate < cameraRates[i]*9/10 || rate > cameraRates[i]*12/10 {
			t.Errorf("layer %s has %d bit/s, want about %d", l.RID, rate, cameraRates[i])
		}
	}
	if clips[0].Asked || len(clips[0].Layers[2].Frames[1].Data) == len(heavy.Layers[2].Frames[1].Data) {
		t.Error("the clip itself was changed")
	}
}
