package sfu

import "time"

// tooLate is how many packets behind the newest one a packet may come and still be of use. It is the length of the ring
// of a layer as well, in which copies are noticed.
const tooLate = 1024

// rewriter gives a slot's packets sequence numbers and timestamps that go on without a break when its source changes.
// It never gives one number to two packets: under AES-GCM that would give the key's secrets away (RFC 7714 §9.1).
type rewriter struct {
	started    bool
	seqOffset  uint16
	timeOffset uint32
	newest     uint16 // newest sequence number of the present source
	behind     uint16 // how far behind newest its own packets go; what is older would take numbers of the source before
	lastTime   uint32 // as sent
	lastSent   time.Time
}

// change makes the packet with these numbers follow what was sent last: the next sequence number, and a timestamp
// later by the time that has passed.
func (r *rewriter) change(seq uint16, timestamp, clock uint32, passed time.Duration) {
	if r.started {
		last := r.newest + r.seqOffset
		r.seqOffset = last + 1 - seq
		r.timeOffset = r.lastTime + max(ticks(passed, clock), 1) - timestamp
	}
	r.started = true
	r.newest, r.behind = seq-1, 0
}

// next returns the numbers of a packet in the slot; false for one that is too late to be sent.
func (r *rewriter) next(seq uint16, timestamp uint32, now time.Time) (uint16, uint32, bool) {
	outSeq, outTime := seq+r.seqOffset, timestamp+r.timeOffset
	if ahead := int16(seq - r.newest); ahead > 0 { //nolint:gosec // serial number arithmetic, RFC 1982
		r.behind = min(r.behind+uint16(ahead), tooLate)
		r.newest, r.lastTime, r.lastSent = seq, outTime, now
	} else if uint16(-ahead) >= r.behind {
		return 0, 0, false
	}
	return outSeq, outTime, true
}

// ticks is a duration in ticks of an RTP clock; a negative one is none.
func ticks(d time.Duration, clock uint32) uint32 {
	return uint32(max(d, 0).Seconds() * float64(clock))
}
