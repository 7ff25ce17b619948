package server

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"plenary/server/conference"
)

// asker is who is asking, for what, and what she may do about it. Everything in it comes from the server's own state.
type asker struct {
	Person     conference.Person // zero: not signed in
	Login      conference.Login
	Role       conference.Role // in the session that the path names, else in the conference
	Conference conference.Conference
	Session    conference.Session // that the path names
	Token      conference.Token   // for programs
	Now        time.Time
	Agent      string // what the browser calls itself
	Address    string // where from, for limits
}

type askerKey struct{}

// askerOf is who the door let in.
func askerOf(ctx context.Context) asker {
	who, _ := ctx.Value(askerKey{}).(asker)
	return who
}

// door asks, for each request of a route, how often, from where, who, and whether she may. A handler behind it asks no more.
func (s *Server) door(r route) fiber.Handler {
	return func(c *fiber.Ctx) error {
		ctx, cancel := context.WithTimeout(s.base, requestTimeout)
		defer cancel()
		c.SetUserContext(ctx)
		if r.bearer != "" {
			allowOrigins(c)
		}
		address := network(c.IP())
		if err := s.limits.take(r.rate, address, s.now()); err != nil {
			return err
		}
		if r.open {
			return c.Next()
		}
		if err := s.checkOrigin(c, r); err != nil {
			return err
		}
		who, err := s.identify(ctx, c, r)
		if err != nil {
			return err
		}
		who.Address, who.Agent = address, agent(c.Get(fiber.HeaderUserAgent))
		if who.Person.ID != "" {
			if err := s.limits.takePersonal(r.rate, string(who.Person.ID), s.now()); err != nil {
				return err
			}
		}
		if who, err = s.entitle(ctx, who, r, conference.SessionID(c.Params("session"))); err != nil {
			return err
		}
		c.SetUserContext(context.WithValue(ctx, askerKey{}, who))
		return c.Next()
	}
}

// identify finds out who is asking: by cookie, or for programs by bearer token.
func (s *Server) identify(ctx context.Context, c *fiber.Ctx, r route) (asker, error) {
	who := asker{Now: s.now()}
	var err error
	if who.Conference, err = s.conference(ctx); err != nil {
		return who, err
	}
	if r.bearer != "" {
		return s.identifyProgram(ctx, who, c.Get(fiber.HeaderAuthorization), r.bearer)
	}
	token := c.Cookies(s.cookieName())
	if token == "" {
		return who, nil
	}
	who.Login, who.Person, err = s.login(ctx, token, who.Now)
	if err != nil || who.Person.ID == "" {
		return who, err
	}
	if renewed, err := s.renew(ctx, who.Login, who.Now); err != nil {
		return who, err
	} else if renewed {
		c.Set(fiber.HeaderSetCookie, s.cookie(token, conference.LoginLife))
	}
	return who, nil
}

// entitle fills in the role and asks for the route's right. A closed session is unknown to those who may not watch it.
func (s *Server) entitle(ctx context.Context, who asker, r route, session conference.SessionID) (asker, error) {
	if session != "" {
		var err error
		if who.Session, err = s.store.Session(ctx, session); err != nil {
			return who, err
		}
		if who.Session.ConferenceID != who.Conference.ID || r.bearer != "" && who.Token.SessionID != session {
			return who, noSuchSession()
		}
	}
	standing, err := s.store.Standing(ctx, who.Conference.ID, session, who.Person.ID)
	if err != nil {
		return who, err
	}
	who.Role = standing.Role()
	if session != "" {
		who.Role = standing.RoleIn(who.Session.AccessAt(who.Now))
		if hidden(who.Session, who.Role) {
			return who, noSuchSession()
		}
	}
	switch {
	case who.Role.Can(r.needs):
		return who, nil
	case who.Person.ID == "":
		return who, conference.Errorf(conference.Unauthenticated, "please sign in first")
	}
	return who, conference.Errorf(conference.Forbidden, "you may not do this")
}

// hidden says whether a session must look as if it did not exist.
func hidden(session conference.Session, role conference.Role) bool {
	return session.Secret() && !role.Can(conference.Watch)
}

// noSuchSession has the words that the store has for a session that is not there: the two may not be told apart.
func noSuchSession() error {
	return conference.Errorf(conference.NotFound, "there is no such session")
}

// conference is the one that is served.
func (s *Server) conference(ctx context.Context) (conference.Conference, error) {
	if s.cfg.Conference != "" {
		return s.store.ConferenceBySlug(ctx, s.cfg.Conference)
	}
	all, err := s.store.Conferences(ctx)
	if err != nil {
		return conference.Conference{}, err
	}
	if len(all) == 0 {
		return conference.Conference{}, conference.Errorf(conference.Unavailable, "no conference has been set up here yet")
	}
	return all[0], nil
}
