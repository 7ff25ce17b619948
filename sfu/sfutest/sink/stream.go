package sink

import "time"

const (
	window = 512 // packets a stream remembers: more than a second of 720p
	// patience is how long a missing packet is waited for before it is lost and a picture broken.
	patience = int64(400 * time.Millisecond)
	// Repair is asked for a few milliseconds after a gap was seen, for packets that are only out of order, and again.
	nackAfter = int64(5 * time.Millisecond)
	nackAgain = int64(100 * time.Millisecond)
	// pliEvery is how long a viewer without a picture waits for one before it asks for a keyframe.
	pliEvery = int64(time.Second)
	sampling = 64 // one in so many packets is decrypted
	stamped  = 16 // and one in so many last packets of a frame
)

// stream counts what arrives under one SSRC: in sequence order, after repair, as a decoder would get it. Times are in
// nanoseconds since 1970.
type stream struct {
	ssrc  uint32
	video bool
	vp8   bool
	media *stream // of which this one has the retransmissions; nil: it is media itself

	cells    []cell
	first    uint64 // extended number of the first packet
	cursor   uint64 // of the next in order
	highest  uint64 // of the newest
	received uint64
	ends     uint64 // last packets of a frame
	blocked  int64  // since when the packet at cursor is missing; 0: it is not
	asked    uint64 // up to which number repair was asked for
	askAt    int64  // when to ask again
	pliAt    int64  // when to ask for a keyframe

	open, damaged, key bool   // the picture being put together
	timestamp          uint32 // and its time
	starving           bool   // no picture until the next keyframe

	timing
}

// cell is a received packet, reduced to what counting needs.
type cell struct {
	number             uint32 // extended number + 1; 0: nothing here
	timestamp          uint32
	key, marker, media bool
}

// arrive counts one packet.
func (s *stream) arrive(h *header, key, media bool, now int64, c *Stats) {
	if s.cells == nil {
		s.cells = make([]cell, window)
		s.first = 1<<16 + uint64(h.sequence) // room for packets that come before the first
		s.cursor, s.highest, s.asked = s.first, s.first-1, s.first
		s.starving = s.video
		s.pliAt = now + pliEvery
	}
	n := s.highest + uint64(int64(int16(h.sequence-uint16(s.highest)))) //nolint:gosec // numbers wrap
	x := &s.cells[n%window]
	switch {
	case x.number == uint32(n+1): //nolint:gosec // the low half is enough to tell
		c.Duplicates++
		return
	case n < s.cursor:
		c.Late++
		return
	}
	for n >= s.cursor+window { // far behind: what is missing there will not come
		s.consume(c)
	}
	if n > s.highest+1 {
		c.Gaps += n - s.highest - 1
		if s.blocked == 0 {
			s.blocked = now
		}
		s.askAt = now + nackAfter
	}
	s.highest = max(s.highest, n)
	s.received++
	*x = cell{number: uint32(n + 1), timestamp: h.timestamp, key: key, marker: h.marker, media: media} //nolint:gosec // as above
	s.advance(now, c)
}

// advance hands on what is in order, and gives up what has been missing for too long.
func (s *stream) advance(now int64, c *Stats) {
	for s.cursor <= s.highest {
		if s.cells[s.cursor%window].number != uint32(s.cursor+1) { //nolint:gosec // as in arrive
			if s.blocked == 0 {
				s.blocked = now
			}
			if now-s.blocked < patience {
				return
			}
		}
		s.consume(c)
		if s.starving && s.pliAt == 0 {
			s.pliAt = now // it was lost for good: at once
		}
	}
	s.blocked = 0
}

// consume takes the packet at the cursor, or notes its loss.
func (s *stream) consume(c *Stats) {
	x := s.cells[s.cursor%window]
	here := x.number == uint32(s.cursor+1) //nolint:gosec // as in arrive
	s.cursor++
	switch {
	case !here: // those right behind it have been missing for as long
		c.Lost++
		s.damaged = true
		if s.video && !s.starving {
			s.starving, s.pliAt = true, 0
		}
		return
	case !x.media:
	case !s.video:
		c.Frames++
	default:
		s.put(x, c)
	}
	s.blocked = 0
}

// put adds a packet to a picture.
func (s *stream) put(x cell, c *Stats) {
	if !s.open || s.timestamp != x.timestamp {
		s.damaged = s.damaged && s.timestamp == x.timestamp
		s.open, s.key, s.timestamp = true, false, x.timestamp
	}
	s.key = s.key || x.key
	if !x.marker {
		return
	}
	if s.key && !s.damaged {
		if s.starving {
			c.Keyframes++
		}
		s.starving, s.pliAt = false, 0
	}
	if !s.damaged && !s.starving {
		c.Frames++
	}
	s.open, s.damaged = false, false
}

// missing appends the numbers to ask for again, and says when to look the next time.
func (s *stream) missing(now int64, list []uint16) []uint16 {
	if s.blocked == 0 || now < s.askAt {
		return list
	}
	s.askAt = now + nackAgain
	for n := s.cursor; n < s.highest && len(list) < window; n++ {
		if s.cells[n%window].number != uint32(n+1) { //nolint:gosec // as in arrive
			list = append(list, uint16(n)) //nolint:gosec // numbers wrap
		}
	}
	return list
}

// wantsKeyframe tells whether it is time to ask for one.
func (s *stream) wantsKeyframe(now int64) bool {
	if !s.starving || now < s.pliAt {
		return false
	}
	s.pliAt = now + pliEvery
	if s.open && s.key && !s.damaged {
		return false // one has begun to arrive: asking for another would be rude
	}
	for n := s.cursor; n <= s.highest; n++ {
		if x := &s.cells[n%window]; x.number == uint32(n+1) && x.key { //nolint:gosec // as in arrive
			return false
		}
	}
	return true
}

// due is when something has to be done for the stream; 0: nothing.
func (s *stream) due() int64 {
	at := int64(0)
	if s.blocked != 0 {
		at = s.blocked + patience
		if s.video {
			at = min(at, s.askAt)
		}
	}
	if s.starving && (at == 0 || s.pliAt < at) {
		at = max(s.pliAt, 1)
	}
	return at
}

// looks tells whether the next packet has to be decrypted, which is what tells a keyframe.
func (s *stream) looks(h *header, size int) bool {
	switch {
	case s.media != nil, s.cells == nil, s.starving:
		return true
	case h.padded && size <= 255:
		return true // nothing but padding, perhaps
	case h.marker && s.video:
		s.ends++
		return s.ends%stamped == 0 || s.received%sampling == 0
	}
	return s.received%sampling == 0
}
