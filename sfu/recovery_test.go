package sfu_test

import (
	"testing"
	"time"

	"plenary/sfu"
	"plenary/sfu/sfutest"
)

// camera is what a browser's camera sends.
func camera(fps int) sfutest.Option {
	return sfutest.WithLayers(
		sfutest.Layer{RID: "q", Width: 320, Height: 180, Bitrate: 150_000, FPS: fps},
		sfutest.Layer{RID: "h", Width: 640, Height: 360, Bitrate: 500_000, FPS: fps},
		sfutest.Layer{RID: "f", Width: 1280, Height: 720, Bitrate: 2_500_000, FPS: fps},
	)
}

// within waits for something to be true.
func within(t *testing.T, limit time.Duration, what string, ok func() bool) {
	t.Helper()
	for began := time.Now(); !ok(); time.Sleep(10 * time.Millisecond) {
		if time.Since(began) > limit {
			t.Errorf("not within %v: %s", limit, what)
			return
		}
	}
}

// Pictures of every rate of frames have packets of other sizes, and probes are made of these.
func TestAWayThatIsNarrowForAWhile(t *testing.T) {
	for _, fps := range []int{10, 20} {
		bubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
			_, end := w.speaks("ada", camera(fps))
			defer end()
			v, end := w.attends("v")
			defer end()
			v.host.Narrow(5_000_000)
			v.leg.Show([]sfu.View{{Slot: 4, Width: 1280, Height: 720}})
			shows := func(layer string) func() bool {
				return func() bool { return v.Stats().Slots[4].Source == "ada/"+layer }
			}
			within(t, 10*time.Second, "the large picture on a wide way", shows("f"))
			for _, rate := range []int{300_000, 400_000, 500_000} {
				time.Sleep(5 * time.Second)
				v.host.Narrow(rate)
				within(t, 2*time.Second, "a picture that passes", shows("q"))
				time.Sleep(20 * time.Second)
				v.host.Narrow(5_000_000)
				within(t, 10*time.Second, "the large picture again", shows("f"))
			}
			if got := v.Stats().Slots[4].LongestGap; got > 2*time.Second {
				t.Errorf("%d frames a second: the picture stood still for %v", fps, got)
			}
		})
	}
}
