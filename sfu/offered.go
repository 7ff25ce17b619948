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
	// The extensions are used only where losses are sent again by RTX: a packet that is sent twice under one sequence number
	// must be the same to the last bit (RFC 7714 §9.1), and the transport-wide number would not be.
	twccID       uint8 // of draft-holmer-rmcat-transport-wide-cc-extensions-01; 0: none
	descriptorID uint8 // of the dependency descriptor; 0: none
	sections     []section
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
	before := map[string]int{} // the last section of each kind
	for i, m := range d.MediaDescriptions {
		a := attributes(m.Attributes)
		s := section{kind: m.MediaName.Media, mid: strings.Clone(a.value("mid"))}
		var err error
		if j, ok := before[s.kind]; ok && sameCodecs(m, d.MediaDescriptions[j]) { // as browsers repeat themselves
			s.codecs = r.sections[j].codecs
		} else if s.codecs, err = readCodecs(m, a); err != nil {
			return nil, fmt.Errorf("%w: section %d: %w", ErrOffer, i, err)
		}
		if s.mid == "" || len(s.mid) > 32 {
			return nil, fmt.Errorf("%w: section %d has no a=mid, or too long a one", ErrOffer, i)
		}
		s.common = slices.ContainsFunc(s.codecs, func(c webrtc.RTPCodecParameters) bool { return !retransmits(c) })
		before[s.kind] = i
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
	r.twccID, r.descriptorID = extensionOf(d.MediaDescriptions, sdp.TransportCCURI), descriptorOf(&d)
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

// ofCodecs are the attributes that describe codecs.
func ofCodecs(name string) bool { return name == "rtpmap" || name == "fmtp" || name == "rtcp-fb" }

// sameCodecs reports whether two sections describe the same codecs in the same way.
func sameCodecs(a, b *sdp.MediaDescription) bool {
	if !slices.Equal(a.MediaName.Formats, b.MediaName.Formats) {
		return false
	}
	rest := b.Attributes
	for _, x := range a.Attributes {
		if !ofCodecs(x.Key) {
			continue
		}
		i := slices.IndexFunc(rest, func(y sdp.Attribute) bool { return ofCodecs(y.Key) })
		if i < 0 || rest[i] != x {
			return false
		}
		rest = rest[i+1:]
	}
	return !slices.ContainsFunc(rest, func(y sdp.Attribute) bool { return ofCodecs(y.Key) })
}

// readCodecs reads the codecs of a section.
func readCodecs(m *sdp.MediaDescription, a attributes) ([]webrtc.RTPCodecParameters, error) {
	if len(m.MediaName.Formats) > codecsAtMost {
		return nil, fmt.Errorf("%d codecs", len(m.MediaName.Formats))
	}
	var all []webrtc.RTPCodecParameters
	for _, f := range m.MediaName.Formats {
		pt, err := strconv.ParseUint(f, 10, 7)
		if err != nil {
			return nil, fmt.Errorf("payload type %.8q", f)
		}
		all = append(all, webrtc.RTPCodecParameters{PayloadType: webrtc.PayloadType(pt)})
	}
	for _, x := range a {
		describe(all, x)
	}
	return forwarded(m.MediaName.Media, all), nil
}

// describe takes an rtpmap, fmtp or rtcp-fb line into the codec it is about.
func describe(all []webrtc.RTPCodecParameters, x sdp.Attribute) {
	if !ofCodecs(x.Key) {
		return
	}
	number, rest, _ := strings.Cut(x.Value, " ")
	pt, err := strconv.ParseUint(number, 10, 7)
	if err != nil && number != "*" {
		return
	}
	for i := range all {
		c := &all[i]
		if err == nil && c.PayloadType != webrtc.PayloadType(pt) {
			continue
		}
		switch x.Key {
		case "rtpmap":
			name, rate, _ := strings.Cut(rest, "/")
			rate, channels, _ := strings.Cut(rate, "/")
			hertz, _ := strconv.ParseUint(rate, 10, 32)
			count, _ := strconv.ParseUint(channels, 10, 8)
			c.MimeType, c.ClockRate, c.Channels = name, uint32(hertz), uint16(count)
		case "fmtp":
			c.SDPFmtpLine = unique.Make(rest).Value() // the same in every browser's offer
		case "rtcp-fb":
			if f, ok := feedbackTaken[rest]; ok && !slices.Contains(c.RTCPFeedback, f) {
				c.RTCPFeedback = append(c.RTCPFeedback, f)
			}
		}
	}
}

// mimeTypes are the codecs that are forwarded, by kind and lower-case name.
var mimeTypes = map[string]map[string]string{
	"audio": {"opus": webrtc.MimeTypeOpus, "red": mimeRED},
	"video": {
		"vp8": webrtc.MimeTypeVP8, "h264": webrtc.MimeTypeH264, "vp9": webrtc.MimeTypeVP9, "av1": webrtc.MimeTypeAV1,
		"rtx": webrtc.MimeTypeRTX,
	},
}

func retransmits(c webrtc.RTPCodecParameters) bool { return c.MimeType == webrtc.MimeTypeRTX }

// forwarded leaves the codecs that we pass on.
func forwarded(kind string, all []webrtc.RTPCodecParameters) []webrtc.RTPCodecParameters {
	var list []webrtc.RTPCodecParameters
	for _, c := range all {
		name := c.MimeType
		c.MimeType = mimeTypes[kind][strings.ToLower(name)]
		if c.MimeType == "" {
			continue
		}
		list = append(list, c)
	}
	plain := slices.DeleteFunc(slices.Clone(list), about)
	return slices.DeleteFunc(list, func(c webrtc.RTPCodecParameters) bool {
		of := parameter(c.SDPFmtpLine, "apt", "")
		if c.MimeType == mimeRED {
			of = redOf(c.SDPFmtpLine)
		}
		return about(c) && !slices.ContainsFunc(plain, func(x webrtc.RTPCodecParameters) bool { return of == strconv.Itoa(int(x.PayloadType)) })
	})
}

// about reports whether a codec carries packets of another one.
func about(c webrtc.RTPCodecParameters) bool { return retransmits(c) || c.MimeType == mimeRED }

// feedbackTaken is the feedback that we take, as offers write it.
var feedbackTaken = map[string]webrtc.RTCPFeedback{
	"nack": {Type: "nack"}, "nack pli": {Type: "nack", Parameter: "pli"}, "ccm fir": {Type: "ccm", Parameter: "fir"},
	"transport-cc": {Type: "transport-cc"}, "goog-remb": {Type: "goog-remb"},
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
