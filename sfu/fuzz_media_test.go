package sfu

import (
	"bytes"
	"encoding/binary"
	"testing"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/srtp/v3"
	"github.com/pion/webrtc/v4"

	"plenary/sfu/codec"
	"plenary/sfu/estimate"
)

// spokenCodecs and shownCodecs are what the payload types of a publisher mean in FuzzRTP, and those of her viewer.
var (
	spokenCodecs = []webrtc.RTPCodecParameters{
		clocked(described(webrtc.MimeTypeOpus, "", 111), 48000), clocked(described(mimeRED, "111/111", 63), 48000),
	}
	shownCodecs = []webrtc.RTPCodecParameters{
		clocked(described(webrtc.MimeTypeVP8, "", 96), 90000), clocked(described(webrtc.MimeTypeVP9, "profile-id=0", 98), 90000),
		clocked(described(webrtc.MimeTypeH264, "packetization-mode=1", 100), 90000), clocked(described(webrtc.MimeTypeAV1, "", 102), 90000),
		clocked(described(webrtc.MimeTypeRTX, "apt=96", 97), 90000),
	}
)

func clocked(c webrtc.RTPCodecParameters, rate uint32) webrtc.RTPCodecParameters {
	c.ClockRate = rate
	return c
}

// FuzzRTP takes what a publisher may send once she has shaken hands: RTP with extensions, padding and any codec, and
// RTCP (RFC 5761 §4 tells them apart). Whatever it is, the viewer gets RTP that can be opened and read, and no two
// packets under one number.
func FuzzRTP(f *testing.F) {
	for _, p := range publishedSamples(f) {
		f.Add(p.picture, p.script)
	}
	a := newAudience(f, 0, 0, nil)
	server := a.layer.source.leg.sfu
	server.set.limits = DefaultLimits
	pc, err := webrtc.NewPeerConnection(webrtc.Configuration{}) // not connected: who is asked for something does not hear it
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = pc.Close() })
	start := time.Unix(1000, 0)
	f.Fuzz(func(t *testing.T, picture bool, script []byte) {
		kind, slotKind, codecs := Microphone, FloorSlot, spokenCodecs
		if picture {
			kind, slotKind, codecs = Camera, CameraSlot, shownCodecs
		}
		src := &source{leg: &PublishLeg{line: line{sfu: server, pc: pc}}, kind: kind}
		src.allowed.Store(true)
		first := newLayer(src, "", 1, codecs[0], start)
		src.layers = []*layer{first}
		viewer := &AudienceLeg{sfu: server, shard: a.shard}
		out := newTCPConn(nil) // collects what is sent
		viewer.link.sfu, viewer.link.leg, viewer.link.path = server, viewer, path{tcp: out}
		var in *srtp.Context
		viewer.link.seal, viewer.link.open, in, _ = sealingPair(t, dtls.SRTP_AEAD_AES_128_GCM, 16, 12)
		viewer.link.twccID, viewer.link.descriptorID = 3, 5
		viewer.link.openedAt, viewer.link.estimator = start, estimate.New(estimate.Config{})
		s := newSlot(viewer, 0, slotKind, codecs)
		viewer.slots = []*slot{s}
		viewer.link.ready.Store(true)
		s.put(src)

		i, now := intake{layer: first, levelID: 1, descriptorID: 4}, start
		for stream := bytes.NewReader(script); ; {
			b, err := readFrame(stream, make([]byte, receiveSize))
			if err != nil {
				break
			}
			if now = now.Add(5 * time.Millisecond); isRTCP(b) {
				packets, _ := rtcp.Unmarshal(b)
				for _, p := range packets {
					first.reported(p, now)
				}
				continue
			}
			_ = i.take(b, func() webrtc.RTPCodecParameters { return codecs[int(b[1]&0x7f)%min(len(codecs), 4)] }, now)
			a.fly(i.layer, now)
		}
		opened(t, in, s, out.waiting)
	})
}

// fly sends what has come of a layer, in the goroutine of who calls.
func (a *audience) fly(l *layer, now time.Time) {
	l.gathering.Lock()
	l.fly(now)
	l.gathering.Unlock()
	for {
		select {
		case f := <-a.shard.flights:
			a.shard.forward(f)
		default:
			return
		}
	}
}

// packetIndex is under what a packet is sealed: its stream, and how often the numbers of that began anew with its own.
type packetIndex struct {
	ssrc  uint32
	index int64
}

// opened fails unless framed packets are what one slot may send.
func opened(t *testing.T, in *srtp.Context, s *slot, framed []byte) {
	t.Helper()
	sent, newest := map[packetIndex][]byte{}, map[uint32]int64{}
	for stream := bytes.NewReader(framed); ; {
		b, err := readFrame(stream, make([]byte, datagramSize))
		if err != nil {
			return
		}
		if isRTCP(b) {
			continue
		}
		plain, err := in.DecryptRTP(nil, b, nil)
		var p rtp.Packet
		if err == nil {
			err = p.Unmarshal(plain)
		}
		if err != nil {
			t.Fatalf("a viewer cannot read %x: %v", b, err)
		}
		if p.SSRC != s.ssrc && p.SSRC != s.rtx {
			t.Fatalf("a packet of stream %d, hers are %d and %d", p.SSRC, s.ssrc, s.rtx)
		}
		at, known := newest[p.SSRC]
		if !known {
			at = 1<<16 | int64(p.SequenceNumber)
		}
		at += int64(int16(p.SequenceNumber - uint16(at))) //nolint:gosec // the index, as RFC 3711 §3.3.1 guesses it
		newest[p.SSRC] = max(at, newest[p.SSRC])
		number := packetIndex{p.SSRC, at}
		if was, twice := sent[number]; twice && !bytes.Equal(was, plain) {
			t.Fatalf("number %d was given to two packets", p.SequenceNumber)
		}
		sent[number] = plain
	}
}

type publishedSample struct {
	picture bool
	script  []byte
}

// publishedSamples are what publishers send of every codec, with extensions and padding.
func publishedSamples(f *testing.F) (list []publishedSample) {
	f.Helper()
	script := func(packets ...interface{ Marshal() ([]byte, error) }) (all []byte) {
		for _, p := range packets {
			b, err := p.Marshal()
			if err != nil {
				f.Fatal(err)
			}
			all = append(binary.BigEndian.AppendUint16(all, uint16(len(b))), b...) //nolint:gosec // small
		}
		return all
	}
	packet := func(pt uint8, n uint16, payload []byte, padding byte) *rtp.Packet {
		p := &rtp.Packet{Header: rtp.Header{
			Version: 2, PayloadType: pt, SequenceNumber: n, Timestamp: 3000 * uint32(n), SSRC: 1, Marker: true,
			CSRC: []uint32{7}, Padding: padding > 0, PaddingSize: padding,
		}, Payload: payload}
		for id, b := range [][]byte{{0x80 | byte(n)}, {1, 2}, []byte("mid")} {
			if err := p.SetExtension(uint8(id+1), b); err != nil { //nolint:gosec // three
				f.Fatal(err)
			}
		}
		return p
	}
	report := &rtcp.SenderReport{SSRC: 1, NTPTime: ntp(time.Unix(1000, 0)), RTPTime: 3000}
	for pt, payloads := range map[uint8][][]byte{
		0: {{0x90, 0x80, 1, 0x10, 0, 0, 0x9d, 1, 0x2a, 64, 1, 240, 0, 9, 9}, {0x90, 0x80, 2, 0x31, 9, 9, 9}},              // VP8
		1: {{0x8a, 1, 0, 0x30, 0x82, 0x49, 0x83, 0x42, 0, 9, 9}, {0xca, 2, 0x20, 9, 9}, {0x0c, 3}},                        // VP9
		2: {{0x67, 0x42, 0xe0, 0x1f, 0xda, 0x01, 0x40, 0x16}, {0x65, 9, 9, 9}, {0x7c, 0x85, 9, 9}, {0x78, 0, 2, 0x68, 1}}, // H264
		3: {{0x18, 0x0a, 0x0b, 0, 0, 0, 0x24, 0xc4, 0xff, 0xdf, 0, 0x68, 2, 0x10}, {0x10, 0x32, 9, 9}},                    // AV1
	} {
		var packets []interface{ Marshal() ([]byte, error) }
		for i, b := range payloads {
			packets = append(packets, packet(pt, 65534+uint16(i), b, byte(i)*3)) //nolint:gosec // wraps
		}
		packets = append(packets, report, packet(pt, 40, nil, 200), packets[0])
		list = append(list, publishedSample{true, script(packets...)})
	}
	described := func(n uint16, descriptor, payload []byte) *rtp.Packet {
		p := packet(3, n, payload, 0)
		p.ExtensionProfile = rtp.ExtensionProfileTwoByte
		if err := p.SetExtension(4, descriptor); err != nil {
			f.Fatal(err)
		}
		return p
	}
	list = append(list, publishedSample{true, script(
		described(10, bitString("11 000000", numberBits(7), "10000", twoLayers), []byte{0x18, 0x0a, 0x0b, 9}),
		described(11, bitString("11 000010", numberBits(8)), []byte{0x10, 0x32, 9}),
		described(13, bitString("11 000001", numberBits(9)), []byte{0x10, 0x32, 9}),
		described(14, bitString("11 000011", numberBits(10)), []byte{0x10, 0x32, 9}),
	)})
	red := codec.AppendRED(nil, codec.Block{Payload: 111, Offset: 960, Data: said(1)}, codec.Block{Payload: 111, Data: said(2)})
	return append(list,
		publishedSample{false, script(packet(0, 1, said(1), 0), packet(0, 2, []byte{0x78}, 0), packet(0, 4, said(4), 7), report)},
		publishedSample{false, script(packet(1, 1, red, 0), packet(1, 2, red, 4), packet(1, 5, red[:4], 0), packet(0, 6, said(6), 0))},
	)
}
