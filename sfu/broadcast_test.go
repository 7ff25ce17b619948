package sfu_test

import (
	"context"
	"testing"
	"time"

	"plenary/sfu"
	"plenary/sfu/sfutest"
)

// server starts a media server on a free port of this machine.
func server(t *testing.T) *sfu.SFU {
	t.Helper()
	s, err := sfu.New(sfu.WithUDPAddr("127.0.0.1:0"), sfu.WithTCPAddr("127.0.0.1:0"), sfu.WithLoopback(true))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func fixedSources() []sfu.SourceKind {
	return []sfu.SourceKind{sfu.Microphone, sfu.Camera, sfu.Screen, sfu.ScreenSound}
}

func fixedSlots() []sfu.SlotKind {
	var list []sfu.SlotKind
	for _, k := range sfutest.FixedSlots() {
		list = append(list, sfu.SlotKind(k))
	}
	return list
}

var everything = sfu.PublishGrant{Microphone: true, Camera: true, Screen: true}

func publish(t *testing.T, s *sfu.SFU, name string) *sfu.PublishLeg {
	t.Helper()
	var leg *sfu.PublishLeg
	p, err := sfutest.NewPublisher(func(ctx context.Context, offer string) (answer string, err error) {
		leg, answer, err = s.Publish(ctx, sfu.PublishRequest{ID: name, Offer: offer, Sources: fixedSources(), Grant: everything})
		return answer, err
	}, sfutest.WithName(name), sfutest.WithLoopback())
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Connect(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return leg
}

func watch(t *testing.T, s *sfu.SFU, st *sfu.Stage, opts ...sfutest.Option) (*sfu.AudienceLeg, *sfutest.Viewer) {
	t.Helper()
	var leg *sfu.AudienceLeg
	v, err := sfutest.NewViewer(func(ctx context.Context, offer string) (answer string, err error) {
		leg, answer, err = s.Watch(ctx, sfu.WatchRequest{ID: "viewer", Offer: offer, Slots: fixedSlots(), Stage: st})
		return answer, err
	}, append([]sfutest.Option{sfutest.WithLoopback()}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Connect(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.Close() })
	return leg, v
}

// eventually polls for a condition of a real network.
func eventually(t *testing.T, what string, f func() bool) {
	t.Helper()
	for end := time.Now().Add(15 * time.Second); time.Now().Before(end); {
		if f() {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("never: " + what)
}

func frames(v *sfutest.Viewer, source string) uint64 {
	n := uint64(0)
	for _, s := range v.Stats().Slots {
		n += s.Sources[source]
	}
	return n
}

func TestAPanelReachesAViewer(t *testing.T) {
	s := server(t)
	st := s.Stage("hall")
	for _, name := range []string{"ada", "bob"} {
		leg := publish(t, s, name)
		st.Add(leg)
	}
	leg, v := watch(t, s, st)
	for i := 4; i < 16; i++ {
		leg.Show([]sfu.View{{Slot: i, Width: 1280, Height: 720}})
	}
	defer func() {
		for _, s := range v.Stats().Slots {
			if s.Packets > 0 {
				t.Logf("%+v", s)
			}
		}
		t.Logf("%+v", s.Stats())
	}()
	eventually(t, "ada's picture", func() bool { return frames(v, "ada/f") > 20 })
	eventually(t, "bob's picture", func() bool { return frames(v, "bob/f") > 20 })
	for i := 4; i < 16; i++ {
		leg.Show([]sfu.View{{Slot: i, Width: 160, Height: 90}})
	}
	eventually(t, "ada's small picture", func() bool { return frames(v, "ada/q") > 20 })
	eventually(t, "sound", func() bool { return frames(v, "ada") > 20 && frames(v, "bob") > 20 })
	eventually(t, "sender reports", func() bool { return v.Stats().Slots[4].SenderReports > 0 })
	// Each camera changed its layer once; the keyframe of the new one may cut the old one's last picture short.
	if total := v.Stats().Total(); total.PictureBreaks > 2 || total.TimeBreaks > 0 {
		t.Errorf("the stream broke: %+v", total)
	}
}
