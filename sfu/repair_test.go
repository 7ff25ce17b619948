package sfu_test

import (
	"slices"
	"testing"
	"time"

	"plenary/sfu"
)

func TestWhatIsLostTwiceIsMended(t *testing.T) {
	for _, c := range []struct {
		share   float64
		freezes uint64
	}{{0.05, 7}, {0.1, 15}} {
		bubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
			_, end := w.speaks("ada", camera(25))
			defer end()
			v, end := w.attends("v")
			defer end()
			v.leg.Show([]sfu.View{{Slot: 4, Width: 1280, Height: 720}})
			time.Sleep(10 * time.Second)
			before := v.Stats().Slots[4]
			v.host.Lose(c.share, c.share)
			time.Sleep(30 * time.Second)
			got := v.Stats().Slots[4]
			gaps, lost, freezes := got.Gaps-before.Gaps, got.Lost-before.Lost, got.Freezes-before.Freezes
			if gaps < 300 {
				t.Fatalf("the network lost %d packets", gaps)
			}
			if lost > gaps/100 || freezes > c.freezes { // chance may lose one as often as it is tried
				t.Errorf("of %v lost: %d of %d packets not mended, %d freezes, want at most %d", c.share, lost, gaps, freezes, c.freezes)
			}
		})
	}
}

func TestMendingHasABudget(t *testing.T) {
	bubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		_, end := w.speaks("ada", camera(25))
		defer end()
		v, end := w.attends("v")
		defer end()
		v.leg.Show([]sfu.View{{Slot: 4, Width: 1280, Height: 720}})
		time.Sleep(10 * time.Second)
		picture := func() sfu.SlotStats {
			list := w.sfu.Stats().Audience[0].Slots
			return list[slices.IndexFunc(list, func(s sfu.SlotStats) bool { return s.Index == 4 })]
		}
		before := picture()
		v.host.Lose(0, 0.6)
		time.Sleep(20 * time.Second)
		after := picture()
		if sent, again := after.Packets-before.Packets, after.Resent-before.Resent; again > sent/2+100 {
			t.Errorf("%d packets sent, %d again", sent, again)
		}
	})
}
