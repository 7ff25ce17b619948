package estimate

import "time"

// State is what an estimator knows, for people to look at. Rates are in bits per second.
type State struct {
	Target       int           // what may be sent
	Delay        int           // what delay would allow
	Loss         int           // what loss would allow; 0 without a bound
	REMB         int           // what the receiver allows; 0 without a bound
	Acknowledged int           // what arrived in the last second
	Sent         int           // what was sent
	Lost         float64       // share of packets, smoothed
	Inherent     float64       // share that the path loses whatever is sent
	RTT          time.Duration // round trip, with the time that a receiver takes to answer
	Queue        time.Duration // that all of the last packets met
	Jitter       time.Duration // of the one-way delay, between groups of packets
	Usage        Usage
	Probing      bool // a cluster is out
	Silent       bool // nothing is heard of what was sent
}

// State is what is known now.
func (e *Estimator) State() State {
	return State{
		Target:       int(e.target),
		Delay:        int(e.control.rate),
		Loss:         int(e.loss.bound),
		REMB:         int(e.remb),
		Acknowledged: int(e.delivered.rate(capWindow)),
		Sent:         int(e.sent),
		Lost:         e.loss.share,
		Inherent:     e.loss.inherent,
		RTT:          e.rtt,
		Queue:        e.delay.standing(),
		Jitter:       e.delay.jitter,
		Usage:        e.delay.usage(),
		Probing:      e.probe.active,
		Silent:       e.silent < 1,
	}
}
