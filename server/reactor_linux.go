package server

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"syscall"

	"golang.org/x/sys/unix"

	"plenary/server/protocol"
)

// reactor watches the sockets of many browsers in one epoll, which Go's poller watches in turn. It reads what comes
// without waiting, answers control frames itself, and leaves messages to a goroutine that lives as long as there is
// something to do for that socket.
//
// Epoll tells of news only (EPOLLET): nobody has to ask it again after each. What comes while somebody reads a socket is
// noted at its descriptor.
type reactor struct {
	patience *patience
	poll     *os.File
	readable syscall.RawConn
	epoll    int
	done     chan struct{}
	space    *space      // where the reactor's own goroutine reads
	closed   atomic.Bool // written under the lock

	mu     sync.Mutex
	table  []*descriptor // by number
	marks  uint32        // given so far
	ending []*descriptor // that have their last limit, a short one
	hand   int           // where in the table the sweep is
}

func newReactor(p *patience) (*reactor, error) {
	epoll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("make an epoll instance: %w", err)
	}
	if err := unix.SetNonblock(epoll, true); err != nil { // so that Go's poller takes it
		return nil, errors.Join(fmt.Errorf("watch an epoll instance: %w", err), unix.Close(epoll))
	}
	r := &reactor{patience: p, epoll: epoll, poll: os.NewFile(uintptr(epoll), "seats"), done: make(chan struct{}), space: new(space)}
	if r.readable, err = r.poll.SyscallConn(); err != nil {
		return nil, errors.Join(err, r.poll.Close())
	}
	return r, nil
}

// run is the reactor's goroutine.
func (r *reactor) run() {
	defer close(r.done)
	events := make([]unix.EpollEvent, 128)
	// Everything happens before this function returns, so that what comes meanwhile is noted by Go's poller.
	_ = r.readable.Read(func(uintptr) bool {
		for !r.closed.Load() {
			n, err := unix.EpollWait(r.epoll, events, 0)
			if errors.Is(err, unix.EINTR) {
				continue
			}
			for _, e := range events[:max(n, 0)] {
				if d := r.find(int(e.Fd), uint32(e.Pad)); d != nil { //nolint:gosec // as it was given
					r.ready(d, e.Events&(unix.EPOLLRDHUP|unix.EPOLLHUP|unix.EPOLLERR) != 0)
				}
			}
			if n < len(events) {
				return false
			}
		}
		return true
	})
}

// find is the descriptor that an event is about. One that was put away since the event was read is not found, although
// another connection may have its number by now: the mark is another.
func (r *reactor) find(number int, mark uint32) *descriptor {
	r.mu.Lock()
	defer r.mu.Unlock()
	if number < len(r.table) && r.table[number] != nil && r.table[number].mark == mark {
		return r.table[number]
	}
	return nil
}

// pongMost is what a reactor reads itself: the control frames of a browser that is well, and no flood of them.
const pongMost = 64

// ready reads what has come, once. Messages, more than a few control frames, and an end behind other bytes are left to a
// goroutine.
func (r *reactor) ready(d *descriptor, ended bool) {
	if !d.claim() {
		return
	}
	k := d.socket
	defer func() {
		if p := recover(); p != nil {
			k.server.broke(p)
			k.goodbye(protocol.CloseBroken, brokenReason)
			k.finish()
		}
	}()
	n, err := d.read(r.space[:])
	if err != nil && !errors.Is(err, errLater) {
		k.finish()
		return
	}
	m, rest, on := message{}, r.space[:n], true
	if n <= pongMost {
		m, rest, on = k.next(rest)
	}
	switch {
	case !on:
		k.finish()
	case m.opcode == 0 && len(rest) == 0 && !ended && d.rest():
	default:
		s := r.space
		r.space = spaces.Get().(*space)
		go k.work(s, m, rest)
	}
}

// add gives a descriptor its place. Nothing is heard of it before it is watched.
func (r *reactor) add(d *descriptor) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if more := int(d.number) + 1 - len(r.table); more > 0 {
		r.table = append(r.table, make([]*descriptor, more)...)
	}
	r.marks++
	d.mark, r.table[d.number] = r.marks, d
}

// watch has epoll tell of a descriptor, of what has come already, too.
func (r *reactor) watch(d *descriptor) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed.Load() {
		return os.ErrClosed
	}
	return unix.EpollCtl(r.epoll, unix.EPOLL_CTL_ADD, int(d.number), &unix.EpollEvent{
		Events: unix.EPOLLIN | unix.EPOLLRDHUP | unix.EPOLLET, Fd: d.number, Pad: int32(d.mark), //nolint:gosec // as it was given
	})
}

// remove forgets a descriptor whose number is about to be given back.
func (r *reactor) remove(d *descriptor) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.table[d.number] = nil
	if !r.closed.Load() { // the epoll's own number may be another's, too
		_ = unix.EpollCtl(r.epoll, unix.EPOLL_CTL_DEL, int(d.number), nil) // or it was never watched
	}
}

// hurry has the sweep look at a descriptor every time. A socket has one last limit.
func (r *reactor) hurry(d *descriptor) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ending = append(r.ending, d)
}

// sweep puts away the sockets whose limit has passed: of those that have their last one, and of a share of all. One that
// is being read is looked at again later: nobody is silent who has something done.
func (r *reactor) sweep(now int64, share float64) {
	for _, d := range r.late(now, share) {
		switch {
		case d.until.Load() <= now:
			d.socket.finish()
		case !d.rest(): // it was heard just before it was claimed, and again
			go d.socket.work(spaces.Get().(*space), message{}, nil)
		}
	}
}

func (r *reactor) late(now int64, share float64) (late []*descriptor) {
	r.mu.Lock()
	defer r.mu.Unlock()
	due := func(d *descriptor) bool { return d.until.Load() <= now && d.reader.CompareAndSwap(atRest, beingRead) }
	left := r.ending[:0]
	for _, d := range r.ending {
		switch {
		case r.table[d.number] != d:
		case due(d):
			late = append(late, d)
		default:
			left = append(left, d)
		}
	}
	clear(r.ending[len(left):])
	r.ending = left
	for range min(len(r.table), 1+int(share*float64(len(r.table)))) {
		if r.hand++; r.hand >= len(r.table) {
			r.hand = 0
		}
		if d := r.table[r.hand]; d != nil && due(d) {
			late = append(late, d)
		}
	}
	return late
}

// stop ends the reactor, and the sockets that are left.
func (r *reactor) stop() {
	r.mu.Lock()
	r.closed.Store(true)
	r.mu.Unlock()
	_ = r.poll.Close()
	<-r.done
	r.mu.Lock()
	left := append([]*descriptor(nil), r.table...)
	r.mu.Unlock()
	for _, d := range left {
		if d != nil && d.reader.CompareAndSwap(atRest, beingRead) {
			d.socket.finish()
		}
	}
}
