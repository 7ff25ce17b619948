package estimate

import "time"

const (
	groupSpan  = 5 * time.Millisecond   // packets sent within it are one group: draft-ietf-rmcat-gcc-02 section 5.2
	burstSpan  = 100 * time.Millisecond // longest group that keeps growing because its packets come in one burst
	silence    = 2 * time.Second        // between groups, after which the line starts anew
	baseEpoch  = 10 * time.Second       // the shortest delay is kept for one to two of them: clocks drift
	recent     = 8                      // groups of which the shortest queue counts as standing,
	recentSpan = 150 * time.Millisecond // if they came within this time,
	recentFew  = 2                      // or are the last ones: slow links complete few
	busyQueue  = 6 * time.Millisecond   // a queue longer than this delivers at the rate of the link
	standGate  = 8 * time.Millisecond   // a slope without this much of a standing queue, and
	jitterGate = 24 * time.Millisecond  // twice the jitter up to this, is no overuse
	standAlone = 150 * time.Millisecond // a standing queue of this length is overuse whatever the slope
	darkness   = 120 * time.Millisecond // without arrivals: what is delivered is measured anew after it
	slowQueue  = 50 * time.Millisecond  // and jitter: when every packet meets more,
	slowSpan   = 200 * time.Millisecond // for this long,
	slowShare  = 0.75                   // and less than this share of the estimate is delivered, the link is slower
)

// delay watches one-way delays. The clocks of the two ends differ by an unknown offset, so only differences mean
// anything: their trend over groups of packets, and how far they are above the shortest seen lately.
//
// Of a group the last packet feeds the trend, as in the draft, but its quickest packet measures the queue: it met what
// stood there before the group came. A keyframe sent at once makes the former rise and fall steeply; only if the queue
// stays for some groups is it the link that is too slow, and not one burst that was large.
type delay struct {
	trend trend
	group group
	prior group // the one before
	begun bool
	line  bool // prior holds a group
	zero  time.Duration
	start time.Duration // arrival of the first group of the line

	base, next time.Duration // shortest delay of the epoch before, of this one
	epoch      time.Duration // arrival at which this one began
	based      bool

	queues  [recent]time.Duration
	closed  [recent]time.Duration // when their groups were complete
	index   int
	filled  int
	slow    time.Duration // arrival since which every packet meets a long queue; 0 otherwise
	bytes   int           // that came since then
	busy    time.Duration // arrival since which there is a queue; 0 without
	newest  time.Duration // arrival
	resumed time.Duration // arrival after darkness
	jitter  time.Duration
}

// group is some packets that were sent together.
type group struct {
	first, last         time.Duration // sent
	earliest, completed time.Duration // arrived
	quickest            time.Duration // shortest delay
}

// restart forgets everything but how much the threshold has adapted.
func (d *delay) restart() {
	threshold := d.trend.threshold
	*d = delay{trend: newTrend()}
	d.trend.threshold = threshold
}

// pause starts a new line after a time without packets; the shortest delay is still known.
func (d *delay) pause() {
	threshold := d.trend.threshold
	d.trend = newTrend()
	d.trend.threshold = threshold
	d.begun, d.line, d.busy, d.slow, d.filled = false, false, 0, 0, 0
}

func (d *delay) add(sent, arrival time.Duration, size int) {
	if arrival-d.newest > darkness {
		d.resumed, d.slow = arrival, 0
	}
	d.newest = max(d.newest, arrival)
	late := arrival - sent
	switch {
	case !d.based || late-d.least() < slowQueue+min(2*d.jitter, 2*slowQueue):
		d.slow = 0
	case d.slow == 0:
		d.slow, d.bytes = arrival, 0
	default:
		d.bytes += size
	}
	if d.begun {
		g := &d.group
		switch {
		case sent < g.first: // overtaken
			return
		case sent-g.first <= groupSpan || g.bursts(sent, arrival):
			g.last = max(g.last, sent)
			g.completed = max(g.completed, arrival)
			g.quickest = min(g.quickest, late)
			return
		}
		d.close()
		if sent-g.last > silence {
			d.pause()
		}
	}
	d.begun = true
	d.group = group{first: sent, last: sent, earliest: arrival, completed: arrival, quickest: late}
}

// bursts says whether a packet came in one burst with the group although it was sent later: something on the way held
// them all back (draft-ietf-rmcat-gcc-02 section 5.2).
func (g *group) bursts(sent, arrival time.Duration) bool {
	apart := arrival - g.completed
	return apart-(sent-g.last) < 0 && apart <= groupSpan && arrival-g.earliest < burstSpan
}

// close takes in the group that is complete.
func (d *delay) close() {
	g := d.group
	d.floor(g.quickest, g.completed)
	queue := g.quickest - d.least()
	d.queues[d.index], d.closed[d.index] = queue, g.completed
	d.index = (d.index + 1) % recent
	d.filled = min(d.filled+1, recent)
	switch {
	case queue <= busyQueue:
		d.busy = 0
	case d.busy == 0:
		d.busy = g.earliest
	}
	late := g.completed - g.last
	if !d.line {
		d.line, d.zero, d.start, d.prior = true, late, g.completed, g
		return
	}
	change := late - (d.prior.completed - d.prior.last)
	d.jitter += (max(change, -change) - d.jitter) / 16
	d.trend.add(milliseconds(g.completed-d.start), milliseconds(late-d.zero), milliseconds(g.last-d.prior.last))
	d.prior = g
}

// floor keeps the shortest delay of two epochs.
func (d *delay) floor(late, arrival time.Duration) {
	switch {
	case !d.based:
		d.based, d.base, d.next, d.epoch = true, late, late, arrival
	case arrival-d.epoch > baseEpoch:
		d.base, d.next, d.epoch = d.next, late, arrival
	default:
		d.next = min(d.next, late)
	}
}

func (d *delay) least() time.Duration { return min(d.base, d.next) }

// standing is the queue that every one of the last groups met.
func (d *delay) standing() time.Duration {
	if d.filled < recent {
		return 0
	}
	least := time.Hour
	for i := range recent {
		at := (d.index + recent - 1 - i) % recent
		if i >= recentFew && d.closed[at] < d.newest-recentSpan {
			break
		}
		least = min(least, d.queues[at])
	}
	return max(least, 0)
}

// slower is the rate at which a queue is delivered that has been long for some time, if that is much less than the
// estimate. It sees before the trend does that capacity is gone: on a link that became slow, one large frame takes so
// long to arrive that no group is complete.
func (d *delay) slower(estimate float64) (rate float64, ok bool) {
	span := d.newest - d.slow
	if d.slow == 0 || span < slowSpan {
		return 0, false
	}
	rate = float64(d.bytes) * 8 / span.Seconds()
	return rate, rate < slowShare*estimate
}

// usage is what is to be done: the trend's, unless there is no queue that stays, or one so long that it does not matter
// how it grows. A full queue has no slope.
func (d *delay) usage() Usage {
	standing := d.standing()
	switch {
	case d.newest-d.resumed < rateShortest:
		return Normal
	case d.trend.usage == Overuse && standing < d.gate():
		return Normal
	case standing > standAlone && d.trend.usage == Normal:
		return Overuse
	}
	return d.trend.usage
}

// gate is the queue below which a slope says nothing. Where jitter keeps the order of packets, each waits for those before
// it: that looks like a queue as long as the jitter, which rises and falls.
func (d *delay) gate() time.Duration { return standGate + min(2*d.jitter, jitterGate) }

// window is the time for which the link has delivered at its own rate, between bounds that make a rate credible.
func (d *delay) window() time.Duration {
	lit := max(min(d.newest-d.resumed, rateWindow), rateShortest)
	if d.busy == 0 {
		return lit
	}
	return min(max(d.newest-d.busy, rateShortest), lit)
}

// rebase takes the queue that stands for the path: it did not shrink when this leg sent much less.
func (d *delay) rebase() {
	least := d.least() + d.standing()
	d.base, d.next = least, least
	d.pause()
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
