package sfu

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"

	"plenary/sfu/codec"
)

// Priorities of candidates (RFC 8445 §5.1.2): any UDP before any TCP.
const (
	udpPriority = 126<<24 | 0xffff<<8 | 255
	tcpPriority = 90<<24 | 0xffff<<8 | 255
)

// answerTo writes the answer to an audience leg's offer: all slots, all candidates, nothing to be negotiated later.
func (l *AudienceLeg) answerTo(o *offered, own credentials) string {
	s := l.sfu
	var t text
	size := 1000
	for i := range o.sections {
		size += 600 + 200*len(o.sections[i].codecs)
	}
	t.Grow(size)
	t.line("v=0")
	t.line("o=- ", strconv.FormatUint(l.session, 10), " 2 IN IP4 127.0.0.1")
	t.line("s=-")
	t.line("t=0 0")
	t.put("a=group:BUNDLE")
	for i := range o.sections {
		if x := &o.sections[i]; x.common {
			t.put(" ", x.mid)
		}
	}
	t.line()
	t.line("a=ice-lite")
	algorithm, digits, _ := strings.Cut(s.fingerprint, " ")
	t.line("a=fingerprint:", algorithm, " ", strings.ToUpper(digits))
	t.line("a=msid-semantic: WMS *")
	if l.link.descriptorID != 0 {
		t.line("a=extmap-allow-mixed")
	}
	candidates := s.candidates()
	for i := range o.sections {
		x := &o.sections[i]
		if !x.common {
			t.line("m=", x.kind, " 0 UDP/TLS/RTP/SAVPF 0")
			t.line("c=IN IP4 0.0.0.0")
			t.line("a=mid:", x.mid)
			t.line("a=inactive")
			continue
		}
		l.writeSection(&t, x, own)
		l.slots[i].describe(&t)
		t.put(candidates...)
		if len(candidates) > 0 {
			t.line("a=end-of-candidates")
		}
		candidates = nil // once is enough for a bundle
	}
	return t.String()
}

// writeSection writes what a section says of transport and codecs.
func (l *AudienceLeg) writeSection(t *text, x *section, own credentials) {
	t.put("m=", x.kind, " 9 UDP/TLS/RTP/SAVPF")
	for i := range x.codecs {
		t.number(" ", uint64(x.codecs[i].PayloadType))
	}
	t.line()
	t.line("c=IN IP4 0.0.0.0")
	t.line("a=rtcp:9 IN IP4 0.0.0.0")
	t.line("a=ice-ufrag:", own.name)
	t.line("a=ice-pwd:", own.password)
	t.line("a=setup:passive")
	t.line("a=mid:", x.mid)
	t.line("a=sendonly")
	t.line("a=rtcp-mux")
	t.line("a=rtcp-rsize")
	for i := range x.codecs {
		t.codec(&x.codecs[i])
	}
	if l.link.twccID != 0 {
		t.number("a=extmap:", uint64(l.link.twccID))
		t.line(" ", sdp.TransportCCURI)
	}
	if l.link.descriptorID != 0 && x.kind == "video" {
		t.number("a=extmap:", uint64(l.link.descriptorID))
		t.line(" ", codec.DependencyURI)
	}
}

// text is a description that is being written. There is one for every viewer who comes, with some hundred lines: it is put
// together without formatting.
type text struct {
	strings.Builder
	digits [20]byte
}

// line writes parts and ends the line.
func (t *text) line(parts ...string) {
	t.put(parts...)
	t.WriteString("\r\n")
}

// number writes a number behind some words.
func (t *text) number(words string, n uint64) {
	t.WriteString(words)
	t.Write(strconv.AppendUint(t.digits[:0], n, 10))
}

func (t *text) codec(c *webrtc.RTPCodecParameters) {
	_, name, _ := strings.Cut(c.MimeType, "/")
	t.number("a=rtpmap:", uint64(c.PayloadType))
	t.put(" ", name)
	t.number("/", uint64(c.ClockRate))
	if c.Channels > 1 {
		t.number("/", uint64(c.Channels))
	}
	t.line()
	if c.SDPFmtpLine != "" {
		t.number("a=fmtp:", uint64(c.PayloadType))
		t.line(" ", c.SDPFmtpLine)
	}
	for _, f := range c.RTCPFeedback {
		t.number("a=rtcp-fb:", uint64(c.PayloadType))
		if t.put(" ", f.Type); f.Parameter != "" {
			t.put(" ", f.Parameter)
		}
		t.line()
	}
}

// put writes parts.
func (t *text) put(parts ...string) {
	for _, p := range parts {
		t.WriteString(p)
	}
}

// describe writes the streams of a slot.
func (s *slot) describe(t *text) {
	t.line("a=msid:", s.StreamID(), " ", s.ID())
	if s.rtx != 0 {
		t.number("a=ssrc-group:FID ", uint64(s.ssrc))
		t.number(" ", uint64(s.rtx))
		t.line()
	}
	for _, ssrc := range [...]uint32{s.ssrc, s.rtx} {
		if ssrc == 0 {
			continue
		}
		t.number("a=ssrc:", uint64(ssrc))
		t.line(" cname:plenary")
		t.number("a=ssrc:", uint64(ssrc))
		t.line(" msid:", s.StreamID(), " ", s.ID())
	}
}

// candidates are the lines of the server's addresses.
func (s *SFU) candidates() []string {
	var list []string
	add := func(proto, extra string, priority int, a netip.AddrPort) {
		list = append(list, fmt.Sprintf("a=candidate:%d 1 %s %d %s %d typ host%s\r\n",
			len(list)+1, proto, priority-len(list)<<8, a.Addr(), a.Port(), extra))
	}
	for _, a := range s.addresses {
		add("udp", "", udpPriority, netip.AddrPortFrom(a, s.UDPAddr().Port()))
	}
	if s.tcp != nil {
		for _, a := range s.addresses {
			add("tcp", " tcptype passive", tcpPriority, netip.AddrPortFrom(a, s.TCPAddr().Port()))
		}
	}
	return list
}

// random32 is a random number that is not zero.
func random32() uint32 {
	var b [4]byte
	for {
		_, _ = rand.Read(b[:]) // never fails
		if n := binary.BigEndian.Uint32(b[:]); n != 0 {
			return n
		}
	}
}
