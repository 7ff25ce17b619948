package sfu_test

import (
	"testing"
	"time"

	"plenary/sfu"
	"plenary/sfu/sfutest"
)

// A stage takes so much from all of its publishers. Who sends least loses nothing for who sends most.
func TestAStageTakesNoMoreThanItMay(t *testing.T) {
	for name, limits := range map[string]sfu.Limits{"bits": {StageRate: 1_500_000}, "packets": {StageCount: 300}} {
		t.Run(name, func(t *testing.T) {
			bubble(t, 5*time.Millisecond, func(t *testing.T, w *world) {
				home := w.host()
				s, err := sfu.New(sfu.WithNet(home.Net()), sfu.WithUDPAddr(home.Addr().String()+":7000"), sfu.WithLimits(limits))
				if err != nil {
					t.Fatal(err)
				}
				defer func() {
					if err := s.Close(); err != nil {
						t.Error(err)
					}
				}()
				w.sfu, w.hall = s, s.Stage("hall")
				for name, rate := range map[string]int{"much": 4_000_000, "little": 300_000} {
					_, end := w.speaks(name, sfutest.WithoutSimulcast(), sfutest.WithLayers(sfutest.Layer{Width: 640, Height: 360, Bitrate: rate, FPS: 25}))
					defer end()
				}
				_, end := w.attends("eve")
				defer end()
				counted := func() (taken, droppedMuch, droppedOther int) {
					for _, p := range s.Stats().Publishers {
						for _, l := range p.Layers {
							taken += int(l.Packets - l.Dropped)
							if p.ID == "much" && l.Source == sfu.Camera {
								droppedMuch += int(l.Dropped)
							} else {
								droppedOther += int(l.Dropped)
							}
						}
					}
					return taken, droppedMuch, droppedOther
				}
				time.Sleep(3 * time.Second)
				taken, much, other := counted()
				time.Sleep(10 * time.Second)
				takenThen, muchThen, otherThen := counted()
				if otherThen > other {
					t.Errorf("%d packets were dropped of those who send little", otherThen-other)
				}
				if muchThen-much < 1000 {
					t.Errorf("%d packets were dropped of who sends much", muchThen-much)
				}
				if n := takenThen - taken; n < 1500 || limits.StageCount > 0 && n > 11*limits.StageCount {
					t.Errorf("%d packets were taken in ten seconds", n)
				}
			})
		})
	}
}
