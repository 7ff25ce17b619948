package sfu

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

const (
	shardQueue = 1024                 // flights that may wait for a shard
	partEvery  = 5 * time.Millisecond // between two parts of a duty
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

	formation []flight // what is to go out together next
	cursors   []cursor
	pass      time.Duration // what going round the viewers with a picture took lately
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
	waited := time.NewTimer(time.Hour)
	defer waited.Stop()
	for {
		select {
		case <-stop:
			return
		case f := <-sh.flights:
			sh.gather(f)
			if wait := sh.patience(time.Now()); wait > 0 {
				waited.Reset(wait)
			} else {
				sh.forward(sh.formation...)
			}
		case <-waited.C:
			sh.forward(sh.formation...)
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
