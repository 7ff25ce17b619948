package server

import (
	"context"

	"plenary/server/protocol"
)

// setTimeZone has the conference take place in another zone. Clocks are to show the same there as before.
func (s *Server) setTimeZone(ctx context.Context, who asker, in *body[protocol.TimeZoneInput]) (protocol.ConferenceInfo, error) {
	none := protocol.ConferenceInfo{}
	if err := s.store.SetTimeZone(ctx, who.Conference.ID, in.Body.TimeZone, who.Person.ID, who.Now); err != nil {
		return none, inField("time_zone", err)
	}
	sessions, err := s.store.Sessions(ctx, who.Conference.ID)
	if err != nil {
		return none, err
	}
	for _, session := range sessions {
		s.rooms.SessionChanged(ctx, session.ID)
	}
	if who.Conference, err = s.store.Conference(ctx, who.Conference.ID); err != nil {
		return none, err
	}
	return s.conferenceInfo(ctx, who, nil)
}
