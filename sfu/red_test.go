package sfu

import (
	"bytes"
	"testing"
	"time"

	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"

	"plenary/sfu/codec"
)

func TestSoundIsRepeatedToWhoLosesSome(t *testing.T) {
	type report struct {
		after time.Duration
		lost  int // in hundredths
		want  int // packets repeated in each
	}
	for name, list := range map[string][]report{
		"a good way":                    {{0, 0, 0}, {time.Second, 1, 0}, {time.Second, 0, 0}},
		"some loss":                     {{0, 3, 1}, {time.Second, 0, 1}, {redHold - time.Second, 0, 1}, {2 * time.Second, 0, 0}},
		"much":                          {{0, 25, 2}, {time.Second, 3, 2}},
		"more and more":                 {{0, 3, 1}, {time.Second, 12, 2}},
		"less and less, a step a time":  {{0, 25, 2}, {redHold + time.Second, 0, 1}, {time.Second, 0, 1}, {redHold, 0, 0}},
		"less, but some":                {{0, 25, 2}, {redHold + time.Second, 3, 1}, {redHold + time.Second, 3, 1}},
		"every report holds for a time": {{0, 3, 1}, {redHold - time.Second, 3, 1}, {redHold - time.Second, 0, 1}},
	} {
		var r repeats
		now := time.Unix(1000, 0)
		for i, x := range list {
			now = now.Add(x.after)
			r.report(uint8((x.lost*256+99)/100), now) //nolint:gosec // a share
			if r.depth != x.want {
				t.Errorf("%s, report %d: %d repeated, want %d", name, i+1, r.depth, x.want)
			}
		}
	}
}

func TestREDIsOfOneCodec(t *testing.T) {
	opus := described(webrtc.MimeTypeOpus, "minptime=10", 111)
	for fmtp, want := range map[string]uint8{"111/111": 63, "111/111/111": 63, "111": 63, "": 0, "111/0": 0, "109/109": 0} {
		if got := redFor([]webrtc.RTPCodecParameters{opus, described(mimeRED, fmtp, 63)}, 111); got != want {
			t.Errorf("fmtp %q: payload type %d, want %d", fmtp, got, want)
		}
	}
}

// spoken is a layer of sound, which collects what comes.
func spoken() *layer {
	s := &source{leg: &PublishLeg{line: line{sfu: &SFU{set: settings{limits: DefaultLimits}}}}, kind: Microphone}
	s.allowed.Store(true)
	return newLayer(s, "", 1, described(webrtc.MimeTypeOpus, "", 111), time.Unix(1000, 0))
}

// said is what somebody said in a packet. Its first byte is the TOC of Opus: 20 ms of CELT, one frame.
func said(sequence uint16) []byte {
	return append([]byte{0xf8}, bytes.Repeat([]byte{byte(sequence)}, 40)...)
}

// sound is a packet of RED with so many before it.
func sound(sequence uint16, depth int) *rtp.Packet {
	var blocks []codec.Block
	for i := depth; i > 0; i-- {
		blocks = append(blocks, codec.Block{Payload: 111, Offset: uint16(960 * i), Data: said(sequence - uint16(i))}) //nolint:gosec // small
	}
	blocks = append(blocks, codec.Block{Payload: 111, Data: said(sequence)})
	return &rtp.Packet{
		Header:  rtp.Header{SequenceNumber: sequence, Timestamp: uint32(sequence) * 960},
		Payload: codec.AppendRED(nil, blocks...),
	}
}

func TestREDOfPublishersIsUnpacked(t *testing.T) {
	now := time.Unix(1000, 0)
	for name, c := range map[string]struct {
		come  []uint16
		depth int
		want  []uint16
	}{
		"nothing lost":                {[]uint16{10, 11, 12}, 1, []uint16{9, 10, 11, 12}},
		"one lost":                    {[]uint16{10, 12, 13}, 1, []uint16{9, 10, 11, 12, 13}},
		"two lost, two repeated":      {[]uint16{10, 13}, 2, []uint16{8, 9, 10, 11, 12, 13}},
		"two lost, one repeated":      {[]uint16{10, 13}, 1, []uint16{9, 10, 12, 13}},
		"over the end of the numbers": {[]uint16{65535, 1}, 1, []uint16{65534, 65535, 0, 1}},
	} {
		l := spoken()
		for _, n := range c.come {
			l.unpack(sound(n, c.depth), now)
		}
		if got := int(l.ring.arrived); got != len(c.want) {
			t.Errorf("%s: %d packets, want %d", name, got, len(c.want))
		}
		for _, n := range c.want {
			p := l.ring.packets[n%tooLate]
			if p == nil || p.sequence != n || !bytes.Equal(p.payload, said(n)) || p.timestamp != uint32(n)*960 && n < 60000 && n > 1 {
				t.Errorf("%s: packet %d is %+v", name, n, p)
			}
		}
	}
}

func TestWhatWasSaidUnheardIsNotRepeated(t *testing.T) {
	now := time.Unix(1000, 0)
	l := spoken()
	l.unpack(sound(10, 1), now)
	l.source.allowed.Store(false)
	l.unpack(sound(11, 1), now)
	l.unpack(sound(12, 1), now)
	l.source.allowed.Store(true)
	l.unpack(sound(13, 2), now)
	for _, n := range []uint16{11, 12} {
		if l.ring.has(n) {
			t.Errorf("packet %d was muted, and is there", n)
		}
	}
	p := l.ring.packets[13]
	if p == nil {
		t.Fatal("packet 13 is missing")
	}
	for i := range p.red {
		if bytes.Contains(p.red[i], said(12)) || bytes.Contains(p.red[i], said(11)) {
			t.Errorf("viewers get what was muted: %x", p.red[i])
		}
	}
}

// A packet to a viewer who loses some has the one before it too, with her payload types.
func TestViewersGetRED(t *testing.T) {
	l := spoken()
	var p *packet
	for n := uint16(10); n < 13; n++ {
		p = l.keep(&rtp.Packet{Header: rtp.Header{SequenceNumber: n, Timestamp: uint32(n) * 960}, Payload: said(n)}, nil)
	}
	for depth := 1; depth <= 2; depth++ {
		again := bytes.Clone(p.red[depth-1])
		codec.Retype(again, 109)
		var blocks [4]codec.Block
		n, ok := codec.ParseRED(again, blocks[:])
		if !ok || n != depth+1 {
			t.Fatalf("depth %d: %d blocks in %x", depth, n, again)
		}
		for i, b := range blocks[:n] {
			if want := said(12 - uint16(n-1-i)); b.Payload != 109 || !bytes.Equal(b.Data, want) { //nolint:gosec // small
				t.Errorf("depth %d: block %d is %+v", depth, i, b)
			}
		}
	}
}
