package sfu_test

import (
	"testing"
	"time"

	"plenary/sfu"
)

func TestWhoseFaultItIs(t *testing.T) {
	bubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		ada, end := w.speaks("ada")
		defer end()
		near, end := w.attends("near")
		defer end()
		far, end := w.attends("far")
		defer end()
		time.Sleep(8 * time.Second)
		if q := near.leg.Report(sfu.Playback{}); q != (sfu.Quality{Score: 5}) {
			t.Errorf("on a network without loss: %+v", q)
		}
		for _, v := range w.sfu.Stats().Audience {
			if v.Bitrate < 200_000 || v.Slots[0].Bitrate < 10_000 {
				t.Errorf("%s is sent %d bit/s, %d of it sound", v.ID, v.Bitrate, v.Slots[0].Bitrate)
			}
		}
		for _, l := range w.sfu.Stats().Publishers[0].Layers {
			if l.Bitrate < 10_000 || l.Jitter > 10*time.Millisecond && l.Layer == "" {
				t.Errorf("%s %s comes with %d bit/s, jitter %v", l.Source, l.Layer, l.Bitrate, l.Jitter)
			}
		}
		far.host.Lose(0.3, 0.3)
		time.Sleep(8 * time.Second)
		if q := far.leg.Report(sfu.Playback{}); q.Score > 2 || q.Fault != sfu.ViewerFault {
			t.Errorf("a third is lost on the way to her: %+v", q)
		}
		if q := near.leg.Report(sfu.Playback{}); q.Score < 4 {
			t.Errorf("on a good way beside a bad one: %+v", q)
		}
		if q := w.sfu.Stats().Publishers[0].Quality; q.Score < 4 {
			t.Errorf("of the publisher: %+v", q)
		}
		ada.host.Cut(true)
		time.Sleep(7 * time.Second)
		if q := w.sfu.Stats().Publishers[0].Quality; q != (sfu.Quality{Score: 1, Fault: sfu.PublisherFault}) {
			t.Errorf("of a publisher who has vanished: %+v", q)
		}
		ada.host.Cut(false)
	})
}
