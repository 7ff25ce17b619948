package sfutest

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// mirror is the smallest thing that can stand in for a server: it answers one publisher, counts each encoding,
// and sends one of them on to viewers.
type mirror struct {
	t    *testing.T
	opts []Option

	mu       sync.Mutex
	received map[string]*slot // by source/rid
	speaker  *webrtc.PeerConnection
	ssrc     map[string]webrtc.SSRC
	sinks    map[string][]*webrtc.TrackLocalStaticRTP
}

func newMirror(t *testing.T, opts ...Option) *mirror {
	return &mirror{t: t, opts: opts, received: map[string]*slot{}, ssrc: map[string]webrtc.SSRC{}, sinks: map[string][]*webrtc.TrackLocalStaticRTP{}}
}

func (m *mirror) connection() *webrtc.PeerConnection {
	m.t.Helper()
	pc, err := newConnection(collect(m.opts), true)
	if err != nil {
		m.t.Fatal(err)
	}
	m.t.Cleanup(func() { _ = pc.GracefulClose() })
	return pc
}

func answer(pc *webrtc.PeerConnection, offer string, before func() error) (string, error) {
	if err := pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer}); err != nil {
		return "", err
	}
	if err := before(); err != nil {
		return "", err
	}
	a, err := pc.CreateAnswer(nil)
	if err != nil {
		return "", err
	}
	done := webrtc.GatheringCompletePromise(pc)
	if err := pc.SetLocalDescription(a); err != nil {
		return "", err
	}
	<-done
	return pc.LocalDescription().SDP, nil
}

func (m *mirror) publish(_ context.Context, offer string) (string, error) {
	m.speaker = m.connection()
	m.speaker.OnTrack(func(track *webrtc.TrackRemote, r *webrtc.RTPReceiver) {
		mid := slices.IndexFunc(m.speaker.GetTransceivers(), func(t *webrtc.RTPTransceiver) bool { return t.Receiver() == r })
		m.read(FixedSources()[mid]+"/"+track.RID(), track, r)
	})
	return answer(m.speaker, offer, func() error { return nil })
}

func (m *mirror) read(name string, track *webrtc.TrackRemote, receiver *webrtc.RTPReceiver) {
	s := newSlot(0, name)
	s.kind = track.Kind()
	s.ssrc = uint32(track.SSRC())
	m.mu.Lock()
	m.received[name] = s
	m.ssrc[name] = track.SSRC()
	m.mu.Unlock()
	go func() {
		for {
			packets, _, err := receiver.ReadSimulcastRTCP(track.RID())
			if err != nil {
				return
			}
			for _, p := range packets {
				if r, ok := p.(*rtcp.SenderReport); ok {
					s.senderReport(r, time.Now())
				}
			}
		}
	}()
	for {
		p, _, err := track.ReadRTP()
		if err != nil {
			return
		}
		s.receive(p, track.Codec().MimeType, time.Now())
		if out := s.feedback(time.Now()); len(out) > 0 {
			_ = m.speaker.WriteRTCP(out)
		}
		m.forward(name, p)
	}
}

func (m *mirror) forward(name string, p *rtp.Packet) {
	m.mu.Lock()
	sinks := slices.Clone(m.sinks[name])
	m.mu.Unlock()
	p.Extensions, p.Extension = nil, false
	for _, sink := range sinks {
		_ = sink.WriteRTP(p)
	}
}

// watch answers a viewer's offer with one encoding on its first m-line of that kind.
func (m *mirror) watch(names ...string) Signal {
	return func(_ context.Context, offer string) (string, error) {
		pc := m.connection()
		return answer(pc, offer, func() error {
			for _, name := range names {
				codec := m.stats(name).Codec
				track, err := webrtc.NewTrackLocalStaticRTP(webrtc.RTPCodecCapability{MimeType: codec}, name, "mirror")
				if err != nil {
					return err
				}
				sender, err := pc.AddTrack(track)
				if err != nil {
					return err
				}
				go m.relay(name, sender)
				m.mu.Lock()
				m.sinks[name] = append(m.sinks[name], track)
				m.mu.Unlock()
			}
			return nil
		})
	}
}

// relay hands a viewer's keyframe requests on to the speaker.
func (m *mirror) relay(name string, from *webrtc.RTPSender) {
	for {
		packets, _, err := from.ReadRTCP()
		if err != nil {
			return
		}
		for _, p := range packets {
			if _, ok := p.(*rtcp.PictureLossIndication); ok {
				m.askKeyframe(name)
			}
		}
	}
}

func (m *mirror) askKeyframe(name string) {
	m.mu.Lock()
	ssrc := uint32(m.ssrc[name])
	m.mu.Unlock()
	_ = m.speaker.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: ssrc}})
}

func (m *mirror) stats(name string) SlotStats {
	m.mu.Lock()
	s := m.received[name]
	m.mu.Unlock()
	if s == nil {
		return SlotStats{}
	}
	return s.snapshot(time.Now())
}

// eventually polls a condition of a real connection.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(15 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("waited in vain: %s", what)
}

func startPublisher(t *testing.T, m *mirror, opts ...Option) *Publisher {
	t.Helper()
	p, err := NewPublisher(m.publish, append([]Option{WithLoopback()}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	if err := p.Connect(t.Context()); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPublisherSendsEveryLayer(t *testing.T) {
	m := newMirror(t, WithLoopback())
	p := startPublisher(t, m, WithName("ada"))
	for _, name := range []string{"camera/q", "camera/h", "camera/f", "microphone/"} {
		eventually(t, name+" arrives", func() bool { return m.stats(name).Frames > 10 })
	}
	f := m.stats("camera/f")
	if f.Width != 1280 || f.Height != 720 {
		t.Errorf("size of f = %d×%d, want 1280×720", f.Width, f.Height)
	}
	if f.Source != "ada/f" {
		t.Errorf("stamp of f = %q, want ada/f", f.Source)
	}
	if got := m.stats("microphone/").Source; got != "ada" {
		t.Errorf("stamp of the microphone = %q, want ada", got)
	}
	if got := m.stats("screen/").Packets; got != 0 {
		t.Errorf("screen sent %d packets before it was shared", got)
	}
	p.Send("screen", true)
	eventually(t, "the shared screen arrives", func() bool { return m.stats("screen/").Frames > 2 })
}

func TestPublisherAnswersKeyframeRequests(t *testing.T) {
	m := newMirror(t, WithLoopback())
	startPublisher(t, m)
	eventually(t, "first keyframe", func() bool { return m.stats("camera/h").Keyframes == 1 })
	m.askKeyframe("camera/h")
	eventually(t, "second keyframe", func() bool { return m.stats("camera/h").Keyframes == 2 })
	if got := m.stats("camera/f").Keyframes; got > 1 {
		t.Errorf("layer f made %d keyframes, want 1: nobody asked it", got)
	}
}

func TestViewerCountsWhatItGets(t *testing.T) {
	m := newMirror(t, WithLoopback())
	startPublisher(t, m, WithName("ada"))
	eventually(t, "the speaker is heard and seen", func() bool {
		return m.stats("camera/h").Frames > 2 && m.stats("microphone/").Frames > 2
	})
	v, err := NewViewer(m.watch("microphone/", "camera/h"), WithLoopback())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.Close() })
	if err := v.Connect(t.Context()); err != nil {
		t.Fatal(err)
	}
	slot := func(i int) SlotStats { return v.Stats().Slots[i] }
	eventually(t, "sound and picture in their slots", func() bool { return slot(0).Frames > 20 && slot(4).Frames > 20 })
	sound, picture := slot(0), slot(4)
	if sound.Source != "ada" || picture.Source != "ada/h" {
		t.Errorf("sources = %q and %q, want ada and ada/h", sound.Source, picture.Source)
	}
	if picture.FirstPacket <= 0 || picture.FirstKeyframe < picture.FirstPacket {
		t.Errorf("first packet after %v, first keyframe after %v", picture.FirstPacket, picture.FirstKeyframe)
	}
	if picture.Latency.Count() == 0 || picture.Latency.Quantile(0.5) <= 0 {
		t.Errorf("no latency measured: %d samples", picture.Latency.Count())
	}
	if picture.PLIs == 0 {
		t.Errorf("a viewer that joined in the middle asked for no keyframe")
	}
}
