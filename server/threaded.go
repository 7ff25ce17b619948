package server

import (
	"errors"
	"net"
	"os"
	"syscall"
	"time"
)

// threaded is a carrier like any: a goroutine waits for what comes. It is for systems without epoll, and for connections
// that are none of the kernel's.
type threaded struct {
	conn    net.Conn        // has what was read ahead
	raw     net.Conn        // below it
	kernel  syscall.RawConn // nil for a connection that is none of the kernel's
	attempt attempt
}

func newThreaded(conn, raw net.Conn) *threaded {
	w := &threaded{conn: conn, raw: raw}
	if tcp, ok := raw.(*net.TCPConn); ok {
		w.kernel, _ = tcp.SyscallConn() // or a deadline is used
	}
	return w
}

func (w *threaded) read(b []byte) (int, error) { return w.conn.Read(b) }

// follow reads in a goroutine of the socket's own.
func (w *threaded) follow(k *socket) { go k.work(spaces.Get().(*space), message{}, nil) }

func (w *threaded) writeBoth(first, second []byte) (n int, err error) {
	if n, err = w.write(first); err == nil && n == len(first) {
		n, err = w.write(second)
		n += len(first)
	}
	return n, err
}

func (w *threaded) rest() bool { return false }

func (w *threaded) limit(within time.Duration) { _ = w.raw.SetReadDeadline(time.Now().Add(within)) }

func (w *threaded) last(within time.Duration) { w.limit(within) }

func (w *threaded) abort() {
	if tcp, ok := w.raw.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
}

func (w *threaded) close() { _ = w.raw.Close() }

// soon is how long a write may take where the kernel cannot be asked not to wait.
const soon = 5 * time.Millisecond

// writeSoon writes what is taken within a moment.
func (w *threaded) writeSoon(b []byte) (int, error) {
	if err := w.raw.SetWriteDeadline(time.Now().Add(soon)); err != nil {
		return 0, err
	}
	n, err := w.raw.Write(b)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = nil
	}
	return n, err
}
