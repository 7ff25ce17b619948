package sink

import (
	"slices"
	"testing"
	"time"
)

func TestWheel(t *testing.T) {
	start := time.Unix(1_600_000_000, 0).UnixNano()
	at := func(ms int) int64 { return start + int64(ms)*int64(time.Millisecond) }
	w := &wheel{tick: start / wheelTick}
	soon, sooner, far := &Viewer{}, &Viewer{}, &Viewer{}
	w.add(soon, at(100))
	w.add(soon, at(200)) // comes early enough
	w.add(sooner, at(100))
	w.add(sooner, at(20))
	w.add(far, at(60_000))
	came := map[*Viewer][]int{}
	for ms := 0; ms <= 70_000; ms += 3 {
		for _, v := range w.advance(at(ms), nil) {
			came[v] = append(came[v], ms)
			if v == far && ms < 60_000 {
				w.add(far, at(60_000))
			}
		}
	}
	within := func(ms, want int) bool { return ms >= want && ms <= want+10 }
	if got := came[soon]; len(got) != 1 || !within(got[0], 100) {
		t.Errorf("due after 100 ms, came after %v", got)
	}
	if got := came[sooner]; len(got) != 1 || !within(got[0], 20) {
		t.Errorf("due after 20 ms in the end, came after %v", got)
	}
	if got := came[far]; len(got) > 13 || !within(got[len(got)-1], 60_000) {
		t.Errorf("due after a minute, came after %v", got)
	}
	w.add(soon, at(70_100))
	w.advance(at(70_050), nil)
	if late := w.advance(at(3_600_000), nil); !slices.Contains(late, soon) {
		t.Error("after a long standstill nobody came")
	}
}
