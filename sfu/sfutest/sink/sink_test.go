package sink_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"plenary/sfu"
	"plenary/sfu/sfutest"
	"plenary/sfu/sfutest/sink"
)

// hall is a media server with somebody on the stage.
type hall struct {
	t     *testing.T
	media *sfu.SFU
	stage *sfu.Stage
}

func newHall(t *testing.T) *hall {
	t.Helper()
	media, err := sfu.New(sfu.WithUDPAddr("127.0.0.1:0"), sfu.WithLoopback(true))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := media.Close(); err != nil {
			t.Error(err)
		}
	})
	h := &hall{t, media, media.Stage("hall")}
	p, err := sfutest.NewPublisher(func(ctx context.Context, offer string) (string, error) {
		leg, answer, err := media.Publish(ctx, sfu.PublishRequest{
			ID: "ada", Offer: offer, Sources: []sfu.SourceKind{sfu.Microphone, sfu.Camera, sfu.Screen, sfu.ScreenSound},
			Grant: sfu.PublishGrant{Microphone: true, Camera: true},
		})
		if err == nil {
			h.stage.Add(leg)
		}
		return answer, err
	}, sfutest.WithName("ada"), sfutest.WithLoopback())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	if err := p.Connect(t.Context()); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *hall) watch(ctx context.Context, offer string) (string, error) {
	var slots []sfu.SlotKind
	for _, k := range sfutest.FixedSlots() {
		slots = append(slots, sfu.SlotKind(k))
	}
	_, answer, err := h.media.Watch(ctx, sfu.WatchRequest{ID: "viewer", Offer: offer, Slots: slots, Stage: h.stage})
	return answer, err
}

func newFarm(t *testing.T) *sink.Farm {
	t.Helper()
	f, err := sink.New(1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

// eventually polls for a condition of a real network.
func eventually(t *testing.T, what string, f func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
		if f() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("never: " + what)
}

func TestViewerGetsSoundAndPicture(t *testing.T) {
	h, f := newHall(t), newFarm(t)
	v := f.Viewer(h.watch)
	if err := v.Connect(t.Context()); err != nil {
		t.Fatal(err)
	}
	select {
	case <-v.Picture():
	case <-time.After(20 * time.Second):
		t.Fatalf("no picture: %+v", v.Stats())
	}
	eventually(t, "some hundred packets and two reports", func() bool { return v.Stats().Packets > 300 })
	got := v.Stats()
	if got.Lost != 0 || got.Forged != 0 || got.Unknown != 0 || got.Gone {
		t.Errorf("on a network without loss: %+v", got)
	}
	if got.Frames < 100 || got.Sampled == 0 || got.Sampled >= got.Packets || got.FirstKeyframe < got.FirstPacket || got.FirstPacket == 0 || got.Joined == 0 {
		t.Errorf("not as it should be counted: %+v", got)
	}
	if f.Total().Latency.Count() == 0 {
		t.Error("no frame said how long it took")
	}
	eventually(t, "the server has the viewer", func() bool { return h.media.Stats().Viewers == 1 })
	if err := v.Close(); err != nil {
		t.Error(err)
	}
	if total := f.Total(); total.Packets < got.Packets {
		t.Errorf("the sum forgot a viewer that left: %d packets, of which it had %d", total.Packets, got.Packets)
	}
	eventually(t, "the server has noticed the farewell", func() bool { return h.media.Stats().Viewers == 0 })
}

func TestViewersHaveNoGoroutines(t *testing.T) {
	h, f := newHall(t), newFarm(t)
	here := func() int { // those of the server do not count
		buffer := make([]byte, 1<<22)
		all := string(buffer[:runtime.Stack(buffer, true)])
		n := 0
		for g := range strings.SplitSeq(all, "\n\n") {
			if strings.Contains(g, "sfutest/sink.(*") || strings.Contains(g, "sink.(*handshake)") {
				n++
			}
		}
		return n
	}
	for range 5 {
		v := f.Viewer(h.watch)
		if err := v.Connect(t.Context()); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = v.Close() })
	}
	eventually(t, "nobody but the event loop is left", func() bool { return here() <= 1 })
}

func TestServerThatRefuses(t *testing.T) {
	f := newFarm(t)
	refused := errors.New("full")
	v := f.Viewer(func(context.Context, string) (string, error) { return "", refused })
	if err := v.Connect(t.Context()); !errors.Is(err, refused) {
		t.Errorf("connected: %v", err)
	}
	v = f.Viewer(func(context.Context, string) (string, error) { return "v=0\r\n", nil })
	if err := v.Connect(t.Context()); err == nil {
		t.Error("an empty answer was good enough")
	}
	if err := v.Close(); err != nil {
		t.Error(err)
	}
}
