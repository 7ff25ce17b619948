package codec

// Bounds of a template dependency structure. Template ids have six bits and decode target counts five; the numbers of
// layers are those that AV1 has (AV1 §5.3.3), as in browsers.
const (
	maxTemplates = 64
	maxTargets   = 32
	maxSpatial   = 4
	maxTemporal  = 8
)

// Indication says how a frame relates to a decode target (AV1 RTP table A.1).
type Indication uint8

// The decode target indications.
const (
	NotPresent  Indication = iota // the target does without the frame
	Discardable                   // no later frame of the target needs it
	Switch                        // whoever can decode it can decode all later frames of the target
	Required
)

// Structure is a template dependency structure (AV1 RTP A.8.2): what the frames of a stream have in common. It comes
// with a keyframe and is kept until the next.
type Structure struct {
	offset    uint8 // of template ids
	templates uint8
	targets   uint8
	chains    uint8
	spatial   uint8 // layers
	sized     bool

	template      [maxTemplates]template
	guard         [maxTargets]uint8 // the chain that protects a decode target
	cell          [maxTargets]uint8 // the layers of a decode target
	cells         uint32            // all of them
	width, height [maxSpatial]uint16
}

// template is a frame dependency template.
type template struct {
	spatial, temporal uint8
	indications       uint64 // two bits for each decode target
	refs              uint64 // bit i: refers to the frame i+1 before
	chains            [maxTargets]uint8
}

// cellOf is the place of a pair of layers in a mask of them all.
func cellOf(spatial, temporal uint8) uint8 { return spatial*maxTemporal + temporal }

func (s *Structure) parse(r *bits) bool {
	*s = Structure{}
	s.offset = uint8(r.read(6))
	s.targets = uint8(r.read(5)) + 1
	if !s.parseLayers(r) {
		return false
	}
	for i := range s.templates {
		s.template[i].indications = indications(r, s.targets)
	}
	for i := range s.templates {
		for r.flag() {
			s.template[i].refs |= 1 << r.read(4)
		}
	}
	s.parseChains(r)
	s.place()
	if s.sized = r.flag(); s.sized {
		for i := range s.spatial {
			s.width[i], s.height[i] = size(r), size(r)
		}
	}
	return !r.spent
}

// size reads a width or a height; the largest, which does not fit, is none.
func size(r *bits) uint16 { return uint16(r.read(16) + 1) }

// parseLayers reads template_layers.
func (s *Structure) parseLayers(r *bits) bool {
	spatial, temporal := uint8(0), uint8(0)
	for {
		if s.templates == maxTemplates || r.spent {
			return false
		}
		t := &s.template[s.templates]
		t.spatial, t.temporal = spatial, temporal
		s.templates++
		switch r.read(2) {
		case 1:
			temporal++
		case 2:
			temporal = 0
			spatial++
		case 3:
			s.spatial = spatial + 1
			return true
		}
		if spatial == maxSpatial || temporal == maxTemporal {
			return false
		}
	}
}

// indications reads those of one frame for all decode targets.
func indications(r *bits, targets uint8) (all uint64) {
	for i := range targets {
		all |= uint64(r.read(2)) << (2 * i)
	}
	return all
}

// parseChains reads template_chains.
func (s *Structure) parseChains(r *bits) {
	s.chains = uint8(r.below(uint32(s.targets) + 1)) //nolint:gosec // at most 32
	if s.chains == 0 {
		return
	}
	for i := range s.targets {
		s.guard[i] = uint8(r.below(uint32(s.chains))) //nolint:gosec // less than 32
	}
	for i := range s.templates {
		for c := range s.chains {
			s.template[i].chains[c] = uint8(r.read(4))
		}
	}
}

// place finds the layers of every decode target: the highest of the frames in it (decode_target_layers).
func (s *Structure) place() {
	for target := range s.targets {
		spatial, temporal := uint8(0), uint8(0)
		for i := range s.templates {
			if t := &s.template[i]; t.indications>>(2*target)&3 != 0 {
				spatial, temporal = max(spatial, t.spatial), max(temporal, t.temporal)
			}
		}
		s.cell[target] = cellOf(spatial, temporal)
		s.cells |= 1 << s.cell[target]
	}
}

// spread turns indications for decode targets into indications for the layers that these have.
func (s *Structure) spread(indications uint64) (cells uint64) {
	for target := range s.targets {
		cells |= indications >> (2 * target) & 3 << (2 * s.cell[target])
	}
	return cells
}

// active turns a mask of decode targets into one of the layers that these have.
func (s *Structure) active(targets uint32) (cells uint32) {
	for target := range s.targets {
		cells |= targets >> target & 1 << s.cell[target]
	}
	return cells
}

// Targets returns the mask of the decode targets that are left to a viewer who gets at most these layers.
func (s *Structure) Targets(spatial, temporal int) (mask uint32) {
	for target := range s.targets {
		if at := int(s.cell[target]); at/maxTemporal <= spatial && at%maxTemporal <= temporal {
			mask |= 1 << target
		}
	}
	return mask
}

// Layers returns how many spatial layers the structure has.
func (s *Structure) Layers() int { return int(s.spatial) }
