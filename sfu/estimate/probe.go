package estimate

import "time"

const (
	probeSpan     = 20 * time.Millisecond
	probeSpanMost = 100 * time.Millisecond
	probePackets  = 5
	probePacket   = 1100                  // bytes: what one of a large cluster is taken to carry
	probeSmallest = 200                   // bytes, of one packet
	probeMargin   = 1.2                   // above what is wanted, so that success leaves room
	probeLeast    = 1.5                   // times the estimate: less would drown in how unevenly packets are sent
	probeFactor   = 3.0                   // at most this much above the estimate
	probeShare    = 0.05                  // of the target, on average
	probePurse    = 64 << 10              // bytes
	probeQueue    = 60 * time.Millisecond // that a cluster may build if the estimate is right after all

	probeAgain = 300 * time.Millisecond  // after one that has shown more
	probeWait  = time.Second             // after one that has not: doubled each time
	probeHope  = 4 * time.Second         // longest wait while a fall is recent
	probeHopes = 6                       // or this share of the time since then
	probeMost  = 32 * time.Second        // longest wait otherwise
	probeLost  = time.Second             // for feedback on a cluster
	probeCalm  = 2500 * time.Millisecond // since there was too much: flows that share a link must not outbid each other
	tickLength = time.Millisecond        // the shortest time in which a cluster is taken to come
)

// A Cluster is what to send to find out whether the link bears more: Bytes in at least Packets packets of about the same
// size, each sent when the one before has had its time at Rate, so that all take Span. Padding will do, or packets that
// were sent before; a clock of 5 ms is good enough. Media goes on as it does: whatever passes while the cluster does is measured with it. Each packet is
// registered by [Estimator.SentProbe] with the ID.
type Cluster struct {
	ID      uint8
	Rate    int // bits per second
	Bytes   int
	Packets int
	Span    time.Duration
}

// probe sends clusters and measures what arrives of them, as libwebrtc does: the rate is that between the first and the
// last packet, at the slower end.
type probe struct {
	cluster  Cluster
	active   bool
	started  time.Duration
	next     time.Duration // when the next one may be
	failures int
	purse    float64 // bytes that may be spent
	filled   time.Duration
	wide     bool // the last one came in a heap: make the next longer

	packets, bytes       int // sent
	first, last          uint16
	came, cameBytes      int
	lost                 int
	firstSent, lastSent  time.Duration
	firstCame, lastCame  time.Duration
	gap                  time.Duration // longest between arrivals
	firstBytes, endBytes int           // of what came first, of what was sent last
}

// Probe says what to send now to find out whether the link bears want bits per second, if it is time to find that out:
// not while there is a queue or a loss of capacity, not while another cluster is out, seldom after failures, and for a
// twentieth of the traffic at most. Ask as often as convenient while what is wanted is above [Estimator.Target].
func (e *Estimator) Probe(want int, at time.Duration) (Cluster, bool) {
	p, at := &e.probe, e.clock(at)
	p.save(e.target, at)
	if p.active && at-p.started > p.cluster.Span+probeLost+2*e.rtt {
		p.abandon(at)
	}
	rate := min(float64(want)*probeMargin, e.ceiling())
	if p.active || at < p.next || rate <= 1.05*e.target || !e.calm(at) {
		return Cluster{}, false
	}
	factor := probeFactor
	if p.failures > 0 {
		factor = 2
	}
	rate = min(max(rate, probeLeast*e.target, e.control.beyond(at)), factor*e.target, probeMargin*e.ceiling())
	span := min(max(probeSpan, 3*e.delay.jitter), probeSpanMost)
	if p.wide {
		span = probeSpanMost
	}
	bytes := min(rate*span.Seconds(), e.target*probeQueue.Seconds()) / 8
	bytes = max(bytes, probePackets*probeSmallest)
	span = time.Duration(bytes * 8 / rate * float64(time.Second))
	if bytes > p.purse {
		return Cluster{}, false
	}
	p.purse -= bytes
	id := p.cluster.ID%7 + 1
	*p = probe{
		cluster: Cluster{
			ID: id, Rate: int(rate), Bytes: int(bytes), Span: span,
			Packets: max(probePackets, (int(bytes)+probePacket-1)/probePacket),
		},
		active: true, started: at, next: p.next, failures: p.failures, purse: p.purse, filled: p.filled,
	}
	return p.cluster, true
}

// calm says whether a probe would tell anything and do no harm.
func (e *Estimator) calm(at time.Duration) bool {
	switch {
	case !e.heard, e.silent < 1, at-e.lastFeedback > outage:
		return false
	case e.loss.congests, at-e.control.decreased < probeCalm:
		return false
	}
	return e.delay.usage() != Overuse && e.delay.standing() < standGate+e.delay.jitter
}

// hope is the longest wait between probes that fail: short while it is not long since the link had more to give.
func (e *Estimator) hope(at time.Duration) time.Duration {
	return min(max((at-e.control.fell)/probeHopes, probeHope), probeMost)
}

// save fills the purse.
func (p *probe) save(target float64, at time.Duration) {
	p.purse = min(p.purse+probeShare*target/8*(at-p.filled).Seconds(), probePurse)
	p.filled = at
}

// judgeProbe takes in a cluster's result. One that filled the link far below the estimate shows that the estimate was
// no more than a hope; it then falls, but not below what growth alone would allow.
func (e *Estimator) judgeProbe(s seen) {
	p := &e.probe
	rate, v := p.result(e.highest, s.at)
	rate = min(rate, e.max)
	switch {
	case v == pending:
	case v == nothing:
		p.abandon(s.at)
	case rate > 1.05*e.target && !e.control.doubts(rate, s.at):
		e.control.raise(rate)
		e.loss.raise(rate)
		p.succeed(s.at)
	default:
		if bears := p.unsteady(rate, s.jitter); v == filled && bears < 0.8*e.control.rate {
			e.control.lower(max(bears, headroom*s.steady+allowance))
		}
		p.fail(e.hope(s.at), s.at)
	}
}
