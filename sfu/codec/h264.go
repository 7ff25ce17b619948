package codec

// NAL unit types (H.264 table 7-1, RFC 6184 table 1).
const (
	nalSlice = 1
	nalIDR   = 5
	nalSPS   = 7
	nalAUD   = 9
	nalStapA = 24
	nalFuA   = 28
)

// inspectH264 says of what frame an H264 packet is: a single NAL unit, a STAP-A or a part of an FU-A (RFC 6184 §5).
// H264 carries no layers in its payload; where a publisher makes some, the dependency descriptor tells.
func (st *State) inspectH264(p []byte, marker bool) (f Frame, ok bool) {
	if len(p) == 0 {
		return f, false
	}
	switch p[0] & 0x1f {
	case nalStapA:
		ok = st.aggregate(&f, p[1:])
	case nalFuA:
		if ok = len(p) > 1; ok && p[1]&0x80 != 0 {
			st.nal(&f, p[1]&0x1f, p[2:])
		}
	default:
		ok = true
		st.nal(&f, p[0]&0x1f, p[1:])
	}
	if !ok {
		return f, false
	}
	// A keyframe begins with its parameter set, where it has one.
	if f.Key && st.parameters && !f.parameters {
		f.Key = false
	}
	st.parameters = (st.parameters || f.parameters) && !marker
	f.End = marker
	f.Width, f.Height = st.width[0], st.height[0]
	return f, true
}

// aggregate reads the NAL units of a STAP-A (RFC 6184 §5.7.1).
func (st *State) aggregate(f *Frame, p []byte) bool {
	for len(p) > 0 {
		if len(p) < 2 {
			return false
		}
		size := int(p[0])<<8 | int(p[1])
		if size == 0 || len(p) < 2+size {
			return false
		}
		st.nal(f, p[2]&0x1f, p[3:2+size])
		p = p[2+size:]
	}
	return true
}

// nal takes note of the beginning of one NAL unit, without its first byte.
func (st *State) nal(f *Frame, kind byte, p []byte) {
	switch kind {
	case nalSPS:
		f.Start, f.Key, f.parameters = true, true, true
		if w, h := spsSize(p); w > 0 {
			st.width[0], st.height[0] = w, h
		}
	case nalAUD:
		f.Start = true
	case nalSlice, nalIDR:
		// first_mb_in_slice is 0, which is written as one set bit: the first slice of the picture (H.264 §7.3.3).
		if len(p) > 0 && p[0]&0x80 != 0 {
			f.Start = true
			f.Key = f.Key || kind == nalIDR
		}
	}
}
