package server

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"plenary/server/conference"
	"plenary/server/live"
	"plenary/server/protocol"
)

// seat takes a seat in a session's room. Who may, and from which pages, was asked at the door; here begins the socket.
func (s *Server) seat(c *fiber.Ctx) error {
	answer, ok := opening(c)
	if !ok {
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
		Access: who.Session.AccessAt(who.Now), Door: who.Session.Door,
		Window: c.Query("window"), Epoch: c.Query("epoch"), Seq: seq, Resume: c.Query("resume"),
	}
	// The handler runs after this function has returned, and must not touch c. What it is given serves somebody else when
	// it returns, but for the connection below, which stays ours (KeepHijackedConns).
	c.Status(http.StatusSwitchingProtocols) // for those who count; we answer ourselves
	c.Context().HijackSetNoResponse(true)
	c.Context().Hijack(func(conn net.Conn) { s.opened(conn, answer, entry) })
	return nil
}

// opened makes a socket of a connection. What breaks in it breaks one, and is not shown.
func (s *Server) opened(conn net.Conn, answer []byte, entry live.Entry) {
	defer func() {
		if p := recover(); p != nil {
			s.broke(p)
			_ = conn.Close()
		}
	}()
	s.pump(s.newSocket(conn, answer), entry)
}

// pump takes a seat for a socket, and has frames carried from it to the seat until one of them ends; the other way they go
// by themselves. It returns when the seat was taken.
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
