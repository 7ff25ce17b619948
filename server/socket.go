package server

import (
	"context"
	"errors"
	"net"
	"sync"
	"time"

	fastws "github.com/fasthttp/websocket"
	"github.com/gofiber/contrib/websocket"

	"plenary/server/live"
)

// patience is how long browsers may take.
type patience struct {
	request time.Duration // for a whole request, from its first byte
	ping    time.Duration // between pings, which browsers answer by themselves
	silent  time.Duration // without hearing from a browser: then it is gone
	write   time.Duration // for a frame: a reader that stands still is let go
	close   time.Duration // for the browser's part of the closing handshake
}

var usual = patience{
	request: 10 * time.Second, ping: 25 * time.Second, silent: 60 * time.Second, write: 10 * time.Second, close: time.Second,
}

const (
	commandTime = 15 * time.Second // for taking a seat, and for one command
	sendBuffer  = 64 << 10         // the kernel's; with its default, nobody notices a reader that stands still
)

// socket is a connection while its handler runs.
type socket struct {
	*fastws.Conn
	patience patience
	raw      net.Conn
	gone     chan struct{} // closed when the reader has ended

	mu   sync.Mutex
	over bool // the writer has ended: nothing more is read
}

var errOver = errors.New("the seat is closed")

// heard gives the browser time until it must be heard again.
func (k *socket) heard() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.over {
		return errOver
	}
	return k.raw.SetReadDeadline(time.Now().Add(k.patience.silent))
}

// end makes the reader end: at once, or after the browser's part of a closing handshake. A browser that goes on
// sending cannot put it off.
func (k *socket) end(within time.Duration) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.over = true
	_ = k.raw.SetReadDeadline(time.Now().Add(within))
}

// pour is the seat's one writer.
func (k *socket) pour(seat *live.Seat) {
	ping := time.NewTicker(k.patience.ping)
	defer ping.Stop()
	for {
		select {
		case frame, ok := <-seat.Frames():
			if !ok {
				k.leave(seat)
				return
			}
			if k.SetWriteDeadline(time.Now().Add(k.patience.write)) != nil || k.WriteMessage(websocket.TextMessage, frame) != nil {
				k.end(0)
				return
			}
		case <-ping.C:
			if k.WriteControl(websocket.PingMessage, nil, time.Now().Add(k.patience.write)) != nil {
				k.end(0)
				return
			}
		case <-k.gone:
			return
		}
	}
}

// leave says why the room has let the seat go. When the browser went first, there is nobody to be told.
func (k *socket) leave(seat *live.Seat) {
	select {
	case <-k.gone:
	default:
		code, reason := seat.Closed()
		k.goodbye(code, reason)
		k.end(k.patience.close)
	}
}

// goodbye says why the socket is closed. A reason may have 123 bytes (RFC 6455 §5.5).
func (k *socket) goodbye(code int, reason string) {
	if code == 0 {
		code = websocket.CloseNormalClosure
	}
	for len(reason) > 123 {
		reason = firstRunes(reason, len([]rune(reason))-1)
	}
	_ = k.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, reason), time.Now().Add(usual.close))
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
