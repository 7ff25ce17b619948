package sfu

import "sync"

// ring keeps the last packets of a layer for repair, once for all viewers: some three seconds of a 2.5 Mbit/s picture.
// When it is full, the oldest packet makes room.
type ring struct {
	mu      sync.RWMutex
	packets [tooLate]*packet
	newest  uint16
	started bool
}

// put keeps a packet. It is not fresh if it has been here before or is too late for that to be known. missing is how
// many packets more are lacking than before: those left out, or one fewer when a late one comes.
func (r *ring) put(p *packet) (fresh bool, missing int) {
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
	r.packets[p.sequence%tooLate] = p
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

// get returns a packet by its numbers, or nil. The timestamp tells it from one that came 65,536 packets later.
func (r *ring) get(sequence uint16, timestamp uint32) *packet {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if p := r.packets[sequence%tooLate]; p != nil && p.sequence == sequence && p.timestamp == timestamp {
		return p
	}
	return nil
}

// after returns the packets that have come and follow one.
func (r *ring) after(sequence uint16) (list []*packet) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for q := sequence + 1; int16(r.newest-q) >= 0; q++ { //nolint:gosec // as above
		if p := r.packets[q%tooLate]; p != nil && p.sequence == q {
			list = append(list, p)
		}
	}
	return list
}
