package server

import (
	"context"

	"plenary/server/conference"
)

// What is stored is told to the rooms at once. That a room could not be told does not undo it: it is ours to look
// after, and goes to the log.

// reassess gives a person's open seats and running media the role that she has now.
func (s *Server) reassess(ctx context.Context, person conference.PersonID) {
	if err := s.rooms.PersonChanged(ctx, person); err != nil {
		s.log.Error("a room was not told of a person's new role", "person", person, "error", err)
	}
}

// announce tells those who are in a session what has become of it.
func (s *Server) announce(ctx context.Context, session conference.SessionID) {
	if err := s.rooms.SessionChanged(ctx, session); err != nil {
		s.log.Error("a room was not told of its session", "session", session, "error", err)
	}
}
