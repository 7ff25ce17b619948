package codec

import mathbits "math/bits"

// choose decides whether a frame is passed, and goes to other layers where it allows that. It is asked once for a frame.
func (s *Selector) choose(f *Frame) bool {
	switch {
	case f.described():
		return s.chooseDescribed(f)
	case f.Kind == VP9:
		return s.chooseVP9(f)
	case f.Kind.Video():
		return s.chooseTemporal(f)
	case f.Silence:
		s.hush = min(s.hush+1, quiet+1)
		return s.hush <= quiet
	}
	s.hush = 0
	return true
}

// chooseTemporal is for VP8, and for others as far as their payload says anything. A frame with the sync bit needs no
// other than the base layer (RFC 7741 §4.2, Y). Later frames of its layer may need those of the layer below, so one goes
// up one layer at a time.
func (s *Selector) chooseTemporal(f *Frame) bool {
	want := All - s.cutTemporal
	s.waiting = false
	s.spatial = max(s.spatial, f.Spatial) // AV1 without a descriptor does not say where these can be cut
	s.target = s.spatial
	switch {
	case f.Key:
		s.temporal = want
	case !f.Start:
	case s.temporal > want:
		s.temporal = want
	case f.Switch && f.Temporal == s.temporal+1 && f.Temporal <= want:
		s.temporal++
	}
	return f.Temporal <= s.temporal
}

// chooseVP9 is for VP9 without a dependency descriptor (RFC 9628 §3, §4.2).
func (s *Selector) chooseVP9(f *Frame) bool {
	s.target = All - s.cutSpatial
	if f.layers > 0 {
		s.target = min(s.target, f.layers-1)
	}
	if f.Start {
		s.turnVP9(f)
	}
	pass := f.Temporal <= s.temporal && f.Spatial <= s.spatial
	if pass && f.aside && f.Spatial < s.spatial && (s.peak || f.inter && s.whole>>f.Spatial&1 == 0) {
		pass = false // nothing that she sees is made of it
	}
	s.weighVP9(f, pass)
	return pass
}

// turnVP9 goes to other layers at the start of a frame, where that is allowed.
func (s *Selector) turnVP9(f *Frame) {
	want := All - s.cutTemporal
	if f.Key {
		s.spatial, s.temporal, s.whole, s.up = s.target, want, 0, false
		s.peak, s.topped, s.waiting, s.fed = false, false, false, false
		return
	}
	if f.Spatial == 0 { // a new picture
		if s.temporal > want || s.temporal < want && s.up {
			s.temporal = want
		}
		if s.spatial > s.target && s.whole>>s.target&1 != 0 {
			s.spatial = s.target
		}
		if f.Temporal <= s.temporal {
			s.peak, s.topped, s.waiting, s.fed = s.topped, false, !s.fed, false
		}
	}
	// A frame that earlier pictures have no part in needs the layer below alone.
	if f.Spatial == s.spatial+1 && f.Spatial <= s.target && !f.inter && s.whole>>s.spatial&1 != 0 {
		s.spatial++
	}
}

// weighVP9 notes what a frame, passed or not, means for going to other layers later.
func (s *Selector) weighVP9(f *Frame, pass bool) {
	bit := uint8(1) << f.Spatial
	switch {
	case f.Temporal > s.temporal:
		s.up = false // those above that follow may need it
	case !pass:
		s.whole &^= bit
	case !f.inter && (!f.interLayer || s.whole<<1&bit != 0):
		s.whole |= bit
	}
	if pass && f.Switch {
		s.up = true
	}
	s.fed = s.fed || pass
	s.topped = s.topped || pass && f.Spatial == s.spatial
}

// chooseDescribed goes by the dependency descriptor: a viewer gets the frames of one decode target, and may go over to
// another at a frame that indicates so and that she can decode (AV1 RTP A.7).
func (s *Selector) chooseDescribed(f *Frame) bool {
	target := best(f.active, All-s.cutSpatial, All-s.cutTemporal)
	s.target = target >> 3
	ahead := int16(f.number - s.count) //nolint:gosec // serial number arithmetic
	if ahead > 0 {
		s.count = f.number
		s.sent <<= min(uint16(ahead), 64)
	}
	now := cellOf(s.spatial, s.temporal)
	if f.Start && ahead > 0 && (s.waiting || target != now) {
		decodable := !f.far && f.refs>>63 == 0 && f.refs<<1&^s.sent == 0
		if decodable && Indication(f.cells>>(2*target)&3) == Switch {
			s.spatial, s.temporal, s.waiting = target>>3, target&7, false
			now = target
		}
	}
	pass := !s.waiting && f.within(now)
	if back := -int(ahead); pass && (ahead > 0 || back < 64) {
		s.sent |= 1 << max(back, 0)
	}
	return pass
}

// best is the highest of the layers that are sent, and at most as high as wanted; or else the lowest that is sent.
func best(active uint32, spatial, temporal uint8) uint8 {
	for at := int(min(spatial, maxSpatial-1)); at >= 0; at-- {
		if row := uint8(active>>(at*maxTemporal)) & (1<<(temporal+1) - 1); row != 0 {
			return cellOf(uint8(at), uint8(mathbits.Len8(row)-1)) //nolint:gosec // small
		}
	}
	return uint8(mathbits.TrailingZeros32(active)) //nolint:gosec // small
}
