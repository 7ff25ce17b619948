package sink

import (
	"fmt"
	"sync"
	"time"

	"plenary/sfu/sfutest"
)

// loop serves sockets with one thread.
type loop struct {
	poll  *poll
	stop  chan struct{}
	ended chan struct{}

	mu      sync.Mutex
	viewers []*Viewer // by the number under which the kernel knows them; nil: free
	free    []int32
	wheel   wheel

	counting sync.Mutex // guards all below
	past     Stats      // of viewers that were closed
	latency  sfutest.Histogram
}

func startLoop() (*loop, error) {
	p, err := newPoll()
	if err != nil {
		return nil, err
	}
	l := &loop{poll: p, stop: make(chan struct{}), ended: make(chan struct{})}
	l.wheel.tick = time.Now().UnixNano() / wheelTick
	go l.run()
	return l, nil
}

// run serves until the end: first what has come, then what is due.
func (l *loop) run() {
	defer close(l.ended)
	var due []*Viewer
	for {
		select {
		case <-l.stop:
			return
		default:
		}
		if err := l.poll.wait(l.read); err != nil {
			return // the poll itself is gone
		}
		now := time.Now().UnixNano()
		l.mu.Lock()
		due = l.wheel.advance(now, due[:0])
		l.mu.Unlock()
		for _, v := range due {
			v.mu.Lock()
			if v.session != nil && v.socket != noSocket {
				l.schedule(v, v.session.tick(now))
			}
			v.mu.Unlock()
		}
	}
}

// read takes what has come for one viewer.
func (l *loop) read(number int32) {
	l.mu.Lock()
	v := l.viewers[number]
	l.mu.Unlock()
	if v == nil {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.socket == noSocket || v.socket.number != number {
		return
	}
	l.poll.read(v.socket, v.receive)
	if v.session != nil {
		l.schedule(v, v.session.due())
	}
}

// schedule has a viewer come at its time, or earlier.
func (l *loop) schedule(v *Viewer, due int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wheel.add(v, due)
}

// enter has a viewer's socket served. Called with the viewer's lock held.
func (l *loop) enter(v *Viewer) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	number := int32(len(l.viewers)) //nolint:gosec // not more than descriptors
	if n := len(l.free); n > 0 {
		number, l.free = l.free[n-1], l.free[:n-1]
		l.viewers[number] = v
	} else {
		l.viewers = append(l.viewers, v)
	}
	v.socket.number = number
	if err := l.poll.add(v.socket); err != nil {
		l.forget(number)
		return fmt.Errorf("watch a socket: %w", err)
	}
	return nil
}

func (l *loop) leave(v *Viewer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.poll.remove(v.socket)
	l.forget(v.socket.number)
}

func (l *loop) forget(number int32) {
	l.viewers[number] = nil
	l.free = append(l.free, number)
}

func (l *loop) took(d time.Duration) {
	l.counting.Lock()
	defer l.counting.Unlock()
	l.latency.Add(d)
}

// keep adds what a viewer had counted when it was closed.
func (l *loop) keep(s *Stats) {
	l.counting.Lock()
	defer l.counting.Unlock()
	l.past.add(s)
}

func (l *loop) total(t *Total) {
	l.mu.Lock()
	viewers := append([]*Viewer(nil), l.viewers...)
	l.mu.Unlock()
	for _, v := range viewers {
		if v != nil {
			s := v.Stats()
			t.add(&s)
		}
	}
	l.counting.Lock()
	defer l.counting.Unlock()
	t.add(&l.past)
	t.Latency.Merge(l.latency)
}

func (l *loop) close() error {
	close(l.stop)
	<-l.ended
	return l.poll.close()
}
