package sfu_test

import (
	"testing"
	"time"
)

func TestThePublishersRoundTripIsKnown(t *testing.T) {
	bubble(t, 30*time.Millisecond, func(t *testing.T, w *world) {
		_, end := w.speaks("ada")
		defer end()
		time.Sleep(5 * time.Second)
		if got := w.sfu.Stats().Publishers[0].Round; got < 59*time.Millisecond || got > 65*time.Millisecond {
			t.Errorf("the round trip is %v on a way of 30ms", got)
		}
	})
}
