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
