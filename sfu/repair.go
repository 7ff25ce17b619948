package sfu

import "time"

// repairs is what a link remembers to repair losses by itself. A viewer asks for what she lacks (RFC 4585 §6.2.1), but what
// she asks may be lost, and so may the answer; browsers that only receive do not know the round trip and ask again after
// 100 ms. Feedback on transport-wide numbers says the same some 50 ms after the loss, of answers as well.
type repairs struct {
	notes [256]note // by transport-wide number, of what was sent last
	tries [64]try   // what was sent again last
	next  int

	lossy   bool // the way loses much by itself
	crowded bool // it loses, or will, what it does not bear
}

// share is which part of what is sent may be sent again: one in so many.
func (r *repairs) share() int {
	if r.lossy {
		return 2 // of which some will be lost again
	}
	return 5
}

// note says what went out under a transport-wide number.
type note struct {
	sequence uint16
	slot     uint8
	count    uint8 // 0: nothing to repair, 1: sent for the first time, 2: again …
}

// try says that a packet was sent again.
type try struct {
	at       time.Duration
	sequence uint16
	slot     uint8
	count    uint8 // as in note; 0: no try
}

const (
	// triesAtMost is how often a packet is sent, the first time included.
	triesAtMost = 8
	// tryLives is how long a try is the same loss: sequence numbers come again.
	tryLives = 2 * time.Second
	// lossyAt is the share of packets lost above which a fifth is too little to mend it.
	lossyAt = 0.08
)

// sends notes what will go out under the next number.
func (l *link) sends(n note) { l.repairs.notes[l.twcc%uint16(len(l.repairs.notes))] = n }

// of is the last try of a packet; nil: there was none.
func (r *repairs) of(slot uint8, sequence uint16, now time.Duration) *try {
	for i := range r.tries {
		t := &r.tries[i]
		if t.count > 0 && t.sequence == sequence && t.slot == slot && now-t.at < tryLives {
			return t
		}
	}
	return nil
}

// again counts a try, and returns which one it is.
func (r *repairs) again(slot uint8, sequence uint16, now time.Duration) uint8 {
	t := r.of(slot, sequence, now)
	if t == nil {
		t = &r.tries[r.next]
		r.next = (r.next + 1) % len(r.tries)
		*t = try{sequence: sequence, slot: slot, count: 1}
	}
	t.count, t.at = min(t.count+1, 255), now
	return t.count
}

// mend sends again what feedback says is lost, unless that has been done.
func (l *AudienceLeg) mend(b *batch, lost []uint16, now time.Time) {
	for _, number := range lost {
		l.link.mu.Lock()
		n := l.link.repairs.notes[number%uint16(len(l.link.repairs.notes))]
		old := l.link.twcc-number > uint16(len(l.link.repairs.notes))
		l.link.mu.Unlock()
		if !old && n.count > 0 && n.count < triesAtMost && int(n.slot) < len(l.slots) {
			l.slots[n.slot].mend(b, n, now)
		}
	}
}

func (s *slot) mend(b *batch, n note, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	link := &s.leg.link
	link.mu.Lock()
	defer link.mu.Unlock()
	if !link.ready.Load() {
		return
	}
	link.now = now
	if t := link.repairs.of(n.slot, n.sequence, link.since(now)); t == nil || t.count == n.count {
		s.again(b, n.sequence, t != nil)
	}
}

// answer sends a packet again that the viewer asks for, unless it may be on its way. Called with mu held, and that of the
// link.
func (s *slot) answer(b *batch, sequence uint16) {
	link := &s.leg.link
	at := link.since(link.now)
	t := link.repairs.of(uint8(s.index), sequence, at) //nolint:gosec // there are few slots
	if t == nil || at-t.at >= s.round {
		s.again(b, sequence, t != nil)
	}
}

// again sends a packet again, twice when that was in vain before: the picture waits for it by now.
func (s *slot) again(b *batch, sequence uint16, vain bool) {
	s.resend(b, sequence)
	if vain && !s.leg.link.repairs.crowded {
		s.resend(b, sequence)
	}
}
