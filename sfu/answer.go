package sfu

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/pion/sdp/v3"

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
	var b strings.Builder
	b.Grow(1500 + 900*len(o.sections))
	line := func(format string, args ...any) {
		fmt.Fprintf(&b, format, args...)
		b.WriteString("\r\n")
	}
	line("v=0")
	line("o=- %d 2 IN IP4 127.0.0.1", l.session)
	line("s=-")
	line("t=0 0")
	b.WriteString("a=group:BUNDLE")
	for _, x := range o.sections {
		if x.common {
			b.WriteString(" " + x.mid)
		}
	}
	b.WriteString("\r\n")
	line("a=ice-lite")
	algorithm, digits, _ := strings.Cut(s.fingerprint, " ")
	line("a=fingerprint:%s %s", algorithm, strings.ToUpper(digits))
	line("a=msid-semantic: WMS *")
	if l.link.descriptorID != 0 {
		line("a=extmap-allow-mixed")
	}
	candidates := s.candidates()
	for i, x := range o.sections {
		if !x.common {
			line("m=%s 0 UDP/TLS/RTP/SAVPF 0", x.kind)
			line("c=IN IP4 0.0.0.0")
			line("a=mid:%s", x.mid)
			line("a=inactive")
			continue
		}
		b.WriteString("m=" + x.kind + " 9 UDP/TLS/RTP/SAVPF")
		for _, c := range x.codecs {
			b.WriteString(" " + strconv.Itoa(int(c.PayloadType)))
		}
		b.WriteString("\r\n")
		line("c=IN IP4 0.0.0.0")
		line("a=rtcp:9 IN IP4 0.0.0.0")
		line("a=ice-ufrag:%s", own.name)
		line("a=ice-pwd:%s", own.password)
		line("a=setup:passive")
		line("a=mid:%s", x.mid)
		line("a=sendonly")
		line("a=rtcp-mux")
		line("a=rtcp-rsize")
		x.writeCodecs(&b)
		if l.link.twccID != 0 {
			line("a=extmap:%d %s", l.link.twccID, sdp.TransportCCURI)
		}
		if l.link.descriptorID != 0 && x.kind == "video" {
			line("a=extmap:%d %s", l.link.descriptorID, codec.DependencyURI)
		}
		l.slots[i].describe(line)
		for _, c := range candidates {
			b.WriteString(c)
		}
		if len(candidates) > 0 {
			line("a=end-of-candidates")
		}
		candidates = nil // once is enough for a bundle
	}
	return b.String()
}

func (x *section) writeCodecs(b *strings.Builder) {
	for _, c := range x.codecs {
		_, name, _ := strings.Cut(c.MimeType, "/")
		fmt.Fprintf(b, "a=rtpmap:%d %s/%d", c.PayloadType, name, c.ClockRate)
		if c.Channels > 1 {
			fmt.Fprintf(b, "/%d", c.Channels)
		}
		b.WriteString("\r\n")
		if c.SDPFmtpLine != "" {
			fmt.Fprintf(b, "a=fmtp:%d %s\r\n", c.PayloadType, c.SDPFmtpLine)
		}
		for _, f := range c.RTCPFeedback {
			fmt.Fprintf(b, "a=rtcp-fb:%d %s\r\n", c.PayloadType, strings.TrimSpace(f.Type+" "+f.Parameter))
		}
	}
}

// describe writes the streams of a slot.
func (s *slot) describe(line func(string, ...any)) {
	line("a=msid:%s %s", s.StreamID(), s.ID())
	if s.rtx != 0 {
		line("a=ssrc-group:FID %d %d", s.ssrc, s.rtx)
	}
	line("a=ssrc:%d cname:plenary", s.ssrc)
	line("a=ssrc:%d msid:%s %s", s.ssrc, s.StreamID(), s.ID())
	if s.rtx != 0 {
		line("a=ssrc:%d cname:plenary", s.rtx)
		line("a=ssrc:%d msid:%s %s", s.rtx, s.StreamID(), s.ID())
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
