package sfu_test

import (
	"testing"
	"time"
)

// again is how many packets she has sent, and how many of these a second time.
func (s *speaker) again() (sent, repaired uint64) {
	for _, t := range s.Stats() {
		sent += t.Packets
		repaired += t.Repaired
	}
	return sent, repaired
}

func TestAPublisherSendsAgainWhatWasLostAndLittleElse(t *testing.T) {
	bubble(t, 20*time.Millisecond, func(t *testing.T, w *world) {
		ada, end := w.speaks("ada")
		defer end()
		time.Sleep(5 * time.Second)
		ada.host.Lose(0.05, 0)
		before, _ := ada.again()
		time.Sleep(20 * time.Second)
		after, repaired := ada.again()
		if sent := after - before; repaired < sent/50 || repaired > sent/10 {
			t.Errorf("of %d packets one in twenty was lost, and %d were sent again", sent, repaired)
		}
	})
}

func TestAPublisherWhoComesBackIsNotAskedForWhatHasPassed(t *testing.T) {
	bubble(t, 20*time.Millisecond, func(t *testing.T, w *world) {
		ada, end := w.speaks("ada")
		defer end()
		v, end := w.attends("v")
		defer end()
		time.Sleep(5 * time.Second)
		ada.host.Cut(true)
		time.Sleep(10 * time.Second)
		ada.host.Cut(false)
		_, before := ada.again()
		frames := v.Stats().Slots[4].Frames
		within(t, time.Second, "a picture", func() bool { return v.Stats().Slots[4].Frames > frames+3 })
		time.Sleep(4 * time.Second)
		if _, after := ada.again(); after-before > 100 {
			t.Errorf("%d packets were sent again", after-before)
		}
	})
}
