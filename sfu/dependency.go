package sfu

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pion/sdp/v3"

	"plenary/sfu/codec"
)

// A stream of AV1 with several layers cannot be told apart from its payload: the dependency descriptor (AV1 RTP appendix A)
// that comes with each packet says what depends on what, to us and to the viewer. She gets it as it came, but for the
// numbers of frames, which go on when the source changes, and the decode targets that are left to her.

// dependency is the dependency descriptor of a packet.
type dependency struct {
	raw       []byte
	parsed    codec.Descriptor
	structure *codec.Structure // by which it is to be read; that of many packets
}

// descriptorAtMost is the longest that is passed on: with the mask that is added, it still fits an extension (RFC 8285 §4.3).
const descriptorAtMost = 255 - 8

// describe keeps the descriptor of a packet that has been inspected; nil if there is none. Called by who reads.
func (l *layer) describe(raw []byte) *dependency {
	if len(raw) == 0 {
		return nil
	}
	d := &dependency{raw: slices.Clone(raw)}
	if !l.state.Dependency.Parse(d.raw, &d.parsed) {
		return nil
	}
	if d.parsed.Attached {
		structure := l.state.Dependency.Structure
		l.shared = &structure
	}
	if len(raw) > descriptorAtMost {
		return nil
	}
	d.structure = l.shared
	return d
}

// write appends what a viewer gets who is sent these layers; later is added to the number of the frame.
func (d *dependency) write(dst []byte, later uint16, spatial, temporal int) []byte {
	return d.parsed.Rewrite(dst, d.raw, later, d.structure.Targets(spatial, temporal))
}

// frames numbers the frames that are sent in a slot.
type frames struct {
	later  uint16 // added to the numbers of the source
	newest uint16 // as sent
}

// begin has the numbers of another source go on.
func (f *frames) begin(p *packet) {
	if p.dependency != nil {
		f.later = f.newest + 1 - p.dependency.parsed.Number
	}
}

// dependency appends the descriptor of a packet that is being sent; nothing for a viewer who takes none.
func (s *slot) dependency(dst []byte, p *packet) []byte {
	if p.dependency == nil || s.leg.link.descriptorID == 0 {
		return nil
	}
	if number := p.dependency.parsed.Number + s.frames.later; int16(number-s.frames.newest) > 0 { //nolint:gosec // serial numbers
		s.frames.newest = number
	}
	spatial, temporal := s.chooser.Layers()
	return p.dependency.write(dst, s.frames.later, spatial, temporal)
}

// aim tells what is to be sent of the layer: without descriptors, a viewer can show the lowest spatial layer of AV1 only.
func (s *slot) aim() {
	spatial := s.want.spatial
	if s.layer != nil && s.layer.kind == codec.AV1 && s.leg.link.descriptorID == 0 {
		spatial = 0
	}
	s.chooser.Want(spatial, s.want.temporal)
}

// descriptorOf is the number of the dependency descriptor's extension, if every picture of an offer has the same, and
// extensions of one and of two bytes may be mixed (RFC 8285 §6): a structure is too long for the former.
func descriptorOf(d *sdp.SessionDescription) uint8 {
	if !slices.ContainsFunc(d.Attributes, func(a sdp.Attribute) bool { return a.Key == "extmap-allow-mixed" }) {
		return 0
	}
	var pictures []*sdp.MediaDescription
	for _, m := range d.MediaDescriptions {
		if m.MediaName.Media == "video" {
			pictures = append(pictures, m)
		}
	}
	return extensionOf(pictures, codec.DependencyURI)
}

// extensionOf is the number of a header extension, if every section has the same, below the one that ends a list (RFC 8285
// §4.2); 0 if not.
func extensionOf(list []*sdp.MediaDescription, uri string) uint8 {
	id := uint8(0)
	for _, m := range list {
		found := uint8(0)
		for _, x := range m.Attributes {
			if x.Key != "extmap" {
				continue
			}
			number, of, _ := strings.Cut(x.Value, " ")
			number, _, _ = strings.Cut(number, "/")
			if of, _, _ = strings.Cut(of, " "); of != uri {
				continue
			}
			if n, err := strconv.ParseUint(number, 10, 8); err == nil && n >= 1 && n <= 14 {
				found = uint8(n)
			}
		}
		if found == 0 || id != 0 && found != id {
			return 0
		}
		id = found
	}
	return id
}
