package estimate

import (
	"container/heap"
	"time"
)

const tick = time.Millisecond

// A leg is an estimator at work: an application that sends video of thirty frames and audio of fifty packets a second,
// a link that it may share, a receiver.
type leg struct {
	estimator *Estimator
	receiver  *receiver
	link      *link
	begins    time.Duration
	layers    []float64     // bits per second that can be sent; nil: whatever the target says
	keyframes time.Duration // between frames ten times as large; 0 none
	want      float64       // that it would like to send at most
	probes    bool
	watch     func(at time.Duration, l *leg) // after each millisecond

	slowUntil, audioUntil time.Duration // five frames a second until then; no video until then
	wheel                 time.Duration // packets of probes go out so far apart, some at a time
	pauseFrom, pauseUntil time.Duration // nothing is sent between

	seq       uint16
	frame     time.Duration
	audio     time.Duration
	key       time.Duration
	sends     float64 // chosen now
	probing   Cluster
	probeSent int
	probeFrom time.Duration
	probed    int // bytes
	total     int // bytes
	clusters  int
	flying    flights
}

// flights are packets and feedback on their way.
type flights []flight

type flight struct {
	at       time.Duration
	seq      uint16
	feedback []byte
}

func (f flights) Len() int           { return len(f) }
func (f flights) Less(i, j int) bool { return f[i].at < f[j].at }
func (f flights) Swap(i, j int)      { f[i], f[j] = f[j], f[i] }
func (f *flights) Push(x any)        { *f = append(*f, x.(flight)) }
func (f *flights) Pop() any {
	last := (*f)[len(*f)-1]
	*f = (*f)[:len(*f)-1]
	return last
}

func (l *leg) send(size int, cluster uint8, at time.Duration) {
	l.seq++
	l.total += size
	if cluster > 0 {
		l.probed += size
		l.estimator.SentProbe(l.seq, size, cluster, at)
	} else {
		l.estimator.Sent(l.seq, size, at)
	}
	if arrival, ok := l.link.send(size, at); ok {
		heap.Push(&l.flying, flight{at: arrival, seq: l.seq})
	}
}

// choose is the rate that the application sends now, and what it would like next.
func (l *leg) choose() (now, next float64) {
	target := float64(l.estimator.Target())
	if l.layers == nil {
		return min(target, l.want), l.want
	}
	now, next = l.layers[0], 0
	for _, layer := range l.layers[1:] {
		if layer > target {
			return now, layer
		}
		now = layer
	}
	return now, next
}

// step is one millisecond.
func (l *leg) step(at time.Duration) {
	if at < l.begins {
		return
	}
	for len(l.flying) > 0 && l.flying[0].at <= at {
		f := heap.Pop(&l.flying).(flight)
		if f.feedback != nil {
			if err := l.estimator.Feedback(f.feedback, at); err != nil {
				panic(err)
			}
		} else {
			l.receiver.arrive(f.seq, f.at)
		}
	}
	if feedback := l.receiver.answer(at); feedback != nil && !l.receiver.broken(at) {
		heap.Push(&l.flying, flight{at: at + l.receiver.delay, feedback: feedback})
	}
	if at < l.pauseFrom || at >= l.pauseUntil {
		l.media(at)
		l.probe(at)
	} else {
		l.frame, l.audio = at, at
	}
	if at%(100*tick) == 0 {
		l.estimator.Tick(at)
	}
	if l.watch != nil {
		l.watch(at, l)
	}
}

func (l *leg) media(at time.Duration) {
	now, _ := l.choose()
	l.sends = now
	if at >= l.audio {
		l.audio += 20 * tick
		l.send(160, 0, at)
	}
	if at >= l.frame && at >= l.audioUntil {
		rate := time.Duration(30)
		if at < l.slowUntil {
			rate = 5
		}
		l.frame = max(l.frame, l.audioUntil) + time.Second/rate
		size := int(max(now-64e3, 10e3)/8) / int(rate)
		if l.keyframes > 0 && at >= l.key {
			l.key += l.keyframes
			size *= 10
		}
		for ; size > 0; size -= 1100 {
			l.send(min(size, 1100), 0, at)
		}
	}
}

func (l *leg) probe(at time.Duration) {
	if !l.probes {
		return
	}
	if _, want := l.choose(); l.probing.ID == 0 && want > float64(l.estimator.Target()) && at%(20*tick) == 0 {
		if c, ok := l.estimator.Probe(int(want), at); ok {
			l.probing, l.probeSent, l.probeFrom = c, 0, at
			l.clusters++
		}
	}
	c := l.probing
	if l.wheel > 0 && at%l.wheel != 0 {
		return
	}
	for c.ID > 0 && l.probeSent < c.Packets && at >= l.probeFrom+c.Span*time.Duration(l.probeSent)/time.Duration(c.Packets) {
		l.probeSent++
		l.send((c.Bytes+c.Packets-1)/c.Packets, c.ID, at)
	}
	if c.ID > 0 && l.probeSent == c.Packets {
		l.probing = Cluster{}
	}
}

// run lets time pass for legs.
func run(until time.Duration, legs ...*leg) {
	for at := time.Duration(0); at < until; at += tick {
		for _, l := range legs {
			l.step(at)
		}
	}
}
