package sfu

import (
	"slices"
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

func TestAShareIsFair(t *testing.T) {
	for name, c := range map[string]struct {
		limit int
		asked []int
		want  int
	}{
		"nobody":                     {100, nil, 100},
		"enough for all":             {100, []int{50, 20, 30}, 100},
		"equal":                      {100, []int{80, 80}, 50},
		"who asks for little has it": {100, []int{500, 10, 10}, 80},
		"two of three":               {100, []int{90, 20, 90}, 40},
		"next to nothing":            {2, []int{9, 9, 9}, 1},
	} {
		if got := shareOf(c.limit, slices.Clone(c.asked)); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

func TestARationKeepsToItsShare(t *testing.T) {
	l := Limits{SourceRate: 80_000, SourceCount: 10}
	var r ration
	now := time.Unix(100, 0)
	sends := func() (taken int) {
		for range 20 {
			if r.take(100, now, &l) {
				taken++
			}
		}
		now = now.Add(time.Second)
		return taken
	}
	if n := sends(); n != 10 {
		t.Errorf("without a share, %d packets", n)
	}
	if got := r.asked(now); got != (load{bits: 16_000, packets: 20}) {
		t.Errorf("it asked for %+v", got)
	}
	for share, want := range map[load]int{
		{bits: 80_000, packets: 4}: 4, {bits: 2400, packets: 10}: 3, {bits: 1 << 30, packets: 1 << 30}: 10,
	} {
		if r.grant(share); sends() != want {
			t.Errorf("of %+v, not %d packets were taken", share, want)
		}
	}
	if got := r.asked(now.Add(time.Minute)); got != (load{}) {
		t.Errorf("after a minute of nothing, it asks for %+v", got)
	}
}
