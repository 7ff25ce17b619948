package codec

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// encodings are what browsers make, each with as many layers as they can.
func encodings() map[string]*encoder {
	all := map[string]*encoder{}
	for _, described := range []bool{false, true} {
		for _, c := range []struct {
			kind Kind
			sc   []scalability
		}{
			{VP8, []scalability{{1, 1, false}, {1, 2, false}, {1, 3, false}}},
			{VP9, []scalability{{1, 3, false}, {3, 3, false}, {3, 3, true}, {2, 1, true}}},
			{AV1, []scalability{{1, 3, false}, {3, 3, false}, {3, 3, true}, {2, 2, false}}},
		} {
			if c.kind == AV1 && !described {
				continue
			}
			for _, sc := range c.sc {
				name := fmt.Sprintf("%d/L%dT%d/%v/%v", c.kind, sc.spatial, sc.temporal, sc.keyOnly, described)
				all[name] = &encoder{kind: c.kind, sc: sc, described: described, long: true, first: 0x7ff0, seq: 65500}
			}
		}
	}
	return all
}

// Whatever a viewer wants, and however often she changes her mind: what she gets can be decoded, has no gaps, ends each
// picture with the marker, and is what she wants once a keyframe has come.
func TestSelectorGivesWhatDecodes(t *testing.T) {
	for name, e := range encodings() {
		t.Run(name, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same in every run
			v := &viewer{e: e}
			at := 0
			wantS, wantT := 7, 7
			for n := range 600 {
				if n%23 == 11 {
					wantS, wantT = rnd.IntN(e.sc.spatial+1), rnd.IntN(e.sc.temporal+1)
					v.s.Want(wantS, wantT)
				}
				key := n%50 == 0
				for _, p := range e.picture(key, 1+rnd.IntN(3)) {
					v.take(at, &p)
					at++
				}
				s, tt := v.s.Layers()
				top, high := min(wantS, e.sc.spatial-1), min(wantT, e.sc.temporal-1)
				if key && (min(s, e.sc.spatial-1) != top || min(tt, e.sc.temporal-1) != high || v.s.NeedsKey()) {
					t.Fatalf("after keyframe %d: layers %d, %d, want %d, %d", n, s, tt, top, high)
				}
				last := v.got[len(v.got)-1]
				if got := e.frames[last.frame]; got.picture == n && !last.marker {
					t.Fatalf("picture %d ends without a marker, in layer %d of %d", n, last.spatial, s)
				}
			}
			if faults := v.faults(true); len(faults) > 0 {
				t.Errorf("%d faults: %s first", len(faults), faults[0])
			}
			if broken := v.broken(); len(broken) > 0 {
				f := e.frames[broken[0]]
				t.Errorf("%d frames cannot be decoded: %+v first", len(broken), f)
			}
		})
	}
}

// Without keyframes, temporal layers come and go within a few pictures, and full SVC goes down.
func TestSelectorMovesWithoutKeyframe(t *testing.T) {
	for name, e := range encodings() {
		t.Run(name, func(t *testing.T) {
			v := &viewer{e: e}
			at := 0
			run := func(pictures int) {
				for range pictures {
					for _, p := range e.picture(at == 0, 2) {
						v.take(at, &p)
						at++
					}
				}
			}
			steady := func(spatial, temporal int) {
				t.Helper()
				v.s.Want(spatial, temporal)
				run(9)
				s, tt := v.s.Layers()
				if min(s, e.sc.spatial-1) != spatial || min(tt, e.sc.temporal-1) != temporal {
					t.Errorf("wants %d, %d; gets %d, %d", spatial, temporal, s, tt)
				}
				from := len(e.frames)
				run(8)
				for i := from; i < len(e.frames); i++ {
					f := e.frames[i]
					needed := f.temporal <= temporal && f.spatial <= spatial && (!e.sc.keyOnly || f.spatial == spatial)
					if got := i < len(v.passed) && v.passed[i]; got != needed {
						t.Errorf("wants %d, %d; frame of %d, %d passed: %v", spatial, temporal, f.spatial, f.temporal, got)
					}
				}
			}
			top, high := e.sc.spatial-1, e.sc.temporal-1
			run(5)
			steady(top, high)
			steady(top, 0)
			steady(top, high)
			if !e.sc.keyOnly {
				steady(0, high)
			} else {
				v.s.Want(0, high)
				run(9)
				if !v.s.NeedsKey() {
					t.Error("needs no keyframe to go down in K-SVC")
				}
				v.s.Want(top, high)
				run(9)
			}
			if v.s.NeedsKey() {
				t.Error("needs a keyframe for what it has")
			}
			if broken := v.broken(); len(broken) > 0 {
				t.Errorf("%d frames cannot be decoded", len(broken))
			}
			if faults := v.faults(true); len(faults) > 0 {
				t.Errorf("%d faults: %s first", len(faults), faults[0])
			}
		})
	}
}

// Packets that are lost before they reach us, come late or twice as far apart leave numbers for themselves.
func TestSelectorKeepsNumbersForLatePackets(t *testing.T) {
	for name, e := range encodings() {
		t.Run(name, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // the same in every run
			v := &viewer{e: e}
			type held struct {
				at int
				p  coded
			}
			var late []held
			at, passedLate := 0, 0
			for n := range 1500 {
				if n%31 == 30 {
					v.s.Want(rnd.IntN(e.sc.spatial), rnd.IntN(e.sc.temporal))
				}
				for _, p := range e.picture(n%100 == 0, 1+rnd.IntN(3)) {
					at++
					switch {
					case at > 3 && rnd.IntN(10) == 0: // lost, or repaired later
						if rnd.IntN(2) == 0 {
							late = append(late, held{at, p})
						}
						continue
					}
					v.take(at, &p)
					if len(late) > 0 && rnd.IntN(6) == 0 {
						if v.take(late[0].at, &late[0].p) == Pass {
							passedLate++
						}
						late = late[1:]
					}
				}
			}
			if faults := v.faults(false); len(faults) > 0 {
				t.Errorf("%d faults: %s first", len(faults), faults[0])
			}
			if passedLate < 50 {
				t.Errorf("only %d late packets were passed", passedLate)
			}
		})
	}
}

// What a viewer wants and what comes a little late, she gets.
func TestSelectorPassesWhatIsWantedLate(t *testing.T) {
	for name, e := range encodings() {
		t.Run(name, func(t *testing.T) {
			rnd := rand.New(rand.NewPCG(5, 6)) //nolint:gosec // the same in every run
			spatial, temporal := rnd.IntN(e.sc.spatial), rnd.IntN(e.sc.temporal)
			v := &viewer{e: e}
			v.s.Want(spatial, temporal)
			var late []coded
			var places []int
			at := 0
			for n := range 1000 {
				for _, p := range e.picture(n == 0, 1+rnd.IntN(3)) {
					if n > 0 && len(late) < 3 && rnd.IntN(5) == 0 {
						late, places = append(late, p), append(places, at)
					} else {
						v.take(at, &p)
					}
					at++
					if len(late) == 0 || at-places[0] < 8 {
						continue
					}
					f := e.frames[late[0].frame]
					wanted := f.temporal <= temporal && (f.spatial == spatial || f.spatial < spatial && !e.sc.keyOnly)
					if got := v.take(places[0], &late[0]); wanted && got != Pass {
						t.Fatalf("packet %d of frame %+v, wanted by %d, %d, met %v", places[0], f, spatial, temporal, got)
					}
					late, places = late[1:], places[1:]
				}
			}
			if faults := v.faults(false); len(faults) > 0 {
				t.Errorf("%d faults: %s first", len(faults), faults[0])
			}
		})
	}
}

// Temporal layers of VP8 are entered one by one, each at a frame that needs the base layer alone.
func TestSelectorEntersTemporalLayersOneByOne(t *testing.T) {
	var s Selector
	var st State
	s.Want(All, 0)
	for i, c := range []struct {
		temporal int
		sync     bool
		pass     bool
	}{
		{0, false, true},
		{1, true, false},
		{0, false, true}, // then she wants all
		{2, true, false},
		{1, false, false},
		{2, false, false},
		{0, false, true},
		{1, true, true},
		{2, false, false},
		{0, false, true},
		{2, true, true},
		{1, false, true},
		{2, false, true},
	} {
		p := []byte{0x90, 0xe0, 0x80, byte(i), 0, byte(c.temporal) << 6, 1}
		if c.sync {
			p[5] |= 0x20
		}
		if i == 0 {
			p[6] = 0
		}
		if i == 3 {
			s.Want(All, All)
		}
		f, _ := Inspect(VP8, p, nil, true, &st)
		if v := s.Next(&f, uint16(i), true); (v.Action == Pass) != c.pass {
			t.Errorf("frame %d of layer %d, sync %v: %+v", i, c.temporal, c.sync, v)
		}
	}
}

// A viewer of the base layer sees nothing of losses in the layers above.
func TestSelectorHidesLossOfWhatIsDropped(t *testing.T) {
	e := &encoder{kind: VP8, sc: scalability{1, 3, false}, long: true}
	v := &viewer{e: e}
	v.s.Want(0, 0)
	at := 0
	for n := range 200 {
		for _, p := range e.picture(n == 0, 2) {
			if lost := e.frames[p.frame].temporal > 0 && n%3 == 0; !lost {
				v.take(at, &p)
			}
			at++
		}
	}
	if faults := v.faults(true); len(faults) > 0 {
		t.Errorf("%d faults: %s first", len(faults), faults[0])
	}
	if len(v.got) != 100 {
		t.Errorf("got %d packets, want 100", len(v.got))
	}
}

// Going over to another source, picture ids go on, and its first sequence number is its own.
func TestSelectorGoesOnFromSourceToSource(t *testing.T) {
	for _, kind := range []Kind{VP8, VP9} {
		var s Selector
		var buf []byte
		next, tl0 := uint16(0x7ffe), uint8(1)
		for source := range 3 {
			e := &encoder{kind: kind, sc: scalability{1, 1, false}, long: true, first: 0x7ffe - 5000*uint16(source), seq: 1000 * uint16(source), tl0: uint8(100 * source)}
			var st State
			s.Begin()
			for n := range 5 {
				p := e.picture(n == 0, 1)[0]
				f, ok := Inspect(kind, p.payload, nil, p.marker, &st)
				verdict := s.Next(&f, p.seq, p.marker)
				if !ok || verdict.Action != Pass || verdict.Sequence != p.seq {
					t.Fatalf("source %d, picture %d: %+v", source, n, verdict)
				}
				buf = verdict.Shift.Apply(p.payload, buf)
				got, _ := Inspect(kind, buf, nil, p.marker, &st)
				if got.picture != next&0x7fff || got.tl0 != tl0 {
					t.Fatalf("codec %d, source %d, picture %d: id %d, TL0 %d; want %d, %d", kind, source, n, got.picture, got.tl0, next&0x7fff, tl0)
				}
				next++
				tl0++
			}
		}
	}
}

// Padding that a publisher probes her uplink with is left out, and what was kept for a packet that turns out to be
// padding becomes padding.
func TestSelectorSkipsPadding(t *testing.T) {
	e := &encoder{kind: VP8, sc: scalability{1, 1, false}, long: true, seq: 10}
	v := &viewer{e: e}
	first := e.picture(true, 2)
	v.take(0, &first[0])
	v.take(1, &first[1])
	if got := v.s.Skip(12); got.Action != Drop {
		t.Errorf("padding: %+v", got)
	}
	e.seq = 14 // 13 is missing
	p := e.picture(false, 1)[0]
	f, _ := Inspect(VP8, p.payload, nil, true, &v.st)
	if got := v.s.Next(&f, 14, true); got.Action != Pass || got.Sequence != 13 {
		t.Errorf("after padding: %+v", got)
	}
	if got := v.s.Skip(13); got.Action != Pad || got.Sequence != 12 {
		t.Errorf("late padding: %+v", got)
	}
	if got := v.s.Skip(12); got.Action != Drop {
		t.Errorf("padding again: %+v", got)
	}
}
