package sfu

// vp8Descriptor is what of a VP8 payload descriptor (RFC 7741 §4.2) has to be rewritten.
type vp8Descriptor struct {
	size      int // bytes of the descriptor
	pictureAt int // index of the picture id; 0: none
	long      bool
	picture   uint16
	tl0At     int // index of TL0PICIDX; 0: none
	tl0       uint8
}

func parseVP8(p []byte) (d vp8Descriptor, ok bool) {
	if len(p) < 1 {
		return d, false
	}
	i := 1
	if p[0]&0x80 == 0 {
		d.size = i
		return d, true
	}
	if len(p) < 2 {
		return d, false
	}
	x := p[1]
	i = 2
	if x&0x80 != 0 {
		if len(p) <= i {
			return d, false
		}
		d.pictureAt = i
		if d.long = p[i]&0x80 != 0; d.long {
			if len(p) <= i+1 {
				return d, false
			}
			d.picture = uint16(p[i]&0x7f)<<8 | uint16(p[i+1])
			i++
		} else {
			d.picture = uint16(p[i])
		}
		i++
	}
	if x&0x40 != 0 {
		if len(p) <= i {
			return d, false
		}
		d.tl0At, d.tl0 = i, p[i]
		i++
	}
	if x&0x30 != 0 {
		i++
	}
	d.size = i
	return d, len(p) >= i
}

// vp8Rewriter keeps picture ids and TL0PICIDX of a slot rising by one over changes of source; decoders drop frames
// whose ids jump back.
type vp8Rewriter struct {
	started         bool
	pictureOffset   uint16
	tl0Offset       uint8
	lastPicture     uint16
	lastTL0         uint8
	switchRequested bool
}

// changed says that the next packet comes from another layer.
func (r *vp8Rewriter) changed() { r.switchRequested = true }

// rewrite returns the payload with ids that go on from what the slot sent before. It copies when it has to change.
func (r *vp8Rewriter) rewrite(p []byte) []byte {
	d, ok := parseVP8(p)
	if !ok || d.pictureAt == 0 {
		return p
	}
	mask := uint16(0x7fff)
	if !d.long {
		mask = 0x7f
	}
	if r.switchRequested && r.started {
		r.pictureOffset = r.lastPicture + 1 - d.picture
		r.tl0Offset = r.lastTL0 + 1 - d.tl0
	}
	r.switchRequested, r.started = false, true
	picture := (d.picture + r.pictureOffset) & mask
	tl0 := d.tl0 + r.tl0Offset
	r.lastPicture, r.lastTL0 = picture, tl0
	if picture == d.picture && tl0 == d.tl0 {
		return p
	}
	out := append([]byte(nil), p...)
	if d.long {
		out[d.pictureAt] = 0x80 | byte(picture>>8)
		out[d.pictureAt+1] = byte(picture)
	} else {
		out[d.pictureAt] = byte(picture)
	}
	if d.tl0At > 0 {
		out[d.tl0At] = tl0
	}
	return out
}
