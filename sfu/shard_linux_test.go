package sfu

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// What waits for a shard goes out together: a viewer's sound in one piece with her picture.
func TestAShardThatIsBehindSendsTogether(t *testing.T) {
	a := newAudience(t, 3, 3, []netip.AddrPort{
		netip.MustParseAddrPort("127.0.0.1:9"), netip.MustParseAddrPort("127.0.0.1:10"), netip.MustParseAddrPort("127.0.0.1:11"),
	})
	opus := webrtc.RTPCodecParameters{RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeOpus, ClockRate: 48000}, PayloadType: 111}
	voice := &source{leg: a.layer.source.leg, kind: Microphone}
	voice.allowed.Store(true)
	sound := newLayer(voice, "", 2, opus, time.Now())
	voice.layers = []*layer{sound}
	for _, s := range slices.Backward(a.layer.slots()) { // in whatever order they come
		x := newSlot(s.leg, 1, FloorSlot, []webrtc.RTPCodecParameters{opus})
		s.leg.slots = append(s.leg.slots, x)
		x.put(voice)
	}
	word := sound.keep(&rtp.Packet{Header: rtp.Header{SequenceNumber: 7}, Payload: make([]byte, 100)})
	sound.ring.put(word, time.Now())
	a.shard.forward(a.frame(true, 4, 1100)) // from now on they are watching
	a.shard.post(flight{layer: sound, packets: []*packet{word}})
	a.shard.post(a.frame(false, 4, 1100))
	a.shard.post(a.frame(false, 2, 900))
	list := a.shard.gather(<-a.shard.flights)
	if len(list) != 3 || list[2].layer != sound || len(list[1].packets) != 2 {
		t.Fatalf("%d flights were gathered, want a picture, the next one, and sound", len(list))
	}
	a.shard.forward(list...)
	// 4 × 1100 and one of 900; the other of 900 and sound. There is space for the most there has been.
	if got, want := len(a.shard.batch.system.messages), 3*2; got != want {
		t.Errorf("%d pieces, want %d", got, want)
	}
	for _, s := range sound.slots() {
		if s.packets != 1 {
			t.Errorf("viewer %d got %d packets of sound, want 1", s.leg.phase, s.packets)
		}
	}
	for _, s := range a.layer.slots() {
		if s.packets != 10 {
			t.Errorf("viewer %d got %d packets of the picture, want 10", s.leg.phase, s.packets)
		}
	}
}
