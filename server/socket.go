package server

import (
	"errors"
	"net"
	"sync"
	"time"

	"github.com/gofiber/contrib/websocket"

	"plenary/server/live"
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

// carrier is the connection below a socket. All but read, follow and rest are called under the socket's lock, and none
// but read waits; read, follow and rest are for who reads the socket, and so is close.
type carrier interface {
	// read reads what has come, or says errLater when nothing has.
	read(b []byte) (n int, err error)
	// follow has the socket read, from now on until it is put away; it does not wait for that.
	follow(k *socket)
	// rest ends the reading until more comes, and reports false when it already has.
	rest() bool
	// write hands bytes to the kernel, and says how many it took.
	write(b []byte) (n int, err error)
	// writeBoth does so with two pieces, as one.
	writeBoth(first, second []byte) (n int, err error)
	// limit has the reading end when so much time has passed, unless there is another limit then; last is a limit after
	// which there is none.
	limit(within time.Duration)
	last(within time.Duration)
	// abort has the kernel drop what the browser does not take when the connection is closed.
	abort()
	close()
}

var (
	errOver  = errors.New("the seat is closed")
	errLater = errors.New("nothing has come")
)

// socket is a connection that was taken out of the libraries: the seat's wire, and what its reader reads.
type socket struct {
	patience *patience
	carrier  carrier
	server   *Server

	// For who reads.
	seat   *live.Seat // nil before one was taken
	frames frames

	mu     sync.Mutex
	answer []byte // to the request for the socket, until it was written
	over   bool   // nothing more is read
	shutup bool   // nothing more is written
	behind bool   // the kernel did not take everything: the browser is in the middle of a frame
}

// newSocket takes a connection out of the server's buffers, before the handler that got it returns, and answers the request
// for a socket with the first that is written.
func (s *Server) newSocket(outer net.Conn, answer []byte) *socket {
	var k *socket
	raw := rawConn(outer)
	if tcp, ok := raw.(*net.TCPConn); ok {
		_ = tcp.SetWriteBuffer(sendBuffer) // a refusal leaves the kernel's default
		if !s.cfg.threads {
			k = s.reactors.socket(outer, tcp)
		}
	}
	if k == nil {
		k = &socket{carrier: newThreaded(outer, raw)}
	}
	k.patience, k.server, k.answer = &s.cfg.patience, s, answer
	return k
}

// heard gives the browser time until it must be heard again.
func (k *socket) heard() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.over {
		return errOver
	}
	k.carrier.limit(k.patience.silent)
	return nil
}

// Write hands bytes to the kernel and never waits for it.
func (k *socket) Write(b []byte) (n int, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.shutup {
		return 0, errOver
	}
	return k.send(b)
}

// send is Write for who holds the lock.
func (k *socket) send(b []byte) (n int, err error) {
	if len(k.answer) == 0 {
		n, err = k.carrier.write(b)
	} else {
		n, err = k.carrier.writeBoth(k.answer, b)
		answered := min(n, len(k.answer))
		n -= answered
		if k.answer = k.answer[answered:]; len(k.answer) == 0 {
			k.answer = nil
		}
	}
	k.behind = n < len(b)
	return n, err
}

// control answers the browser's own control frames. One that is behind needs no answer.
func (k *socket) control(kind int, data []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.shutup || k.behind {
		return
	}
	b := append([]byte{finalBit | byte(kind), byte(len(data))}, data...) // at most 125 bytes (RFC 6455 §5.5)
	_, _ = k.send(b)                                                     // and who is behind then stays so: there is no taking back half a frame
}

// End lets the browser go. It has a moment for its part of the closing handshake, and cannot put the end off by going on
// to send. One that is behind is cut off: what the kernel has for it would be kept until it takes that.
func (k *socket) End(code int, reason string) {
	if code == 0 {
		code = websocket.CloseNormalClosure
	}
	k.goodbye(code, reason)
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.shutup {
		return
	}
	k.over, k.shutup = true, true
	within := k.patience.close
	if k.behind {
		within = 0
		k.carrier.abort()
	}
	k.carrier.last(within)
}

// shut ends the socket. It is for who reads it.
func (k *socket) shut() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.over, k.shutup = true, true
	if k.behind {
		k.carrier.abort()
	}
	k.carrier.close()
}

// goodbye says why a socket is closed.
func (k *socket) goodbye(code int, reason string) {
	k.control(websocket.CloseMessage, websocket.FormatCloseMessage(code, shortened(reason)))
}

// shortened cuts a reason to the 123 bytes that it may have (RFC 6455 §5.5).
func shortened(reason string) string {
	for len(reason) > 123 {
		reason = firstRunes(reason, len([]rune(reason))-1)
	}
	return reason
}

// rawConn finds the connection below fasthttp's wrapper.
func rawConn(conn net.Conn) net.Conn {
	if wrapped, ok := conn.(interface{ UnsafeConn() net.Conn }); ok {
		return wrapped.UnsafeConn()
	}
	return conn
}
