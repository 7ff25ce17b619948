package sfu

import (
	"strconv"
	"strings"

	"github.com/pion/webrtc/v4"
)

// payloadFor finds the payload types with which a viewer takes a source's codec, and its retransmissions (0: none).
func payloadFor(negotiated []webrtc.RTPCodecParameters, c webrtc.RTPCodecParameters) (pt, repair uint8, ok bool) {
	best, score := -1, 0
	for i, n := range negotiated {
		if !strings.EqualFold(n.MimeType, c.MimeType) {
			continue
		}
		if s := fit(n.MimeType, n.SDPFmtpLine, c.SDPFmtpLine); s > score {
			best, score = i, s
		}
	}
	if best < 0 {
		return 0, 0, false
	}
	pt = uint8(negotiated[best].PayloadType)
	for _, n := range negotiated {
		if strings.EqualFold(n.MimeType, webrtc.MimeTypeRTX) && parameter(n.SDPFmtpLine, "apt", "") == strconv.Itoa(int(pt)) {
			repair = uint8(n.PayloadType)
		}
	}
	return pt, repair, true
}

// fit says how well a viewer's description of a codec suits a source's; 0: she could not decode it.
func fit(mime, viewer, source string) int {
	same := func(name, without string) bool {
		return strings.EqualFold(parameter(viewer, name, without), parameter(source, name, without))
	}
	switch strings.ToLower(mime) {
	case "video/h264":
		// Levels limit what is sent to a decoder, and all browsers decode more than they say. A profile that the decoder does
		// not name, or fragments where it named mode 0, is worth a try: there is nothing better to send.
		score := 1
		if h264Profile(parameter(viewer, "profile-level-id", "420010")) == h264Profile(parameter(source, "profile-level-id", "420010")) {
			score += 4
		}
		if same("packetization-mode", "0") {
			score += 2
		}
		if same("profile-level-id", "420010") {
			score++
		}
		return score
	case "video/vp9":
		if !same("profile-id", "0") { // ten bits and more; RFC 9628 §6
			return 0
		}
	case "video/av1":
		if !same("profile", "0") {
			return 0
		}
	}
	return 1
}

// h264Profile is what of a profile-level-id says which decoder is needed (RFC 6184 §8.1): constrained baseline, which
// has several spellings, or the profile as it stands.
func h264Profile(id string) string {
	n, err := strconv.ParseUint(id, 16, 24)
	if err != nil {
		return id
	}
	profile, constraints := n>>16, n>>8&0xff
	switch {
	case profile == 0x42 && constraints&0x40 != 0, profile == 0x4d && constraints&0x80 != 0, profile == 0x58 && constraints&0xc0 == 0xc0:
		return "constrained baseline"
	case profile == 0x42:
		return "baseline"
	}
	return strconv.FormatUint(profile, 16)
}

// parameter returns a format parameter of an fmtp line.
func parameter(fmtp, name, without string) string {
	for p := range strings.SplitSeq(fmtp, ";") {
		if k, v, ok := strings.Cut(strings.TrimSpace(p), "="); ok && strings.EqualFold(strings.TrimSpace(k), name) {
			return strings.TrimSpace(v)
		}
	}
	return without
}
