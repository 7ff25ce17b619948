package sfu_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"plenary/sfu"
	"plenary/sfu/sfutest"
)

func TestLossOnEitherSideIsRepaired(t *testing.T) {
	bubble(t, 10*time.Millisecond, func(t *testing.T, w *world) {
		ada, end := w.speaks("ada")
		defer end()
		near, end := w.attends("near")
		defer end()
		far, end := w.attends("far")
		defer end()
		time.Sleep(2 * time.Second) // handshakes are over
		ada.host.Lose(0.04, 0.04)
		far.host.Lose(0.04, 0.04)
		time.Sleep(20 * time.Second)
		ada.host.Lose(0, 0)
		far.host.Lose(0, 0)
		time.Sleep(time.Second)
		for name, v := range map[string]*watcher{"near": near, "far": far} {
			picture := v.Stats().Slots[4]
			if picture.Gaps < 20 {
				t.Errorf("%s: %d gaps; the network lost nothing", name, picture.Gaps)
			}
			if picture.Lost > picture.Gaps/10 || picture.Frames < 540 {
				t.Errorf("%s: %d of %d gaps were not repaired, %d pictures of about 575", name, picture.Lost, picture.Gaps, picture.Frames)
			}
		}
		stats := w.sfu.Stats()
		var resent, lost uint64
		for _, v := range stats.Audience {
			for _, s := range v.Slots {
				resent += s.Resent
			}
		}
		for _, l := range stats.Publishers[0].Layers {
			if l.Layer != "" { // sound is not repaired
				lost += l.Lost
			}
		}
		if resent < 20 || lost > 20 {
			t.Errorf("%d packets sent again, %d of the publisher's never came", resent, lost)
		}
	})
}

func TestLipsMoveInTime(t *testing.T) {
	bubble(t, 30*time.Millisecond, func(t *testing.T, w *world) {
		_, end := w.speaks("ada")
		defer end()
		page, end := w.attends("page")
		defer end()
		player, end := w.watches(sfu.WatchRequest{ID: "player", Stage: w.hall}, sfutest.WithWHEP())
		defer end()
		time.Sleep(8 * time.Second)
		page.leg.Show([]sfu.View{{Slot: 4, Width: 1280, Height: 720}}) // another layer has another clock
		time.Sleep(4 * time.Second)
		for _, c := range []struct {
			who            string
			sound, picture sfutest.SlotStats
		}{
			{"page", page.Stats().Slots[0], page.Stats().Slots[4]},
			{"player", player.Stats().Slots[0], player.Stats().Slots[1]},
		} {
			if !c.sound.Skewed || !c.picture.Skewed || (c.sound.Skew-c.picture.Skew).Abs() > 45*time.Millisecond {
				t.Errorf("%s: sound is %v off (%v), the picture %v (%v)", c.who, c.sound.Skew, c.sound.Skewed, c.picture.Skew, c.picture.Skewed)
			}
		}
	})
}

func TestAViewerWhoVanishesHoldsNobodyUp(t *testing.T) {
	bubble(t, time.Millisecond, func(t *testing.T, w *world) {
		_, end := w.speaks("ada")
		defer end()
		var closed atomic.Pointer[error]
		gone, endGone := w.watches(sfu.WatchRequest{ID: "gone", Slots: fixedSlots(), Stage: w.hall, Events: sfu.AudienceEvents{
			Closed: func(err error) { closed.Store(&err) },
		}})
		defer endGone()
		stays, end := w.attends("stays")
		defer end()
		time.Sleep(5 * time.Second)
		gone.host.Cut(true)
		before := frames(stays.Viewer, "ada/h")
		time.Sleep(40 * time.Second)
		if got := frames(stays.Viewer, "ada/h") - before; got < 980 {
			t.Errorf("%d pictures in forty seconds reached who stayed", got)
		}
		if err := closed.Load(); err == nil || *err == nil {
			t.Errorf("the leg of who vanished: %v", err)
		}
		if n := w.sfu.Stats().Viewers; n != 1 {
			t.Errorf("%d audience legs are left", n)
		}
	})
}

func TestAPublisherWhoVanishesLeavesHerSlot(t *testing.T) {
	bubble(t, time.Millisecond, func(t *testing.T, w *world) {
		ada, end := w.speaks("ada")
		defer end()
		var slots atomic.Pointer[[]sfu.Slot]
		_, end = w.watches(sfu.WatchRequest{ID: "v", Slots: fixedSlots(), Stage: w.hall, Events: sfu.AudienceEvents{
			Slots: func(list []sfu.Slot) { slots.Store(&list) },
		}})
		defer end()
		time.Sleep(5 * time.Second)
		if got := (*slots.Load())[4].Publisher; got != "ada" {
			t.Fatalf("the first camera slot has %q", got)
		}
		ada.host.Cut(true)
		time.Sleep(40 * time.Second)
		for _, s := range *slots.Load() {
			if s.Publisher != "" {
				t.Errorf("slot %d still has %s", s.Index, s.Publisher)
			}
		}
	})
}

func TestWhoNeverConnectsIsForgotten(t *testing.T) {
	bubble(t, time.Millisecond, func(t *testing.T, w *world) {
		host := w.host()
		host.Cut(true)
		var mu sync.Mutex
		var legs []error
		ended := func(err error) {
			mu.Lock()
			defer mu.Unlock()
			legs = append(legs, err)
		}
		soon := func() context.Context {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			t.Cleanup(cancel)
			return ctx
		}
		p, err := sfutest.NewPublisher(func(ctx context.Context, offer string) (string, error) {
			_, answer, err := w.sfu.Publish(ctx, sfu.PublishRequest{ID: "p", Offer: offer, Events: sfu.PublishEvents{Closed: ended}})
			return answer, err
		}, sfutest.WithWHIP(), sfutest.WithNet(host.Net()))
		if err != nil {
			t.Fatal(err)
		}
		v, err := sfutest.NewViewer(func(ctx context.Context, offer string) (string, error) {
			_, answer, err := w.sfu.Watch(ctx, sfu.WatchRequest{ID: "v", Offer: offer, Stage: w.hall, Events: sfu.AudienceEvents{Closed: ended}})
			return answer, err
		}, sfutest.WithWHEP(), sfutest.WithNet(host.Net()))
		if err != nil {
			t.Fatal(err)
		}
		if p.Connect(soon()) == nil || v.Connect(soon()) == nil {
			t.Fatal("connected without a network")
		}
		time.Sleep(40 * time.Second)
		mu.Lock()
		defer mu.Unlock()
		if st := w.sfu.Stats(); len(st.Publishers)+st.Viewers > 0 || len(legs) != 2 || legs[0] == nil || legs[1] == nil {
			t.Errorf("after forty seconds: %+v, ended: %v", st, legs)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		if err := v.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestANarrowWayGetsASmallerPicture(t *testing.T) {
	bubble(t, 5*time.Millisecond, func(t *testing.T, w *world) {
		_, end := w.speaks("ada")
		defer end()
		wide, end := w.attends("wide")
		defer end()
		narrow, end := w.attends("narrow")
		defer end()
		large := []sfu.View{{Slot: 4, Width: 1280, Height: 720}}
		wide.leg.Show(large)
		narrow.leg.Show(large)
		time.Sleep(5 * time.Second)
		small := frames(wide.Viewer, "ada/q") // whatever came first
		narrow.host.Narrow(400_000)
		time.Sleep(3 * time.Second)
		before := frames(narrow.Viewer, "ada/q")
		lost := narrow.Stats().Slots[4].Lost
		time.Sleep(10 * time.Second)
		if got := frames(narrow.Viewer, "ada/q") - before; got < 200 {
			t.Errorf("%d small pictures in ten seconds on a way that bears nothing else", got)
		}
		if got := narrow.Stats().Slots[4].Lost - lost; got > 100 {
			t.Errorf("%d packets were lost after the way had become narrow", got)
		}
		narrow.host.Narrow(0)
		time.Sleep(15 * time.Second)
		before = frames(narrow.Viewer, "ada/f")
		time.Sleep(2 * time.Second)
		if got := frames(narrow.Viewer, "ada/f") - before; got < 40 {
			t.Errorf("%d large pictures in two seconds, a quarter of a minute after the way has become wide again", got)
		}
		if got := frames(wide.Viewer, "ada/q") - small; got > 0 {
			t.Errorf("%d small pictures on a wide way", got)
		}
	})
}

// Who has just come says how large she shows what she sees, which is mostly larger than what she began with. For that, the
// camera need not be asked.
func TestWhoComesIsServedFromWhatIsAtHand(t *testing.T) {
	bubble(t, 20*time.Millisecond, func(t *testing.T, w *world) {
		_, end := w.speaks("ada")
		defer end()
		large := []sfu.View{{Slot: 4, Width: 1280, Height: 720}}
		asked := func() (n uint64) {
			for _, l := range w.sfu.Stats().Publishers[0].Layers {
				n += l.Keyframes
			}
			return n
		}
		first, leaves := w.attends("first")
		defer leaves()
		first.leg.Show(large)
		time.Sleep(500 * time.Millisecond)
		before := asked()
		for range 3 {
			eve, leaves := w.attends("eve")
			defer leaves()
			time.Sleep(150 * time.Millisecond)
			eve.leg.Show(large)
			time.Sleep(200 * time.Millisecond)
			if n := frames(eve.Viewer, "ada/f"); n < 3 {
				t.Errorf("she has %d pictures of the larger layer", n)
			}
			if total := eve.Stats().Total(); total.Lost+total.PictureBreaks+total.TimeBreaks > 0 {
				t.Errorf("her stream broke: %+v", total)
			}
		}
		if n := asked() - before; n > 1 { // for the smaller layer, which nobody had seen
			t.Errorf("the camera was asked %d times more", n)
		}
	})
}
