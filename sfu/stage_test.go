package sfu_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"plenary/sfu"
	"plenary/sfu/sfutest"
)

func TestBackstageNeverReachesTheAudience(t *testing.T) {
	s := server(t)
	hall, backstage := s.Stage("hall"), s.Stage("backstage")
	ada := publish(t, s, "ada")
	bob := publish(t, s, "bob")
	hall.Add(ada)
	backstage.Add(bob)
	_, attendee := watch(t, s, hall)
	moderator, behind := watch(t, s, backstage)
	eventually(t, "ada on the stage", func() bool { return frames(attendee, "ada/h") > 10 && frames(attendee, "ada") > 10 })
	eventually(t, "bob behind it", func() bool { return frames(behind, "bob/h") > 10 && frames(behind, "bob") > 10 })
	if n := frames(attendee, "bob") + frames(attendee, "bob/q") + frames(attendee, "bob/h") + frames(attendee, "bob/f"); n > 0 {
		t.Errorf("%d frames of backstage reached the audience", n)
	}
	if n := frames(behind, "ada") + frames(behind, "ada/h"); n > 0 {
		t.Errorf("%d frames of the stage reached backstage", n)
	}
	hall.Add(bob) // brought on stage: no new leg, no SDP
	eventually(t, "bob on the stage", func() bool { return frames(attendee, "bob/h") > 10 && frames(attendee, "bob") > 10 })
	before := frames(behind, "bob/h")
	moderator.Attend(hall)
	eventually(t, "the moderator at the stage", func() bool { return frames(behind, "ada/h") > 10 && frames(behind, "bob/h") > before })
	hall.Remove(ada)
	eventually(t, "silence of ada", stopped(attendee, "ada/h"))
}

// stopped reports whether no frame of a source came while two dozen of another did, or while nothing did.
func stopped(v *sfutest.Viewer, source string) func() bool {
	last, quiet := uint64(0), 0
	return func() bool {
		if n := frames(v, source); n != last {
			last, quiet = n, 0
		} else {
			quiet++
		}
		return quiet > 15
	}
}

func TestAGrantAndAMuteHoldAtTheWire(t *testing.T) {
	s := server(t)
	hall := s.Stage("hall")
	ada := publish(t, s, "ada")
	hall.Add(ada)
	_, v := watch(t, s, hall)
	eventually(t, "sound and picture", func() bool { return frames(v, "ada") > 10 && frames(v, "ada/h") > 10 })
	ada.Mute(sfu.Microphone, true)
	eventually(t, "no sound", stopped(v, "ada"))
	before := frames(v, "ada/h")
	eventually(t, "the picture goes on", func() bool { return frames(v, "ada/h") > before+10 })
	ada.Mute(sfu.Microphone, false)
	before = frames(v, "ada")
	eventually(t, "sound again", func() bool { return frames(v, "ada") > before+10 })
	ada.Allow(sfu.PublishGrant{Microphone: true})
	eventually(t, "no picture", stopped(v, "ada/h"))
	ada.Allow(everything)
	before = frames(v, "ada/h")
	eventually(t, "the picture again", func() bool { return frames(v, "ada/h") > before+10 })
	// The picture was taken away once, perhaps in the middle of a frame.
	if total := v.Stats().Total(); total.PictureBreaks > 1 || total.TimeBreaks > 0 {
		t.Errorf("the stream broke: %+v", total)
	}
}

func TestNobodyHearsHerself(t *testing.T) {
	s := server(t)
	hall := s.Stage("hall")
	for _, name := range []string{"ada", "viewer"} { // watch calls its leg "viewer"
		leg := publish(t, s, name)
		hall.Add(leg)
	}
	_, v := watch(t, s, hall)
	eventually(t, "the other", func() bool { return frames(v, "ada") > 25 && frames(v, "ada/h") > 25 })
	if n := frames(v, "viewer") + frames(v, "viewer/h"); n > 0 {
		t.Errorf("%d frames came back to who sent them", n)
	}
}

func TestHiddenSlotsCostNothing(t *testing.T) {
	s := server(t)
	hall := s.Stage("hall")
	ada := publish(t, s, "ada")
	hall.Add(ada)
	leg, v := watch(t, s, hall)
	eventually(t, "the picture", func() bool { return frames(v, "ada/h") > 10 })
	leg.Show([]sfu.View{{Slot: 4}})
	eventually(t, "no picture", stopped(v, "ada/h"))
	leg.Show([]sfu.View{{Slot: 4, Width: 320, Height: 180}})
	eventually(t, "the small picture", func() bool { return frames(v, "ada/q") > 10 })
}

func TestSlotsAreToldAndStay(t *testing.T) {
	s := server(t)
	hall := s.Stage("hall")
	var mu sync.Mutex
	var told []sfu.Slot
	v, err := sfutest.NewViewer(func(ctx context.Context, offer string) (string, error) {
		_, answer, err := s.Watch(ctx, sfu.WatchRequest{
			ID: "v", Offer: offer, Slots: fixedSlots(), Stage: hall,
			Events: sfu.AudienceEvents{Slots: func(list []sfu.Slot) { mu.Lock(); told = list; mu.Unlock() }},
		})
		return answer, err
	}, sfutest.WithLoopback())
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Connect(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = v.Close() }()
	camera := func(name string) int {
		mu.Lock()
		defer mu.Unlock()
		return slices.IndexFunc(told, func(x sfu.Slot) bool { return x.Kind == sfu.CameraSlot && x.Publisher == name })
	}
	ada := publish(t, s, "ada")
	bob := publish(t, s, "bob")
	hall.Add(ada)
	hall.Add(bob)
	eventually(t, "both in slots", func() bool { return camera("ada") >= 4 && camera("bob") >= 4 })
	was := camera("bob") // whose first packet came first has the first slot
	hall.Remove(ada)
	eventually(t, "ada's slot empty", func() bool { return camera("ada") == -1 })
	if camera("bob") != was {
		t.Errorf("bob moved from slot %d to %d when ada left", was, camera("bob"))
	}
}

func TestEncodersAndPlayers(t *testing.T) {
	s := server(t)
	hall := s.Stage("hall")
	var leg *sfu.PublishLeg
	encoder, err := sfutest.NewPublisher(func(ctx context.Context, offer string) (answer string, err error) {
		if leg != nil {
			return leg.Answer(ctx, offer)
		}
		leg, answer, err = s.Publish(ctx, sfu.PublishRequest{ID: "obs", Offer: offer, Grant: everything})
		return answer, err
	}, sfutest.WithWHIP(), sfutest.WithName("obs"), sfutest.WithLoopback())
	if err != nil {
		t.Fatal(err)
	}
	if err := encoder.Connect(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = encoder.Close() }()
	hall.Add(leg)
	var watching *sfu.AudienceLeg
	player, err := sfutest.NewViewer(func(ctx context.Context, offer string) (answer string, err error) {
		if watching != nil {
			return watching.Answer(ctx, offer)
		}
		watching, answer, err = s.Watch(ctx, sfu.WatchRequest{ID: "player", Offer: offer, Stage: hall})
		return answer, err
	}, sfutest.WithWHEP(), sfutest.WithLoopback())
	if err != nil {
		t.Fatal(err)
	}
	if err := player.Connect(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = player.Close() }()
	eventually(t, "sound and picture", func() bool {
		st := player.Stats()
		return st.Slots[0].Frames > 20 && st.Slots[1].Frames > 20
	})
	if err := encoder.Restart(t.Context()); err != nil {
		t.Errorf("ICE restart of the encoder: %v", err)
	}
	if err := player.Restart(t.Context()); err != nil {
		t.Errorf("ICE restart of the player: %v", err)
	}
	before := player.Stats().Slots[1].Frames
	eventually(t, "the picture after the restart", func() bool { return player.Stats().Slots[1].Frames > before+20 })
}

func TestWhereUDPIsBlockedMediaComeByTCP(t *testing.T) {
	s := server(t)
	hall := s.Stage("hall")
	ada := publish(t, s, "ada")
	hall.Add(ada)
	_, v := watch(t, s, hall, sfutest.WithTCP())
	eventually(t, "the picture", func() bool { return frames(v, "ada/h") > 20 })
}

func TestManyViewersHardlyAskTheCamera(t *testing.T) {
	s := server(t)
	hall := s.Stage("hall")
	ada := publish(t, s, "ada")
	hall.Add(ada)
	for range 8 {
		_, v := watch(t, s, hall)
		eventually(t, "a picture", func() bool { return frames(v, "ada/h") > 0 })
	}
	var asked uint64
	for _, l := range s.Stats().Publishers[0].Layers {
		if l.Layer == "h" {
			asked = l.Keyframes
		}
	}
	if asked > 2 {
		t.Errorf("the camera was asked %d times for 8 viewers", asked)
	}
}

func TestOffersAreBounded(t *testing.T) {
	s := server(t)
	for name, offer := range map[string]string{
		"nothing":         "",
		"not SDP":         "hello",
		"no sections":     "v=0\r\n",
		"too long":        "v=0\r\n" + strings.Repeat("a=x\r\n", 14000),
		"many sections":   "v=0\r\n" + strings.Repeat("m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n", 65),
		"many candidates": "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n" + strings.Repeat("a=candidate:1 1 udp 1 10.0.0.1 1 typ host\r\n", 65),
		"broken section":  "v=0\r\nm=audio\r\n",
	} {
		if _, _, err := s.Publish(t.Context(), sfu.PublishRequest{Offer: offer}); !errors.Is(err, sfu.ErrOffer) {
			t.Errorf("publish %s: %v", name, err)
		}
		if _, _, err := s.Watch(t.Context(), sfu.WatchRequest{Offer: offer, Stage: s.Stage("hall")}); !errors.Is(err, sfu.ErrOffer) {
			t.Errorf("watch %s: %v", name, err)
		}
	}
	if st := s.Stats(); len(st.Publishers)+st.Viewers > 0 {
		t.Errorf("refused offers left legs behind: %+v", st)
	}
}

func TestAFullServerSaysSo(t *testing.T) {
	for name, limits := range map[string]sfu.Limits{"on the server": {Viewers: 1}, "on the stage": {Attending: 1}} {
		s, err := sfu.New(sfu.WithUDPAddr("127.0.0.1:0"), sfu.WithLoopback(true), sfu.WithLimits(limits))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		watch(t, s, s.Stage("hall"))
		v, err := sfutest.NewViewer(func(ctx context.Context, offer string) (string, error) {
			_, answer, err := s.Watch(ctx, sfu.WatchRequest{ID: "second", Offer: offer, Slots: fixedSlots(), Stage: s.Stage("hall")})
			return answer, err
		}, sfutest.WithLoopback())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = v.Close() })
		if err := v.Connect(t.Context()); !errors.Is(err, sfu.ErrFull) {
			t.Errorf("a second viewer where one fits %s: %v", name, err)
		}
	}
}

func TestWhoLeftStaysAwayHoweverManyChange(t *testing.T) {
	s := server(t)
	hall, backstage := s.Stage("hall"), s.Stage("backstage")
	legs := []*sfu.PublishLeg{publish(t, s, "ada"), publish(t, s, "bob"), publish(t, s, "eve")}
	var mu sync.Mutex
	var told []sfu.Slot
	v, err := sfutest.NewViewer(func(ctx context.Context, offer string) (string, error) {
		_, answer, err := s.Watch(ctx, sfu.WatchRequest{
			ID: "v", Offer: offer, Slots: fixedSlots(), Stage: hall,
			Events: sfu.AudienceEvents{Slots: func(list []sfu.Slot) { mu.Lock(); told = list; mu.Unlock() }},
		})
		return answer, err
	}, sfutest.WithLoopback())
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Connect(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = v.Close() }()
	var moving sync.WaitGroup
	for _, l := range legs {
		moving.Go(func() {
			for range 200 {
				hall.Add(l)
				l.Mute(sfu.Camera, true)
				l.Mute(sfu.Camera, false)
				backstage.Add(l)
			}
		})
	}
	moving.Wait()
	mu.Lock()
	defer mu.Unlock()
	for _, slot := range told {
		if slot.Publisher != "" {
			t.Errorf("%s is backstage and still in slot %d", slot.Publisher, slot.Index)
		}
	}
}

func TestAnEndedLegStaysAway(t *testing.T) {
	s := server(t)
	hall := s.Stage("hall")
	ada := publish(t, s, "ada")
	viewer, _ := watch(t, s, hall)
	ada.Close()
	viewer.Close()
	hall.Add(ada)
	viewer.Attend(hall)
	eventually(t, "no legs", func() bool { st := s.Stats(); return len(st.Publishers)+st.Viewers == 0 })
	late, v := watch(t, s, hall)
	late.Show([]sfu.View{{Slot: 4, Width: 640, Height: 360}})
	if n := v.Stats().Total().Packets; n > 0 {
		t.Errorf("%d packets of a leg that has ended", n)
	}
}
