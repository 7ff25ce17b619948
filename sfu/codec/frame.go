package codec

// Frame is what a forwarder must know of a packet: of what frame it is, and what that frame is for. It is a value that
// holds no memory of the packet, made once for a packet and read for every viewer.
type Frame struct {
	Kind  Kind
	Start bool // first packet of the frame. A picture with spatial layers has one frame in each
	End   bool // last packet of the frame
	Key   bool // first packet of a picture that needs no other: a viewer can begin here

	// Switch says that a viewer can go up to the frame's temporal layer here. With VP9 it says that she can go up behind
	// the frame, to all layers above it.
	Switch bool

	Spatial, Temporal uint8
	Width, Height     uint16 // of the spatial layer's pictures; 0: nothing has said so

	Silence bool // of Opus: discontinuous transmission, there is nothing to hear

	layers     uint8 // spatial ones; 0: not known
	inter      bool  // VP9: needs earlier pictures
	interLayer bool  // VP9: needs the spatial layer below
	aside      bool  // VP9: no higher spatial layer needs it
	hasTL0     bool
	parameters bool // H264: has a sequence parameter set
	tl0        uint8
	picture    uint16
	mask       uint16 // what of picture counts; 0: there is none

	// Of the dependency descriptor; active is 0 without.
	number uint16
	far    bool
	active uint32 // layers that the publisher sends
	cells  uint64 // two bits for each of them: the indication
	refs   uint64 // bit i: refers to frame number-1-i
}

// described reports whether a dependency descriptor says what depends on what.
func (f *Frame) described() bool { return f.active != 0 }

// For reports whether a viewer needs the frame who gets these layers: one and the same for a whole stream, All for none.
func (f *Frame) For(spatial, temporal int) bool {
	s, t := clamp(spatial), clamp(temporal)
	return f.within(s<<3|t) && !(f.aside && f.Spatial < s)
}

// State is what is kept of an encoding between its packets. One goroutine gives it the packets, in the order in which
// they come.
type State struct {
	Dependency Dependency

	width, height     [8]uint16 // of the spatial layers
	layers            uint8
	parameters        bool  // H264: a parameter set came before in this frame
	ended             bool  // AV1: the packet before was the last of its picture
	spatial, temporal uint8 // AV1: of the last OBU that said so
}

// Inspect says what a packet is. The descriptor is the packet's dependency descriptor; nil without one. It returns false
// for a packet that cannot be understood, which is then of no use to anybody; a packet without payload is not for it.
func Inspect(k Kind, payload, descriptor []byte, marker bool, st *State) (f Frame, ok bool) {
	switch k {
	case VP8:
		f, ok = st.inspectVP8(payload, marker)
	case VP9:
		f, ok = st.inspectVP9(payload)
	case H264:
		f, ok = st.inspectH264(payload, marker)
	case AV1:
		f, ok = st.inspectAV1(payload, marker)
	case Opus:
		f, ok = Frame{Start: true, End: true, Silence: Silent(payload)}, len(payload) > 0
	case RED:
		_, primary, fine := Primary(payload)
		f, ok = Frame{Start: true, End: true, Silence: fine && Silent(primary)}, fine
	case Other:
		f, ok = Frame{Start: true, End: true}, true
	}
	f.Kind = k
	if len(descriptor) == 0 || !k.Video() {
		return f, ok
	}
	d, described := st.Dependency.inspect(descriptor)
	if !described {
		return f, ok && k != AV1 // its payload says too little, and may be encrypted
	}
	d.Kind, d.picture, d.mask, d.tl0, d.hasTL0 = k, f.picture, f.mask, f.tl0, f.hasTL0
	if d.Width == 0 {
		d.Width, d.Height = f.Width, f.Height
	}
	return d, ok || k == AV1 || k == H264
}
