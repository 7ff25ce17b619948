package sfu

import (
	"testing"
	"time"
)

func TestDownlink(t *testing.T) {
	now := time.Unix(1000, 0)
	d := newDownlink()
	// Each step is a report a second: share lost of 256, rank that was sent, largest rank wanted after it.
	step := func(what string, lost uint8, rank, want int) {
		t.Helper()
		now = now.Add(time.Second)
		before := d.most
		if changes := d.report(lost, rank, now); d.most != want || changes != (before != want) {
			t.Errorf("%s: %d, %v; want %d", what, d.most, changes, want)
		}
	}
	step("a good start", 0, 2, anyRank)
	step("one bad report", 60, 2, anyRank)
	step("not two in a row", 0, 2, anyRank)
	step("bad", 60, 2, anyRank)
	step("bad again", 60, 2, 1)
	step("still bad", 60, 1, 1)
	step("very narrow", 60, 1, 0)
	step("there is nothing smaller", 200, 0, 0)
	step("nothing at all", 200, 0, 0)
	for range 10 {
		step("a while of good reports", 2, 0, 0)
	}
	step("ten good seconds", 2, 0, 1)
	step("the try", 60, 1, 1)
	step("fails", 60, 1, 0)
	for range 20 {
		step("twice as long now", 0, 0, 0)
	}
	step("another try", 0, 0, 1)
	for range 200 {
		now = now.Add(time.Second)
		d.report(0, 1, now)
	}
	if d.most != anyRank || d.wait != relief {
		t.Errorf("after minutes without loss: %d, wait %v", d.most, d.wait)
	}
}
