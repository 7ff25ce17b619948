package sfu

import (
	"sync"
	"time"
)

// ring keeps the last packets of a layer for repair, once for all viewers: some three seconds of a 2.5 Mbit/s picture.
// When it is full, the oldest packet makes room.
type ring struct {
	mu      sync.RWMutex
	packets [tooLate]*packet
	newest  uint16
	started bool
	arrived uint64    // packets so far
	key     *packet   // the first of the newest keyframe
	keyAt   time.Time // when that came
}

// put keeps a packet. It is not fresh if it has been here before or is too late for that to be known. missing is how
// many packets more are lacking than before: those left out, or one fewer when a late one comes.
func (r *ring) put(p *packet, now time.Time) (fresh bool, missing int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	ahead := int16(p.sequence - r.newest) //nolint:gosec // serial number arithmetic, RFC 1982
	switch {
	case !r.started || ahead > 0:
		if r.started {
			missing = int(ahead) - 1
		}
		r.started, r.newest = true, p.sequence
	case ahead <= -tooLate:
		return false, 0
	default:
		if q := r.packets[p.sequence%tooLate]; q != nil && q.sequence == p.sequence {
			return false, 0
		}
		missing = -1
	}
	r.arrived++
	p.arrival = r.arrived
	r.packets[p.sequence%tooLate] = p
	if p.key && (r.key == nil || int16(p.sequence-r.key.sequence) > 0 || p.timestamp != r.key.timestamp) { //nolint:gosec // as above
		r.key, r.keyAt = p, now
	}
	return true, missing
}

// skip notes a packet that is not kept, so that it will not count as missing.
func (r *ring) skip(sequence uint16) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.started || int16(sequence-r.newest) > 0 { //nolint:gosec // as above
		r.started, r.newest = true, sequence
	}
}

// get returns a packet by its number, or nil. Arrivals from first to last tell it from one that came 65,536 packets
// before or later.
func (r *ring) get(sequence uint16, first, last uint64) *packet {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if p := r.packets[sequence%tooLate]; p != nil && p.sequence == sequence && p.arrival >= first && p.arrival <= last {
		return p
	}
	return nil
}

// has reports whether a packet has come.
func (r *ring) has(sequence uint16) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	p := r.packets[sequence%tooLate]
	return p != nil && p.sequence == sequence
}

// next returns the packet that follows a number and has come, nil if there is none yet, and how many have come in all.
func (r *ring) next(sequence uint16) (p *packet, arrived uint64) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for q := sequence + 1; int16(r.newest-q) >= 0; q++ { //nolint:gosec // as above
		if p := r.packets[q%tooLate]; p != nil && p.sequence == q {
			return p, r.arrived
		}
	}
	return nil, r.arrived
}

// following appends the packets of one frame that follow a number and have come, some at a time, and returns how many have
// come in all.
func (r *ring) following(sequence uint16, list []*packet) ([]*packet, uint64) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for q := sequence + 1; int16(r.newest-q) >= 0 && len(list) < flightPackets; q++ { //nolint:gosec // as above
		p := r.packets[q%tooLate]
		if p == nil || p.sequence != q {
			continue
		}
		if len(list) > 0 && p.timestamp != list[0].timestamp {
			break
		}
		list = append(list, p)
	}
	return list, r.arrived
}

// cached returns the first packet of the newest keyframe, if it came after a time, nothing since is missing, and it is
// no more than a number of packets ago.
func (r *ring) cached(after time.Time, most int) *packet {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if r.key == nil || r.keyAt.Before(after) {
		return nil
	}
	if ago := r.newest - r.key.sequence; int(ago) >= min(most, tooLate) {
		return nil
	}
	for q := r.key.sequence; int16(r.newest-q) >= 0; q++ { //nolint:gosec // as above
		if p := r.packets[q%tooLate]; p == nil || p.sequence != q {
			return nil
		}
	}
	return r.key
}
