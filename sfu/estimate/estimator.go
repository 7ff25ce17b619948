package estimate

import "time"

// Bounds of the estimate for a [Config] that does not say.
const (
	DefaultMin   = 64_000
	DefaultStart = 1_000_000
	DefaultMax   = 20_000_000
)

const (
	patience  = time.Second            // without feedback before the target falls
	halving   = time.Second            // of the target in further silence
	quietest  = 0.1                    // of the estimate
	doubling  = 100 * time.Millisecond // of the target once feedback is back
	alive     = 3 * time.Second        // transport-wide feedback makes reports secondary for so long
	lateMost  = 2                      // feedback packets about packets forgotten: the queue is seconds long
	rembLives = 10 * time.Second
)

// Config bounds an estimate, in bits per second. What is zero has a default.
type Config struct{ Min, Start, Max int }

// An Estimator estimates what one leg bears. It has no lock and no clock: one goroutine at a time may use it, and says
// what time it is, as the time since some moment of the leg. It takes some nine kilobytes, and none of its methods
// allocates.
type Estimator struct {
	min, max float64
	target   float64 // published
	now      time.Duration

	newest   uint16 // number sent last
	highest  uint16 // number told of
	heard    bool   // feedback came
	lastSent time.Duration
	bytes    uint64 // sent

	lastFeedback time.Duration
	reference    int64 // of the last feedback, unwrapped
	referenceAt  time.Duration
	waits        time.Duration // since when there is no feedback on what was sent; 0 unknown
	rtt          time.Duration
	late         int     // feedback packets in a row that told of nothing remembered
	silent       float64 // share of the estimate that is published: 1 unless feedback stays away

	counted   uint64 // bytes at the last measure of sent
	countedAt time.Duration
	sent      float64 // bits per second, smoothed

	remb     float64 // 0 none
	rembAt   time.Duration
	reported time.Duration // last receiver report; 0 none
	shortest time.Duration // round trip of receiver reports

	delivered delivered
	delay     delay
	control   control
	loss      loss
	probe     probe
	ring      [ringSize]packet
	lost      [LostAtMost]uint16 // of the last feedback
	gone      int
}

// New makes an estimator for a leg that begins.
func New(c Config) *Estimator {
	e := &Estimator{
		min:    float64(c.Min),
		max:    float64(c.Max),
		silent: 1,
		delay:  delay{trend: newTrend()},
		probe:  probe{purse: probePurse},
	}
	if c.Min <= 0 {
		e.min = DefaultMin
	}
	if c.Max <= 0 {
		e.max = DefaultMax
	}
	e.max = max(e.max, e.min)
	if c.Start <= 0 {
		c.Start = DefaultStart
	}
	e.control = control{rate: float64(c.Start), decreased: -time.Hour, fell: -time.Hour}
	e.publish(0)
	return e
}

// Target is what may be sent, in bits per second, padding and repair included. It is always within the bounds.
func (e *Estimator) Target() int { return int(e.target) }

// Tick lets time pass on a leg that hears nothing: call it now and then, every 100 ms or so. Without feedback on what
// was sent the target falls, by half a second, after the first (RFC 8083 asks senders to notice); the estimate stays,
// and is published again within some 300 ms of feedback coming back.
func (e *Estimator) Tick(at time.Duration) {
	at = e.clock(at)
	if !e.heard || e.lastSent <= e.lastFeedback {
		return
	}
	if e.waits == 0 {
		e.waits = at // from here on: a leg that had nothing to send is not silent
	}
	quiet := at - e.waits
	if quiet < patience+e.rtt {
		return
	}
	e.silent = quietest
	if n := int((quiet - e.rtt) / halving); n < 4 {
		e.silent = max(1/float64(int(1)<<n), quietest)
	}
	e.publish(at)
}

// conclude draws the conclusions from one feedback packet.
func (e *Estimator) conclude(at time.Duration) {
	gap := at - e.lastFeedback
	e.measure(at)
	s := seen{
		usage: e.delay.usage(), standing: e.delay.standing(), jitter: e.delay.jitter,
		delivered: e.delivered.rate(e.delay.window()), steady: e.delivered.rate(capWindow),
		sent: e.sent, rtt: e.rtt, at: at, queued: e.delay.slow != 0,
	}
	if rate, ok := e.delay.slower(e.control.rate); ok && s.usage != Overuse {
		s.usage, s.delivered, s.standing = Overuse, rate, max(s.standing, slowQueue)
	}
	if e.late >= lateMost {
		e.control.halve(at)
	}
	if e.heard {
		e.loss.update(s, e.control.rate)
	}
	s.lossy = e.loss.congests
	if e.control.update(s) {
		e.delay.rebase()
	}
	e.judgeProbe(s)
	if e.silent < 1 && e.heard && gap < patience {
		e.silent = min(1, e.silent*(1+float64(gap)/float64(doubling)))
	}
	e.heard, e.lastFeedback, e.waits = true, at, 0
	e.clamp()
	e.publish(at)
}

// clock is the time, which does not go back.
func (e *Estimator) clock(at time.Duration) time.Duration {
	e.now = max(e.now, at)
	return e.now
}

// measure takes the rate at which the leg sends.
func (e *Estimator) measure(at time.Duration) {
	gap := at - e.countedAt
	if gap < 20*time.Millisecond {
		return
	}
	rate := float64(e.bytes-e.counted) * 8 / gap.Seconds()
	weight := float64(gap) / float64(gap+rateWindow)
	e.sent += (rate - e.sent) * weight
	e.counted, e.countedAt = e.bytes, at
}

// clamp keeps the delay-based rate within bounds.
func (e *Estimator) clamp() { e.control.rate = min(max(e.control.rate, e.min), e.max) }

// ceiling is the most that may be estimated now.
func (e *Estimator) ceiling() float64 {
	if e.remb > 0 {
		return min(e.max, e.remb)
	}
	return e.max
}

// publish works out the target: the least of all bounds.
func (e *Estimator) publish(at time.Duration) {
	if e.remb > 0 && at-e.rembAt > rembLives {
		e.remb = 0
	}
	rate := min(e.loss.cap(e.control.rate)*e.silent, e.ceiling())
	e.target = min(max(rate, e.min), e.max)
}
