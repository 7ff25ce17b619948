package estimate

import "time"

const (
	bucket  = 10 * time.Millisecond
	buckets = 128
)

// delivered counts the bytes that arrived, by the receiver's clock, in buckets of 10 ms over the last 1.28 s. The rate
// of what is delivered is the one thing that is known for sure of a link.
type delivered struct {
	bytes  [buckets]uint32
	first  time.Duration // arrival
	newest time.Duration
	any    bool
}

func (d *delivered) add(arrival time.Duration, size int) {
	if !d.any {
		d.any, d.first, d.newest = true, arrival, arrival
	}
	now, last := int64(arrival/bucket), int64(d.newest/bucket)
	if now <= last-buckets {
		return
	}
	for i := last + 1; i <= min(now, last+buckets); i++ {
		d.bytes[uint64(i)%buckets] = 0
	}
	d.newest = max(d.newest, arrival)
	d.bytes[uint64(now)%buckets] += uint32(size)
}

// rate is what arrived in the window before the newest packet, in bits per second; nothing while too little is known.
func (d *delivered) rate(window time.Duration) float64 {
	window = min(window, d.newest-d.first)
	if !d.any || window < 5*bucket {
		return 0
	}
	n := int64(min(window, (buckets-2)*bucket) / bucket)
	last := int64(d.newest / bucket)
	sum := uint64(0)
	for i := last - n + 1; i <= last; i++ {
		sum += uint64(d.bytes[uint64(i)%buckets])
	}
	span := time.Duration(n-1)*bucket + (d.newest - time.Duration(last)*bucket) + time.Millisecond
	return float64(sum) * 8 / span.Seconds()
}
