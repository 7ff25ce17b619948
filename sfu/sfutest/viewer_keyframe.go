package sfutest

import (
	"encoding/binary"

	"github.com/pion/rtp/codecs"
)

// keyframe tells whether a payload belongs to the start of a keyframe, and its size where the codec says so there.
func keyframe(codec string, payload []byte) (key bool, width, height uint16) {
	switch {
	case sameCodec(codec, VP8):
		return vp8Keyframe(payload)
	case sameCodec(codec, H264):
		return h264Keyframe(payload), 0, 0
	case sameCodec(codec, VP9):
		var p codecs.VP9Packet
		_, err := p.Unmarshal(payload)
		return err == nil && p.B && !p.P && p.SID == 0, 0, 0
	case sameCodec(codec, AV1):
		return len(payload) > 0 && payload[0]&0x08 != 0, 0, 0 // N: a coded video sequence begins
	default:
		return false, 0, 0
	}
}

func vp8Keyframe(payload []byte) (key bool, width, height uint16) {
	var p codecs.VP8Packet
	b, err := p.Unmarshal(payload)
	if err != nil || p.S == 0 || p.PID != 0 || len(b) == 0 || b[0]&1 != 0 {
		return false, 0, 0
	}
	if len(b) >= 10 {
		width = binary.LittleEndian.Uint16(b[6:]) & 0x3fff
		height = binary.LittleEndian.Uint16(b[8:]) & 0x3fff
	}
	return true, width, height
}

// h264Keyframe looks for a sequence parameter set or an IDR slice (RFC 6184 §5).
func h264Keyframe(b []byte) bool {
	if len(b) < 2 {
		return false
	}
	begins := func(kind byte) bool { return kind == 7 || kind == 5 }
	switch kind := b[0] & 0x1f; kind {
	case 28: // FU-A
		return b[1]&0x80 != 0 && begins(b[1]&0x1f)
	case 24: // STAP-A
		for b = b[1:]; len(b) > 2; {
			n := int(binary.BigEndian.Uint16(b))
			if begins(b[2] & 0x1f) {
				return true
			}
			if len(b) < 2+n {
				return false
			}
			b = b[2+n:]
		}
		return false
	default:
		return begins(kind)
	}
}

// pictureID reads the id of a VP8 descriptor, or -1.
func pictureID(payload []byte) int32 {
	var p codecs.VP8Packet
	if _, err := p.Unmarshal(payload); err != nil || p.I == 0 {
		return -1
	}
	return int32(p.PictureID)
}
