package sfutest

import (
	"math/bits"
	"time"
)

// Histogram counts durations in buckets about 3 % wide, from a microsecond to some minutes, in a fixed 7 KiB or less.
// It is a value: copy it to keep it.
type Histogram struct {
	counts []uint32
	total  uint64
	max    time.Duration
}

const histogramSteps = 32 // buckets a doubling

func bucketOf(d time.Duration) int {
	us := uint64(max(d.Microseconds(), 0))
	if us < histogramSteps {
		return int(us)
	}
	shift := bits.Len64(us) - bits.Len64(histogramSteps)
	return shift*histogramSteps + int(us>>shift)
}

func bucketTop(i int) time.Duration {
	if i < 2*histogramSteps {
		return time.Duration(i) * time.Microsecond
	}
	shift := i/histogramSteps - 1
	return time.Duration(uint64(i%histogramSteps+histogramSteps)<<shift) * time.Microsecond
}

// Add counts one duration. Negative ones, of clocks that disagree, count as nothing at all took place: zero.
func (h *Histogram) Add(d time.Duration) {
	i := min(bucketOf(d), 28*histogramSteps)
	if i >= len(h.counts) {
		h.counts = append(h.counts, make([]uint32, i+1-len(h.counts))...)
	}
	h.counts[i]++
	h.total++
	h.max = max(h.max, d)
}

// Merge adds another's counts.
func (h *Histogram) Merge(o Histogram) {
	if len(o.counts) > len(h.counts) {
		h.counts = append(h.counts, make([]uint32, len(o.counts)-len(h.counts))...)
	}
	for i, n := range o.counts {
		h.counts[i] += n
	}
	h.total += o.total
	h.max = max(h.max, o.max)
}

// Since returns what was added after an earlier copy was taken. The longest duration stays that of all.
func (h Histogram) Since(earlier Histogram) Histogram {
	d := h.clone()
	for i, n := range earlier.counts {
		d.counts[i] -= n
	}
	d.total -= earlier.total
	return d
}

// Count is how many durations were added.
func (h Histogram) Count() uint64 { return h.total }

// Max is the longest duration added.
func (h Histogram) Max() time.Duration { return h.max }

// Quantile is the duration that a share q (0 to 1) of all did not exceed, to within a bucket.
func (h Histogram) Quantile(q float64) time.Duration {
	if h.total == 0 {
		return 0
	}
	rank := uint64(q * float64(h.total-1))
	var seen uint64
	for i, n := range h.counts {
		if seen += uint64(n); seen > rank {
			return min(bucketTop(i), h.max)
		}
	}
	return h.max
}

func (h Histogram) clone() Histogram {
	h.counts = append([]uint32(nil), h.counts...)
	return h
}
