package sfu

import (
	"sync"
	"sync/atomic"
	"time"
)

// counts are what has been counted of a stream so far.
type counts struct{ packets, bytes, lost uint64 }

// window keeps the counts of the last seconds, of which rates are made: a sum over an hour says nothing of now.
type window struct {
	mu   sync.Mutex
	at   [windowParts]time.Time // newest last; zero: none yet
	what [windowParts]counts
}

const (
	windowParts = 4
	windowPart  = time.Second
)

// note takes in the counts as they are, at most once a second.
func (w *window) note(c counts, now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	const last = windowParts - 1
	if now.Sub(w.at[last]) < windowPart*9/10 {
		return
	}
	copy(w.at[:], w.at[1:])
	copy(w.what[:], w.what[1:])
	w.at[last], w.what[last] = now, c
}

// flow returns bits per second and the share of packets that were lost.
func (w *window) flow(now time.Time) (bits int, loss float64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	const last = windowParts - 1
	first := 0
	for first < last && w.at[first].IsZero() {
		first++
	}
	passed := w.at[last].Sub(w.at[first])
	if passed <= 0 || now.Sub(w.at[last]) > 2*windowPart {
		return 0, 0
	}
	a, b := w.what[first], w.what[last]
	bits = int(float64(since(b.bytes, a.bytes)) * 8 / passed.Seconds())
	came, lost := since(b.packets, a.packets), since(b.lost, a.lost)
	if came+lost > 0 {
		loss = float64(lost) / float64(came+lost)
	}
	return bits, loss
}

// arrivals measures how unevenly packets come (RFC 3550 §6.4.1). One goroutine notes, others read the jitter.
type arrivals struct {
	last      time.Time
	timestamp uint32
	jitter    atomic.Int64 // ns
}

// note takes in a packet that has come.
func (a *arrivals) note(timestamp, clock uint32, now time.Time) {
	if !a.last.IsZero() && clock > 0 {
		due := time.Duration(int32(timestamp-a.timestamp)) * time.Second / time.Duration(clock) //nolint:gosec // serial numbers
		old := a.jitter.Load()
		if off := int64((now.Sub(a.last) - due).Abs()); off < int64(time.Second) { // more is a pause
			a.jitter.Store(old + (off-old)/16)
		}
	}
	a.last, a.timestamp = now, timestamp
}
