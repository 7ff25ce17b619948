package sfutest

import (
	"net"
	"testing"
	"time"

	"github.com/pion/logging"
	"github.com/pion/transport/v5/vnet"
)

// bubbleNet is a virtual network with as many hosts as asked for.
func bubbleNet(t *testing.T, addresses ...string) (router *vnet.Router, nets []*vnet.Net) {
	t.Helper()
	router, err := vnet.NewRouter(&vnet.RouterConfig{CIDR: "10.0.0.0/24", LoggerFactory: logging.NewDefaultLoggerFactory()})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addresses {
		n, err := vnet.NewNet(&vnet.NetConfig{StaticIPs: []string{a}})
		if err != nil {
			t.Fatal(err)
		}
		if err := router.AddNet(n); err != nil {
			t.Fatal(err)
		}
		nets = append(nets, n)
	}
	if err := router.Start(); err != nil {
		t.Fatal(err)
	}
	return router, nets
}

func TestPeersLiveInABubble(t *testing.T) {
	Bubble(t, func(t *testing.T) {
		router, nets := bubbleNet(t, "10.0.0.1", "10.0.0.2")
		defer func() { _ = router.Stop() }()
		m := newMirror(t, WithNet(nets[0]))
		p, err := NewPublisher(m.publish, WithNet(nets[1]), WithName("ada"), WithTurn(0, 2))
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Connect(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Second)
		sound, picture := m.stats("microphone/"), m.stats("camera/f")
		if sound.Frames < 495 || picture.Frames < 245 {
			t.Errorf("in ten seconds: %d sounds and %d pictures; want about 500 and 250", sound.Frames, picture.Frames)
		}
		if sound.Lost+picture.Lost > 0 {
			t.Errorf("lost %d and %d on a network without loss", sound.Lost, picture.Lost)
		}
		if !sound.Skewed || !picture.Skewed || (sound.Skew-picture.Skew).Abs() > 45*time.Millisecond {
			t.Errorf("sound is %v off, the picture %v; lips do not move in time", sound.Skew, picture.Skew)
		}
		if picture.TimeBreaks+picture.PictureBreaks > 0 {
			t.Errorf("%d jumps in time, %d in picture ids, of one source", picture.TimeBreaks, picture.PictureBreaks)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		_ = m.speaker.GracefulClose()
	})
}

func TestPublisherRepairsEveryLayer(t *testing.T) {
	Bubble(t, func(t *testing.T) {
		router, nets := bubbleNet(t, "10.0.0.1", "10.0.0.2")
		defer func() { _ = router.Stop() }()
		media := 0
		router.AddChunkFilter(func(c vnet.Chunk) bool {
			if len(c.UserData()) < 300 || c.SourceAddr().(*net.UDPAddr).IP.String() != "10.0.0.2" {
				return true // handshakes and reports pass
			}
			media++
			return media%17 != 0
		})
		m := newMirror(t, WithNet(nets[0]))
		p, err := NewPublisher(m.publish, WithNet(nets[1]), WithName("ada"))
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Connect(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Second)
		for _, name := range []string{"camera/q", "camera/h", "camera/f"} {
			got := m.stats(name)
			if got.Gaps == 0 || got.Lost > 0 || got.Frames < 120 {
				t.Errorf("%s: %d gaps, %d lost for good, %d pictures; want some, none, about 125", name, got.Gaps, got.Lost, got.Frames)
			}
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		_ = m.speaker.GracefulClose()
	})
}
