package sfu

import "time"

// tooLate is how many packets behind the newest one a packet may come and still be of use. It is the length of the ring
// of a layer as well, in which copies are noticed.
const tooLate = 1024

// rewriter gives a slot's packets sequence numbers and timestamps that go on without a break when its source changes.
// It counts in indices: the rollover counter and the sequence number of SRTP (RFC 3711 §3.3.1) in one.
type rewriter struct {
	started    bool
	origin     uint16 // index of the very first packet
	last       uint32 // index of newest
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
		r.timeOffset = r.lastTime + max(ticks(passed, clock), 1) - timestamp
	} else {
		r.last = uint32(r.origin) - 1
	}
	r.started = true
	r.seqOffset = uint16(r.last+1) - seq //nolint:gosec // the low half
	r.newest, r.behind = seq-1, 0
}

// index is that of a packet of the present source.
func (r *rewriter) index(seq uint16) uint32 {
	return r.last + uint32(int32(int16(seq-r.newest))) //nolint:gosec // serial number arithmetic, RFC 1982
}

// next returns the index and the timestamp of a packet in the slot; false for one that is too late to be sent.
func (r *rewriter) next(seq uint16, timestamp uint32, now time.Time) (uint32, uint32, bool) {
	index, outTime := r.index(seq), timestamp+r.timeOffset
	if ahead := int16(seq - r.newest); ahead > 0 { //nolint:gosec // as above
		r.behind = min(r.behind+uint16(ahead), tooLate)
		r.newest, r.last, r.lastTime, r.lastSent = seq, index, outTime, now
	} else if uint16(-ahead) >= r.behind {
		return 0, 0, false
	}
	return index, outTime, true
}

// sent returns the index of a sequence number that the slot has used lately; false: it has not.
func (r *rewriter) sent(sequence uint16) (uint32, bool) {
	ago := uint16(r.last) - sequence //nolint:gosec // as above
	if !r.started || ago >= tooLate || uint32(ago) > r.last {
		return 0, false
	}
	return r.last - uint32(ago), true
}

// ticks is a duration in ticks of an RTP clock; a negative one is none.
func ticks(d time.Duration, clock uint32) uint32 {
	return uint32(max(d, 0).Seconds() * float64(clock))
}
