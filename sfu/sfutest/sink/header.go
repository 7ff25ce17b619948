package sink

import "encoding/binary"

// header is what of an RTP packet is read without its key.
type header struct {
	ssrc, timestamp   uint32
	sequence          uint16
	marker, padded    bool
	size              int // of header and extensions
	transport         uint16
	transportNumbered bool
}

// parseHeader reads the header of an RTP packet, RFC 3550 §5.1, and in it the transport-wide number, RFC 8285 §4.2.
func parseHeader(b []byte, twccID uint8) (h header, ok bool) {
	if len(b) < 12 || b[0]>>6 != 2 {
		return h, false
	}
	h = header{
		ssrc: binary.BigEndian.Uint32(b[8:]), timestamp: binary.BigEndian.Uint32(b[4:]), sequence: binary.BigEndian.Uint16(b[2:]),
		marker: b[1]&0x80 != 0, padded: b[0]&0x20 != 0, size: 12 + 4*int(b[0]&0x0f),
	}
	if b[0]&0x10 == 0 {
		return h, len(b) >= h.size
	}
	if len(b) < h.size+4 {
		return h, false
	}
	at := h.size + 4
	h.size = at + 4*int(binary.BigEndian.Uint16(b[h.size+2:]))
	if len(b) < h.size {
		return h, false
	}
	if twccID != 0 && b[at-4] == 0xbe && b[at-3] == 0xde {
		h.findNumber(b[at:h.size], twccID)
	}
	return h, true
}

func (h *header) findNumber(list []byte, id uint8) {
	for i := 0; i < len(list); {
		if list[i] == 0 { // padding
			i++
			continue
		}
		size := int(list[i]&0x0f) + 1
		if list[i]>>4 == id && size == 2 && i+3 <= len(list) {
			h.transport, h.transportNumbered = binary.BigEndian.Uint16(list[i+1:]), true
			return
		}
		i += 1 + size
	}
}

// vp8Keyframe tells whether a payload begins a keyframe: RFC 7741 §4.2 and §4.3.
func vp8Keyframe(p []byte) bool {
	if len(p) < 1 || p[0]&0x10 == 0 || p[0]&0x07 != 0 {
		return false // not the start of the first partition
	}
	at := 1
	if p[0]&0x80 != 0 {
		if len(p) < 2 {
			return false
		}
		x := p[1]
		at = 2
		if x&0x80 != 0 { // picture id of one or two bytes
			if len(p) <= at {
				return false
			}
			if p[at]&0x80 != 0 {
				at++
			}
			at++
		}
		if x&0x40 != 0 {
			at++
		}
		if x&0x30 != 0 {
			at++
		}
	}
	return len(p) > at && p[at]&1 == 0
}
