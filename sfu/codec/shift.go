package codec

// Shift is what is to be added to the picture id and TL0PICIDX in a payload of VP8 or VP9, so that they go on without a
// break from what the viewer got before. The zero value changes nothing.
type Shift struct {
	Picture uint16
	TL0     uint8
	Kind    Kind
}

// Zero reports whether the payload can be sent as it is.
func (s Shift) Zero() bool { return s.Picture == 0 && s.TL0 == 0 }

// Put changes a payload in place. Lengths stay as they are: a picture id of 7 bits keeps 7 (RFC 7741 §4.2, RFC 9628 §4.2).
// A payload without a picture id is left alone.
func (s Shift) Put(p []byte) {
	switch {
	case s.Zero():
	case s.Kind == VP8:
		if d, ok := ParseVP8(p); ok && d.HasPicture {
			putPicture(p, d.pictureAt, d.Picture+s.Picture, d.Long)
			if d.HasTL0 {
				p[d.tl0At] = d.TL0 + s.TL0
			}
		}
	case s.Kind == VP9:
		if d, ok := ParseVP9(p); ok && d.HasPicture {
			putPicture(p, d.pictureAt, d.Picture+s.Picture, d.Long)
			if d.HasTL0 {
				p[d.tl0At] = d.TL0 + s.TL0
			}
		}
	}
}

// Apply returns the payload with its numbers changed: itself when there is nothing to change, and otherwise a copy in
// buf, since the payload is shared by all viewers.
func (s Shift) Apply(p, buf []byte) []byte {
	if s.Zero() {
		return p
	}
	out := append(buf[:0], p...)
	s.Put(out)
	return out
}

func putPicture(p []byte, at int, id uint16, long bool) {
	if long {
		p[at], p[at+1] = 0x80|byte(id>>8), byte(id)
		return
	}
	p[at] = byte(id & 0x7f)
}
