package server

import (
	"context"
	"log/slog"
	"runtime/debug"
	"strconv"

	fastws "github.com/fasthttp/websocket"
	"github.com/gofiber/contrib/websocket"
	"github.com/gofiber/fiber/v2"

	"plenary/server/conference"
	"plenary/server/live"
	"plenary/server/protocol"
)

// seat takes a seat in a session's room. Who may, and from which pages, was asked at the door; here begins the socket.
func (s *Server) seat(c *fiber.Ctx) error {
	if !websocket.IsWebSocketUpgrade(c) {
		return fiber.ErrUpgradeRequired
	}
	who := askerOf(c.UserContext())
	seq, err := strconv.ParseInt(c.Query("seq", "0"), 10, 64)
	if err != nil || seq < 0 {
		return inField("seq", conference.Errorf(conference.Invalid, "this is not the number of a notice"))
	}
	for _, name := range []string{"window", "epoch", "resume"} {
		if len(c.Query(name)) > 64 {
			return inField(name, conference.Errorf(conference.Invalid, "this is longer than any of ours"))
		}
	}
	entry := live.Entry{
		Session: who.Session, Person: live.Plate(who.Plate), Role: who.Role, Login: who.Login.ID,
		Access: who.Session.AccessAt(who.Now),
		Window: c.Query("window"), Epoch: c.Query("epoch"), Seq: seq, Resume: c.Query("resume"),
	}
	// The handler runs after this function has returned, and must not touch c. What it is given serves somebody else when
	// it returns, but for the connection below, which stays ours (KeepHijackedConns): a seat goes on in a goroutine of
	// its own, and keeps nothing of the request.
	return websocket.New(func(conn *websocket.Conn) { go s.pump(conn.Conn, entry) }, websocket.Config{
		HandshakeTimeout: s.cfg.patience.request,
		Origins:          []string{c.Get(fiber.HeaderOrigin)}, // the door has found it to be ours; empty would be every origin
		RecoverHandler:   s.seatBroke,
		ReadBufferSize:   512, // larger frames are read in pieces
		WriteBufferSize:  128, // for the library's own farewells: the seat's frames do not go through it
	})(c)
}

// pump carries frames from a socket to a seat until one of them ends; the other way they go by themselves.
func (s *Server) pump(conn *fastws.Conn, entry live.Entry) {
	k := newSocket(conn, s.cfg.patience)
	defer k.shut()
	done, ok := s.seats.begin()
	if !ok {
		k.goodbye(protocol.CloseRestart, "the server is restarting; please come back in 3 s")
		return
	}
	defer done()
	ctx, cancel := context.WithCancel(s.base)
	defer cancel()
	seat, err := s.take(ctx, entry, k)
	if err != nil {
		s.turnAway(k, err)
		return
	}
	defer seat.Leave()
	defer func() {
		if p := recover(); p != nil {
			s.broke(p, conn)
		}
	}()
	s.read(ctx, k, seat)
}

func (s *Server) take(ctx context.Context, entry live.Entry, k *socket) (*live.Seat, error) {
	ctx, cancel := context.WithTimeout(ctx, commandTime)
	defer cancel()
	return s.rooms.Take(ctx, entry, k)
}

// read is the seat's one reader. Text is all there is; a frame above the limit ends the connection.
func (s *Server) read(ctx context.Context, k *socket, seat *live.Seat) {
	k.SetReadLimit(protocol.MaxFrame)
	k.SetPongHandler(func(string) error { return k.heard() })
	k.SetPingHandler(func(data string) error { k.control(websocket.PongMessage, []byte(data)); return nil })
	k.SetCloseHandler(func(code int, _ string) error {
		k.control(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""))
		return nil
	})
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
		s.broke(p, conn.Conn)
		_ = conn.NetConn().Close()
	}
}

func (s *Server) broke(p any, conn *fastws.Conn) {
	s.log.Error("panic in a seat", slog.Any("panic", p), slog.String("stack", string(debug.Stack())))
	(&socket{Conn: conn}).goodbye(protocol.CloseBroken, "something broke on our side")
}
