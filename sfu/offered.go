package sfu

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unique"

	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"
)

// offered is what an audience leg's offer says that matters to a server.
type offered struct {
	credentials
	fingerprint string // as fingerprintOf writes it
	twccID      uint8  // of the extension for transport-wide sequence numbers; 0: none
	sections    []section
}

// section is one m-line of an offer.
type section struct {
	kind   string // audio or video
	mid    string
	codecs []webrtc.RTPCodecParameters // those we forward, in the client's order, with their retransmissions
	common bool                        // there is a codec in common
}

const codecsAtMost = 64 // of a section; browsers name some thirty

// readOffered parses an offer that readOffer has let pass.
func readOffered(o offer) (*offered, error) {
	var d sdp.SessionDescription
	if err := d.UnmarshalString(o.sdp); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrOffer, err)
	}
	r := &offered{}
	session := attributes(d.Attributes)
	bundled := strings.Fields(strings.TrimPrefix(session.value("group"), "BUNDLE"))
	for i, m := range d.MediaDescriptions {
		a := attributes(m.Attributes)
		s, err := readSection(m, a)
		if err != nil {
			return nil, fmt.Errorf("%w: section %d: %w", ErrOffer, i, err)
		}
		if len(d.MediaDescriptions) > 1 && !slices.Contains(bundled, s.mid) {
			return nil, fmt.Errorf("%w: section %d is not bundled", ErrOffer, i)
		}
		r.sections = append(r.sections, s)
		if i > 0 {
			continue // all share the first one's transport
		}
		either := func(name string) string {
			if v := a.value(name); v != "" {
				return v
			}
			return session.value(name)
		}
		if setup := either("setup"); setup != "actpass" && setup != "active" {
			return nil, fmt.Errorf("%w: the client must be able to begin (a=setup)", ErrOffer)
		}
		r.credentials = credentials{name: strings.Clone(either("ice-ufrag")), password: strings.Clone(either("ice-pwd"))}
		algorithm, digits, _ := strings.Cut(either("fingerprint"), " ")
		r.fingerprint = strings.ToLower(algorithm + " " + strings.TrimSpace(digits))
	}
	if r.name == "" || len(r.password) < 22 { // RFC 8839 §5.4
		return nil, fmt.Errorf("%w: it has no ICE credentials", ErrOffer)
	}
	if !strings.HasPrefix(r.fingerprint, "sha-256 ") || len(r.fingerprint) != len("sha-256 ")+32*3-1 {
		return nil, fmt.Errorf("%w: it needs a SHA-256 fingerprint", ErrOffer)
	}
	r.twccID = twccOf(d.MediaDescriptions)
	return r, nil
}

// attributes are those of a session or a section.
type attributes []sdp.Attribute

func (a attributes) value(name string) string {
	for _, x := range a {
		if x.Key == name {
			return x.Value
		}
	}
	return ""
}

func readSection(m *sdp.MediaDescription, a attributes) (section, error) {
	s := section{kind: m.MediaName.Media, mid: strings.Clone(a.value("mid"))}
	if s.mid == "" || len(s.mid) > 32 {
		return s, fmt.Errorf("it has no a=mid, or too long a one")
	}
	if len(m.MediaName.Formats) > codecsAtMost {
		return s, fmt.Errorf("%d codecs", len(m.MediaName.Formats))
	}
	var all []webrtc.RTPCodecParameters
	for _, f := range m.MediaName.Formats {
		pt, err := strconv.ParseUint(f, 10, 7)
		if err != nil {
			return s, fmt.Errorf("payload type %.8q", f)
		}
		all = append(all, webrtc.RTPCodecParameters{PayloadType: webrtc.PayloadType(pt)})
	}
	for _, x := range a {
		describe(all, x)
	}
	s.codecs = forwarded(s.kind, all)
	s.common = slices.ContainsFunc(s.codecs, func(c webrtc.RTPCodecParameters) bool { return !retransmits(c) })
	return s, nil
}

// describe takes an rtpmap, fmtp or rtcp-fb line into the codec it is about.
func describe(all []webrtc.RTPCodecParameters, x sdp.Attribute) {
	if x.Key != "rtpmap" && x.Key != "fmtp" && x.Key != "rtcp-fb" {
		return
	}
	number, rest, _ := strings.Cut(x.Value, " ")
	for i := range all {
		c := &all[i]
		if number != "*" && number != strconv.Itoa(int(c.PayloadType)) {
			continue
		}
		switch x.Key {
		case "rtpmap":
			parts := strings.Split(rest, "/")
			c.MimeType = parts[0]
			if len(parts) > 1 {
				rate, _ := strconv.ParseUint(parts[1], 10, 32)
				c.ClockRate = uint32(rate)
			}
			if len(parts) > 2 {
				channels, _ := strconv.ParseUint(parts[2], 10, 8)
				c.Channels = uint16(channels)
			}
		case "fmtp":
			c.SDPFmtpLine = unique.Make(rest).Value() // the same in every browser's offer
		case "rtcp-fb":
			if kind, parameter, _ := strings.Cut(rest, " "); len(c.RTCPFeedback) < 16 {
				c.RTCPFeedback = append(c.RTCPFeedback, webrtc.RTCPFeedback{Type: strings.Clone(kind), Parameter: strings.Clone(parameter)})
			}
		}
	}
}

// mimeTypes are the codecs that are forwarded, by kind and lower-case name.
var mimeTypes = map[string]map[string]string{
	"audio": {"opus": webrtc.MimeTypeOpus},
	"video": {
		"vp8": webrtc.MimeTypeVP8, "h264": webrtc.MimeTypeH264, "vp9": webrtc.MimeTypeVP9, "av1": webrtc.MimeTypeAV1,
		"rtx": webrtc.MimeTypeRTX,
	},
}

func retransmits(c webrtc.RTPCodecParameters) bool { return c.MimeType == webrtc.MimeTypeRTX }

// forwarded leaves the codecs that we pass on, and the feedback that we take.
func forwarded(kind string, all []webrtc.RTPCodecParameters) []webrtc.RTPCodecParameters {
	var list []webrtc.RTPCodecParameters
	for _, c := range all {
		name := c.MimeType
		c.MimeType = mimeTypes[kind][strings.ToLower(name)]
		if c.MimeType == "" {
			continue
		}
		c.RTCPFeedback = slices.DeleteFunc(c.RTCPFeedback, func(f webrtc.RTCPFeedback) bool { return !taken(f) })
		list = append(list, c)
	}
	return slices.DeleteFunc(list, func(c webrtc.RTPCodecParameters) bool {
		return retransmits(c) && !slices.ContainsFunc(list, func(x webrtc.RTPCodecParameters) bool {
			return !retransmits(x) && parameter(c.SDPFmtpLine, "apt", "") == strconv.Itoa(int(x.PayloadType))
		})
	})
}

func taken(f webrtc.RTCPFeedback) bool {
	switch f.Type + " " + f.Parameter {
	case "nack ", "nack pli", "ccm fir", "transport-cc ", "goog-remb ":
		return true
	}
	return false
}

// twccOf is the number of the extension of draft-holmer-rmcat-transport-wide-cc-extensions-01, if every section has the
// same. It is used only where losses are sent again by RTX: a packet that is sent twice under one sequence number must be
// the same to the last bit (RFC 7714 §9.1), and the transport-wide number would not be.
func twccOf(list []*sdp.MediaDescription) uint8 {
	id := uint8(0)
	for _, m := range list {
		found := uint8(0)
		for _, x := range m.Attributes {
			if x.Key != "extmap" {
				continue
			}
			number, uri, _ := strings.Cut(x.Value, " ")
			number, _, _ = strings.Cut(number, "/")
			if uri, _, _ = strings.Cut(uri, " "); uri != sdp.TransportCCURI {
				continue
			}
			if n, err := strconv.ParseUint(number, 10, 8); err == nil && n >= 1 && n <= 14 {
				found = uint8(n)
			}
		}
		if found == 0 || id != 0 && found != id {
			return 0
		}
		id = found
	}
	return id
}

// hasRTX reports whether all pictures can be repaired by retransmissions.
func (o *offered) hasRTX() bool {
	for _, s := range o.sections {
		if s.kind == "video" && !slices.ContainsFunc(s.codecs, retransmits) {
			return false
		}
	}
	return true
}
