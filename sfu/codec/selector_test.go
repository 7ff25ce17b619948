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

// AV1 without a dependency descriptor is not cut into spatial layers, but into the temporal ones of its OBUs.
func TestSelectorOfPlainAV1(t *testing.T) {
	var s Selector
	var st State
	s.Want(0, 1)
	packet := func(seq uint16, key bool, spatial, temporal int, marker bool) Action {
		p := []byte{0x10, 0x34, byte(temporal<<5 | spatial<<3), 1}
		if key {
			p[0] |= 0x08
		}
		f, ok := Inspect(AV1, p, nil, marker, &st)
		if !ok {
			t.Fatal("not understood")
		}
		return s.Next(&f, seq, marker).Action
	}
	for i, c := range []struct {
		seq               uint16
		spatial, temporal int
		marker            bool
		want              Action
	}{
		{0, 0, 0, false, Pass},
		{1, 1, 0, true, Pass},
		{2, 0, 1, false, Pass},
		{4, 0, 2, false, Drop},
		{5, 1, 2, true, Drop},
		{6, 0, 0, false, Pass},
		{3, 1, 1, true, Pass},
		{7, 1, 0, true, Pass},
	} {
		if got := packet(c.seq, i == 0, c.spatial, c.temporal, c.marker); got != c.want {
			t.Errorf("packet %d: %v, want %v", c.seq, got, c.want)
		}
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
