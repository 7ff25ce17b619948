package server

import (
	"context"
	"errors"
	"net"
	"os"
	"sync"
	"syscall"
	"time"

	fastws "github.com/fasthttp/websocket"
	"github.com/gofiber/contrib/websocket"
)

// patience is how long browsers may take.
type patience struct {
	request time.Duration // for a whole request, from its first byte
	silent  time.Duration // without hearing from a browser, which answers pings by itself: then it is gone
	close   time.Duration // for the browser's part of the closing handshake
}

var usual = patience{
	request: 10 * time.Second, silent: 60 * time.Second, close: time.Second,
}

const (
	commandTime = 15 * time.Second // for taking a seat, and for one command
	sendBuffer  = 64 << 10         // the kernel's; with its default, nobody notices a reader that stands still
)

// socket is a connection that was taken out of the library: the seat's wire, and what its reader reads.
type socket struct {
	*fastws.Conn
	patience patience
	raw      net.Conn
	kernel   syscall.RawConn // nil for a connection that is none of the kernel's
	attempt  attempt

	mu     sync.Mutex
	over   bool // nothing more is read
	shutup bool // nothing more is written
	behind bool // the kernel did not take everything: the browser is in the middle of a frame
}

var errOver = errors.New("the seat is closed")

func newSocket(conn *fastws.Conn, p patience) *socket {
	k := &socket{Conn: conn, patience: p, raw: rawConn(conn.NetConn())}
	if tcp, ok := k.raw.(*net.TCPConn); ok {
		_ = tcp.SetWriteBuffer(sendBuffer) // a refusal leaves the kernel's default
		k.kernel, _ = tcp.SyscallConn()    // or a deadline is used
	}
	return k
}

// heard gives the browser time until it must be heard again.
func (k *socket) heard() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.over {
		return errOver
	}
	return k.raw.SetReadDeadline(time.Now().Add(k.patience.silent))
}

// Write hands bytes to the kernel and never waits for it.
func (k *socket) Write(b []byte) (n int, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.shutup {
		return 0, errOver
	}
	n, err = k.write(b)
	k.behind = n < len(b)
	return n, err
}

// soon is how long a write may take where the kernel cannot be asked not to wait.
const soon = 5 * time.Millisecond

// writeSoon writes what is taken within a moment.
func (k *socket) writeSoon(b []byte) (int, error) {
	if err := k.raw.SetWriteDeadline(time.Now().Add(soon)); err != nil {
		return 0, err
	}
	n, err := k.raw.Write(b)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = nil
	}
	return n, err
}

// control answers the browser's own control frames. One that is behind needs no answer.
func (k *socket) control(kind int, data []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.shutup || k.behind {
		return
	}
	b := append([]byte{0x80 | byte(kind), byte(len(data))}, data...) // at most 125 bytes (RFC 6455 §5.5)
	n, _ := k.write(b)
	k.behind = n < len(b) // and stays so: there is no taking back half a frame
}

// End lets the browser go. It has a moment for its part of the closing handshake, and cannot put the end off by going on
// to send. One that is behind is cut off: what the kernel has for it would be kept until it takes that.
func (k *socket) End(code int, reason string) {
	if code == 0 {
		code = websocket.CloseNormalClosure
	}
	k.control(websocket.CloseMessage, websocket.FormatCloseMessage(code, shortened(reason)))
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.shutup {
		return
	}
	k.over, k.shutup = true, true
	within := k.patience.close
	if k.behind {
		within = 0
		k.abort()
	}
	_ = k.raw.SetReadDeadline(time.Now().Add(within))
}

// shut ends the socket.
func (k *socket) shut() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.over, k.shutup = true, true
	if k.behind {
		k.abort()
	}
	_ = k.raw.Close()
}

// abort has the kernel drop what the browser does not take when the connection is closed.
func (k *socket) abort() {
	if tcp, ok := k.raw.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
}

// goodbye says why a socket is closed that has no seat. A reason may have 123 bytes (RFC 6455 §5.5).
func (k *socket) goodbye(code int, reason string) {
	_ = k.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, shortened(reason)), time.Now().Add(usual.close))
}

func shortened(reason string) string {
	for len(reason) > 123 {
		reason = firstRunes(reason, len([]rune(reason))-1)
	}
	return reason
}

// rawConn finds the connection below fasthttp's pooled wrapper.
func rawConn(conn net.Conn) net.Conn {
	if wrapped, ok := conn.(interface{ UnsafeConn() net.Conn }); ok {
		return wrapped.UnsafeConn()
	}
	return conn
}

// seats counts the sockets that are open, so that a shutdown can wait for them.
type seats struct {
	mu      sync.Mutex
	closing bool
	count   int
	idle    chan struct{} // closed when the last one ends after closing
}

func newSeats() *seats { return &seats{idle: make(chan struct{})} }

// begin counts a socket, unless no more are taken. The flag and the count change under one lock, so that no socket
// slips in behind a shutdown.
func (s *seats) begin() (done func(), ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return nil, false
	}
	s.count++
	var once sync.Once
	return func() { once.Do(s.end) }, true
}

func (s *seats) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.count--; s.count == 0 && s.closing {
		close(s.idle)
	}
}

// close takes no more sockets.
func (s *seats) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closing {
		if s.closing = true; s.count == 0 {
			close(s.idle)
		}
	}
}

// wait waits for the sockets that are left.
func (s *seats) wait(ctx context.Context) error {
	select {
	case <-s.idle:
		return nil
	case <-ctx.Done():
		return errors.Join(errors.New("sockets are still open"), ctx.Err())
	}
}
