package sfu_test

import (
	"testing"
	"time"

	"plenary/sfu"
	"plenary/sfu/sfutest"
)

// Chromium sends the encodings of VP8 simulcast with three temporal layers each. Generated frames are all of one size, so
// a quarter of them takes a quarter of the bits.
func TestANarrowWayGetsFewerFrames(t *testing.T) {
	bubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		_, end := w.speaks("ada", sfutest.WithLayers(
			sfutest.Layer{RID: "q", Width: 320, Height: 180, Bitrate: 250_000, FPS: 28, Temporal: 3},
			sfutest.Layer{RID: "h", Width: 640, Height: 360, Bitrate: 600_000, FPS: 28, Temporal: 3},
		))
		defer end()
		wide, end := w.attends("wide")
		defer end()
		narrow, end := w.attends("narrow")
		defer end()
		rate := func(v *watcher, over time.Duration) float64 {
			before := v.Stats().Slots[4].Frames
			time.Sleep(over)
			return float64(v.Stats().Slots[4].Frames-before) / over.Seconds()
		}
		show := func(v *watcher, height int) {
			v.leg.Show([]sfu.View{{Slot: 4, Width: height * 16 / 9, Height: height}})
		}
		show(wide, 180)
		show(narrow, 180)
		time.Sleep(6 * time.Second)
		if got := rate(narrow, 4*time.Second); got < 27 {
			t.Fatalf("%.1f frames a second on a wide way", got)
		}
		narrow.host.Narrow(200_000) // with sound, for half of the frames at most
		time.Sleep(8 * time.Second)
		before := narrow.Stats().Slots[4]
		if got := rate(narrow, 20*time.Second); got < 6 || got > 18 {
			t.Errorf("%.1f frames a second on a way that does not bear all 28", got)
		}
		after := narrow.Stats().Slots[4]
		if after.Frozen > before.Frozen || after.LongestGap > 2*time.Second {
			t.Errorf("it stood still for %v, for %v at once", after.Frozen-before.Frozen, after.LongestGap)
		}
		narrow.host.Narrow(0)
		within(t, 20*time.Second, "all frames on a wide way again", func() bool { return rate(narrow, time.Second) >= 27 })
		if got := rate(narrow, 10*time.Second); got < 27 {
			t.Errorf("%.1f frames a second on a way that has become wide again", got)
		}
		end4 := narrow.Stats().Slots[4]
		if end4.PictureBreaks+end4.TimeBreaks > 0 || end4.Lost > before.Lost {
			t.Errorf("the stream broke: %+v", end4)
		}
		if got := rate(wide, 4*time.Second); got < 27 {
			t.Errorf("%.1f frames a second for who has a wide way all the time", got)
		}
	})
}
