package estimate

import "time"

const (
	rateWindow   = 500 * time.Millisecond
	rateShortest = 150 * time.Millisecond
	capWindow    = time.Second // of the rate that growth is bound to

	backOff      = 0.85 // of what is delivered under overuse: draft-ietf-rmcat-gcc-02 section 5.5
	backOffLong  = 0.6  // when the queue is longQueue or more, so that it drains
	longQueue    = 500 * time.Millisecond
	stepLimited  = 0.7  // the largest step down while the application limits what is sent
	multiplier   = 1.08 // a second, far from the known capacity
	additive     = 80e3 // bits per second, a second, near it: the same for small and large flows, so that they even out,
	additiveMost = 0.1  // but at most this share of the rate
	headroom     = 1.5  // times what was acknowledged: growth ends there
	allowance    = 100e3
	headroomWild = 3.5                   // without transport-wide feedback nothing can be probed: layers differ by factors of three
	foreignQueue = 30 * time.Millisecond // that stands
	foreignAfter = 1500 * time.Millisecond
	foreignFell  = 0.6              // of the rate at which it began
	foreignPart  = 0.3              // of the largest rate lately
	peakFades    = 0.01             // of it, a second
	doubt        = 10 * time.Second // after a decrease, of probes that show less than
	doubtful     = 1.5              // times the capacity then
	usedAtLeast  = 0.7              // of the estimate: with less, the application limits what is sent
)

// control turns usage into a rate: the delay-based controller of draft-ietf-rmcat-gcc-02 section 5.5, with three
// differences. It measures what is delivered only since there is a queue, which is the capacity and not what the
// application happened to send; it goes down in steps when the application sends much less than the estimate, where
// what is delivered says nothing; and it goes lower than 0.85 for as long as a long queue has to drain.
type control struct {
	rate      float64
	capacity  float64       // delivered at the last decrease, smoothed; 0 unknown
	decreased time.Duration // when
	updated   time.Duration
	fell      time.Duration // when it last fell by much
	drains    bool          // rate is below backOff for a queue to drain

	peak       float64       // largest rate that arrived
	onset      time.Duration // when the queue began to stand
	onsetRate  float64       // delivered then
	onsetQueue time.Duration
}

// seen is what the controller is told after each feedback.
type seen struct {
	usage     Usage
	standing  time.Duration
	jitter    time.Duration
	delivered float64 // while there was a queue
	steady    float64 // over capWindow
	sent      float64
	rtt       time.Duration
	lossy     bool // the loss controller sees congestion
	queued    bool // every packet meets a long queue
	at        time.Duration
}

func (c *control) update(s seen) (rebase bool) {
	gap := min(s.at-c.updated, time.Second)
	c.updated = s.at
	c.peak = max(c.peak*(1-peakFades*gap.Seconds()), s.steady)
	rebase = c.foreign(s)
	switch {
	case s.usage == Overuse:
		c.decrease(s)
	case s.usage == Normal && !s.lossy && !s.queued && s.at-c.decreased > s.rtt+100*time.Millisecond:
		if c.drains && s.standing < 2*standGate {
			c.rate, c.drains = max(c.rate, backOff*c.capacity), false
		}
		c.increase(s, gap, headroom)
	}
	return rebase
}

// foreign says that the queue is not ours: it has not shrunk although this leg sends much less than when it began, or a
// small part of what the link has borne. Another flow keeps it, a download say, and would take all; or it is none and
// the path became longer.
func (c *control) foreign(s seen) bool {
	if s.standing < foreignQueue {
		c.onset = 0
		return false
	}
	rate := max(s.delivered, s.sent)
	if c.onset == 0 || s.standing < c.onsetQueue*3/5 {
		c.onset, c.onsetRate, c.onsetQueue = s.at, rate, s.standing
		return false
	}
	if s.at-c.onset < foreignAfter || s.standing < c.onsetQueue*9/10 ||
		rate > foreignFell*c.onsetRate && rate > foreignPart*c.peak {
		return false
	}
	c.onset = 0
	return true
}

func (c *control) decrease(s seen) {
	measured := s.delivered
	if measured == 0 {
		measured = min(c.rate, s.sent)
	}
	if measured > 0.7*s.steady { // no collapse: half a second is short for what only wavers
		measured = max(measured, (measured+s.steady)/2)
	}
	wait := min(max(s.rtt, 100*time.Millisecond), 300*time.Millisecond)
	if s.at-c.decreased < wait && measured > c.rate/2 {
		return
	}
	share := min(float64(s.standing)/float64(longQueue), 1)
	rate := (backOff - (backOff-backOffLong)*share) * measured
	if s.sent < usedAtLeast*c.rate && measured > 0.8*s.sent {
		rate = max(rate, stepLimited*c.rate)
	} else {
		c.learn(measured)
		c.drains = share > 0
	}
	if rate < 0.7*c.rate {
		c.fell = s.at
	}
	c.rate = min(c.rate, rate)
	c.decreased = s.at
}

// halve is for a queue so long that feedback tells only of packets that are forgotten.
func (c *control) halve(at time.Duration) {
	if at-c.decreased > longQueue {
		c.rate, c.decreased, c.fell = c.rate/2, at, at
	}
}

// learn keeps the capacity of the link; one that is quite different replaces it.
func (c *control) learn(measured float64) {
	if measured > 0.7*c.capacity && measured < 1.4*c.capacity {
		measured = c.capacity + (measured-c.capacity)/2
	}
	c.capacity = measured
}

// increase lets the rate grow, slowly near the known capacity, up to a multiple of what was really delivered: what an
// application did not send has proven nothing.
func (c *control) increase(s seen, gap time.Duration, headroom float64) {
	if c.rate > 1.4*c.capacity {
		c.capacity = 0
	}
	step, rate := min(additive, additiveMost*c.rate), c.rate
	if c.capacity > 0 && c.rate > 0.9*c.capacity {
		rate += step * gap.Seconds()
	} else {
		rate += max((multiplier-1)*c.rate, step) * gap.Seconds()
	}
	c.rate = max(c.rate, min(rate, headroom*s.steady+allowance))
}

// raise takes in what a probe has shown.
func (c *control) raise(rate float64) { c.rate = max(c.rate, rate) }

// doubts says that a probe's result is not much more than what was too much a moment ago. Flows that share a link would
// outbid each other with what they measure in each other's pauses; a link that is really back shows far more.
func (c *control) doubts(rate float64, at time.Duration) bool {
	return c.capacity > 0 && at-c.decreased < doubt && rate < doubtful*c.capacity
}

// beyond is the rate that a probe must show not to be doubted.
func (c *control) beyond(at time.Duration) float64 {
	if at-c.decreased < doubt {
		return 1.1 * doubtful * c.capacity
	}
	return 0
}

// lower takes in that a probe has shown less than was hoped for.
func (c *control) lower(rate float64) { c.rate = min(c.rate, rate) }
