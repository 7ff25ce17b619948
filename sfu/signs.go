package sfu

import "time"

// Report takes in what the viewer's page says that it plays, and returns how good that is.
func (l *AudienceLeg) Report(p Playback) Quality {
	now := time.Now()
	step := l.played.take(p, now)
	l.sfu.freezes.Add(step.Freezes)
	l.sfu.frozen.Add(int64(step.Frozen))
	return l.quality(now)
}

// quality judges what the viewer gets.
func (l *AudienceLeg) quality(now time.Time) Quality {
	var signs Signs
	carries := false
	for _, s := range l.slots {
		carries = s.tell(&signs, now) || carries
	}
	if !carries {
		return Quality{}
	}
	signs.Frozen, signs.Concealed = l.played.shares()
	_, signs.Late = l.sfu.pressure.flow(now)
	return Judge(signs)
}

// tell adds the signs of one slot, and reports whether there is anything to be seen or heard in it.
func (s *slot) tell(signs *Signs, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.source == nil || !s.source.allowed.Load() || s.video && s.height <= 0 {
		return false
	}
	if !s.source.arrives(now) {
		signs.Dead = signs.Dead || len(s.source.list()) > 0
		return true
	}
	if y := s.current; y != nil {
		_, lost := y.flow.flow(now)
		signs.Uplink = max(signs.Uplink, lost)
		signs.Loss = max(signs.Loss, float64(s.lost)/256)
		signs.Round = max(signs.Round, s.round)
		signs.Away = max(signs.Away, time.Duration(s.source.leg.round.Load()))
		if clock := y.codec.ClockRate; clock > 0 && !s.video { // a large picture is spread over time by who paces it
			signs.Jitter = max(signs.Jitter, time.Duration(s.jitter)*time.Second/time.Duration(clock))
		}
	}
	if !s.video {
		return true
	}
	if s.most < 0 {
		signs.Paused = true
		return true
	}
	signs.Held = max(signs.Held, s.held)
	return true
}

// qualityHeld judges what arrives of a publisher. Called with mu held.
func (l *PublishLeg) qualityHeld(now time.Time) Quality {
	var signs Signs
	carries := false
	for _, s := range l.sources {
		if !s.allowed.Load() {
			continue
		}
		carries = true
		signs.Away = time.Duration(l.round.Load())
		signs.Dead = signs.Dead || !s.arrives(now)
		for _, y := range s.list() {
			_, lost := y.flow.flow(now)
			signs.Uplink = max(signs.Uplink, lost)
		}
	}
	if !carries {
		return Quality{}
	}
	return Judge(signs)
}

// counted is what has come of the layer so far.
func (l *layer) counted() counts {
	return counts{l.packets.Load(), l.bytes.Load(), uint64(max(l.lost.Load(), 0))} //nolint:gosec // not below 0
}

// measure notes once a second what has been sent to the viewer.
func (l *AudienceLeg) measure(now time.Time) {
	for i, s := range l.slots {
		s.mu.Lock()
		c := counts{packets: s.packets, bytes: s.octets}
		s.mu.Unlock()
		if c.packets > 0 {
			l.flows[i].note(c, now)
		}
	}
}

// pressed notes how late the server's own frames are.
func (s *SFU) pressed(now time.Time) {
	var c counts
	for _, sh := range s.shards {
		all, late := sh.delays.late()
		behind := sh.behind.Load()
		c.packets += all - late
		c.lost += late + behind
	}
	s.pressure.note(c, now)
}
