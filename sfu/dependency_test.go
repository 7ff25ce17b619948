package sfu

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/rtp"
	"github.com/pion/sdp/v3"
	"github.com/pion/srtp/v3"
	"github.com/pion/webrtc/v4"

	"plenary/sfu/codec"
	"plenary/sfu/estimate"
)

// bitString writes a descriptor as the tables of AV1 RTP A.8 do.
func bitString(parts ...string) (b []byte) {
	n := 0
	for _, c := range strings.Join(parts, "") {
		if c == ' ' {
			continue
		}
		if n%8 == 0 {
			b = append(b, 0)
		}
		b[n/8] |= byte(c-'0') << (7 - n%8)
		n++
	}
	return b
}

func numberBits(number uint16) string {
	var b strings.Builder
	for i := 15; i >= 0; i-- {
		b.WriteByte('0' + byte(number>>i&1))
	}
	return b.String()
}

// twoLayers is the structure of L2T1_KEY: decode target 0 is both layers, 1 is the lower one.
var twoLayers = strings.Join([]string{
	"000000", "00001", // offset, targets
	"00 10 00 11",                           // templates: two of each layer
	"1010 0010 1000 1000",                   // indications
	"0", "1 0001 0", "1 0000 0", "1 0001 0", // references
	"0",                                                                      // no chains
	"1", numberBits(639), numberBits(359), numberBits(1279), numberBits(719), // sizes
}, "")

// pictures makes packets of L2T1_KEY, one for each frame, from a frame number on; the first picture is a keyframe.
func pictures(l *layer, count int, sequence, number uint16) (list []*packet) {
	for i := range count {
		for s, template := range [2]string{"00001", "00011"} {
			d := bitString("11 0", template, numberBits(number))
			switch {
			case i == 0 && s == 0:
				d = bitString("11 000000", numberBits(number), "10000", twoLayers)
			case i == 0:
				d = bitString("11 000010", numberBits(number))
			}
			payload := []byte{0x10, 0x32, byte(number), 9}
			if i == 0 && s == 0 {
				payload[0] |= 0x08
			}
			p := l.keep(&rtp.Packet{
				Header:  rtp.Header{SequenceNumber: sequence, Timestamp: 3000 * uint32(i), Marker: s == 1},
				Payload: payload,
			}, d)
			l.ring.put(p, time.Now())
			list = append(list, p)
			sequence++
			number++
		}
	}
	return list
}

// describedViewer gets what is sent to her, and opens it.
type describedViewer struct {
	t          *testing.T
	slot       *slot
	out        *tcpConn
	in         *srtp.Context
	dependency codec.Dependency
}

func newDescribedViewer(t *testing.T, a *audience, descriptorID uint8) *describedViewer {
	t.Helper()
	av1 := []webrtc.RTPCodecParameters{clocked(described(webrtc.MimeTypeAV1, "", 45), 90000), clocked(described(webrtc.MimeTypeRTX, "apt=45", 46), 90000)}
	leg := &AudienceLeg{sfu: a.layer.source.leg.sfu, shard: a.shard}
	v := &describedViewer{t: t, out: newTCPConn(nil)}
	leg.link.sfu, leg.link.leg, leg.link.path = leg.sfu, leg, path{tcp: v.out}
	leg.link.twccID, leg.link.descriptorID = 3, descriptorID
	leg.link.seal, leg.link.open, v.in, _ = sealingPair(t, dtls.SRTP_AEAD_AES_128_GCM, 16, 12)
	leg.link.estimator = estimate.New(estimate.Config{})
	v.slot = newSlot(leg, 0, CameraSlot, av1)
	leg.slots = []*slot{v.slot}
	leg.link.ready.Store(true)
	return v
}

// got is what came since the last time.
func (v *describedViewer) got() (list []rtp.Packet) {
	v.t.Helper()
	for stream := bytes.NewReader(v.out.waiting); ; {
		b, err := readFrame(stream, make([]byte, datagramSize))
		if err != nil {
			v.out.waiting = nil
			return list
		}
		plain, err := v.in.DecryptRTP(nil, b, nil)
		if err != nil {
			v.t.Fatal(err)
		}
		var p rtp.Packet
		if err := p.Unmarshal(plain); err != nil {
			v.t.Fatal(err)
		}
		list = append(list, p)
	}
}

func (v *describedViewer) read(p *rtp.Packet) (d codec.Descriptor) {
	v.t.Helper()
	if !v.dependency.Parse(p.GetExtension(4), &d) {
		v.t.Fatalf("packet %d: descriptor %x cannot be read", p.SequenceNumber, p.GetExtension(4))
	}
	return d
}

func av1Layer(a *audience) *layer {
	src := &source{leg: a.layer.source.leg, kind: Camera}
	src.allowed.Store(true)
	l := newLayer(src, "", 1, clocked(described(webrtc.MimeTypeAV1, "", 102), 90000), time.Now())
	l.asker.asked = time.Now().Add(time.Hour)
	src.layers = []*layer{l}
	return l
}

func TestDescriptorsGoOnWhenTheSourceChanges(t *testing.T) {
	a := newAudience(t, 0, 0, nil)
	v := newDescribedViewer(t, a, 4)
	base := uint16(0)
	for i, l := range []*layer{av1Layer(a), av1Layer(a)} {
		v.slot.put(l.source)
		packets := pictures(l, 3, 500+900*uint16(i), 65000+1000*uint16(i)) //nolint:gosec // wraps
		v.slot.forward(a.shard.batch, &flight{layer: l, packets: packets, at: time.Now()})
		list := v.got()
		frames := []uint16{0, 1, 3, 5} // the upper layer needs the lower one in keyframes only
		if len(list) != len(frames) {
			t.Fatalf("source %d: %d packets came, not %d", i, len(list), len(frames))
		}
		for j := range list {
			d := v.read(&list[j])
			if base == 0 {
				base = d.Number
			}
			if d.Number != base+frames[j] || d.Active != 3 || d.Attached != (j == 0) || d.Spatial != uint8(min(j, 1)) { //nolint:gosec // small
				t.Errorf("source %d, packet %d: %+v, want number %d", i, j, d, base+frames[j])
			}
			if twcc := binary.BigEndian.Uint16(list[j].GetExtension(3)); int(twcc) != (len(frames)+1)*i+j {
				t.Errorf("source %d, packet %d: transport-wide number %d", i, j, twcc)
			}
		}
		v.slot.allowed = repairBurst
		v.slot.resend(a.shard.batch, list[2].SequenceNumber)
		again := v.got()
		if len(again) != 1 || again[0].SSRC != v.slot.rtx {
			t.Fatalf("source %d: sent again: %v", i, again)
		}
		if d := v.read(&again[0]); d.Number != base+3 || d.Active != 3 {
			t.Errorf("source %d: sent again: %+v", i, d)
		}
		base += 6
	}
}

func TestWhoHasNarrowWaysGetsTheLowerLayerAndIsToldSo(t *testing.T) {
	a := newAudience(t, 0, 0, nil)
	v := newDescribedViewer(t, a, 4)
	l := av1Layer(a)
	v.slot.put(l.source)
	v.slot.give(step{spatial: 0, temporal: codec.All})
	v.slot.forward(a.shard.batch, &flight{layer: l, packets: pictures(l, 3, 1, 1), at: time.Now()})
	list := v.got()
	if len(list) != 3 {
		t.Fatalf("%d packets came, not 3", len(list))
	}
	for i := range list {
		if d := v.read(&list[i]); d.Active != 2 || d.Spatial != 0 || !list[i].Marker || list[i].SequenceNumber != list[0].SequenceNumber+uint16(i) { //nolint:gosec // few
			t.Errorf("packet %d: %+v, marker %t", i, d, list[i].Marker)
		}
	}
}

func TestWhoTakesNoDescriptorsGetsTheLowerLayer(t *testing.T) {
	a := newAudience(t, 0, 0, nil)
	v := newDescribedViewer(t, a, 0)
	l := av1Layer(a)
	v.slot.put(l.source)
	v.slot.forward(a.shard.batch, &flight{layer: l, packets: pictures(l, 3, 1, 1), at: time.Now()})
	list := v.got()
	if len(list) != 3 {
		t.Fatalf("%d packets came, not 3", len(list))
	}
	for i := range list {
		if !list[i].Marker || len(list[i].GetExtensionIDs()) != 1 {
			t.Errorf("packet %d: marker %t, extensions %v", i, list[i].Marker, list[i].GetExtensionIDs())
		}
	}
}

func TestDescriptorsAreAgreedOnWhereTheyMayBeSent(t *testing.T) {
	extmap := func(id string) string { return "a=extmap:" + id + " " + codec.DependencyURI + "\r\n" }
	head, audio, video := "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n", "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n", "m=video 9 UDP/TLS/RTP/SAVPF 45\r\n"
	const mixed = "a=extmap-allow-mixed\r\n"
	for offer, want := range map[string]uint8{
		head + mixed + audio + video + extmap("5") + video + extmap("5/recvonly"): 5,
		head + audio + video + extmap("5"):                                        0,
		head + mixed + audio + video + extmap("5") + video:                        0,
		head + mixed + video + extmap("5") + video + extmap("6"):                  0,
		head + mixed + video + extmap("15"):                                       0,
		head + mixed + audio:                                                      0,
	} {
		var d sdp.SessionDescription
		if err := d.UnmarshalString(offer); err != nil {
			t.Fatal(err)
		}
		if got := descriptorOf(&d); got != want {
			t.Errorf("got %d, want %d, of\n%s", got, want, offer)
		}
	}
}
