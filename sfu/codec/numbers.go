package codec

// kept is how many runs are remembered, for packets that come late: half a second of one run for every picture.
const kept = 16

// longAgo is how many numbers behind the newest a packet is not worth looking for.
const longAgo = 1 << 13

// run is a row of sequence numbers of the source that nothing was dropped from.
type run struct {
	from, until uint16 // the first, and the first that is no longer in it
	back        uint16 // how many were dropped before it
	picture     uint16 // what its picture ids are shifted by
	layer       uint8  // what was sent then: spatial<<3 | temporal
}

// numbers closes the gaps that dropped packets leave.
type numbers struct {
	newest uint16 // sequence number
	back   uint16 // how many were dropped
	shift  Shift
	open   bool // the latest run goes on
	head   uint8
	filled uint8
	runs   [kept]run

	picture uint16 // of the source, the newest
	tl0     uint8  // of the source, the newest
	out     uint16 // picture id as sent, the newest
	outTL0  uint8
	carried bool // out means something
}

// restart begins with the first packet of a source. Its sequence numbers are taken as they are.
func (n *numbers) restart(f *Frame, sequence uint16) {
	n.newest, n.back = sequence-1, 0
	n.open, n.filled = false, 0
	n.rebase(f)
}

// rebase makes the ids of a picture follow those sent last.
func (n *numbers) rebase(f *Frame) {
	n.shift = Shift{Kind: f.Kind}
	if n.carried && f.mask != 0 {
		n.shift.Picture = (n.out + 1 - f.picture) & f.mask
		if f.hasTL0 {
			n.shift.TL0 = n.outTL0 + 1 - f.tl0
		}
	}
	n.picture, n.tl0 = f.picture-1, f.tl0-1
}

// number takes note of the newest packet. Numbers that are missing before it are kept free for packets that may come
// late, unless those were for the viewer's eyes no more than what is dropped around them.
//
// Before is what was sent before the packet: the missing ones may belong to a frame of which a part was dropped, so that
// they are for her only if they are for who gets the lesser of both.
func (s *Selector) number(f *Frame, sequence uint16, pass, same bool, before uint8) {
	missing := sequence - s.newest - 1
	hidden := missing > 0 && s.unwanted(f, pass)
	if hidden {
		s.back += missing
	} else if missing > 0 {
		s.extend(s.newest+1, sequence, lesser(before, s.layers()))
	}
	if !same {
		s.follow(f, missing, hidden, pass)
	}
	s.newest = sequence
	if pass {
		s.extend(sequence, sequence+1, s.layers())
		return
	}
	s.drop(sequence)
}

// drop leaves a number out. Runs that are long past would be taken for later ones when numbers have wrapped.
func (n *numbers) drop(sequence uint16) {
	n.back++
	n.open = false
	if n.filled > 0 && sequence-n.runs[n.head].until > longAgo {
		n.filled = 0
	}
}

// unwanted reports whether the packets missing between the latest and f would have been dropped for sure.
func (s *Selector) unwanted(f *Frame, pass bool) bool {
	// They are neither the rest of a frame that was passed nor the beginning of one that is.
	if !s.last.known || s.last.pass && !s.last.end || pass && !f.Start {
		return false
	}
	if s.above(f) {
		return true
	}
	return !(s.last.pass && pass) && f.follows(s.last.id)
}

// above reports whether all pictures missing before f are of higher temporal layers than a viewer of the base layer
// gets: TL0PICIDX, which counts those of the base layer, says so (RFC 7741 §4.2).
func (s *Selector) above(f *Frame) bool {
	if f.Kind != VP8 || f.mask == 0 || !f.hasTL0 || s.temporal > 0 || f.Key {
		return false
	}
	based := f.tl0 - s.tl0
	if f.Temporal == 0 {
		return based == 1
	}
	return based == 0
}

// follow keeps picture ids without a gap. Those of VP8 are counted by decoders, which take a missing one for loss;
// those of VP9 and frame numbers of the dependency descriptor say what refers to what, and have to keep their distance.
// Where a number was kept free for a missing packet, its frame keeps an id as well.
func (s *Selector) follow(f *Frame, missing uint16, hidden, pass bool) {
	if f.mask == 0 {
		return
	}
	step := (f.picture - s.picture) & f.mask
	later := step > 0 && step <= f.mask>>1
	switch {
	case f.Key && step > 1 && (!later || missing == 0): // the publisher's encoder began anew
		s.open, s.filled = false, 0
		s.rebase(f)
	case later && hidden && s.above(f):
		s.shift.Picture -= step - 1
	}
	if f.Kind == VP8 && !pass && step > 0 {
		s.shift.Picture--
	}
	s.shift.Picture &= f.mask
	s.picture = f.picture
	if f.hasTL0 {
		s.tl0 = f.tl0
	}
	if pass {
		s.out, s.carried = (f.picture+s.shift.Picture)&f.mask, true
		if f.hasTL0 {
			s.outTL0 = f.tl0 + s.shift.TL0
		}
	}
}

// layers are those that are sent, as a run has them.
func (s *Selector) layers() uint8 { return s.spatial<<3 | s.temporal }

// lesser is what two pairs of layers have in common.
func lesser(a, b uint8) uint8 { return min(a>>3, b>>3)<<3 | min(a&7, b&7) }

// extend adds numbers to the latest run, or begins a new one with them.
func (s *Selector) extend(from, until uint16, layer uint8) {
	if r := &s.runs[s.head]; s.open && s.filled > 0 && r.layer == layer && r.until == from {
		if r.until = until; until-r.from > 2*longAgo {
			r.from = until - longAgo
		}
		return
	}
	s.head = (s.head + 1) % kept
	s.filled = min(s.filled+1, kept)
	s.runs[s.head] = run{from: from, until: until, back: s.back, picture: s.shift.Picture, layer: layer}
	s.open = true
}

// find returns the run that a number of the source is in; nil when it was dropped, or is too old.
func (n *numbers) find(sequence uint16) *run {
	if n.newest-sequence > longAgo {
		return nil
	}
	for i := range n.filled {
		r := &n.runs[(n.head+kept-i)%kept]
		if int16(sequence-r.from) < 0 { //nolint:gosec // serial number arithmetic
			continue
		}
		if int16(sequence-r.until) < 0 { //nolint:gosec // serial number arithmetic
			return r
		}
		return nil
	}
	return nil
}
