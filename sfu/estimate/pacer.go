package estimate

import "time"

const (
	paceBurst = 5 * time.Millisecond   // of its rate that a pacer lets through at once
	paceDebt  = 500 * time.Millisecond // of its rate that a pacer can owe
)

// Pacer says how much may go out now: a leaky bucket, whose zero value lets nothing through until it has a rate. What
// must not wait, like live media, is sent and spent all the same and leaves a debt; what can, like a keyframe out of a
// cache, waits until the budget is above zero. Debts are forgiven beyond half a second, so that nothing waits longer.
type Pacer struct {
	rate   float64 // bytes a second
	budget float64 // bytes; negative is debt
	at     time.Duration
}

// SetRate has the pacer go at a multiple of a target in bits per second; libwebrtc uses 2.5.
func (p *Pacer) SetRate(target int, multiple float64) {
	p.rate = max(float64(target)*multiple/8, 0)
}

// Budget is how many bytes may go out now. A packet may be larger than it, as long as it is above zero: the rest is
// debt.
func (p *Pacer) Budget(at time.Duration) int {
	if at > p.at {
		p.budget += p.rate * (at - p.at).Seconds()
		p.at = at
	}
	p.budget = min(max(p.budget, -p.rate*paceDebt.Seconds()), max(p.rate*paceBurst.Seconds(), 1))
	return int(p.budget)
}

// Spend takes the bytes of what was sent.
func (p *Pacer) Spend(bytes int) { p.budget -= float64(bytes) }

// Wait is how long to wait from the last call of Budget until there is some again.
func (p *Pacer) Wait() time.Duration {
	if p.budget >= 1 || p.rate <= 0 {
		return 0
	}
	return time.Duration((1 - p.budget) / p.rate * float64(time.Second))
}
