package main

import (
	"cmp"
	"container/heap"
	"math/rand/v2"
	"sync"
	"time"
)

// weather is what a road does to packets. What is zero it leaves alone.
type weather struct {
	Loss    float64       // share of packets
	Delay   time.Duration // each way
	Jitter  time.Duration // up to so much more, for each packet anew
	Reorder bool          // a packet with less jitter overtakes; else it waits for those before it
	Rate    int           // bits per second, behind a queue of laneQueue
	Dark    bool          // nothing passes
	NoUDP   bool
}

const (
	laneQueue  = 300 * time.Millisecond // what waits longer for a narrow road is dropped, as at most home routers
	laneAtMost = 8192                   // packets on their way; what is more is dropped
)

// lane is one direction of a road: packets go in, and come out later or not at all.
type lane struct {
	out func(packet []byte)

	mu           sync.Mutex // guards all below
	weather      weather
	dice         *rand.Rand
	free         time.Time // when what was let in before has passed the narrow place
	last         time.Time // when the last one comes out
	count        uint64
	way          arrivals
	timer        *time.Timer
	closed       bool
	passed, lost uint64
}

func newLane(seed uint64, out func(packet []byte)) *lane {
	l := &lane{out: out, dice: rand.New(rand.NewPCG(seed, 1))}
	l.timer = time.AfterFunc(time.Hour, l.deliver)
	return l
}

func (l *lane) set(w weather) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.weather, l.free = w, time.Time{}
}

// close lets nothing more come out.
func (l *lane) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	l.timer.Stop()
}

// enter takes a packet, which is the lane's from now on.
func (l *lane) enter(packet []byte, udp bool, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	due, ok := l.due(len(packet), udp, now)
	if l.closed || !ok || len(l.way) >= laneAtMost {
		l.lost++
		return
	}
	l.passed++
	l.count++
	heap.Push(&l.way, arrival{due: due, turn: l.count, packet: packet})
	if l.way[0].turn == l.count {
		l.timer.Reset(due.Sub(now))
	}
}

// due is when a packet comes out. Called with mu held.
func (l *lane) due(size int, udp bool, now time.Time) (time.Time, bool) {
	w := &l.weather
	if w.Dark || w.NoUDP && udp || w.Loss > 0 && l.dice.Float64() < w.Loss {
		return now, false
	}
	due := now
	if w.Rate > 0 {
		if l.free.Before(now) {
			l.free = now
		}
		if l.free.Sub(now) > laneQueue {
			return now, false
		}
		l.free = l.free.Add(time.Duration(size*8) * time.Second / time.Duration(w.Rate))
		due = l.free
	}
	due = due.Add(w.Delay)
	if w.Jitter > 0 {
		due = due.Add(time.Duration(l.dice.Int64N(int64(w.Jitter))))
	}
	if due.Before(l.last) && !w.Reorder {
		due = l.last
	}
	l.last = due
	return due, true
}

// deliver hands out what is due.
func (l *lane) deliver() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.way) > 0 && !l.closed {
		if wait := time.Until(l.way[0].due); wait > 0 {
			l.timer.Reset(wait)
			return
		}
		a, _ := heap.Pop(&l.way).(arrival)
		l.out(a.packet)
	}
}

// arrival is a packet on its way.
type arrival struct {
	due    time.Time
	turn   uint64
	packet []byte
}

// arrivals is a heap, the next one first.
type arrivals []arrival

func (a arrivals) Len() int { return len(a) }

func (a arrivals) Less(i, j int) bool {
	return cmp.Or(a[i].due.Compare(a[j].due), cmp.Compare(a[i].turn, a[j].turn)) < 0
}

func (a arrivals) Swap(i, j int) { a[i], a[j] = a[j], a[i] }

// Push is for package heap.
func (a *arrivals) Push(x any) { *a = append(*a, x.(arrival)) } //nolint:errcheck // only arrivals are pushed

// Pop is for package heap.
func (a *arrivals) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}
