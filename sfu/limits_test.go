package sfu

import (
	"testing"
	"time"
)

func TestLimitsAreFilled(t *testing.T) {
	if got := (Limits{}).filled(); got != DefaultLimits {
		t.Errorf("%+v", got)
	}
	if got := (Limits{Viewers: 3}).filled(); got.Viewers != 3 || got.SourceRate != DefaultLimits.SourceRate {
		t.Errorf("%+v", got)
	}
}

func TestASourceHasItsRation(t *testing.T) {
	l := Limits{SourceRate: 8000, SourceCount: 3}
	var r ration
	now := time.Unix(100, 0)
	for i, want := range []bool{true, true, true, false} { // a fourth packet
		if got := r.take(10, now, &l); got != want {
			t.Errorf("packet %d: %v", i, got)
		}
	}
	now = now.Add(time.Second)
	for i, want := range []bool{true, false} { // more bytes than fit
		if got := r.take(600, now, &l); got != want {
			t.Errorf("large packet %d: %v", i, got)
		}
	}
}
