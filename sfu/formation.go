package sfu

import (
	"cmp"
	"slices"
	"time"
)

const (
	formationAtMost = 8 // flights that go out together
	// patienceAtMost is how long sound waits for a picture to go with, when there is much to do.
	patienceAtMost = 10 * time.Millisecond
	// patienceFrom is how long going round the viewers must take for that: who has time sends at once.
	patienceFrom = 5 * time.Millisecond
)

// gather takes a flight, and those that wait behind it, into the formation.
func (sh *shard) gather(f flight) {
	sh.formation = append(sh.formation, f)
	for len(sh.formation) < formationAtMost {
		select {
		case f := <-sh.flights:
			sh.formation = append(sh.formation, f)
			continue
		default:
		}
		return
	}
}

// patience is how much longer the formation waits. A packet of sound by itself costs a viewer half of what a whole frame
// does, and nearly nothing behind one: a shard that is busy with pictures most of the time waits for the next one.
func (sh *shard) patience(now time.Time) time.Duration {
	if sh.pass < patienceFrom || len(sh.formation) >= formationAtMost {
		return 0
	}
	for i := range sh.formation {
		if !sh.formation[i].sounds() {
			return 0
		}
	}
	return min(sh.pass/2, patienceAtMost) - now.Sub(sh.formation[0].at)
}

func (f *flight) sounds() bool { return f.layer.source.kind.sound() }

// forward sends flights, all that are for one viewer together and sound last: the kernel takes packets of one size in one
// piece, and one more that is smaller. The more the shard is behind, the less each packet costs.
func (sh *shard) forward(list ...flight) {
	began, pictures := time.Now(), false
	slices.SortStableFunc(list, func(a, b flight) int { return cmp.Compare(a.rank(), b.rank()) })
	sh.cursors = sh.cursors[:0]
	first := uint32(0)
	for i := range list {
		slots := list[i].layer.slotsOf(sh.index)
		if len(slots) == 0 {
			continue
		}
		if len(sh.cursors) == 0 {
			first = slots[list[i].turn%len(slots)].leg.phase
		}
		sh.cursors = append(sh.cursors, newCursor(&list[i], slots, first))
		pictures = pictures || !list[i].sounds()
	}
	sh.goRound(first)
	sh.batch.flush()
	now := time.Now()
	if pictures {
		sh.pass += (now.Sub(began) - sh.pass) / 8
	}
	for i := range list {
		sh.delays.note(now.Sub(list[i].at))
	}
	clear(list) // nothing holds on to packets that have been sent
	clear(sh.cursors)
	sh.formation = sh.formation[:0]
}

// rank orders flights that go out together.
func (f *flight) rank() int {
	if f.sounds() {
		return 1
	}
	return 0
}

// goRound sends to one viewer after the other, from the one with this phase on.
func (sh *shard) goRound(first uint32) {
	for {
		var next *cursor
		for i := range sh.cursors {
			if c := &sh.cursors[i]; c.left > 0 && (next == nil || c.distance < next.distance) {
				next = c
			}
		}
		if next == nil {
			return
		}
		next.slots[next.at].forward(sh.batch, next.flight)
		next.step(first)
	}
}

// cursor goes round the slots of a flight, which are in the order in which their viewers came, from one viewer on.
type cursor struct {
	flight   *flight
	slots    []*slot
	at, left int
	distance uint32 // of the viewer at hand from the first one
}

func newCursor(f *flight, slots []*slot, first uint32) cursor {
	at, _ := slices.BinarySearchFunc(slots, first, func(s *slot, phase uint32) int { return cmp.Compare(s.leg.phase, phase) })
	c := cursor{flight: f, slots: slots, at: at % len(slots), left: len(slots)}
	c.distance = slots[c.at].leg.phase - first // wraps: who came before the first one is last
	return c
}

func (c *cursor) step(first uint32) {
	c.at++
	if c.at == len(c.slots) {
		c.at = 0
	}
	c.left--
	c.distance = c.slots[c.at].leg.phase - first
}
