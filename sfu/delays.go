package sfu

import (
	"sync/atomic"
	"time"
)

// delayBounds are the upper bounds of the classes into which forwarding delays are counted.
var delayBounds = [...]time.Duration{
	250 * time.Microsecond, 500 * time.Microsecond, time.Millisecond, 2 * time.Millisecond, 5 * time.Millisecond,
	10 * time.Millisecond, 20 * time.Millisecond, 50 * time.Millisecond, 100 * time.Millisecond, 500 * time.Millisecond,
}

// delays counts how long frames stay in the server: from the arrival of the packet that completes one until it has been
// handed to the kernel for the last viewer of a shard.
type delays struct {
	counts [len(delayBounds) + 1]atomic.Uint64
	sum    atomic.Int64
}

func (d *delays) note(took time.Duration) {
	i := 0
	for i < len(delayBounds) && took > delayBounds[i] {
		i++
	}
	d.counts[i].Add(1)
	d.sum.Add(int64(took))
}

// lateFrom is from which class of delays on a frame is late: it has used up half of what a conversation bears.
const lateFrom = 8

// late returns how many frames there were, and how many were late.
func (d *delays) late() (all, late uint64) {
	for i := range d.counts {
		n := d.counts[i].Load()
		if all += n; i >= lateFrom {
			late += n
		}
	}
	return all, late
}

// Delays is a histogram of forwarding delays.
type Delays struct {
	Count uint64
	Sum   time.Duration
	Below map[time.Duration]uint64 // how many were no longer than that
}

// add adds what one shard has counted.
func (d *Delays) add(of *delays) {
	if d.Below == nil {
		d.Below = map[time.Duration]uint64{}
	}
	below := uint64(0)
	for i := range of.counts {
		below += of.counts[i].Load()
		if i < len(delayBounds) {
			d.Below[delayBounds[i]] += below
		}
	}
	d.Count += below
	d.Sum += time.Duration(of.sum.Load())
}
