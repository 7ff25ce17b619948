package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"runtime/debug"
	"strconv"
	"sync"
	"time"

	fastws "github.com/fasthttp/websocket"
	"github.com/gofiber/contrib/websocket"
	"github.com/gofiber/fiber/v2"

	"plenary/server/conference"
	"plenary/server/live"
	"plenary/server/protocol"
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

// seat takes a seat in a session's room. Who may, and from which pages, was asked at the door; here begins the socket.
func (s *Server) seat(c *fiber.Ctx) error {
	if !websocket.IsWebSocketUpgrade(c) {
		return fiber.ErrUpgradeRequired
	}
	who := askerOf(c.UserContext())
	plates, err := s.plates(c.UserContext(), who, who.Person.ID)
	if err != nil {
		return err
	}
	seq, err := strconv.ParseInt(c.Query("seq", "0"), 10, 64)
	if err != nil || seq < 0 {
		return inField("seq", conference.Errorf(conference.Invalid, "this is not the number of a notice"))
	}
	for _, name := range []string{"window", "epoch"} {
		if len(c.Query(name)) > 64 {
			return inField(name, conference.Errorf(conference.Invalid, "this is longer than any of ours"))
		}
	}
	entry := live.Entry{
		Session: who.Session, Person: plates.of(who.Person.ID), Role: who.Role, Login: who.Login.ID,
		Window: c.Query("window"), Epoch: c.Query("epoch"), Seq: seq,
	}
	// The handler runs after this function has returned, on a connection that is ours until it returns. It must not
	// touch c, and nobody may keep its connection: both serve somebody else then.
	return websocket.New(func(conn *websocket.Conn) { s.pump(conn, entry) }, websocket.Config{
		HandshakeTimeout: s.cfg.patience.request,
		Origins:          []string{c.Get(fiber.HeaderOrigin)}, // the door has found it to be ours; empty would be every origin
		RecoverHandler:   s.seatBroke,
		ReadBufferSize:   2 << 10,
		WriteBufferSize:  2 << 10,
	})(c)
}

// pump carries frames between a socket and a seat until one of them ends. It returns only after its writer has ended
// and the room has let go.
func (s *Server) pump(conn *websocket.Conn, entry live.Entry) {
	k := &socket{Conn: conn.Conn, raw: rawConn(conn.NetConn()), patience: s.cfg.patience, gone: make(chan struct{})}
	if tcp, ok := k.raw.(interface{ SetWriteBuffer(bytes int) error }); ok {
		_ = tcp.SetWriteBuffer(sendBuffer) // a refusal leaves the kernel's default
	}
	done, ok := s.seats.begin()
	if !ok {
		k.goodbye(protocol.CloseRestart, "the server is restarting")
		return
	}
	defer done()
	ctx, cancel := context.WithCancel(s.base)
	defer cancel()
	seat, err := s.take(ctx, entry)
	if err != nil {
		s.turnAway(k, err)
		return
	}
	var writer sync.WaitGroup
	writer.Go(func() { k.pour(seat) })
	defer func() {
		close(k.gone)
		seat.Leave()
		_ = k.raw.SetDeadline(time.Now()) // Close would do nothing on a connection like this one
		writer.Wait()
	}()
	defer s.seatBroke(conn) // before the writer is ended, so that the browser hears of it
	s.read(ctx, k, seat)
}

func (s *Server) take(ctx context.Context, entry live.Entry) (*live.Seat, error) {
	ctx, cancel := context.WithTimeout(ctx, commandTime)
	defer cancel()
	return s.rooms.Take(ctx, entry)
}

// read is the seat's one reader. Text is all there is; a frame above the limit ends the connection.
func (s *Server) read(ctx context.Context, k *socket, seat *live.Seat) {
	k.SetReadLimit(protocol.MaxFrame)
	k.SetPongHandler(func(string) error { return k.heard() })
	for k.heard() == nil {
		kind, frame, err := k.ReadMessage()
		if err != nil {
			return
		}
		if kind != websocket.TextMessage {
			frame = nil // no browser of ours sends this; the seat counts it as malformed
		}
		s.receive(ctx, seat, frame)
	}
}

func (s *Server) receive(ctx context.Context, seat *live.Seat, frame []byte) {
	ctx, cancel := context.WithTimeout(ctx, commandTime)
	defer cancel()
	seat.Receive(ctx, frame)
}

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

// turnAway closes a socket that got no seat.
func (s *Server) turnAway(k *socket, err error) {
	r := s.refuse(err, slog.String("route", "seat"))
	code := protocol.CloseBroken
	switch r.Kind {
	case conference.Forbidden, conference.NotFound, conference.Unauthenticated, conference.Invalid:
		code = protocol.CloseNotAllowed
	case conference.Unavailable:
		code = protocol.CloseRestart
	case conference.TooMany, conference.Conflict:
		code = protocol.CloseSlow
	}
	k.goodbye(code, r.Title)
}

// seatBroke keeps a panic from ending more than its own socket, and from being shown.
func (s *Server) seatBroke(conn *websocket.Conn) {
	if p := recover(); p != nil {
		s.log.Error("panic in a seat", slog.Any("panic", p), slog.String("stack", string(debug.Stack())))
		(&socket{Conn: conn.Conn}).goodbye(protocol.CloseBroken, "something broke on our side")
	}
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
