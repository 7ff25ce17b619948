package sfu

import (
	"time"

	"plenary/sfu/codec"
	"plenary/sfu/estimate"
)

// wayAtFirst and wayAtLeast are what the way to a viewer is taken to bear, in bits per second; the most is a limit.
const (
	wayAtFirst = 2_500_000
	wayAtLeast = 50_000
)

// cutAt is how much larger than the budget a picture is that is cut off, in hundredths. With less, enough arrives that the
// way to the next keyframe is no freeze.
const cutAt = 150

// lackAtFirst and lackAgain are how long a spatial layer is waited for before a keyframe is asked for, and until the next.
const (
	lackAtFirst = 150 * time.Millisecond
	lackAgain   = 5 * time.Second
)

// anyRank is larger than that of any layer.
const anyRank = 1 << 10

// adapt shares what the way to the viewer bears among the pictures that she shows.
func (l *AudienceLeg) adapt(now time.Time) {
	budget, ok := l.link.bears(now)
	if !ok {
		l.choose(now)
		return
	}
	speaker := ""
	l.mu.Lock()
	st := l.stage
	l.mu.Unlock()
	if st != nil {
		speaker = st.speaking()
	}
	var slots []*slot
	var list []demand
	sound := 0
	for _, s := range l.slots {
		switch d, sounds, ok := s.demand(speaker, now); {
		case sounds:
			sound += soundRate
		case ok:
			slots, list = append(slots, s), append(list, d)
		}
	}
	budget -= sound
	next := allocate(budget, list)
	for i, s := range slots {
		if y := s.limit(list[i].given, budget, now); y != nil {
			y.wantKeyframe(now)
		}
	}
	l.choose(now)
	if next > 0 {
		l.probe(next*raiseMargin/100+sound, now) // with less, it would not be given
	}
}

// demand is what a slot would like to be sent. sounds: it is a sound that is being sent; ok: it is a picture that is
// shown.
func (s *slot) demand(speaker string, now time.Time) (d demand, sounds, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.source == nil {
		return d, false, false
	}
	if !s.video {
		return d, s.current != nil, false
	}
	layers := s.source.list()
	best := chooseLayer(layers, s.height, anyRank, now)
	if best == nil {
		return d, false, false
	}
	d.order, d.given = othersLast, -1
	switch {
	case s.source.kind == Screen:
		d.order = screenFirst
	case s.kind == MainSlot || s.source.leg.id == speaker && speaker != "":
		d.order = speakerNext
	}
	s.steps = s.steps[:0]
	for _, y := range layers {
		if y.rank > best.rank || !y.alive(now) {
			continue
		}
		height, first := 0, len(s.steps)
		if y == best {
			height = s.height
		}
		s.steps = y.steps(s.steps, height)
		for i := first; y == s.current && i < len(s.steps); i++ {
			if x := s.steps[i]; i == first || x.spatial <= s.want.spatial && x.temporal <= s.want.temporal {
				d.given = i
			}
		}
	}
	for i, x := range s.steps {
		d.rates = append(d.rates, x.rate)
		if d.smooth == i && x.temporal < codec.All {
			d.smooth++
		}
	}
	return d, false, true
}

// limit takes what was allocated to the last demand. A picture that is far more than the way bears for all of them is cut
// off at once and does not wait for the next one's keyframe: nothing of it arrives whole any more, and it keeps the queue
// long in which that keyframe would be lost.
//
// The layer is returned of which a keyframe is needed, for what was allocated cannot be reached without one.
func (s *slot) limit(given, budget int, now time.Time) *layer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.most = -1; given >= 0 && given < len(s.steps) {
		s.most, s.held = s.steps[given].rank, len(s.steps)-1-given
		s.give(s.steps[given])
	}
	if s.above() && s.rate() > budget*cutAt/100 {
		within := s.most >= s.current.rank
		s.follow(s.target, nil)
		s.sever()
		if within { // nothing else asks for it, since the encoding stays the same
			return s.target
		}
	}
	if s.current == nil || s.current != s.target || s.burst || !s.chooser.NeedsKey() {
		s.lacking = time.Time{}
		return nil
	}
	switch {
	case s.lacking.IsZero(): // where an encoding allows it, the next frame of the base layer does
		s.lacking = now.Add(lackAtFirst)
	case !now.Before(s.lacking): // the camera is asked until one comes; if that was of no use, not for a while
		s.lacking = now.Add(lackAgain)
		return s.current
	}
	return nil
}

// give sets which layers of an encoding are sent. Called with mu held.
func (s *slot) give(x step) {
	s.want = x
	s.aim()
}

// above reports whether the slot sends more than it may and cannot go down before a keyframe: of another encoding, or of the
// same where its spatial layers need each other in keyframes only. Called with mu held.
func (s *slot) above() bool {
	if s.current == nil {
		return false
	}
	sent, _ := s.chooser.Layers()
	return s.most < s.current.rank || s.chooser.NeedsKey() && sent > s.want.spatial
}

// rate is how much the slot sends, in bits per second. Called with mu held.
func (s *slot) rate() int {
	sent, _ := s.chooser.Layers()
	if steps := s.current.meter.steps.Load(); steps != nil {
		for _, x := range *steps {
			if x.temporal == codec.All && x.spatial == sent {
				return x.rate
			}
		}
	}
	return s.current.bitrate()
}

// bears is how much may be sent to the viewer; false: it is not known, and nothing is held back.
func (l *link) bears(now time.Time) (int, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.estimator == nil {
		return 0, false
	}
	l.estimator.Tick(l.since(now))
	return l.estimator.Target(), true
}

// since is a time as the estimator counts it. Called with mu held.
func (l *link) since(now time.Time) time.Duration { return now.Sub(l.openedAt) }

// probe finds out whether the way bears more, by sending recent packets once more.
func (l *AudienceLeg) probe(want int, now time.Time) {
	l.link.mu.Lock()
	if l.link.probing.active() {
		l.link.mu.Unlock()
		return
	}
	c, ok := l.link.estimator.Probe(want, l.link.since(now))
	if ok {
		l.link.probing = probing{cluster: c, left: c.Bytes, few: c.Packets, began: now}
	}
	l.link.mu.Unlock()
	if ok {
		l.shard.take(l)
	}
}

// probing is a cluster of packets that is being sent.
type probing struct {
	cluster estimate.Cluster
	left    int // bytes
	few     int // packets that are lacking: of fewer, a rate cannot be told
	began   time.Time
	back    uint16 // how far back in the stream the next packet is
}

// active reports whether there is more to send.
func (p *probing) active() bool { return p.left > 0 || p.few > 0 }

// work sends what is due of a cluster, and reports whether there is more.
func (l *AudienceLeg) work(b *batch, now time.Time) bool {
	s := l.repeatable()
	if s == nil {
		l.link.mu.Lock()
		defer l.link.mu.Unlock()
		l.link.probing = probing{}
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	l.link.mu.Lock()
	defer l.link.mu.Unlock()
	l.link.now = now
	p := &l.link.probing
	if !l.link.ready.Load() {
		p.left, p.few = 0, 0
	}
	// The first tick's worth goes out at once.
	due := p.cluster.Rate / 8 * int((now.Sub(p.began)+partEvery)/time.Microsecond) / 1_000_000
	for misses := 0; p.active() && p.cluster.Bytes-p.left < due && misses < tooLate/8; {
		p.back++
		size := s.repeat(b, uint16(s.numbers.last)-p.back, p.cluster.ID) //nolint:gosec // the low half
		if size == 0 {
			misses++ // not every packet can be had, and they begin anew at the end
			if p.back > tooLate/2 {
				p.back = 0
			}
			continue
		}
		p.left -= size
		p.few--
	}
	if now.Sub(p.began) > p.cluster.Span+100*time.Millisecond || !p.active() {
		p.left, p.few = 0, 0
		return false
	}
	return true
}

// pending reports whether a probe is under way.
func (l *AudienceLeg) pending() bool {
	l.link.mu.Lock()
	defer l.link.mu.Unlock()
	return l.link.probing.active()
}

// repeatable is a slot whose packets may be sent again by RTX: the one that has sent most.
func (l *AudienceLeg) repeatable() (best *slot) {
	most := uint64(0)
	for _, s := range l.slots {
		s.mu.Lock()
		if s.rtx != 0 && s.repair != 0 && s.current != nil && s.octets > most {
			best, most = s, s.octets
		}
		s.mu.Unlock()
	}
	return best
}

// repeat sends a packet of the slot once more as part of a cluster, and returns its size; 0: there is none.
func (s *slot) repeat(b *batch, sequence uint16, cluster uint8) int {
	part, _, p := s.find(sequence)
	if p == nil || part.repair == 0 || len(p.payload) == 0 {
		return 0
	}
	s.leg.link.cluster = cluster
	s.retransmit(b, part, sequence, p)
	s.leg.link.cluster = 0
	return len(p.payload)
}
