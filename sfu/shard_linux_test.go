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
	word := sound.keep(&rtp.Packet{Header: rtp.Header{SequenceNumber: 7}, Payload: make([]byte, 100)}, nil)
	sound.ring.put(word, time.Now())
	a.shard.forward(a.frame(true, 4, 1100)) // from now on they are watching
	a.shard.post(flight{layer: sound, packets: []*packet{word}})
	a.shard.post(a.frame(false, 4, 1100))
	a.shard.post(a.frame(false, 2, 900))
	a.shard.gather(<-a.shard.flights)
	if n := len(a.shard.formation); n != 3 {
		t.Fatalf("%d flights were gathered, want a picture, the next one, and sound", n)
	}
	a.shard.forward(a.shard.formation...)
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

// Sound waits for a picture to go with only where going round takes long, and not for long.
func TestSoundWaitsWhenThereIsMuchToDo(t *testing.T) {
	now := time.Now()
	picture := flight{layer: &layer{source: &source{kind: Camera}}, at: now}
	sound := flight{layer: &layer{source: &source{kind: Microphone}}, at: now}
	for _, c := range []struct {
		name string
		pass time.Duration
		list []flight
		want time.Duration
	}{
		{"little to do", 4 * time.Millisecond, []flight{sound}, 0},
		{"much to do", 12 * time.Millisecond, []flight{sound}, 6 * time.Millisecond},
		{"more of it", 12 * time.Millisecond, []flight{sound, sound}, 6 * time.Millisecond},
		{"very much to do", 80 * time.Millisecond, []flight{sound}, patienceAtMost},
		{"a picture is there", 12 * time.Millisecond, []flight{sound, picture}, 0},
		{"a picture", 12 * time.Millisecond, []flight{picture}, 0},
		{"enough is there", 12 * time.Millisecond, slices.Repeat([]flight{sound}, formationAtMost), 0},
	} {
		sh := &shard{pass: c.pass, formation: c.list}
		if got := sh.patience(now); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
