package codec

// inspectVP9 says of what frame a VP9 packet is.
func (st *State) inspectVP9(p []byte) (f Frame, ok bool) {
	d, ok := ParseVP9(p)
	if !ok {
		return f, false
	}
	f.Start, f.End, f.Key = d.Start, d.End, d.Keyframe()
	f.Spatial, f.Temporal, f.Switch = d.Spatial, d.Temporal, d.Up
	f.inter, f.interLayer, f.aside = d.Inter, d.InterLayer, d.Aside
	st.learnVP9(&d, p, f.Key)
	f.layers = st.layers
	f.Width, f.Height = st.width[d.Spatial], st.height[d.Spatial]
	f.picture, f.mask = d.Picture, mask(d.HasPicture, d.Long)
	f.tl0, f.hasTL0 = d.TL0, d.HasTL0
	return f, true
}

// learnVP9 remembers how many spatial layers there are, and how large they are: from the scalability structure, or from
// the header of a keyframe where there is none.
func (st *State) learnVP9(d *VP9Descriptor, p []byte, key bool) {
	switch {
	case d.HasStructure:
		st.layers = d.Structure.Layers
		if d.Structure.HasSizes {
			st.width, st.height = d.Structure.Width, d.Structure.Height
		}
	case key:
		if !d.HasLayer {
			st.layers = 1
		}
		if w, h := vp9Size(p[d.Size:]); w > 0 {
			st.width[0], st.height[0] = w, h
		}
	}
}

// vp9Size reads the size of a keyframe from its uncompressed header (VP9 bitstream specification §6.2); 0 × 0 when the
// packet does not say.
func vp9Size(p []byte) (w, h uint16) {
	r := bits{b: p}
	if r.read(2) != 2 { // frame_marker
		return 0, 0
	}
	profile := r.read(1) | r.read(1)<<1
	if profile == 3 {
		r.read(1)
	}
	if r.read(2) != 0 { // show_existing_frame, frame_type of a keyframe
		return 0, 0
	}
	r.read(2)
	if r.read(24) != 0x498342 { // frame_sync_code
		return 0, 0
	}
	if profile >= 2 {
		r.read(1) // bit depth
	}
	const rgb = 7
	if r.read(3) != rgb {
		r.read(1)
		if profile&1 != 0 {
			r.read(3)
		}
	} else if profile&1 != 0 {
		r.read(1)
	}
	wide, high := r.read(16)+1, r.read(16)+1
	if r.spent || wide > 0xffff || high > 0xffff {
		return 0, 0
	}
	return uint16(wide), uint16(high) //nolint:gosec // checked
}
