package server

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"plenary/server/conference"
	"plenary/server/store"
)

// asker is who is asking, for what, and what she may do about it. Everything in it comes from the server's own state.
type asker struct {
	Person     conference.Person // zero: not signed in
	Plate      store.Plate       // hers; zero: not signed in
	Login      conference.Login
	Role       conference.Role // in the session that the path names, else in the conference
	Conference conference.Conference
	Session    conference.Session     // that the path names
	Token      conference.Token       // for programs that publish and watch
	Access     conference.AccessToken // for programs that use the desk
	Now        time.Time
	Agent      string // what the browser calls itself
	Address    string // where from, for limits

	wanted   conference.SessionID // that the path names, whether or not it is there
	standing conference.Standing
}

// know takes over what the store knows.
func (who *asker) know(found store.Asker) {
	who.Person, who.Plate, who.standing = found.Person, found.Plate, found.Standing
}

type askerKey struct{}

// askerOf is who the door let in.
func askerOf(ctx context.Context) asker {
	if who, ok := ctx.Value(askerKey{}).(*asker); ok {
		return *who
	}
	return asker{}
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
			if err := s.limits.takePersonal(r.rate, who.meter(), s.now()); err != nil {
				return err
			}
		}
		if err := s.entitle(who, r); err != nil {
			return err
		}
		c.SetUserContext(context.WithValue(who.named(ctx), askerKey{}, who))
		return c.Next()
	}
}

// identify finds out who is asking, by cookie, or for programs by bearer token, with which no cookie counts, and what she
// is in the conference and in the session that the path names. Whether there is such a session nobody learns who is not asked about.
func (s *Server) identify(ctx context.Context, c *fiber.Ctx, r route) (who *asker, err error) {
	who = &asker{Now: s.now()}
	if who.Conference, err = s.conference(ctx); err != nil {
		return nil, err
	}
	if who.wanted = conference.SessionID(c.Params("session")); who.wanted != "" {
		who.Session, err = s.store.Session(ctx, who.wanted)
		if err != nil && !isKind(err, conference.NotFound) {
			return nil, err
		}
	}
	if r.bearer != "" {
		return who, s.identifyProgram(ctx, who, c.Get(fiber.HeaderAuthorization), r.bearer)
	}
	if header := c.Get(fiber.HeaderAuthorization); header != "" && !r.secret {
		return who, s.identifyAccess(ctx, who, header, r)
	}
	token := c.Cookies(s.cookieName())
	if token == "" {
		return who, nil
	}
	if err := s.login(ctx, who, token); err != nil || who.Person.ID == "" {
		return who, err
	}
	renewed, err := s.renew(ctx, who.Login, who.Now)
	if renewed && err == nil {
		c.Set(fiber.HeaderSetCookie, s.cookie(token, conference.LoginLife))
	}
	return who, err
}

// entitle fills in the role and asks for the route's right. A closed session is unknown to those who may not watch it.
func (s *Server) entitle(who *asker, r route) error {
	who.Role = who.standing.Role()
	if who.wanted != "" {
		if who.Session.ID == "" || who.Session.ConferenceID != who.Conference.ID || r.bearer != "" && who.Token.SessionID != who.wanted {
			return noSuchSession()
		}
		who.Role = who.standing.RoleIn(who.Session.AccessAt(who.Now))
		if hidden(who.Session, who.Role) {
			return noSuchSession()
		}
	}
	switch {
	case who.Role.Can(r.needs):
		return nil
	case who.Person.ID == "":
		return conference.Errorf(conference.Unauthenticated, "please sign in first")
	}
	return conference.Errorf(conference.Forbidden, "you may not do this")
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
