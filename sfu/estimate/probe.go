package estimate

import "time"

const (
	probeSpan     = 20 * time.Millisecond
	probeSpanMost = 100 * time.Millisecond
	probePackets  = 5
	probePacket   = 1100                  // bytes: what one of a large cluster is taken to carry
	probeSmallest = 200                   // bytes, of one packet
	probeMargin   = 1.2                   // above what is wanted, so that success leaves room
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
// were sent before. Media goes on as it does: whatever passes while the cluster does is measured with it. Each packet is
// registered by [Estimator.SentProbe] with the ID.
type Cluster struct {
	ID      uint8
	Rate    int // bits per second
	Bytes   int
	Packets int
	Span    time.Duration
}

// probe sends clusters and measures what arrives of them. Measuring follows draft-holmer-rmcat-transport-wide-cc
// feedback as libwebrtc does: the rate is that between first and last packet, at the slower end.
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
	firstBytes, endBytes int // of the packet that came first, that was sent last
}

// Probe says what to send now to find out whether the link bears want bits per second, if it is time to find that out:
// not while there is a queue or a loss of capacity, not while another cluster is out, seldom after failures, and for a
// twentieth of the traffic at most. Ask as often as convenient while what is wanted is above [Estimator.Target].
func (e *Estimator) Probe(want int, at time.Duration) (Cluster, bool) {
	p, at := &e.probe, e.clock(at)
	p.save(e.target, at)
	if p.active && at-p.started > p.cluster.Span+probeLost+2*e.rtt {
		p.fail(e.hope(at), at)
	}
	rate := min(float64(want)*probeMargin, e.ceiling())
	if p.active || at < p.next || rate <= 1.05*e.target || !e.calm(at) {
		return Cluster{}, false
	}
	factor := probeFactor
	if p.failures > 0 {
		factor = 2
	}
	rate = min(max(rate, e.control.beyond(at)), factor*e.target)
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

// sent takes in a packet of the cluster.
func (p *probe) sent(seq uint16, size int, id uint8) {
	if !p.active || id != p.cluster.ID {
		return
	}
	if p.packets == 0 {
		p.first = seq
	}
	p.packets++
	p.bytes += size
	p.last = seq
}

// covers says whether a packet passed while the cluster did.
func (p *probe) covers(seq uint16) bool {
	return p.active && p.packets > 0 && seq-p.first <= p.last-p.first
}

// came takes in a packet that arrived.
func (p *probe) arrived(seq uint16, size int, sent, arrival time.Duration) {
	if !p.covers(seq) {
		return
	}
	if p.came == 0 {
		p.firstSent, p.lastSent, p.firstCame, p.lastCame = sent, sent, arrival, arrival
		p.firstBytes, p.endBytes = size, size
	}
	p.came++
	p.cameBytes += size
	p.firstSent = min(p.firstSent, sent)
	if sent >= p.lastSent {
		p.lastSent, p.endBytes = sent, size
	}
	if arrival < p.firstCame {
		p.firstCame, p.firstBytes = arrival, size
	}
	p.lastCame = max(p.lastCame, arrival)
}

// missed takes in a packet that did not arrive.
func (p *probe) missed(seq uint16) {
	if p.covers(seq) {
		p.lost++
	}
}

// verdict is what feedback on a cluster says.
type verdict uint8

const (
	pending  verdict = iota
	nothing          // too little is known, or the way held everything up and let it go
	measured         // the link bears this rate at least
	filled           // the link bears this rate and no more
)

// result is the rate that the cluster has shown, once feedback has told of its last packet.
func (p *probe) result(highest uint16, at time.Duration) (rate float64, v verdict) {
	ended := p.packets >= p.cluster.Packets && p.bytes >= p.cluster.Bytes*9/10 || at-p.started > p.cluster.Span+probeSpanMost
	if !p.active || !ended || p.packets == 0 || int16(highest-p.last) < 0 {
		return 0, pending
	}
	sent, came := p.lastSent-p.firstSent, p.lastCame-p.firstCame
	if p.came+p.lost < p.packets*7/10 || p.came < probePackets-2 || sent < p.cluster.Span/4 {
		return 0, nothing
	}
	if came < sent/2 {
		p.wide = true
		return 0, nothing
	}
	out := float64(p.cameBytes-p.endBytes) * 8 / sent.Seconds()
	in := float64(p.cameBytes-p.firstBytes) * 8 / came.Seconds()
	if in < 0.9*out {
		return 0.95 * in, filled
	}
	return min(out, in), measured
}

// unsteady is the rate that a cluster has shown if all the jitter of the way had stretched it.
func (p *probe) unsteady(jitter time.Duration) float64 {
	came := p.lastCame - p.firstCame
	return float64(p.cameBytes) * 8 / max(came-2*jitter, came/4, tickLength).Seconds()
}

// fail has the next one wait.
func (p *probe) fail(most, at time.Duration) {
	p.active = false
	p.next = at + min(probeWait<<min(p.failures, 6), most)
	p.failures++
}

func (p *probe) succeed(at time.Duration) {
	p.active, p.failures, p.next = false, 0, at+probeAgain
}

func (p *probe) abandon(at time.Duration) {
	if p.active {
		p.active, p.next = false, at+probeWait/2
	}
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
		if bears := p.unsteady(s.jitter); v == filled && bears < 0.8*e.control.rate {
			e.control.lower(max(bears, headroom*s.steady+allowance))
		}
		p.fail(e.hope(s.at), s.at)
	}
}
