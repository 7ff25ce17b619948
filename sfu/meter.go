package sfu

import (
	"sync/atomic"
	"time"
)

// meter measures the bit rate of a layer over the last second or so. One goroutine adds, others read.
type meter struct {
	began time.Time // of the part that is being measured
	bytes int
	rate  atomic.Int64 // bits per second, smoothed; 0: not known yet
}

// meterPart is how long a part is measured; meterWeight is the share of it in the smoothed rate.
const (
	meterPart   = 250 * time.Millisecond
	meterWeight = 0.3
)

func (m *meter) add(bytes int, now time.Time) {
	if m.began.IsZero() {
		m.began = now
	}
	m.bytes += bytes + rtpHeaderSize + tagSize
	passed := now.Sub(m.began)
	if passed < meterPart {
		return
	}
	measured := float64(m.bytes*8) / passed.Seconds()
	if old := m.rate.Load(); old > 0 && passed < 4*meterPart {
		measured = meterWeight*measured + (1-meterWeight)*float64(old)
	}
	m.rate.Store(int64(measured))
	m.began, m.bytes = now, 0
}

// guessed is what layers take at first, before anything is measured, by rank, in bits per second.
var guessed = []int{150_000, 500_000, 1_700_000}

// bitrate is how much the layer takes, in bits per second.
func (l *layer) bitrate() int {
	if r := l.meter.rate.Load(); r > 0 {
		return int(r)
	}
	return guessed[min(max(l.rank, 0), len(guessed)-1)]
}
