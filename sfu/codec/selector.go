package codec

// Action is what becomes of a packet.
type Action uint8

// A packet is dropped without a trace, since the numbers of those after it close the gap; or passed; or, when it comes
// late and others have been sent under the numbers after its own, replaced by padding: RTP without payload, which keeps
// the viewer from asking for it again.
const (
	Drop Action = iota
	Pass
	Pad
)

// Verdict is what a viewer gets of a packet.
type Verdict struct {
	Action   Action
	Marker   bool   // of the packet as sent: the picture ends with the highest layer that she gets
	Sequence uint16 // of the source, less what was dropped before
	Shift    Shift  // for the payload
}

// All is the layer that no encoding has above its highest.
const All = 7

// quiet is how many packets of silence are sent, so that a decoder knows that it is meant, before they are dropped.
const quiet = 3

// Selector decides which packets of a source one viewer gets, who wants at most some layers of it, and closes the gaps
// in sequence numbers and VP8 picture ids that the others leave. It belongs to the place where the viewer shows the
// source and goes on from source to source; the zero value wants everything. It must get every packet of the source, in
// the order in which they come, and none twice.
type Selector struct {
	cutSpatial, cutTemporal uint8 // wanted, counted down from All
	spatial, temporal       uint8 // sent; with a dependency descriptor that of the decode target
	target                  uint8 // spatial layer that is wanted and there
	begun                   bool
	waiting                 bool // nothing can be sent before a keyframe

	// VP9.
	whole  uint8 // spatial layers that the viewer has everything of
	up     bool  // she may go up to any temporal layer now
	topped bool  // this picture has a frame of the highest layer sent
	peak   bool  // the picture before had
	fed    bool  // something of this picture was passed

	// Dependency descriptor.
	sent  uint64 // bit i: frame latest-i was passed
	count uint16 // number of the latest frame

	hush uint8 // packets of silence in a row
	last last
	numbers
}

// last is what is remembered of the latest packet.
type last struct {
	id        uint32
	known     bool // id says something
	pass, end bool
}

// Want sets the highest layers that the viewer should get; All for everything. Going down waits for the next frame that
// allows it, going up for one that needs nothing she did not get.
func (s *Selector) Want(spatial, temporal int) {
	s.cutSpatial, s.cutTemporal = All-clamp(spatial), All-clamp(temporal)
}

func clamp(layer int) uint8 { return uint8(min(max(layer, 0), All)) } //nolint:gosec // three bits

// Begin says that the next packet comes from another source or encoding: it should be the first of a keyframe. What the
// viewer gets of it goes on in picture ids where she is; its sequence numbers are the source's.
func (s *Selector) Begin() { s.begun = false }

// Layers returns the highest layers that are being sent; All where nothing is cut off.
func (s *Selector) Layers() (spatial, temporal int) { return int(s.spatial), int(s.temporal) }

// NeedsKey reports whether the spatial layer that is wanted has not been reached. A keyframe always brings it; where the
// encoding allows to go down without, the next frame of the lowest temporal layer does.
func (s *Selector) NeedsKey() bool { return s.begun && (s.waiting || s.target != s.spatial) }

// Next decides about the next packet. The marker is that of the packet.
func (s *Selector) Next(f *Frame, sequence uint16, marker bool) Verdict {
	if !s.begun {
		s.start(f, sequence)
	}
	if int16(sequence-s.newest) <= 0 { //nolint:gosec // serial number arithmetic, RFC 1982
		return s.late(f, sequence, marker)
	}
	id, known := f.id()
	same := known && s.last.known && id == s.last.id
	pass, before := s.last.pass, s.layers()
	if !same {
		pass = s.choose(f)
	}
	s.number(f, sequence, pass, same, before)
	s.last.id, s.last.known, s.last.pass, s.last.end = id, known, pass, f.End
	if !pass {
		return Verdict{}
	}
	return Verdict{
		Action: Pass, Marker: marker || f.End && f.Spatial == s.spatial,
		Sequence: sequence - s.back, Shift: s.shift,
	}
}

// late decides about a packet that comes behind its time: if its number was kept free for it, it is sent or padded.
func (s *Selector) late(f *Frame, sequence uint16, marker bool) Verdict {
	r := s.find(sequence)
	if r == nil {
		return Verdict{}
	}
	v := Verdict{Action: Pass, Sequence: sequence - r.back, Shift: s.shift}
	v.Shift.Picture = r.picture
	v.Marker = marker || f.End && f.Spatial == r.layer>>3
	if !f.within(r.layer) {
		v.Action, v.Shift, v.Marker = Pad, Shift{}, false
	}
	return v
}

// Skip decides about a packet that no viewer needs, such as the padding with which a publisher probes her uplink: it is
// dropped, or stays padding where its number was kept free.
func (s *Selector) Skip(sequence uint16) Verdict {
	if !s.begun {
		return Verdict{}
	}
	if int16(sequence-s.newest) <= 0 { //nolint:gosec // serial number arithmetic
		if r := s.find(sequence); r != nil {
			return Verdict{Action: Pad, Sequence: sequence - r.back}
		}
		return Verdict{}
	}
	if sequence != s.newest+1 {
		s.extend(s.newest+1, sequence, s.layers())
	}
	s.newest = sequence
	s.drop(sequence)
	return Verdict{}
}

// start makes ready for the first packet of a source.
func (s *Selector) start(f *Frame, sequence uint16) {
	s.begun, s.last = true, last{}
	s.spatial, s.temporal, s.target = 0, 0, 0
	s.waiting = f.described()
	s.whole, s.up, s.topped, s.peak, s.fed = 0, false, false, false, true
	s.sent, s.count = 0, f.number-1
	s.hush = 0
	s.restart(f, sequence)
}

// id tells frames apart; false where nothing in the packet does.
func (f *Frame) id() (id uint32, known bool) {
	if f.described() {
		return uint32(f.number), true
	}
	return uint32(f.picture)<<3 | uint32(f.Spatial), f.mask != 0
}

// follows reports whether the frame with an id is f or the very next before it, so that nothing lies between them.
func (f *Frame) follows(id uint32) bool {
	now, _ := f.id()
	switch {
	case now == id:
		return true
	case f.described():
		return uint16(now-id) == 1 //nolint:gosec // frame numbers have 16 bits
	case f.Kind == VP8:
		return uint16(now>>3-id>>3)&f.mask == 1 //nolint:gosec // picture ids have 15 bits
	}
	return now == id+1 // the next spatial layer of the picture
}

// within reports whether a viewer who gets these layers needs the frame.
func (f *Frame) within(layer uint8) bool {
	if f.described() {
		return Indication(f.cells>>(2*(layer&31))&3) != NotPresent
	}
	return f.Temporal <= layer&7 && f.Spatial <= layer>>3
}
