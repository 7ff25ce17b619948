package codec

// longestSPS is how much of a sequence parameter set is read. Those of browsers have some 30 bytes.
const longestSPS = 256

// spsSize reads the size of the picture from a sequence parameter set without its first byte (H.264 §7.3.2.1.1);
// 0 × 0 when it does not say.
func spsSize(p []byte) (w, h uint16) {
	var plain [longestSPS]byte
	r := bits{b: plain[:unescape(plain[:], p)]}
	profile := r.read(8)
	r.read(16) // constraints, level
	r.exp()    // its id
	chroma := uint32(1)
	if highProfile(profile) {
		chroma = r.highFields()
	}
	r.exp() // log2_max_frame_num_minus4
	r.pictureOrder()
	r.exp()   // max_num_ref_frames
	r.read(1) // gaps
	wide, high := uint64(r.exp())+1, uint64(r.exp())+1
	fields := uint64(1)
	if !r.flag() { // frame_mbs_only_flag
		fields = 2
		r.read(1)
	}
	r.read(1) // direct_8x8_inference_flag
	wide, high = wide*16, high*16*fields
	if r.flag() { // frame_cropping_flag
		left, right, top, bottom := uint64(r.exp()), uint64(r.exp()), uint64(r.exp()), uint64(r.exp())
		unitX, unitY := uint64(1), fields
		if chroma == 1 || chroma == 2 {
			unitX = 2
		}
		if chroma == 1 {
			unitY *= 2
		}
		cutX, cutY := (left+right)*unitX, (top+bottom)*unitY
		if cutX >= wide || cutY >= high {
			return 0, 0
		}
		wide, high = wide-cutX, high-cutY
	}
	if r.spent || wide > 0xffff || high > 0xffff {
		return 0, 0
	}
	return uint16(wide), uint16(high) //nolint:gosec // checked
}

// unescape takes out the bytes that keep a NAL unit from containing a start code (H.264 §7.4.1), as far as dst reaches.
func unescape(dst, p []byte) int {
	n, zeros := 0, 0
	for _, b := range p {
		if zeros >= 2 && b == 3 {
			zeros = 0
			continue
		}
		if n == len(dst) {
			break
		}
		dst[n] = b
		n++
		if b == 0 {
			zeros++
		} else {
			zeros = 0
		}
	}
	return n
}

func highProfile(profile uint32) bool {
	switch profile {
	case 44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244:
		return true
	}
	return false
}

// highFields reads what high profiles add, and returns the chroma format; 0 for planes coded apart as for none.
func (r *bits) highFields() uint32 {
	chroma := r.exp()
	planes := chroma == 3 && r.flag()
	r.exp() // bit depths
	r.exp()
	r.read(1)
	if r.flag() { // seq_scaling_matrix_present_flag
		lists := 8
		if chroma == 3 {
			lists = 12
		}
		for i := range lists {
			if !r.flag() {
				continue
			}
			size := 16
			if i >= 6 {
				size = 64
			}
			r.scalingList(size)
		}
	}
	if planes {
		return 0
	}
	return chroma
}

// scalingList skips a scaling list (H.264 §7.3.2.1.1.1).
func (r *bits) scalingList(size int) {
	last, next := int32(8), int32(8)
	for range size {
		if next != 0 {
			next = (last + r.signed()%256 + 256) % 256
		}
		if next != 0 {
			last = next
		}
	}
}

// pictureOrder skips how pictures are put into order.
func (r *bits) pictureOrder() {
	switch r.exp() {
	case 0:
		r.exp()
	case 1:
		r.read(1)
		r.signed()
		r.signed()
		for range min(r.exp(), 255) {
			r.signed()
		}
	}
}
