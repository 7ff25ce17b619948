package server

import (
	"context"
	"strings"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// eraseMe forgets who is asking, at once.
func (s *Server) eraseMe(ctx context.Context, who asker, in *body[protocol.EraseInput]) error {
	return s.erase(ctx, who, who.Person, "", in.Body)
}

type eraseInput struct {
	Registration conference.RegistrationID `path:"registration" maxLength:"64"`
	Body         protocol.EraseInput
}

// erasePerson forgets somebody who asked an organizer for it.
func (s *Server) erasePerson(ctx context.Context, who asker, in *eraseInput) error {
	r, err := s.registrationHere(ctx, who, in.Registration)
	if err != nil {
		return err
	}
	p, err := s.store.Person(ctx, r.PersonID)
	if err != nil {
		return err
	}
	within := who.Conference.ID
	if who.Role.Can(conference.Administer) || p.ID == who.Person.ID {
		within = ""
	}
	return s.erase(ctx, who, p, within, in.Body)
}

func (s *Server) erase(ctx context.Context, who asker, p conference.Person, within conference.ConferenceID, in protocol.EraseInput) error {
	if !strings.EqualFold(strings.TrimSpace(in.Email), p.Email) {
		return inField("email", conference.Errorf(conference.Invalid, "this is not the address of the account"))
	}
	logins, err := s.store.Erase(ctx, p.ID, within, who.Person.ID, who.Now)
	if err != nil {
		return err
	}
	for _, login := range logins {
		s.rooms.LoginRevoked(login)
	}
	s.rooms.PersonErased(ctx, p.ID)
	s.listed.forget()
	s.teller.wake() // her place may have been given to another
	s.sendNotice("erased", p.Email, func() (string, string) { return erasedMail(who.Conference) })
	return nil
}
