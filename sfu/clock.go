package sfu

import (
	"sync"
	"time"
)

// wallClock relates the clock of a publisher, which her sender reports carry, to ours. One for all of her sources:
// what was taken at one moment by her clock is at one moment by ours, and lips move in time.
type wallClock struct {
	mu      sync.Mutex
	offsets [32]time.Duration // ours less hers, as the last reports arrived
	reports int
}

// note takes in a sender report.
func (c *wallClock) note(hers, arrived time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.offsets[c.reports%len(c.offsets)] = arrived.Sub(hers)
	c.reports++
}

// offset is ours less hers. The least of the last reports counts: the network only ever adds to it. The last ones, since
// clocks drift apart.
func (c *wallClock) offset() (least time.Duration, known bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range min(c.reports, len(c.offsets)) {
		if i == 0 || c.offsets[i] < least {
			least = c.offsets[i]
		}
	}
	return least, c.reports > 0
}

// senderReport ties the RTP clock of a layer to the clock of its publisher (RFC 3550 §6.4.1).
type senderReport struct {
	rtp  uint32
	hers time.Time
}

// taken returns when, by our clock, the picture or sound with a timestamp was taken.
func (r *senderReport) taken(timestamp, clock uint32, offset time.Duration) time.Time {
	since := time.Duration(int64(int32(timestamp-r.rtp)) * int64(time.Second) / int64(clock)) //nolint:gosec // serial numbers
	return r.hers.Add(offset + since)
}

// timestamp is the inverse of taken.
func (r *senderReport) timestamp(at time.Time, clock uint32, offset time.Duration) uint32 {
	since := at.Sub(r.hers.Add(offset))
	return r.rtp + uint32(int64(since.Seconds()*float64(clock))) //nolint:gosec // wraps, as RTP does
}

const from1900to1970 = 2_208_988_800 // seconds

// fromNTP reads a time of RFC 5905 §6, in the era that ends in 2036, as RTP means it.
func fromNTP(v uint64) time.Time {
	return time.Unix(int64(v>>32)-from1900to1970, int64((v&0xffffffff)*1_000_000_000>>32)) //nolint:gosec // 32 bits each
}

// ntp is the inverse of fromNTP.
func ntp(t time.Time) uint64 {
	return uint64(t.Unix()+from1900to1970)<<32 | uint64(t.Nanosecond())<<32/1_000_000_000 //nolint:gosec // after 1900
}
