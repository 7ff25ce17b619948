package sfu

import (
	"net/netip"
	"testing"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"plenary/sfu/codec"
)

// vp9 is a frame of a picture with three spatial layers, in one packet (RFC 9628 §4.2). As in Chromium's L3T3_KEY, they
// need each other in keyframes only.
func vp9(picture, spatial, temporal, size int, key bool) []byte {
	b := make([]byte, 5, size+18)
	b[0] = 0x80 | 0x20 | 0x08 | 0x04 // with picture id and layer; the whole frame
	b[1], b[2] = 0x80|byte(picture>>8), byte(picture)
	b[3] = byte(temporal<<5 | spatial<<1)
	if !key {
		b[0] |= 0x40 | 0x01
	} else if spatial > 0 {
		b[3] |= 1
	}
	if key && spatial == 0 {
		b[0] |= 0x02
		b = append(b, 2<<5|0x10, 1, 64, 0, 180, 2, 128, 1, 104, 5, 0, 2, 208) // 320 × 180, 640 × 360, 1280 × 720
	}
	return append(b, make([]byte, size)...)
}

func TestStepsOfAnEncoding(t *testing.T) {
	s := &source{leg: &PublishLeg{line: line{sfu: &SFU{}}}, kind: Camera}
	now := time.Unix(1000, 0)
	l := newLayer(s, "", 1, webrtc.RTPCodecParameters{RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP9}}, now)
	if got := l.steps(nil, 720); len(got) != 1 || got[0] != (step{spatial: codec.All, temporal: codec.All, rate: guessed[0]}) {
		t.Errorf("nothing has come: %+v", got)
	}
	send := func(seconds, layers int) {
		sequence := uint16(0)
		for i := range seconds * 32 {
			for spatial := range layers {
				// On the wire they are 125, 375 and 1,000 bytes.
				size := []int{125, 375, 1000}[spatial] - rtpHeaderSize - tagSize - 5
				p := l.keep(&rtp.Packet{
					Header:  rtp.Header{SequenceNumber: sequence, Marker: spatial == layers-1},
					Payload: vp9(i, spatial, [...]int{0, 2, 1, 2}[i%4], size, i == 0),
				}, nil)
				if p == nil {
					t.Fatal("a packet was not understood")
				}
				l.meter.add(&p.frame, len(p.payload), now)
				sequence++
			}
			now = now.Add(time.Second / 32)
		}
	}
	send(10, 3)
	type wanted struct{ spatial, temporal, rate int }
	for _, c := range []struct {
		name   string
		before int
		height int
		want   []wanted
	}{
		{"large", 0, 720, []wanted{{0, 0, 8000}, {0, 1, 16_000}, {0, codec.All, 32_000}, {1, codec.All, 96_000}, {codec.All, codec.All, 256_000}}},
		{"in a grid", 0, 360, []wanted{{0, 0, 8000}, {0, 1, 16_000}, {0, codec.All, 32_000}, {1, codec.All, 96_000}}},
		{"a thumbnail", 0, 190, []wanted{{0, 0, 8000}, {0, 1, 16_000}, {0, codec.All, 32_000}}},
		{"above a smaller encoding", 1, 190, []wanted{{0, codec.All, 32_000}}},
		{"whatever the size", 0, 0, []wanted{{0, 0, 8000}, {0, 1, 16_000}, {0, codec.All, 32_000}, {1, codec.All, 96_000}, {codec.All, codec.All, 256_000}}},
	} {
		got := l.steps(make([]step, c.before), c.height)[c.before:]
		if len(got) != len(c.want) {
			t.Errorf("%s: %+v", c.name, got)
			continue
		}
		for i, x := range c.want {
			if g := got[i]; g.spatial != x.spatial || g.temporal != x.temporal || g.rate < x.rate*85/100 || g.rate > x.rate*115/100 {
				t.Errorf("%s: step %d is %+v, want about %+v", c.name, i, g, x)
			}
		}
	}
	send(4, 2) // a browser that is short of uplink leaves the largest out
	if got := l.steps(nil, 720); len(got) != 4 || got[3].spatial != codec.All || got[3].height != 360 {
		t.Errorf("without the largest: %+v", got)
	}
}

// Spatial layers that need each other in keyframes only are reached by one, for which the camera is asked; not for ever,
// if it was of no use.
func TestAKeyframeIsAskedForASpatialLayer(t *testing.T) {
	a := newAudience(t, 1, 3, []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:9")})
	s := a.layer.slots()[0]
	send := spatialLayers(a, s)
	now := time.Now()
	limit := func(spatial int, at time.Duration) bool {
		s.steps = []step{{spatial: spatial, temporal: codec.All}}
		return s.limit(0, 1_000_000, now.Add(at)) != nil
	}
	if got := send(true); got != 3 {
		t.Fatalf("%d layers of a keyframe", got)
	}
	for _, c := range []struct {
		name        string
		at          time.Duration
		spatial     int
		asked, key  bool
		wantPackets int
	}{
		{"all", 0, codec.All, false, false, 1}, // of the highest layer alone: she needs no other
		{"fewer: wait a moment", time.Second, 1, false, false, 1},
		{"it is wanted", 1100 * time.Millisecond, 1, false, false, 1},
		{"ask", 1300 * time.Millisecond, 1, true, false, 1},
		{"do not ask again", 2 * time.Second, 1, false, false, 1},
		{"unless it was of no use", 7 * time.Second, 1, true, false, 1},
		{"it comes", 8 * time.Second, 1, false, true, 2},
		{"well", 9 * time.Second, 1, false, false, 1},
		{"more", 10 * time.Second, codec.All, false, false, 1},
		{"wait a moment", 11 * time.Second, codec.All, false, false, 1},
		{"ask for more", 12 * time.Second, codec.All, true, false, 1},
		{"that comes, too", 13 * time.Second, codec.All, false, true, 3},
	} {
		if asked := limit(c.spatial, c.at); asked != c.asked {
			t.Errorf("%s: asked for a keyframe: %v", c.name, asked)
		}
		if got := send(c.key); got != c.wantPackets {
			t.Errorf("%s: %d layers sent, want %d", c.name, got, c.wantPackets)
		}
	}
}

// A picture whose layers are far more than the way bears is cut off until the keyframe comes with which it may go down.
func TestSpatialLayersFarAboveTheWayAreCutOff(t *testing.T) {
	a := newAudience(t, 1, 3, []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:9")})
	s := a.layer.slots()[0]
	send := spatialLayers(a, s)
	if got := send(true); got != 3 {
		t.Fatalf("%d layers of a keyframe", got)
	}
	if got := send(false); got != 1 {
		t.Fatalf("%d layers of the next picture, which need no other", got)
	}
	s.steps = []step{{spatial: 0, temporal: codec.All}}
	if s.limit(0, guessed[0]*2/3+1000, time.Now()) != nil || send(false) != 1 {
		t.Error("a picture a little above the way was cut off")
	}
	if s.limit(0, guessed[0]/3, time.Now()) != a.layer || send(false) != 0 {
		t.Error("a picture far above the way was not cut off, or no keyframe asked for")
	}
	if s.limit(0, guessed[0]/3, time.Now()) != nil {
		t.Error("a keyframe was asked for twice")
	}
	if got := send(true); got != 1 {
		t.Errorf("%d layers of the keyframe that came", got)
	}
}

// spatialLayers has a slot show VP9 with three spatial layers, and returns how to send its next picture, which returns how
// many layers of it the viewer gets.
func spatialLayers(a *audience, s *slot) func(key bool) (layers int) {
	a.layer.codec.MimeType, a.layer.kind, s.codecs[0].MimeType = webrtc.MimeTypeVP9, codec.VP9, webrtc.MimeTypeVP9
	picture := 0
	return func(key bool) (layers int) {
		f := flight{layer: a.layer, at: time.Now()}
		before := s.packets
		for spatial := range 3 {
			p := a.layer.keep(&rtp.Packet{
				Header:  rtp.Header{SequenceNumber: a.next, Timestamp: a.time, Marker: spatial == 2},
				Payload: vp9(picture, spatial, 0, 100, key),
			}, nil)
			a.layer.ring.put(p, f.at)
			f.packets = append(f.packets, p)
			a.next++
		}
		picture++
		a.time += 3000
		a.shard.forward(f)
		return int(s.packets - before)
	}
}
