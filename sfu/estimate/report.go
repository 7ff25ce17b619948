package estimate

import "time"

const rttGrown = 60 * time.Millisecond // above the shortest: a queue

// Report takes in what a receiver report says (RFC 3550 section 6.4.1): the share of packets lost since the one before,
// of 256, and the round trip worked out from it, 0 if it was not. Give the worst of several reports that come together.
// While transport-wide feedback comes it is for information only: that tells of the same packets, and sooner.
//
// Without it, the rate follows loss alone, and may grow to three and a half times what arrives: nothing can be probed.
func (e *Estimator) Report(fractionLost uint8, rtt, at time.Duration) {
	at = e.clock(at)
	if e.heard && at-e.lastFeedback < alive {
		return
	}
	if rtt > 0 && rtt < time.Minute {
		e.rtt = rtt
		if e.shortest == 0 || rtt < e.shortest {
			e.shortest = rtt
		}
	}
	e.measure(at)
	gap := min(at-e.reported, 2*lossSlow)
	if e.reported == 0 || gap < 0 {
		gap = lossSlow
	}
	e.reported = at
	share := float64(fractionLost) / 256
	s := seen{sent: e.sent, steady: e.sent * (1 - share), rtt: e.rtt, at: at}
	e.loss.judge(share, e.shortest > 0 && e.rtt > e.shortest+rttGrown, false, s, gap, e.control.rate)
	if !e.loss.congests && e.remb == 0 {
		e.control.increase(s, gap, headroomWild)
	}
	e.clamp()
	e.publish(at)
}

// REMB takes in a receiver's own estimate (draft-alvestrand-rmcat-remb-03), in bits per second. It is a bound for ten
// seconds; on a leg without transport-wide feedback it is the estimate, under what loss allows.
func (e *Estimator) REMB(bits int, at time.Duration) {
	if bits <= 0 {
		return
	}
	at = e.clock(at)
	e.remb, e.rembAt = float64(bits), at
	if !e.heard || at-e.lastFeedback >= alive {
		e.control.rate = e.remb
		e.clamp()
	}
	e.publish(at)
}
