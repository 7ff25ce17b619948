package server

import (
	"context"

	"plenary/server/conference"
	"plenary/server/protocol"
)

type decisionInput struct {
	Registration conference.RegistrationID `path:"registration"`
	Body         protocol.DecisionInput
}

// decide approves a registration, rejects it, asks for a correction, or makes another of the decisions. The person gets a
// mail, and her open seats their new rights. A place that falls free with it goes to the next on the waiting list.
func (s *Server) decide(ctx context.Context, who asker, in *decisionInput) (protocol.RegistrationInfo, error) {
	none := protocol.RegistrationInfo{}
	r, err := s.store.Registration(ctx, in.Registration)
	if err != nil {
		return none, err
	}
	if r.ConferenceID != who.Conference.ID {
		return none, conference.Errorf(conference.NotFound, "there is no such registration")
	}
	decided, err := r.Decide(in.Body.Decision, in.Body.Reason, who.Person.ID, who.Now)
	if err != nil {
		return none, err
	}
	if again := decided.State == r.State && decided.Reason == r.Reason; again {
		// The answer may have been lost, and it is given once more; nothing is recorded, and nobody is told, twice.
		decided = r
	} else if decided, err = s.store.UpdateRegistration(ctx, decided, r.State, who.Person.ID); err != nil {
		return none, err
	}
	s.rooms.PersonChanged(ctx, r.PersonID)
	s.tell(ctx)
	p, err := s.store.Person(ctx, r.PersonID)
	if err != nil {
		return none, err
	}
	return s.registrationForDesk(ctx, who, decided, p.Email)
}
