package codec

import (
	"math/rand/v2"
	"testing"
)

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
