package estimate

import "time"

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

// together is how close packets are that were sent or came as one: between them no time was measured.
const together = time.Millisecond

// arrived takes in a packet that did.
func (p *probe) arrived(seq uint16, size int, sent, arrival time.Duration) {
	if !p.covers(seq) {
		return
	}
	if p.came == 0 {
		p.firstSent, p.lastSent, p.firstCame, p.lastCame = sent, sent, arrival, arrival
	}
	p.came++
	p.cameBytes += size
	p.firstSent = min(p.firstSent, sent)
	switch {
	case sent > p.lastSent+together:
		p.lastSent, p.endBytes = sent, size
	case sent > p.lastSent-together:
		p.endBytes += size
	}
	switch {
	case arrival < p.firstCame-together:
		p.firstCame, p.firstBytes = arrival, size
	case arrival < p.firstCame+together:
		p.firstBytes += size
	}
	p.gap = max(p.gap, arrival-p.lastCame)
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
	if p.came+p.lost < p.packets*7/10 || p.cameBytes <= p.firstBytes || p.came < probePackets-2 || sent < p.cluster.Span/4 {
		return 0, nothing
	}
	if came < sent/2 {
		p.wide = true
		return 0, nothing
	}
	if p.gap > came/3 { // packets came in heaps: the first one is worth the time before it, too
		came += p.gap
	}
	out := float64(p.cameBytes-p.endBytes) * 8 / sent.Seconds()
	in := float64(p.cameBytes-p.firstBytes) * 8 / came.Seconds()
	if in < 0.9*out {
		return 0.95 * in, filled
	}
	return min(out, in), measured
}

// unsteady is the rate that a cluster has shown if all the jitter of the way had stretched it. The second one in a row
// that fills the link is believed as it is.
func (p *probe) unsteady(rate float64, jitter time.Duration) float64 {
	if p.failures > 0 {
		return rate
	}
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
