package estimate

import (
	"math/rand/v2"
	"sort"
	"time"
)

// A link is a simulated bottleneck: one queue, in order, with a capacity that changes over time. What is delivered may
// then be delayed further, out of order, and lost.
type link struct {
	capacity   func(at time.Duration) float64 // bits per second; 0: nothing passes, all is lost
	queue      int                            // bytes; more are dropped
	delay      time.Duration                  // one way
	jitter     time.Duration                  // at most, evenly spread; ordered keeps packets in order
	jitterFrom time.Duration
	ordered    bool
	loss       float64
	lossFrom   time.Duration
	hold       func(at time.Duration) time.Duration // until when everything stands still
	heap       time.Duration                        // packets come in heaps, so far apart
	bursts     [2]float64                           // chance that losses begin, that they end: then all is lost
	losing     bool
	detour     time.Duration // more delay
	detourFrom time.Duration
	random     *rand.Rand

	free   time.Duration // when the last packet has left
	passed time.Duration // latest arrival, for ordered
	leaves []leaving     // still in the queue
	bytes  int           // that they are
}

type leaving struct {
	at   time.Duration
	size int
}

// send puts a packet on the link. It says when it arrives, unless it is lost.
func (l *link) send(size int, at time.Duration) (time.Duration, bool) {
	for len(l.leaves) > 0 && l.leaves[0].at <= at {
		l.bytes -= l.leaves[0].size
		l.leaves = l.leaves[1:]
	}
	if l.hold != nil {
		l.free = max(l.free, l.hold(max(at, l.free)))
	}
	capacity := l.capacity(max(at, l.free))
	if capacity == 0 || l.bytes+size > l.queue {
		return 0, false
	}
	l.free = max(at, l.free) + time.Duration(float64(size)*8/capacity*float64(time.Second))
	l.leaves = append(l.leaves, leaving{l.free, size})
	l.bytes += size
	arrival := l.free + l.delay
	if at >= l.detourFrom {
		arrival += l.detour
	}
	if l.jitter > 0 && at >= l.jitterFrom {
		arrival += time.Duration(l.random.Int64N(int64(l.jitter)))
	}
	if l.heap > 0 {
		arrival = (arrival + l.heap - 1) / l.heap * l.heap
	}
	if l.bursts[0] > 0 && l.random.Float64() < l.bursts[0] {
		l.losing = true
	} else if l.losing && l.random.Float64() < l.bursts[1] {
		l.losing = false
	}
	if l.losing {
		return 0, false
	}
	if l.ordered {
		arrival = max(arrival, l.passed)
		l.passed = arrival
	}
	return arrival, at < l.lossFrom || l.random.Float64() >= l.loss
}

// A receiver answers as a browser does: every interval, with all that came since the last answer, and what is missing
// between.
type receiver struct {
	interval time.Duration
	delay    time.Duration // of the way back
	ahead    time.Duration // of our clock
	drift    float64       // of its clock: 100e-6 runs 100 ppm fast
	broken   func(at time.Duration) bool

	came  map[uint16]time.Duration // by its own clock
	next  time.Duration
	told  uint16 // first number not told of yet
	count uint8
	on    bool
}

func (r *receiver) clock(at time.Duration) time.Duration {
	return r.ahead + time.Hour + at + time.Duration(float64(at)*r.drift)
}

func (r *receiver) arrive(seq uint16, at time.Duration) {
	if !r.on {
		r.on, r.told = true, seq
	}
	r.came[seq] = r.clock(at)
}

// answer is feedback if it is time for it.
func (r *receiver) answer(at time.Duration) []byte {
	if at < r.next || len(r.came) == 0 {
		return nil
	}
	r.next = at + r.interval
	seqs := make([]uint16, 0, len(r.came))
	for seq := range r.came {
		seqs = append(seqs, seq)
	}
	sort.Slice(seqs, func(i, j int) bool { return int16(seqs[i]-seqs[j]) < 0 })
	base := r.told
	if int16(seqs[0]-base) < 0 {
		base = seqs[0]
	}
	count := int(seqs[len(seqs)-1]-base) + 1
	arrivals := make([]time.Duration, count)
	for seq, arrival := range r.came {
		arrivals[seq-base] = arrival
	}
	clear(r.came)
	if last := base + uint16(count); int16(last-r.told) > 0 {
		r.told = last
	}
	r.count++
	return encode(base, arrivals, r.count)
}

// encode writes transport-wide feedback; an arrival of 0 is a packet that did not come.
func encode(base uint16, arrivals []time.Duration, number uint8) []byte {
	var first time.Duration
	for _, a := range arrivals {
		if a != 0 && (first == 0 || a < first) {
			first = a
		}
	}
	reference := first / referenceUnit
	last := int64(reference * referenceUnit / deltaUnit)
	symbols := make([]int, len(arrivals))
	var deltas []byte
	for i, a := range arrivals {
		if a == 0 {
			continue
		}
		tick := int64(a / deltaUnit)
		delta := tick - last
		last = tick
		if delta >= 0 && delta < 256 {
			symbols[i] = smallDelta
			deltas = append(deltas, byte(delta))
		} else {
			symbols[i] = largeDelta
			deltas = append(deltas, byte(uint16(delta)>>8), byte(delta))
		}
	}
	out := []byte{2<<6 | feedbackForm, feedbackType, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2}
	out = append(out, byte(base>>8), byte(base), byte(len(arrivals)>>8), byte(len(arrivals)))
	out = append(out, byte(reference>>16), byte(reference>>8), byte(reference), number)
	out = append(out, chunks(symbols)...)
	out = append(out, deltas...)
	if pad := -len(out) & 3; pad > 0 {
		out[0] |= 1 << 5
		out = append(out, make([]byte, pad)...)
		out[len(out)-1] = byte(pad)
	}
	words := len(out)/4 - 1
	out[2], out[3] = byte(words>>8), byte(words)
	return out
}

// chunks writes symbols in the chunks that tell most of them.
func chunks(symbols []int) (out []byte) {
	for len(symbols) > 0 {
		run := 1
		for run < len(symbols) && run < 1<<13-1 && symbols[run] == symbols[0] {
			run++
		}
		var word uint16
		n := run
		switch {
		case run >= 14 || run == len(symbols):
			word = uint16(symbols[0])<<13 | uint16(run)
		case largest14(symbols) < largeDelta:
			n = min(14, len(symbols))
			word = 1 << 15
			for i, s := range symbols[:n] {
				word |= uint16(s) << (13 - i)
			}
		default:
			n = min(7, len(symbols))
			word = 3 << 14
			for i, s := range symbols[:n] {
				word |= uint16(s) << (12 - 2*i)
			}
		}
		out = append(out, byte(word>>8), byte(word))
		symbols = symbols[n:]
	}
	return out
}

func largest14(symbols []int) (most int) {
	for _, s := range symbols[:min(14, len(symbols))] {
		most = max(most, s)
	}
	return most
}
