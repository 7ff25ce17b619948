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

// vp8Shift is what is added to the ids of a source's packets.
type vp8Shift struct {
	picture uint16
	tl0     uint8
}

// vp8Rewriter keeps picture ids and TL0PICIDX of a slot rising by one over changes of source; decoders drop frames
// whose ids jump back.
type vp8Rewriter struct {
	vp8Shift
	started     bool
	switching   bool
	lastPicture uint16
	lastTL0     uint8
}

// changed says that the next packet comes from another layer.
func (r *vp8Rewriter) changed() { r.switching = true }

// shift returns what to add to the ids of this packet, so that they go on from what the slot sent before.
func (r *vp8Rewriter) shift(p []byte) vp8Shift {
	d, ok := parseVP8(p)
	if !ok || d.pictureAt == 0 {
		return vp8Shift{}
	}
	if r.switching && r.started {
		r.picture = r.lastPicture + 1 - d.picture
		r.tl0 = r.lastTL0 + 1 - d.tl0
	}
	r.switching, r.started = false, true
	r.lastPicture, r.lastTL0 = (d.picture+r.picture)&d.mask(), d.tl0+r.tl0
	return r.vp8Shift
}

func (d vp8Descriptor) mask() uint16 {
	if d.long {
		return 0x7fff
	}
	return 0x7f
}

// apply returns the payload with shifted ids. The payload is shared by all viewers, so a changed one is a copy in buf.
func (s vp8Shift) apply(p, buf []byte) []byte {
	if s == (vp8Shift{}) {
		return p
	}
	d, ok := parseVP8(p)
	if !ok || d.pictureAt == 0 {
		return p
	}
	out := append(buf[:0], p...)
	picture := (d.picture + s.picture) & d.mask()
	if d.long {
		out[d.pictureAt] = 0x80 | byte(picture>>8)
		out[d.pictureAt+1] = byte(picture)
	} else {
		out[d.pictureAt] = byte(picture)
	}
	if d.tl0At > 0 {
		out[d.tl0At] = d.tl0 + s.tl0
	}
	return out
}
