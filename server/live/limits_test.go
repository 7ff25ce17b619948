package live

import (
	"testing"
	"time"
)

func TestBucket(t *testing.T) {
	var b bucket
	rate, now := Rate{Burst: 3, Every: 2 * time.Second}, time.Now()
	for i, c := range []struct {
		after, wait time.Duration
	}{
		{0, 0},
		{0, 0},
		{0, 0},
		{0, 2 * time.Second},
		{time.Second, time.Second},
		{time.Second, 0},
		{0, 2 * time.Second},
		{time.Hour, 0},
		{0, 0},
		{0, 0},
		{0, 2 * time.Second},
	} {
		now = now.Add(c.after)
		if got := b.take(rate, now); got != c.wait {
			t.Errorf("step %d: wait %v, want %v", i, got, c.wait)
		}
	}
}

func TestSeatsComeBackSpreadOut(t *testing.T) {
	for seats, want := range map[int]int{0: 2, 999: 2, 5000: 7, 20_000: 22} {
		if got := comingBack(seats); got != want {
			t.Errorf("%d seats come back in %d s, want %d", seats, got, want)
		}
	}
}
