package sfu

import (
	"sync/atomic"
	"time"

	"plenary/sfu/codec"
)

// meter measures the bit rate of an encoding and of the layers in it over the last second or so. One goroutine adds,
// others read.
type meter struct {
	began time.Time // of the part that is being measured
	bytes int
	rate  atomic.Int64 // bits per second, smoothed; 0: not known yet

	slow, small  [layersInOne]tally // the smallest picture with temporal layers up to each; all frames, up to each spatial one
	spatial      int                // the highest that came lately
	temporal     int
	height       [layersInOne]int       // of spatial layers; 0: not known
	idleS, idleT [layersInOne]int       // parts since a layer came
	steps        atomic.Pointer[[]step] // nil: there is one layer
}

// tally is what has come of some layers: bytes in the part that is being measured, and bits per second before.
type tally struct {
	bytes int
	rate  float64
}

// step is what a viewer may be given of a picture: an encoding, and layers in it.
type step struct {
	rank              int // of the encoding
	spatial, temporal int // the highest; codec.All for everything
	height            int // of the picture; 0: not known
	rate              int // bits per second
}

// whole is an encoding with all that is in it.
var whole = step{spatial: codec.All, temporal: codec.All}

// meterPart is how long a part is measured; meterWeight is the share of it in the smoothed rate, and stepWeight that in
// the rate of layers, of which there are few frames in a part.
const (
	meterPart   = 250 * time.Millisecond
	meterWeight = 0.3
	stepWeight  = 0.15
)

const (
	layersInOne = 4 // spatial or temporal ones that are told apart: browsers have three
	idleAtMost  = 8 // parts after which a layer that does not come is no more counted on
)

func (m *meter) add(f *codec.Frame, bytes int, now time.Time) {
	if m.began.IsZero() {
		m.began = now
		for i := 1; i < layersInOne; i++ {
			m.idleS[i], m.idleT[i] = idleAtMost, idleAtMost
		}
	}
	bytes += rtpHeaderSize + tagSize
	m.bytes += bytes
	m.sort(f, bytes)
	passed := now.Sub(m.began)
	if passed < meterPart {
		return
	}
	measured := float64(m.bytes*8) / passed.Seconds()
	if old := m.rate.Load(); old > 0 && passed < 4*meterPart {
		measured = meterWeight*measured + (1-meterWeight)*float64(old)
	}
	m.rate.Store(int64(measured))
	m.measure(passed)
	m.began, m.bytes = now, 0
}

// sort counts a packet with the steps that it is in.
func (m *meter) sort(f *codec.Frame, bytes int) {
	s, t := min(int(f.Spatial), layersInOne-1), min(int(f.Temporal), layersInOne-1)
	m.idleS[s], m.idleT[t] = 0, 0
	m.spatial, m.temporal = max(m.spatial, s), max(m.temporal, t)
	if f.Height > 0 {
		m.height[s] = int(f.Height)
	}
	for i := range m.temporal + 1 {
		if f.For(0, i) {
			m.slow[i].bytes += bytes
		}
	}
	for i := range m.spatial + 1 {
		if f.For(i, m.temporal) {
			m.small[i].bytes += bytes
		}
	}
}

// measure ends a part for the layers.
func (m *meter) measure(passed time.Duration) {
	for i := range layersInOne {
		m.slow[i].end(passed)
		m.small[i].end(passed)
		m.idleS[i]++
		m.idleT[i]++
	}
	for m.spatial > 0 && m.idleS[m.spatial] > idleAtMost {
		m.small[m.spatial] = tally{}
		m.spatial--
	}
	for m.temporal > 0 && m.idleT[m.temporal] > idleAtMost {
		m.slow[m.temporal] = tally{}
		m.temporal--
	}
	if m.spatial+m.temporal == 0 {
		m.steps.Store(nil)
		return
	}
	list := make([]step, 0, 2*layersInOne) // a few times a second
	for i := range m.temporal {
		list = append(list, step{spatial: 0, temporal: i, height: m.height[0], rate: int(m.slow[i].rate)})
	}
	for i := range m.spatial + 1 {
		list = append(list, step{spatial: i, temporal: codec.All, height: m.heightOf(i), rate: int(m.small[i].rate)})
	}
	list[len(list)-1].spatial = codec.All
	m.steps.Store(&list)
}

func (t *tally) end(passed time.Duration) {
	measured := float64(t.bytes*8) / passed.Seconds()
	if t.rate > 0 && passed < 4*meterPart {
		measured = stepWeight*measured + (1-stepWeight)*t.rate
	}
	t.rate, t.bytes = measured, 0
}

// heightOf is that of a spatial layer; each is half of the next where nothing has said so, and the highest 720 lines.
func (m *meter) heightOf(spatial int) int {
	if h := m.height[spatial]; h > 0 {
		return h
	}
	return 720 >> (m.spatial - spatial)
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

// steps appends what may be given of this encoding to what may be given of smaller ones: at first fewer frames, which no
// larger encoding comes with, then larger spatial layers, up to one that is enough for a height; 0: all of them.
func (l *layer) steps(list []step, height int) []step {
	measured := l.meter.steps.Load()
	if measured == nil {
		return append(list, step{rank: l.rank, spatial: codec.All, temporal: codec.All, rate: l.bitrate()})
	}
	first := len(list) == 0
	for _, x := range *measured {
		if x.temporal < codec.All && !first {
			continue
		}
		x.rank = l.rank
		list = append(list, x)
		if height > 0 && x.temporal == codec.All && x.height*10 >= height*9 { // a little less is not seen
			break
		}
	}
	return list
}
