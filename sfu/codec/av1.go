package codec

// AV1Header is the aggregation header of an AV1 packet (AV1 RTP §4.4).
type AV1Header struct {
	Continues bool  // Z: the first element is the rest of one that the packet before began
	Continued bool  // Y: the last element goes on in the next packet
	Elements  uint8 // W: how many; 0: every element has its length before it
	Sequence  bool  // N: the packet is the first of a coded video sequence
}

// ParseAV1 reads the aggregation header of an AV1 packet.
func ParseAV1(p []byte) (h AV1Header, ok bool) {
	if len(p) < 1 {
		return h, false
	}
	h = AV1Header{Continues: p[0]&0x80 != 0, Continued: p[0]&0x40 != 0, Elements: p[0] >> 4 & 0x03, Sequence: p[0]&0x08 != 0}
	return h, !h.Sequence || !h.Continues
}

// OBU types (AV1 §6.2.2).
const obuSequence = 1

// inspectAV1 says of what frame an AV1 packet is, from its payload. That suffices where there is one layer; where there
// are more, the dependency descriptor, which is read instead, says what depends on what.
func (st *State) inspectAV1(p []byte, marker bool) (f Frame, ok bool) {
	h, ok := ParseAV1(p)
	if !ok {
		return f, false
	}
	for rest, n := p[1:], 0; len(rest) > 0; n++ {
		element, after, whole := nextElement(rest, h.Elements, n)
		if !whole {
			return f, false
		}
		if n > 0 || !h.Continues {
			st.obu(element)
		}
		rest = after
	}
	f.Key = h.Sequence
	f.Start, f.End = h.Sequence || st.ended && !h.Continues, marker
	st.ended = marker
	f.Spatial, f.Temporal = st.spatial, st.temporal
	f.Width, f.Height = st.width[0], st.height[0]
	return f, true
}

// nextElement takes the next OBU element off a payload (AV1 RTP §4.5).
func nextElement(p []byte, count uint8, n int) (element, rest []byte, ok bool) {
	if count > 0 && n+1 >= int(count) {
		return p, nil, n < int(count)
	}
	size, i := 0, 0
	for { // leb128 (AV1 §4.10.5), of which four bytes are far more than a packet can hold
		if i == len(p) || i == 4 {
			return nil, nil, false
		}
		b := p[i]
		size |= int(b&0x7f) << (7 * i)
		i++
		if b&0x80 == 0 {
			break
		}
	}
	if size > len(p)-i {
		return nil, nil, false
	}
	return p[i : i+size], p[i+size:], true
}

// obu takes note of the beginning of one OBU (AV1 §5.3).
func (st *State) obu(p []byte) {
	if len(p) == 0 {
		return
	}
	kind, extended, sized := p[0]>>3&0x0f, p[0]&0x04 != 0, p[0]&0x02 != 0
	p = p[1:]
	if extended {
		if len(p) == 0 {
			return
		}
		st.temporal, st.spatial = p[0]>>5, p[0]>>3&0x03
		p = p[1:]
	}
	if kind != obuSequence {
		return
	}
	if sized {
		for len(p) > 0 && p[0]&0x80 != 0 {
			p = p[1:]
		}
		if len(p) > 0 {
			p = p[1:]
		}
	}
	if w, h := sequenceSize(p); w > 0 {
		st.width[0], st.height[0] = w, h
	}
}

// sequenceSize reads the largest size of a picture from a sequence header (AV1 §5.5.1); 0 × 0 when it does not say.
func sequenceSize(p []byte) (w, h uint16) {
	r := bits{b: p}
	r.read(4) // profile, still picture
	if r.flag() {
		r.read(5) // reduced_still_picture_header
	} else {
		r.operatingPoints()
	}
	wide, high := int(r.read(4))+1, int(r.read(4))+1
	x, y := r.read(wide)+1, r.read(high)+1
	if r.spent || x > 0xffff || y > 0xffff {
		return 0, 0
	}
	return uint16(x), uint16(y) //nolint:gosec // checked
}

func (r *bits) operatingPoints() {
	model, delay := false, 0
	if r.flag() { // timing_info_present_flag
		r.read(32)
		r.read(32)
		if r.flag() { // equal_picture_interval
			r.exp() // uvlc, which is written alike
		}
		if model = r.flag(); model {
			delay = int(r.read(5)) + 1
			r.read(32)
			r.read(10)
		}
	}
	display := r.flag()
	for range r.read(5) + 1 {
		r.read(12)
		if r.read(5) > 7 {
			r.read(1)
		}
		if model && r.flag() {
			r.read(delay)
			r.read(delay)
			r.read(1)
		}
		if display && r.flag() {
			r.read(4)
		}
	}
}
