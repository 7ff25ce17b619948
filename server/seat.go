package server

import (
	"context"
	"log/slog"
	"strconv"
	"time"

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
	// it returns, but for the connection below, which stays ours (KeepHijackedConns). A seat is taken in a goroutine of its
	// own, and keeps nothing of the request.
	return websocket.New(func(conn *websocket.Conn) {
		k := s.newSocket(conn.Conn)
		go s.pump(k, entry)
	}, s.upgrades(c.Get(fiber.HeaderOrigin)))(c)
}

// upgrades is how the library makes a socket of a request from an origin that the door has found to be ours.
func (s *Server) upgrades(origin string) websocket.Config {
	return websocket.Config{
		HandshakeTimeout: s.cfg.patience.request,
		Origins:          []string{origin}, // none would be every origin
		RecoverHandler:   s.seatBroke,
		ReadBufferSize:   128, // the library's connection lives for a moment only
		WriteBufferSize:  128,
	}
}

// pump carries frames from a socket to a seat until one of them ends; the other way they go by themselves. It returns when
// the seat was taken, where nobody has to wait for what comes.
func (s *Server) pump(k *socket, entry live.Entry) {
	if !s.seats.begin() {
		k.goodbye(protocol.CloseRestart, "the server is restarting; please come back in 3 s")
		k.shut()
		return
	}
	if s.seated(k, entry) && k.heard() == nil {
		k.carrier.follow(k)
	} else {
		k.finish()
	}
}

// seated takes a seat for a socket, or tells it why there is none.
func (s *Server) seated(k *socket, entry live.Entry) (ok bool) {
	defer func() {
		if p := recover(); p != nil {
			s.broke(p)
			k.goodbye(protocol.CloseBroken, brokenReason)
			ok = false
		}
	}()
	ctx, cancel := context.WithTimeout(s.base, commandTime)
	defer cancel()
	seat, err := s.rooms.Take(ctx, entry, k)
	if err != nil {
		s.turnAway(k, err)
		return false
	}
	k.seat = seat
	return true
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

// seatBroke keeps a panic before a seat was taken from ending more than its own socket, and from being shown.
func (s *Server) seatBroke(conn *websocket.Conn) {
	if p := recover(); p != nil {
		s.broke(p)
		_ = conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(protocol.CloseBroken, brokenReason), time.Now().Add(s.cfg.patience.close))
		_ = conn.NetConn().Close()
	}
}
