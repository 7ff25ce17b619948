package server

import (
	"net"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// reactors are one for each core, and a sweep for them all. They begin with the first seat.
type reactors struct {
	patience *patience

	mu     sync.Mutex
	all    []*reactor
	turn   int
	closed bool
	quit   chan struct{}
	done   chan struct{}
}

func newReactors(p *patience) *reactors { return &reactors{patience: p} }

// socket takes a connection over; conn is the wrapper that may have read ahead. There is none (nil) without descriptors
// to spare: then everything stays as it was.
func (rs *reactors) socket(conn net.Conn, tcp *net.TCPConn) *socket {
	r := rs.next()
	if r == nil {
		return nil
	}
	number := -1
	if raw, err := tcp.SyscallConn(); err == nil {
		_ = raw.Control(func(own uintptr) {
			if n, err := unix.FcntlInt(own, unix.F_DUPFD_CLOEXEC, 0); err == nil {
				number = n
			}
		})
	}
	if number < 0 {
		return nil
	}
	both := &struct { // one object: what stays of a rush lies closer together
		socket
		descriptor
	}{}
	k, d := &both.socket, &both.descriptor
	k.carrier, d.socket = d, k
	d.reactor, d.number, d.ahead = r, int32(number), readAhead(conn, tcp) //nolint:gosec // a descriptor
	d.reader.Store(beingRead)
	r.add(d)
	_ = tcp.Close() // its own number; the connection stays
	return k
}

// next is the reactor for another connection. The first one starts them all.
func (rs *reactors) next() *reactor {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if rs.all == nil && !rs.closed {
		rs.start()
	}
	if len(rs.all) == 0 || rs.closed {
		return nil
	}
	rs.turn++
	return rs.all[rs.turn%len(rs.all)]
}

func (rs *reactors) start() {
	rs.all = []*reactor{}
	for range runtime.GOMAXPROCS(0) {
		r, err := newReactor(rs.patience)
		if err != nil {
			break
		}
		go r.run()
		rs.all = append(rs.all, r)
	}
	rs.quit, rs.done = make(chan struct{}), make(chan struct{})
	go rs.run(rs.all)
}

// stop ends the reactors, and the sockets that are left. It waits for their goroutines.
func (rs *reactors) stop() {
	rs.mu.Lock()
	all, was := rs.all, rs.closed
	rs.closed = true
	rs.mu.Unlock()
	if was || all == nil {
		return
	}
	close(rs.quit)
	<-rs.done
	for _, r := range all {
		r.stop()
	}
}

// sweepWithin is the part of a limit by which it may be overstepped.
const (
	sweepShort  = 4 // of the time for a closing handshake
	sweepSilent = 8 // of the time for which a browser may be silent
)

// run is the sweep's goroutine.
func (rs *reactors) run(all []*reactor) {
	defer close(rs.done)
	every := max(rs.patience.close/sweepShort, time.Millisecond)
	share := float64(every) * sweepSilent / float64(rs.patience.silent)
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			for _, r := range all {
				r.sweep(clockNow(), share)
			}
		case <-rs.quit:
			return
		}
	}
}
