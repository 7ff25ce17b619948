package sfu

import (
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"plenary/sfu/codec"
	"plenary/sfu/estimate"
)

// audience is a layer and viewers who watch it, connected to ports that nobody reads.
type audience struct {
	layer *layer
	shard *shard
	next  uint16
	time  uint32
}

func newAudience(tb testing.TB, viewers int, twcc uint8, to []netip.AddrPort) *audience {
	tb.Helper()
	home, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = home.Close() })
	if err := home.SetWriteBuffer(4 << 20); err != nil {
		tb.Fatal(err)
	}
	out, err := newDatagrams(home)
	if err != nil {
		tb.Fatal(err)
	}
	server := &SFU{port: newPort(out)}
	server.shards = []*shard{newShard(0, out)}
	src := &source{leg: &PublishLeg{line: line{sfu: server}}, kind: Camera}
	src.allowed.Store(true)
	now := time.Now()
	vp8 := webrtc.RTPCodecParameters{RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8, ClockRate: 90000}, PayloadType: 96}
	a := &audience{layer: newLayer(src, "", 1, vp8, now), shard: server.shards[0], next: 100, time: 1000}
	a.layer.asker.asked = now.Add(time.Hour) // there is no camera to be asked
	src.layers = []*layer{a.layer}
	for i := range viewers {
		l := &AudienceLeg{sfu: server, shard: server.shards[0], phase: uint32(i)}
		l.link.sfu, l.link.leg, l.link.twccID = server, l, twcc
		l.link.seal, l.link.open, _, _ = sealingPair(tb, dtls.SRTP_AEAD_AES_128_GCM, 16, 12)
		l.link.path = path{to: out.destination(to[i%len(to)])}
		s := newSlot(l, 0, CameraSlot, []webrtc.RTPCodecParameters{vp8})
		l.slots = []*slot{s}
		l.link.openedAt, l.link.estimator = now, estimate.New(estimate.Config{})
		s.put(src)
		l.link.ready.Store(true) // from now on it would ask for a keyframe
	}
	return a
}

// frame is the next one, of a number of packets.
func (a *audience) frame(key bool, packets, size int) flight {
	f := flight{layer: a.layer, at: time.Now(), turn: int(a.next)}
	for i := range packets {
		payload := make([]byte, size)
		payload[0] = 0x80 // with a picture id
		if i == 0 {
			payload[0] |= 0x10
		}
		payload[1], payload[2], payload[3] = 0x80, 0x80|byte(a.time>>16), byte(a.time>>8)
		if !key {
			payload[4] = 1 // the inverse key frame flag
		}
		p := a.layer.keep(&rtp.Packet{
			Header:  rtp.Header{SequenceNumber: a.next, Timestamp: a.time, Marker: i == packets-1},
			Payload: payload,
		}, nil)
		a.next++
		a.layer.ring.put(p, f.at)
		f.packets = append(f.packets, p)
	}
	a.time += 3000
	return f
}

// BenchmarkForward measures what one packet to one viewer costs, from the ring to the kernel.
func BenchmarkForward(b *testing.B) {
	for _, c := range []struct {
		name          string
		packets, size int
		twcc          uint8
	}{{"video", 10, 1100, 0}, {"video with TWCC", 10, 1100, 3}, {"one packet", 1, 120, 3}} {
		b.Run(c.name, func(b *testing.B) {
			const viewers = 200
			var to []netip.AddrPort
			for range viewers {
				m, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
				if err != nil {
					b.Fatal(err)
				}
				if err := m.SetReadBuffer(1); err != nil { // it is full soon, and costs little
					b.Fatal(err)
				}
				defer m.Close()
				to = append(to, m.LocalAddr().(*net.UDPAddr).AddrPort())
			}
			a := newAudience(b, viewers, c.twcc, to)
			a.shard.forward(a.frame(true, c.packets, c.size))
			b.ReportAllocs()
			list := make([]flight, 1)
			for b.Loop() {
				b.StopTimer()
				list[0] = a.frame(false, c.packets, c.size)
				b.StartTimer()
				a.shard.forward(list...)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(viewers*c.packets), "ns/packet")
		})
	}
}

func TestForwardingAllocatesNothing(t *testing.T) {
	a := newAudience(t, 8, 3, []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:9")})
	a.shard.forward(a.frame(true, 10, 1100))
	frames := make([]flight, 101)
	for i := range frames {
		frames[i] = a.frame(false, 10, 1100)
	}
	i := 0
	if n := testing.AllocsPerRun(100, func() { a.shard.forward(frames[i : i+1]...); i++ }); n > 0 {
		t.Errorf("%v allocations for a frame to 8 viewers", n)
	}
	for _, s := range a.layer.slots() {
		if s.packets < 1000 {
			t.Fatalf("only %d packets were sent", s.packets)
		}
	}
}

// Two different packets must never be sealed under one index (NIST SP 800-38D §8): what a plain resend might not repeat
// to the last bit is not sent again.
func TestPlainResendsRepeatOrAreRefused(t *testing.T) {
	for _, altered := range []bool{false, true} {
		a := newAudience(t, 1, 0, []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:9")})
		a.shard.forward(a.frame(true, 10, 1100))
		a.shard.forward(a.frame(false, 3, 200))
		s := a.layer.slots()[0]
		s.mu.Lock()
		s.leg.link.mu.Lock()
		if altered { // as a late packet is, of which the selector makes padding
			p := a.frame(false, 1, 200).packets[0]
			s.record(a.layer, p, &codec.Verdict{Action: codec.Pad, Sequence: p.sequence - 1}, s.numbers.last-1)
		}
		s.resend(a.shard.batch, uint16(s.numbers.last))
		s.leg.link.mu.Unlock()
		s.mu.Unlock()
		if want := !altered; s.resent == 1 != want || s.refused == 1 == want {
			t.Errorf("altered %v: resent %d, refused %d", altered, s.resent, s.refused)
		}
	}
}
