package codec

// DependencyURI names the header extension in SDP (AV1 RTP A.9).
const DependencyURI = "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"

// Dependency reads the dependency descriptors of one stream, in the order in which packets come (AV1 RTP appendix A).
// Between packets it keeps the structure and the decode targets that the publisher sends.
type Dependency struct {
	Structure Structure
	known     bool
	active    uint32 // decode targets

	// What the structure says of Active for layers instead of decode targets.
	cells uint32
}

// Descriptor is the dependency descriptor of one packet (AV1 RTP A.8).
type Descriptor struct {
	Start, End        bool   // of a frame; a picture has one in each spatial layer
	Number            uint16 // of the frame, in the order of decoding
	Spatial, Temporal uint8
	Attached          bool   // a structure came with it: a new coded video sequence begins
	Active            uint32 // decode targets that the publisher sends
	Indications       uint64 // two bits for each decode target, the first lowest
	References        uint64 // bit i: refers to frame Number-1-i
	Far               bool   // refers to a frame more than 64 before
	Chains            [maxTargets]uint8
	Width, Height     uint16 // of the spatial layer; 0: not said

	flags                uint32
	targets              uint8
	structure, tail, end int // in bits: where the structure ends, where custom fields begin and end
}

// Indication is how the frame relates to a decode target.
func (d *Descriptor) Indication(target int) Indication {
	return Indication(d.Indications >> (2 * target) & 3)
}

// The flags of the extended fields.
const (
	hasStructure = 1 << (4 - iota)
	hasActive
	hasIndications
	hasReferences
	hasChains
)

// Parse reads a descriptor; that [Inspect] has read it before does no harm. It returns false for one that is malformed, or that needs a structure that did not come.
func (s *Dependency) Parse(b []byte, d *Descriptor) bool {
	*d = Descriptor{}
	if len(b) < 3 {
		return false
	}
	r := bits{b: b}
	d.Start, d.End = r.flag(), r.flag()
	id := uint8(r.read(6))
	d.Number = uint16(r.read(16))
	if len(b) > 3 {
		d.flags = r.read(5)
	}
	if d.flags&hasStructure != 0 {
		return s.attach(&r, id, d)
	}
	if !s.known || !s.Structure.frame(&r, id, s.active, d) {
		return false
	}
	if d.flags&hasActive != 0 {
		s.active, s.cells = d.Active, s.Structure.active(d.Active)
	}
	return true
}

// attach reads the rest of a descriptor that comes with a structure, which is kept if all of it is well.
func (s *Dependency) attach(r *bits, id uint8, d *Descriptor) bool {
	var fresh Structure
	if !fresh.parse(r) {
		return false
	}
	d.Attached, d.structure = true, r.at
	if !fresh.frame(r, id, 1<<fresh.targets-1, d) {
		return false
	}
	s.Structure, s.known = fresh, true
	s.active, s.cells = d.Active, fresh.active(d.Active)
	return true
}

// frame reads what comes behind the structure: the decode targets that are sent, where they are not the same as before,
// and frame_dependency_definition.
func (s *Structure) frame(r *bits, id uint8, active uint32, d *Descriptor) bool {
	if d.flags&hasActive != 0 {
		active = r.read(int(s.targets))
	}
	d.Active, d.targets, d.tail = active, s.targets, r.at
	index := (id + maxTemplates - s.offset) % maxTemplates
	if index >= s.templates {
		return false
	}
	t := &s.template[index]
	d.Spatial, d.Temporal = t.spatial, t.temporal
	d.Indications, d.References, d.Chains = t.indications, t.refs, t.chains
	if d.flags&hasIndications != 0 {
		d.Indications = indications(r, s.targets)
	}
	if d.flags&hasReferences != 0 {
		d.References = 0
		for n := int(r.read(2)); n > 0; n = int(r.read(2)) {
			if back := r.read(4 * n); back < 64 {
				d.References |= 1 << back
			} else {
				d.Far = true
			}
		}
	}
	if d.flags&hasChains != 0 {
		for i := range s.chains {
			d.Chains[i] = uint8(r.read(8))
		}
	}
	if s.sized {
		d.Width, d.Height = s.width[t.spatial], s.height[t.spatial]
	}
	d.end = r.at
	return !r.spent
}

// Guarded returns how many frames ago the last frame of the chain was that protects a decode target; 0 when the frame
// begins the chain anew, false when nothing protects it (AV1 RTP A.5).
func (s *Structure) Guarded(d *Descriptor, target int) (back int, ok bool) {
	if s.chains == 0 || target < 0 || target >= int(s.targets) {
		return 0, false
	}
	return int(d.Chains[s.guard[target]]), true
}

// Rewrite appends to dst what a viewer gets instead of b, which d was read from: a frame number later by
// add, which is for going over from one stream to another, and the mask of the decode targets that are forwarded to her.
// The mask goes into every packet, so that it is never lost (AV1 RTP A.4).
func (d *Descriptor) Rewrite(dst, b []byte, add uint16, active uint32) []byte {
	w := draft{b: append(dst, b[0])}
	w.write(uint32(d.Number+add), 16)
	w.write(d.flags|hasActive, 5)
	if d.Attached {
		w.copy(b, 29, d.structure)
	}
	w.write(active&d.Active, int(d.targets))
	w.copy(b, d.tail, d.end)
	return w.b
}

// inspect says of what frame a packet with a dependency descriptor is.
func (s *Dependency) inspect(b []byte) (f Frame, ok bool) {
	var d Descriptor
	if !s.Parse(b, &d) {
		return f, false
	}
	f.Start, f.End = d.Start, d.End
	f.Key = d.Start && d.Attached && d.References == 0 && !d.Far
	f.Spatial, f.Temporal = d.Spatial, d.Temporal
	f.Width, f.Height = d.Width, d.Height
	f.layers = s.Structure.spatial
	f.number, f.refs, f.far = d.Number, d.References, d.Far
	f.cells, f.active = s.Structure.spread(d.Indications), s.cells
	// Whoever gets the layers of this frame can begin with them here.
	f.Switch = Indication(f.cells>>(2*cellOf(d.Spatial, d.Temporal))&3) == Switch
	return f, true
}
