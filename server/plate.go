package server

import (
	"context"
	"time"

	"plenary/server/conference"
	"plenary/server/live"
	"plenary/server/protocol"
	"plenary/server/store"
)

// plates are name plates by person.
type plates map[conference.PersonID]store.Plate

// of is a person as others see her; one who is not there (any more) has no name.
func (p plates) of(id conference.PersonID) protocol.Person {
	plate, ok := p[id]
	if !ok {
		return protocol.Person{ID: id}
	}
	return live.Plate(plate)
}

func (s *Server) plates(ctx context.Context, who asker, ids ...conference.PersonID) (plates, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return s.store.Plates(ctx, who.Conference.ID, ids)
}

func sessionInfo(session conference.Session, appointments []conference.Appointment, plates plates, now time.Time) protocol.SessionInfo {
	return live.SessionInfo(session, plates, appointments, now)
}
