package sfu

import (
	"testing"
	"time"
)

func TestDelaysAreCounted(t *testing.T) {
	var a, b delays
	a.note(100 * time.Microsecond)
	a.note(time.Millisecond)
	b.note(3 * time.Millisecond)
	b.note(time.Minute)
	var d Delays
	d.add(&a)
	d.add(&b)
	for bound, want := range map[time.Duration]uint64{
		250 * time.Microsecond: 1, time.Millisecond: 2, 2 * time.Millisecond: 2, 5 * time.Millisecond: 3, 500 * time.Millisecond: 3,
	} {
		if d.Below[bound] != want {
			t.Errorf("%d were no longer than %v, want %d", d.Below[bound], bound, want)
		}
	}
	if d.Count != 4 || d.Sum != time.Minute+4100*time.Microsecond {
		t.Errorf("%d in %v", d.Count, d.Sum)
	}
}
