package sfu

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"os"
	"strings"
	"testing"

	"github.com/pion/rtcp"
	"github.com/pion/sdp/v3"
	"github.com/pion/stun/v4"
)

// FuzzOffer holds that whatever is offered is refused or answered in SDP that can be read, with a section for each.
func FuzzOffer(f *testing.F) {
	for _, name := range []string{"testdata/chromium.sdp", "testdata/firefox.sdp"} {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
		f.Add(strings.ReplaceAll(string(text), "recvonly", "sendrecv"))
	}
	f.Add("v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n")
	a := newAudience(f, 0, 0, nil)
	server := a.layer.source.leg.sfu
	server.fingerprint = "sha-256 " + strings.Repeat("ab:", 31) + "ab"
	f.Fuzz(func(t *testing.T, text string) {
		o, err := readOffer(text, receives, DefaultLimits)
		if err != nil {
			return
		}
		told, err := readOffered(o)
		if err != nil {
			return
		}
		l := &AudienceLeg{sfu: server}
		for i, s := range told.sections {
			kind := FloorSlot
			if s.kind == "video" {
				kind = CameraSlot
			}
			l.slots = append(l.slots, newSlot(l, i, kind, s.codecs))
		}
		l.link.init(server, told, l)
		var answer sdp.SessionDescription
		written := l.answerTo(told, newCredentials())
		if err := answer.UnmarshalString(written); err != nil {
			t.Fatalf("the answer cannot be read: %v\n%s", err, written)
		}
		if len(answer.MediaDescriptions) != len(told.sections) {
			t.Errorf("%d sections are answered by %d", len(told.sections), len(answer.MediaDescriptions))
		}
	})
}

// FuzzDatagram sends what a stranger may: to the port from anywhere, from the address of a viewer, and framed over TCP.
func FuzzDatagram(f *testing.F) {
	to := []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:9")}
	a := newAudience(f, 1, 3, to)
	viewer := a.layer.slots()[0].leg
	server := viewer.sfu
	viewer.link.names.Store(&[2]credentials{{"name", "a password of twenty-two"}, {}})
	server.port.name(&viewer.link, "name")
	server.port.move(&viewer.link, netip.AddrPort{}, to[0])
	request, err := stun.Build(stun.TransactionID, stun.BindingRequest, stun.NewUsername("name:other"),
		stun.NewShortTermIntegrity("a password of twenty-two"), stun.Fingerprint)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(request.Raw, true)
	f.Add(request.Raw[:30], false)
	f.Add([]byte{22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1}, true)
	f.Add([]byte{21, 254, 253, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0}, true)
	f.Add(append([]byte{0x80, 201, 0, 7}, make([]byte, 60)...), true)
	f.Add(append([]byte{0x90, 96}, make([]byte, 40)...), false)
	b := newBatch(server.port.datagrams)
	f.Fuzz(func(_ *testing.T, d []byte, hers bool) {
		from := netip.MustParseAddrPort("192.0.2.1:4444")
		if hers {
			from = to[0]
		}
		server.port.take(bytes.Clone(d), from, b)
		b.flush()
		if framed, err := readFrame(bytes.NewReader(d), make([]byte, datagramSize)); err == nil {
			server.port.take(framed, from, b)
			b.flush()
		}
	})
}

// FuzzFeedback takes what a viewer may say by RTCP. She gets a bounded number of bytes for it.
func FuzzFeedback(f *testing.F) {
	a := newAudience(f, 1, 0, []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:9")})
	a.shard.forward(a.frame(true, 10, 1100))
	s := a.layer.slots()[0]
	s.rtx = 77
	add := func(p rtcp.Packet) {
		raw, err := p.Marshal()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	add(&rtcp.ReceiverReport{SSRC: 1, Reports: []rtcp.ReceptionReport{{SSRC: s.ssrc, FractionLost: 99, LastSenderReport: 5, Delay: 6}}})
	add(&rtcp.TransportLayerNack{SenderSSRC: 1, MediaSSRC: s.ssrc, Nacks: rtcp.NackPairsFromSequenceNumbers([]uint16{s.numbers.origin, s.numbers.origin + 3})})
	add(&rtcp.TransportLayerCC{SenderSSRC: 1, MediaSSRC: s.ssrc, PacketStatusCount: 1, PacketChunks: []rtcp.PacketStatusChunk{
		&rtcp.RunLengthChunk{PacketStatusSymbol: rtcp.TypeTCCPacketNotReceived, RunLength: 1},
	}})
	add(&rtcp.ReceiverEstimatedMaximumBitrate{SenderSSRC: 1, Bitrate: 1e6, SSRCs: []uint32{s.ssrc}})
	b := newBatch(s.leg.sfu.port.datagrams)
	f.Fuzz(func(t *testing.T, raw []byte) {
		sent := s.resent
		if len(raw) > 12 { // mostly, it is about her slot
			binary.BigEndian.PutUint32(raw[8:], s.ssrc)
		}
		s.leg.takeFeedback(b, raw)
		b.flush()
		if n := s.resent - sent; n > repairBurst/1100+1 {
			t.Errorf("one packet made the server send %d", n)
		}
	})
}
