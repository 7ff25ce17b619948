package estimate

import (
	"slices"
	"testing"
	"time"
)

// A download is a flow as TCP sends: as many packets as its window holds are on their way; each that arrives opens the
// window a little, one that is lost halves it, once in a round trip (RFC 5681 section 3.1).
type download struct {
	link    *link
	from    time.Duration
	until   time.Duration
	window  float64
	acks    []time.Duration // of packets on their way, in order
	lost    []time.Duration // when that is noticed
	halved  time.Duration
	arrived int // bytes
}

func (d *download) step(at time.Duration) {
	if at < d.from || at >= d.until {
		return
	}
	for len(d.acks) > 0 && d.acks[0] <= at {
		d.acks = d.acks[1:]
		d.window += 1 / d.window
		d.arrived += 1400
	}
	for len(d.lost) > 0 && d.lost[0] <= at {
		d.lost = d.lost[1:]
		if at-d.halved > 100*tick {
			d.window, d.halved = max(d.window/2, 2), at
		}
	}
	for range 10 { // at most that many in a millisecond
		if len(d.acks)+len(d.lost) >= int(d.window) {
			break
		}
		if arrival, ok := d.link.send(1400, at); ok {
			i, _ := slices.BinarySearch(d.acks, arrival+d.link.delay)
			d.acks = slices.Insert(d.acks, i, arrival+d.link.delay)
		} else {
			d.lost = append(d.lost, at+4*d.link.delay)
		}
	}
}

// A viewer who downloads something must keep a picture, and get all back afterwards.
func TestBesideADownload(t *testing.T) {
	for seed := range uint64(seeds) {
		l, a := stage(seed)
		a.layers = ladder
		d := &download{link: l, from: 15 * sec, until: 45 * sec, window: 10}
		r := record(t, a)
		watch := a.watch
		a.watch = func(at time.Duration, a *leg) {
			watch(at, a)
			d.step(at)
		}
		run(60*sec, a)
		_, mean, _ := r.between(20*sec, 45*sec)
		r.atLeast("mean beside it", mean, 300*kilo)
		r.atLeast("the download", float64(d.arrived)*8/30, mega)
		r.within("back on the top layer", r.first(45*sec, above(3.6*mega)), 8*sec)
	}
}

// Traffic that does not give way: what is left is used, and not more.
func TestBesideSteadyTraffic(t *testing.T) {
	for seed := range uint64(seeds) {
		l, a := stage(seed)
		r := record(t, a)
		watch := a.watch
		a.watch = func(at time.Duration, a *leg) {
			watch(at, a)
			if at >= 15*sec && at < 30*sec && at%(4*tick) == 0 {
				l.send(1500, at) // 3 Mbit/s
			}
		}
		run(45*sec, a)
		_, mean, _ := r.between(18*sec, 30*sec)
		r.atLeast("mean beside it", mean, 1.2*mega)
		r.atMost("mean beside it", mean, 2.2*mega)
		if share := r.share(18*sec, 30*sec, above(2.6*mega)); share > 0.1 { // of probes, which take more than is left
			t.Errorf("for %.3f of the time the estimate is far more than what is left", share)
		}
		r.within("back", r.first(30*sec, above(4*mega)), 8*sec)
	}
}
