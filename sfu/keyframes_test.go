package sfu_test

import (
	"testing"
	"time"

	"plenary/sfu"
)

func TestAKeyframeIsAskedForUntilItComes(t *testing.T) {
	bubble(t, 5*time.Millisecond, func(t *testing.T, w *world) {
		ada, end := w.speaks("ada")
		defer end()
		var viewers []*watcher
		for range 3 {
			v, end := w.attends("v")
			defer end()
			viewers = append(viewers, v)
		}
		time.Sleep(10 * time.Second)
		asked := func() uint64 {
			for _, l := range w.sfu.Stats().Publishers[0].Layers {
				if l.Layer == "f" {
					return l.Keyframes
				}
			}
			return 0
		}
		ada.host.Lose(0, 1) // she hears nothing
		n := asked()
		for _, v := range viewers {
			v.leg.Show([]sfu.View{{Slot: 4, Width: 1280, Height: 720}})
		}
		began := time.Now()
		var at []time.Duration
		for since := time.Duration(0); since < 3*time.Second; since = time.Since(began) {
			if now := asked(); now != n {
				at = append(at, since)
				n = now
			}
			if since == 2*time.Second {
				ada.host.Lose(0, 0)
			}
			time.Sleep(time.Millisecond)
		}
		if len(at) < 5 || at[0] > 100*time.Millisecond || at[len(at)-1] > 2500*time.Millisecond {
			t.Fatalf("she was asked at %v; she heard it from 2s on", at)
		}
		for i := range at[1:] {
			if d := at[i+1] - at[i]; d < 350*time.Millisecond || d > 500*time.Millisecond {
				t.Errorf("she was asked again after %v", d)
			}
		}
		for _, v := range viewers {
			if frames(v.Viewer, "ada/f") < 10 {
				t.Errorf("the picture has not come: %v", v.Stats().Slots[4].Sources)
			}
		}
	})
}
