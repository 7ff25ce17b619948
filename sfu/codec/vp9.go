package codec

// VP9Descriptor is the descriptor before the payload of a VP9 packet (RFC 9628 §4.2). The packets of one picture, of
// which there is one frame in each spatial layer, share picture id and temporal layer.
type VP9Descriptor struct {
	Size     int  // bytes of the descriptor
	Inter    bool // P: predicted from earlier pictures
	Flexible bool // F: every frame says what it refers to
	Start    bool // B: first packet of the frame
	End      bool // E: last packet of the frame
	Aside    bool // Z: no frame of a higher spatial layer will need this one

	HasPicture bool // I
	Long       bool // the picture id has 15 bits, not 7
	Picture    uint16

	HasLayer   bool // L
	Temporal   uint8
	Up         bool // U: higher temporal layers that follow need none of their own from before
	Spatial    uint8
	InterLayer bool // D: predicted from the spatial layer below, in this picture

	HasTL0 bool // not in flexible mode
	TL0    uint8

	References uint8    // how many of Reference count; flexible mode
	Reference  [3]uint8 // how many pictures ago each was

	HasStructure bool // V
	Structure    VP9Structure

	pictureAt, tl0At int
}

// VP9Structure is the scalability structure (RFC 9628 §4.2.1).
type VP9Structure struct {
	Layers        uint8 // spatial ones
	HasSizes      bool  // Y
	Width, Height [8]uint16
	Group         uint8 // pictures in a picture group; 0: none described
}

// ParseVP9 reads the descriptor of a VP9 packet.
func ParseVP9(p []byte) (d VP9Descriptor, ok bool) {
	if len(p) < 1 {
		return d, false
	}
	d.HasPicture, d.Inter, d.HasLayer, d.Flexible = p[0]&0x80 != 0, p[0]&0x40 != 0, p[0]&0x20 != 0, p[0]&0x10 != 0
	d.Start, d.End, d.HasStructure, d.Aside = p[0]&0x08 != 0, p[0]&0x04 != 0, p[0]&0x02 != 0, p[0]&0x01 != 0
	i := 1
	if d.HasPicture {
		if d.Picture, d.Long, ok = pictureID(p, i); !ok {
			return d, false
		}
		d.pictureAt = i
		i += width(d.Long)
	}
	if i, ok = d.layer(p, i); !ok {
		return d, false
	}
	if d.Flexible && d.Inter {
		if i, ok = d.references(p, i); !ok {
			return d, false
		}
	}
	if d.HasStructure {
		if i, ok = d.Structure.parse(p, i); !ok {
			return d, false
		}
	}
	d.Size = i
	return d, true
}

func (d *VP9Descriptor) layer(p []byte, i int) (int, bool) {
	if !d.HasLayer {
		return i, true
	}
	if len(p) <= i {
		return i, false
	}
	d.Temporal, d.Up, d.Spatial, d.InterLayer = p[i]>>5, p[i]&0x10 != 0, p[i]>>1&0x07, p[i]&0x01 != 0
	i++
	if d.Flexible {
		return i, true
	}
	if len(p) <= i {
		return i, false
	}
	d.HasTL0, d.TL0, d.tl0At = true, p[i], i
	return i + 1, true
}

// references reads P_DIFF, at most three times.
func (d *VP9Descriptor) references(p []byte, i int) (int, bool) {
	for {
		if len(p) <= i || d.References == 3 {
			return i, false
		}
		d.Reference[d.References] = p[i] >> 1
		d.References++
		i++
		if p[i-1]&0x01 == 0 {
			return i, true
		}
	}
}

func (s *VP9Structure) parse(p []byte, i int) (int, bool) {
	if len(p) <= i {
		return i, false
	}
	s.Layers, s.HasSizes = p[i]>>5+1, p[i]&0x10 != 0
	grouped := p[i]&0x08 != 0
	i++
	if s.HasSizes {
		if len(p) < i+4*int(s.Layers) {
			return i, false
		}
		for n := range s.Layers {
			s.Width[n] = uint16(p[i])<<8 | uint16(p[i+1])
			s.Height[n] = uint16(p[i+2])<<8 | uint16(p[i+3])
			i += 4
		}
	}
	if !grouped {
		return i, true
	}
	if len(p) <= i {
		return i, false
	}
	s.Group = p[i]
	i++
	for range s.Group {
		if len(p) <= i {
			return i, false
		}
		i += 1 + int(p[i]>>2&0x03) // the pictures that it refers to
	}
	return i, len(p) >= i
}

// Keyframe reports whether the packet begins a picture that needs no other: not predicted, in the lowest spatial layer.
func (d *VP9Descriptor) Keyframe() bool { return d.Start && !d.Inter && d.Spatial == 0 }
