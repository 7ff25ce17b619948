package sfu

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

const (
	shardQueue      = 1024                 // flights that may wait for a shard
	formationAtMost = 8                    // flights that go out together
	partEvery       = 5 * time.Millisecond // between two parts of a duty
)

// flight is packets of one layer that go out together: a frame, or what has come of it.
type flight struct {
	layer   *layer
	packets []*packet
	pads    []uint8 // bytes of padding for each; nil: none
	at      time.Time
	turn    int // where to begin among the viewers, so that nobody is always last
}

// shard sends to its share of the viewers. There is one for each core; a viewer stays with hers.
type shard struct {
	index   int
	flights chan flight
	wake    chan struct{}
	batch   *batch
	delays  delays

	formation []flight // at hand
	cursors   []cursor
	behind    atomic.Uint64 // flights there was no time for

	mu     sync.Mutex
	duties []duty
}

// duty is something that is sent in parts over some time: a burst, or a probe.
type duty interface {
	work(b *batch, now time.Time) (more bool) // sends the next part
	pending() bool                            // there is a part to be sent
}

func newShard(index int, out *datagrams) *shard {
	return &shard{index: index, flights: make(chan flight, shardQueue), wake: make(chan struct{}, 1), batch: newBatch(out)}
}

// post hands over a flight. When the shard is too far behind it is lost, as on any network.
func (sh *shard) post(f flight) {
	select {
	case sh.flights <- f:
	default:
		sh.behind.Add(1)
	}
}

func (sh *shard) run(stop <-chan struct{}) {
	var beat <-chan time.Time
	var ticker *time.Ticker
	defer func() {
		if ticker != nil {
			ticker.Stop()
		}
	}()
	for {
		select {
		case <-stop:
			return
		case f := <-sh.flights:
			sh.forward(sh.gather(f)...)
		case <-sh.wake:
			if ticker == nil {
				ticker = time.NewTicker(partEvery)
				beat = ticker.C
			}
			sh.attend(time.Now())
		case now := <-beat:
			if !sh.attend(now) {
				ticker.Stop()
				ticker, beat = nil, nil
			}
		}
	}
}

// gather returns a flight and those that wait behind it, sound last.
func (sh *shard) gather(f flight) []flight {
	sh.formation = append(sh.formation[:0], f)
	for len(sh.formation) < formationAtMost {
		select {
		case f := <-sh.flights:
			sh.formation = append(sh.formation, f)
			continue
		default:
		}
		break
	}
	slices.SortStableFunc(sh.formation, func(a, b flight) int { return cmp.Compare(a.rank(), b.rank()) })
	return sh.formation
}

// rank orders flights that go out together.
func (f *flight) rank() int {
	if f.layer.source.kind.sound() {
		return 1
	}
	return 0
}

// forward sends flights, all that are for one viewer together: the kernel takes packets of one size in one piece, and one
// more that is smaller. The more the shard is behind, the less each packet costs.
func (sh *shard) forward(list ...flight) {
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
	}
	for {
		var next *cursor
		for i := range sh.cursors {
			if c := &sh.cursors[i]; c.left > 0 && (next == nil || c.distance < next.distance) {
				next = c
			}
		}
		if next == nil {
			break
		}
		next.slots[next.at].forward(sh.batch, next.flight)
		next.step(first)
	}
	sh.batch.flush()
	for i := range list {
		sh.delays.note(time.Since(list[i].at))
	}
	clear(sh.cursors)
	clear(list) // nothing holds on to packets that have been sent
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

// take has the shard attend to a duty until it is done.
func (sh *shard) take(d duty) {
	sh.mu.Lock()
	if !slices.Contains(sh.duties, d) {
		sh.duties = append(sh.duties, d)
	}
	sh.mu.Unlock()
	select {
	case sh.wake <- struct{}{}:
	default:
	}
}

// attend sends the next part of every duty, and reports whether any is left.
func (sh *shard) attend(now time.Time) bool {
	sh.mu.Lock()
	list := slices.Clone(sh.duties)
	sh.mu.Unlock()
	for _, d := range list {
		if d.work(sh.batch, now) {
			continue
		}
		sh.mu.Lock()
		if !d.pending() { // it may have begun anew
			sh.duties = slices.DeleteFunc(sh.duties, func(x duty) bool { return x == d })
		}
		sh.mu.Unlock()
	}
	sh.batch.flush()
	sh.mu.Lock()
	defer sh.mu.Unlock()
	return len(sh.duties) > 0
}
