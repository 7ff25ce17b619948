package sfutest

import (
	"github.com/pion/rtp/codecs"
)

// maxChunk keeps packets at the size libwebrtc sends (about 1.1 kB) with room for a stamp.
const maxChunk = 1080

// packetizer cuts one layer's frames into RTP payloads, the last of which carries the stamp.
type packetizer struct {
	codec    string
	name     string
	layer    string
	temporal int // layers of VP8: 3, or else one
	frame    uint32
	picture  uint16
	tl0      uint8
	place    int // in the pattern of temporal layers, since the last keyframe
	h264     codecs.H264Payloader
}

func (p *packetizer) payloads(frame []byte, key bool) [][]byte {
	p.frame++
	if sameCodec(p.codec, H264) {
		return p.h264Payloads(frame)
	}
	return p.vp8Payloads(frame, key)
}

// vp8Payloads writes the descriptor that Chromium writes for simulcast: 15-bit picture id, TL0PICIDX and
// temporal layer (RFC 7741 §4.2), so that a server has to rewrite all of them when it changes layers.
func (p *packetizer) vp8Payloads(frame []byte, key bool) [][]byte {
	p.picture = (p.picture + 1) & 0x7fff
	layer := p.temporalLayer(key)
	if layer>>6 == 0 {
		p.tl0++
	}
	whole := len(frame) + stampLen
	parts := (whole + maxChunk - 1) / maxChunk
	out := make([][]byte, 0, parts)
	for i := range parts {
		// Equal parts, as libwebrtc cuts them, the last one with the stamp.
		from, to := min(i*whole/parts, len(frame)), min((i+1)*whole/parts, len(frame))
		b := make([]byte, 6, 6+to-from+stampLen)
		b[0] = 0x80
		if i == 0 {
			b[0] |= 0x10
		}
		b[1] = 0xe0 // picture id, TL0PICIDX and TID follow
		b[2] = 0x80 | byte(p.picture>>8)
		b[3] = byte(p.picture)
		b[4] = p.tl0
		b[5] = layer
		b = append(b, frame[from:to]...)
		if i == parts-1 {
			b = appendStamp(b, p.name, p.layer, p.frame)
		}
		out = append(out, b)
	}
	return out
}

// temporalLayer is the next frame's, as it stands in the descriptor: TID, and Y where no other frame is needed but the
// last of layer 0.
func (p *packetizer) temporalLayer(key bool) byte {
	if p.temporal != 3 {
		return 0
	}
	p.place++
	if key {
		p.place = 0
	}
	const sync = 0x20
	return [...]byte{0, 2<<6 | sync, 1<<6 | sync, 2 << 6}[p.place%4]
}

// h264Payloads adds the stamp as a filler NAL unit, which may stand after the picture (H.264 §7.4.1.2.3).
func (p *packetizer) h264Payloads(frame []byte) [][]byte {
	out := p.h264.Payload(maxChunk, frame)
	filler := appendStamp([]byte{12}, p.name, p.layer, p.frame)
	return append(out, append(filler, 0x80))
}

// opusPayload turns a packet with one frame into one with the stamp in its padding (RFC 6716 §3.2.5): frame
// count code 3, constant bit rate, one frame, padding flag, length of padding.
func opusPayload(packet []byte, name string, frame uint32) []byte {
	if len(packet) == 0 || packet[0]&3 != 0 {
		return packet
	}
	b := make([]byte, 0, len(packet)+2+stampLen)
	b = append(b, packet[0]|3, 0x41, byte(stampLen))
	b = append(b, packet[1:]...)
	return appendStamp(b, name, "", frame)
}
