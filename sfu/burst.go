package sfu

import "time"

const (
	// burstAge and burstPackets are how old a keyframe may be, and how much may have come since, to begin with it: more
	// would take longer to catch up with than a new keyframe takes to come.
	burstAge     = 2 * time.Second
	burstPackets = 800
	// burstPace is how much faster than the way bears on average a burst is sent; libwebrtc's pacer does the same.
	burstPace = 2.5
	// youngFor is how long after her connection a viewer does not notice that a larger picture goes back to its keyframe.
	// Pages say what they show when they are connected.
	youngFor = time.Second
)

// young reports whether the link has been ready for a short while only.
func (l *link) young(now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return now.Sub(l.openedAt) < youngFor
}

// beginBurst begins with the newest keyframe of a layer, if all is there that came since. The shard sends it in parts;
// what comes meanwhile waits in the ring. So a viewer who joins has a picture at once, and the camera is not asked.
// Called with mu held.
func (s *slot) beginBurst(l *layer, now time.Time) bool {
	key := l.ring.cached(now.Add(-burstAge), burstPackets)
	if key == nil || !s.begin(l, key, now) {
		return false
	}
	s.burst, s.sentTo = true, key.sequence-1
	return true
}

// work sends the next part of a burst and reports whether there is more.
func (s *slot) work(b *batch, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	link := &s.leg.link
	link.mu.Lock()
	defer link.mu.Unlock()
	if !s.burst || s.current == nil || !link.ready.Load() {
		s.burst = false
		return false
	}
	link.now = now
	link.pacer.SetRate(link.estimator.Target(), burstPace)
	for left := link.pacer.Budget(link.since(now)); left > 0; {
		list, arrived := s.current.ring.following(s.sentTo, b.frame[:0])
		if len(list) == 0 {
			s.burst, s.caught = false, arrived
			return false
		}
		pads := even(list)
		for i, p := range list {
			s.send(b, s.current, p, s.padOf(pads, i), now)
			left -= len(p.payload)
			link.pacer.Spend(len(p.payload))
		}
		s.sentTo = list[len(list)-1].sequence
		clear(list)
	}
	return true
}

// pending reports whether a burst is under way.
func (s *slot) pending() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.burst
}
