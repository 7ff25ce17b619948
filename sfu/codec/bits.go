package codec

// bits reads fields that do not end at bytes, most significant bit first. Behind the end it reads zeros and is spent.
type bits struct {
	b     []byte
	at    int // in bits
	spent bool
}

// read returns the next n bits, 32 at most.
func (r *bits) read(n int) uint32 {
	if n > len(r.b)*8-r.at {
		r.at, r.spent = len(r.b)*8, true
		return 0
	}
	v := uint32(0)
	for n > 0 {
		inByte := r.at & 7
		take := min(8-inByte, n)
		part := r.b[r.at>>3] >> (8 - inByte - take) & (1<<take - 1)
		v = v<<take | uint32(part)
		r.at += take
		n -= take
	}
	return v
}

func (r *bits) flag() bool { return r.read(1) != 0 }

// exp reads an unsigned Exp-Golomb number: ue(v) of H.264 §9.1. No field that we read needs more than 32 bits.
func (r *bits) exp() uint32 {
	zeros := 0
	for !r.flag() {
		if zeros++; r.spent || zeros > 31 {
			r.spent = true
			return 0
		}
	}
	return 1<<zeros - 1 + r.read(zeros)
}

// signed reads a signed Exp-Golomb number: se(v) of H.264 §9.1.1.
func (r *bits) signed() int32 {
	k := int64(r.exp())
	if k&1 != 0 {
		return int32((k + 1) / 2) //nolint:gosec // at most 2³¹
	}
	return int32(-k / 2) //nolint:gosec // at least -2³¹
}

// below reads a number smaller than n with as few bits as that takes: ns(n) of the AV1 RTP specification, A.8.2.
func (r *bits) below(n uint32) uint32 {
	width := 0
	for x := n; x != 0; x >>= 1 {
		width++
	}
	short := uint32(1)<<width - n
	v := r.read(width - 1)
	if v < short {
		return v
	}
	return v<<1 - short + r.read(1)
}

// draft writes fields that do not end at bytes into a caller's buffer.
type draft struct {
	b    []byte
	free int // bits of the last byte that are not written
}

func (w *draft) write(v uint32, n int) {
	for n > 0 {
		if w.free == 0 {
			w.b, w.free = append(w.b, 0), 8
		}
		take := min(w.free, n)
		part := byte(v >> (n - take) & (1<<take - 1)) //nolint:gosec // eight bits at most
		w.b[len(w.b)-1] |= part << (w.free - take)
		w.free -= take
		n -= take
	}
}

// copy writes the bits of another buffer from one place to another.
func (w *draft) copy(b []byte, from, to int) {
	r := bits{b: b, at: from}
	for r.at < to {
		n := min(to-r.at, 32)
		w.write(r.read(n), n)
	}
}
