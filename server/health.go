package server

import (
	"github.com/gofiber/fiber/v2"

	"plenary/server/conference"
)

// healthy says that the process answers.
func (s *Server) healthy(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.SendString("ok\n")
}

// ready says whether new people may be sent here: the database answers, and nobody is about to stop the process.
func (s *Server) ready(c *fiber.Ctx) error {
	if s.shuttingDown() {
		return conference.Errorf(conference.Unavailable, "the server is shutting down")
	}
	if err := s.store.Ping(c.UserContext()); err != nil {
		s.log.Warn("not ready", "error", err)
		return conference.Errorf(conference.Unavailable, "the database does not answer")
	}
	return s.healthy(c)
}
