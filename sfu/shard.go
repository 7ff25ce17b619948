package sfu

import (
	"slices"
	"sync"
	"time"
)

const (
	shardQueue = 1024                 // flights that may wait for a shard
	catchEvery = 5 * time.Millisecond // between two parts of a burst
)

// flight is packets of one layer that go out together: a frame, or what has come of it.
type flight struct {
	layer   *layer
	packets []*packet
	at      time.Time
	turn    int // where to begin among the viewers, so that nobody is always last
}

// shard sends to its share of the viewers. There is one for each core; a viewer stays with hers.
type shard struct {
	index   int
	flights chan flight
	wake    chan struct{}
	batch   *batch

	mu       sync.Mutex
	catching []*slot // getting what came before they did
}

func newShard(index int, out *datagrams) *shard {
	return &shard{index: index, flights: make(chan flight, shardQueue), wake: make(chan struct{}, 1), batch: newBatch(out)}
}

// post hands over a flight; false: the shard is too far behind, and it is lost.
func (sh *shard) post(f flight) bool {
	select {
	case sh.flights <- f:
		return true
	default:
		return false
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
			sh.forward(f)
		case <-sh.wake:
			if ticker == nil {
				ticker = time.NewTicker(catchEvery)
				beat = ticker.C
			}
			sh.catchUp(time.Now())
		case now := <-beat:
			if !sh.catchUp(now) {
				ticker.Stop()
				ticker, beat = nil, nil
			}
		}
	}
}

func (sh *shard) forward(f flight) {
	list := f.layer.slotsOf(sh.index)
	n := len(list)
	for i := range n {
		list[(i+f.turn)%n].forward(sh.batch, f)
	}
	sh.batch.flush()
}

// burst lets a slot catch up with its layer.
func (sh *shard) burst(s *slot) {
	sh.mu.Lock()
	if !slices.Contains(sh.catching, s) {
		sh.catching = append(sh.catching, s)
	}
	sh.mu.Unlock()
	select {
	case sh.wake <- struct{}{}:
	default:
	}
}

// catchUp sends the next part to everybody who is behind, and reports whether anybody still is.
func (sh *shard) catchUp(now time.Time) bool {
	sh.mu.Lock()
	list := slices.Clone(sh.catching)
	sh.mu.Unlock()
	var done []*slot
	for _, s := range list {
		if !s.catchUp(sh.batch, now) {
			done = append(done, s)
		}
	}
	sh.batch.flush()
	sh.mu.Lock()
	defer sh.mu.Unlock()
	sh.catching = slices.DeleteFunc(sh.catching, func(s *slot) bool { return slices.Contains(done, s) && !s.behind() })
	return len(sh.catching) > 0
}
