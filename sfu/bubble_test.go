package sfu_test

import (
	"context"
	"testing"
	"time"

	"plenary/sfu"
	"plenary/sfu/sfutest"
)

// world is a media server on a network in memory. In a bubble its clock runs as fast as the machine can.
type world struct {
	t    *testing.T
	net  *sfutest.Network
	home *sfutest.Host
	sfu  *sfu.SFU
	hall *sfu.Stage
}

// bubble runs a test in a world of its own. Everything must have ended when it returns: synctest fails it otherwise,
// so each of these tests is a test for leaks as well.
func bubble(t *testing.T, delay time.Duration, f func(t *testing.T, w *world)) {
	t.Helper()
	sfutest.Bubble(t, func(t *testing.T) {
		n, err := sfutest.NewNetwork(delay)
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := n.Close(); err != nil {
				t.Error(err)
			}
		}()
		w := &world{t: t, net: n}
		w.home = w.host()
		s, err := sfu.New(sfu.WithNet(w.home.Net()), sfu.WithUDPAddr(w.home.Addr().String()+":7000"))
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}()
		w.sfu, w.hall = s, s.Stage("hall")
		f(t, w)
	})
}

func (w *world) host() *sfutest.Host {
	w.t.Helper()
	h, err := w.net.Host()
	if err != nil {
		w.t.Fatal(err)
	}
	return h
}

// speaker is a publisher and her leg.
type speaker struct {
	*sfutest.Publisher
	leg  *sfu.PublishLeg
	host *sfutest.Host
}

// speaks brings somebody onto the hall's stage. She stays until the function that is returned is called.
func (w *world) speaks(name string, opts ...sfutest.Option) (*speaker, func()) {
	w.t.Helper()
	return w.publishes(sfu.PublishRequest{ID: name, Sources: fixedSources(), Grant: everything}, opts...)
}

func (w *world) publishes(r sfu.PublishRequest, opts ...sfutest.Option) (*speaker, func()) {
	w.t.Helper()
	s := &speaker{host: w.host()}
	p, err := sfutest.NewPublisher(func(ctx context.Context, offer string) (answer string, err error) {
		if s.leg != nil {
			return s.leg.Answer(ctx, offer)
		}
		r.Offer = offer
		s.leg, answer, err = w.sfu.Publish(ctx, r)
		return answer, err
	}, append([]sfutest.Option{sfutest.WithName(r.ID), sfutest.WithNet(s.host.Net())}, opts...)...)
	if err != nil {
		w.t.Fatal(err)
	}
	s.Publisher = p
	if err := p.Connect(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	w.hall.Add(s.leg)
	return s, func() {
		if err := p.Close(); err != nil {
			w.t.Error(err)
		}
	}
}

// watcher is a viewer and her leg.
type watcher struct {
	*sfutest.Viewer
	leg  *sfu.AudienceLeg
	host *sfutest.Host
}

func (w *world) watches(r sfu.WatchRequest, opts ...sfutest.Option) (*watcher, func()) {
	w.t.Helper()
	v := &watcher{host: w.host()}
	p, err := sfutest.NewViewer(func(ctx context.Context, offer string) (answer string, err error) {
		if v.leg != nil {
			return v.leg.Answer(ctx, offer)
		}
		r.Offer = offer
		v.leg, answer, err = w.sfu.Watch(ctx, r)
		return answer, err
	}, append([]sfutest.Option{sfutest.WithNet(v.host.Net())}, opts...)...)
	if err != nil {
		w.t.Fatal(err)
	}
	v.Viewer = p
	if err := p.Connect(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	return v, func() {
		if err := p.Close(); err != nil {
			w.t.Error(err)
		}
	}
}

// attends has somebody watch the hall with the slots that a page offers.
func (w *world) attends(name string) (*watcher, func()) {
	w.t.Helper()
	return w.watches(sfu.WatchRequest{ID: name, Slots: fixedSlots(), Stage: w.hall})
}

func TestAPanelOfAMinute(t *testing.T) {
	bubble(t, 20*time.Millisecond, func(t *testing.T, w *world) {
		_, adaEnds := w.speaks("ada", sfutest.WithTurn(0, 2))
		defer adaEnds()
		_, bobEnds := w.speaks("bob", sfutest.WithTurn(1, 2))
		defer bobEnds()
		v, end := w.attends("eve")
		defer end()
		time.Sleep(time.Minute)
		total := v.Stats().Total()
		if total.Lost+total.PictureBreaks+total.TimeBreaks > 0 {
			t.Errorf("on a network without loss: %+v", total)
		}
		for _, who := range []string{"ada/h", "bob/h", "ada", "bob"} {
			if got := frames(v.Viewer, who); got < 1400 {
				t.Errorf("%d frames of %s in a minute", got, who)
			}
		}
	})
}
