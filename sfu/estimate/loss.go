package estimate

import "time"

const (
	lossWindow   = 250 * time.Millisecond
	lossSlow     = time.Second // with few packets
	lossPackets  = 50
	lossFew      = 10
	lossRandom   = 0.15 // at most this much loss may be the path's own nature
	lossFree     = 0.02 // draft-ietf-rmcat-gcc-02 section 6: below it the rate grows
	lossGrowth   = 1.08 // a second
	lossQueue    = 25 * time.Millisecond
	longestRun   = 30  // packets lost in a row: more is an interruption, not a queue that overflows
	burstyShare  = 0.5 // of losses that follow a loss
	deliverFloor = 0.85
)

// loss bounds the rate when packets are lost (draft-ietf-rmcat-gcc-02 section 6), and tells the loss of a full queue
// from that of a bad radio. A queue that overflows is a queue: delay has grown, or whole tails of bursts are lost.
// Losses that come singly, without any queue, belong to the path and sending less would not make them fewer.
type loss struct {
	packets, lost int // of this window
	pairs         int // losses that followed a loss
	run           int
	since         time.Duration
	queued        bool

	share    float64 // smoothed, for people
	inherent float64 // of the path
	bound    float64 // 0: none
	congests bool    // the last window was lost to congestion

	onsetRate, onsetShare float64
}

// came takes in a packet that arrived; late, if it had been told lost.
func (l *loss) came(late bool) {
	l.run = 0
	if !late {
		l.packets++
		return
	}
	if l.lost > 0 {
		l.lost--
		l.pairs = max(l.pairs-1, 0)
	}
}

// missed takes in a packet that did not arrive.
func (l *loss) missed() {
	l.run++
	switch {
	case l.run > longestRun:
		return
	case l.run == longestRun: // an interruption after all
		l.packets = max(l.packets-longestRun+1, 0)
		l.lost = max(l.lost-longestRun+1, 0)
		l.pairs = max(l.pairs-longestRun+2, 0)
		return
	case l.run > 1:
		l.pairs++
	}
	l.packets++
	l.lost++
}

// update closes the window when it has seen enough, and judges it.
func (l *loss) update(s seen, estimate float64) {
	if s.standing > lossQueue || s.usage == Overuse {
		l.queued = true
	}
	gap := s.at - l.since
	if gap < lossWindow || l.packets < lossPackets && (gap < lossSlow || l.packets < lossFew) {
		return
	}
	share := float64(l.lost) / float64(l.packets)
	bursty := l.lost >= 4 && float64(l.pairs) > burstyShare*float64(l.lost)
	l.judge(share, l.queued, bursty, s, min(gap, lossSlow), estimate)
	l.packets, l.lost, l.pairs, l.queued, l.since = 0, 0, 0, false, s.at
}

// judge moves the bound by the loss of one window.
func (l *loss) judge(share float64, queued, bursty bool, s seen, gap time.Duration, estimate float64) {
	l.share += (share - l.share) / 3
	tolerated := max(lossFree, 1.3*l.inherent+lossFree)
	l.congests = false
	switch {
	case share > tolerated && !queued && !bursty && share <= lossRandom:
		l.inherent += (share - l.inherent) / 4
	case share > max(tolerated, 2*lossFree):
		l.congests = true
		l.decrease(share, queued, s, estimate)
	case share <= tolerated:
		l.inherent += (share - l.inherent) / 8
		l.onsetRate = 0
		if l.bound > 0 {
			l.bound *= 1 + (lossGrowth-1)*gap.Seconds()
		}
	}
	if l.bound > 2*estimate {
		l.bound = 0
	}
}

// decrease takes away half of the share that was lost beyond what the path loses by itself, but never goes below what
// is delivered all the same.
func (l *loss) decrease(share float64, queued bool, s seen, estimate float64) {
	sent := max(s.sent, s.steady)
	if l.onsetRate == 0 {
		l.onsetRate, l.onsetShare = sent, share
	}
	if !queued && sent < 0.6*l.onsetRate && share > 0.7*l.onsetShare {
		// There is no queue and sending much less did not help: so much is lost by itself.
		l.inherent = min(share, 2*lossRandom)
		l.bound, l.onsetRate, l.congests = max(l.bound, l.onsetRate), 0, false
		return
	}
	from := estimate
	if l.bound > 0 {
		from = min(from, l.bound)
	}
	if share > 2*lossRandom {
		from = min(from, max(sent, estimate/2))
	}
	l.bound = max(from*(1-0.5*max(share-l.inherent, 0)), min(deliverFloor*s.steady, from))
}

// raise takes in what a probe has shown.
func (l *loss) raise(rate float64) {
	if l.bound > 0 {
		l.bound = max(l.bound, rate)
	}
}

// cap is the rate under the bound.
func (l *loss) cap(rate float64) float64 {
	if l.bound > 0 {
		return min(rate, l.bound)
	}
	return rate
}
