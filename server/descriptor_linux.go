package server

import (
	"errors"
	"io"
	"net"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// descriptor is a TCP connection as the kernel has it, taken out of the hands of Go's poller, which would keep as much
// for it as a seat costs, and wake up for everything twice.
//
// Numbers of descriptors are given to others as soon as they are closed. This one is closed by who reads the socket, and
// so not while it is read; under the socket's lock, under which it is written to and which says that it has ended; and
// after the reactor has forgotten it, whose events carry a mark that no two of its descriptors share.
type descriptor struct {
	reactor *reactor
	socket  *socket
	number  int32
	mark    uint32
	reader  atomic.Int32 // atRest, beingRead, or readAgain
	until   atomic.Int64 // the limit, by clockNow
	ahead   []byte       // what the libraries had read of it
}

const (
	atRest    int32 = iota // the reactor reads when something comes
	beingRead              // somebody does
	readAgain              // and something has come meanwhile
)

// readAhead takes what a wrapper has read of a connection. The deadline keeps it from reading more.
func readAhead(conn net.Conn, tcp *net.TCPConn) (ahead []byte) {
	if tcp.SetReadDeadline(time.Unix(1, 0)) != nil {
		return nil
	}
	s := spaces.Get().(*space)
	defer spaces.Put(s)
	for {
		n, err := conn.Read(s[:])
		ahead = append(ahead, s[:n]...)
		if err != nil {
			return ahead
		}
	}
}

var processBegan = time.Now()

// clockNow is the time on the clock that nobody can set.
func clockNow() int64 { return int64(time.Since(processBegan)) }

// claim makes the caller the one who reads, unless somebody does: who then will look again.
func (d *descriptor) claim() bool {
	for {
		switch d.reader.Load() {
		case atRest:
			if d.reader.CompareAndSwap(atRest, beingRead) {
				return true
			}
		case beingRead:
			if d.reader.CompareAndSwap(beingRead, readAgain) {
				return false
			}
		default:
			return false
		}
	}
}

func (d *descriptor) rest() bool {
	if d.reader.CompareAndSwap(beingRead, atRest) {
		// A reactor that was stopped since tells nobody of what comes.
		return !d.reactor.closed.Load() || !d.reader.CompareAndSwap(atRest, beingRead)
	}
	d.reader.Store(beingRead)
	return false
}

func (d *descriptor) read(b []byte) (int, error) {
	if d.reactor.closed.Load() {
		return 0, net.ErrClosed
	}
	for {
		n, err := unix.Read(int(d.number), b)
		switch {
		case n > 0:
			return n, nil
		case n == 0 && err == nil:
			return 0, io.EOF
		case errors.Is(err, unix.EAGAIN):
			return 0, errLater
		case !errors.Is(err, unix.EINTR):
			return 0, err
		}
	}
}

func (d *descriptor) follow(k *socket) {
	ahead := d.ahead
	d.ahead = nil
	if d.reactor.watch(d) != nil {
		k.finish()
		return
	}
	if len(ahead) == 0 && d.rest() {
		return
	}
	go k.work(spaces.Get().(*space), message{}, ahead)
}

func (d *descriptor) write(b []byte) (n int, err error) {
	for n < len(b) {
		m, err := unix.Write(int(d.number), b[n:])
		if m > 0 {
			n += m
			continue
		}
		switch {
		case errors.Is(err, unix.EAGAIN):
			return n, nil
		case !errors.Is(err, unix.EINTR):
			return n, err
		}
	}
	return n, nil
}

func (d *descriptor) writeBoth(first, second []byte) (n int, err error) {
	for {
		n, err = unix.Writev(int(d.number), [][]byte{first, second})
		switch {
		case err == nil:
			return n, nil
		case errors.Is(err, unix.EAGAIN):
			return 0, nil
		case !errors.Is(err, unix.EINTR):
			return 0, err
		}
	}
}

func (d *descriptor) limit(within time.Duration) {
	d.until.Store(clockNow() + int64(within))
}

func (d *descriptor) last(within time.Duration) {
	d.limit(within)
	d.reactor.hurry(d)
	if within == 0 {
		_ = unix.Shutdown(int(d.number), unix.SHUT_RD) // which wakes who reads it
	}
}

func (d *descriptor) abort() {
	_ = unix.SetsockoptLinger(int(d.number), unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1})
}

func (d *descriptor) close() {
	d.reactor.remove(d)
	_ = unix.Close(int(d.number))
}
