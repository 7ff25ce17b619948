package codec

// VP8Descriptor is the descriptor before the payload of a VP8 packet (RFC 7741 §4.2).
type VP8Descriptor struct {
	Size      int   // bytes of the descriptor
	Partition uint8 // PID
	Start     bool  // S: the packet begins the partition
	Reference bool  // other frames may need this one: N is clear

	HasPicture bool // I
	Long       bool // the picture id has 15 bits, not 7
	Picture    uint16

	HasTL0 bool // L
	TL0    uint8

	HasTemporal bool // T
	Temporal    uint8
	Sync        bool // Y: needs no other frame than the last of layer 0

	HasKeyIndex bool // K
	KeyIndex    uint8

	pictureAt, tl0At int
}

// ParseVP8 reads the descriptor of a VP8 packet.
func ParseVP8(p []byte) (d VP8Descriptor, ok bool) {
	if len(p) < 1 {
		return d, false
	}
	d.Reference, d.Start, d.Partition = p[0]&0x20 == 0, p[0]&0x10 != 0, p[0]&0x07
	d.Size = 1
	if p[0]&0x80 == 0 {
		return d, true
	}
	if len(p) < 2 {
		return d, false
	}
	extension, i := p[1], 2
	if d.HasPicture = extension&0x80 != 0; d.HasPicture {
		if d.Picture, d.Long, ok = pictureID(p, i); !ok {
			return d, false
		}
		d.pictureAt = i
		i += width(d.Long)
	}
	if d.HasTL0 = extension&0x40 != 0; d.HasTL0 {
		if len(p) <= i {
			return d, false
		}
		d.tl0At, d.TL0 = i, p[i]
		i++
	}
	if extension&0x30 != 0 {
		if len(p) <= i {
			return d, false
		}
		if d.HasTemporal = extension&0x20 != 0; d.HasTemporal {
			d.Temporal, d.Sync = p[i]>>6, p[i]&0x20 != 0
		}
		if d.HasKeyIndex = extension&0x10 != 0; d.HasKeyIndex {
			d.KeyIndex = p[i] & 0x1f
		}
		i++
	}
	d.Size = i
	return d, true
}

// pictureID reads a picture id of 7 or 15 bits, which VP8 and VP9 write alike.
func pictureID(p []byte, at int) (id uint16, long, ok bool) {
	if len(p) <= at {
		return 0, false, false
	}
	if p[at]&0x80 == 0 {
		return uint16(p[at]), false, true
	}
	if len(p) <= at+1 {
		return 0, true, false
	}
	return uint16(p[at]&0x7f)<<8 | uint16(p[at+1]), true, true
}

func width(long bool) int {
	if long {
		return 2
	}
	return 1
}

// StartsFrame reports whether the packet is the first of a frame.
func (d *VP8Descriptor) StartsFrame() bool { return d.Start && d.Partition == 0 }

// Keyframe reports whether p, the payload that d was read from, begins a keyframe (RFC 7741 §4.3: P is clear), and how
// large its picture is; 0 × 0 when the packet ends before that (RFC 6386 §9.1).
func (d *VP8Descriptor) Keyframe(p []byte) (key bool, width, height uint16) {
	if !d.StartsFrame() || len(p) <= d.Size || p[d.Size]&0x01 != 0 {
		return false, 0, 0
	}
	h := p[d.Size:]
	if len(h) < 10 || h[3] != 0x9d || h[4] != 0x01 || h[5] != 0x2a {
		return true, 0, 0
	}
	// Two bits above each say how to scale the picture for the screen.
	return true, uint16(h[7]&0x3f)<<8 | uint16(h[6]), uint16(h[9]&0x3f)<<8 | uint16(h[8])
}

// inspectVP8 says of what frame a VP8 packet is.
func (st *State) inspectVP8(p []byte, marker bool) (f Frame, ok bool) {
	d, ok := ParseVP8(p)
	if !ok {
		return f, false
	}
	f.Start, f.End = d.StartsFrame(), marker
	key, w, h := d.Keyframe(p)
	if f.Key = key; w > 0 && h > 0 {
		st.width[0], st.height[0] = w, h
	}
	f.Temporal, f.Switch = d.Temporal, d.Sync
	f.Width, f.Height = st.width[0], st.height[0]
	f.picture, f.mask = d.Picture, mask(d.HasPicture, d.Long)
	f.tl0, f.hasTL0 = d.TL0, d.HasTL0
	return f, true
}

// mask is what of a picture id counts; 0: there is none.
func mask(has, long bool) uint16 {
	switch {
	case !has:
		return 0
	case long:
		return 0x7fff
	}
	return 0x7f
}
