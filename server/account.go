package server

import (
	"context"
	"unicode/utf8"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// me is who is asking.
func (s *Server) me(ctx context.Context, who asker, _ *nothing) (protocol.Me, error) {
	me := protocol.Me{
		SignedIn: who.Person.ID != "", Role: who.Role, Can: who.Role.Powers(),
		Participants: who.Conference.ShowParticipants(who.Role, who.Now),
	}
	if !me.SignedIn {
		return me, nil
	}
	plates, err := s.plates(ctx, who, who.Person.ID)
	if err != nil {
		return me, err
	}
	plate := plates.of(who.Person.ID)
	me.Person, me.Email, me.HasPassword = &plate, who.Person.Email, who.Person.PasswordHash != ""
	mine, err := s.store.DelegationsOf(ctx, who.Conference.ID, who.Person.ID)
	if err != nil {
		return me, err
	}
	me.Delegations = delegationInfos(mine)
	r, err := s.store.RegistrationOf(ctx, who.Conference.ID, who.Person.ID)
	if isKind(err, conference.NotFound) {
		return me, nil
	}
	if err != nil {
		return me, err
	}
	info, err := s.ownRegistration(ctx, who, r)
	me.Registration = &info
	return me, err
}

// setPassword sets the own password, or removes it. The other logins end: whoever used the old one is out. A mail says
// so, in case it was somebody else at an open browser.
func (s *Server) setPassword(ctx context.Context, who asker, in *body[protocol.NewPasswordInput]) error {
	who.Person.PasswordHash = ""
	if password := in.Body.Password; password != "" {
		if utf8.RuneCountInString(password) < leastSecrets {
			return inField("password", conference.Errorf(conference.Invalid, "a password needs at least %d characters", leastSecrets))
		}
		hash, err := s.passwords.hash(ctx, password)
		if err != nil {
			return err
		}
		who.Person.PasswordHash = hash
	}
	if err := s.store.UpdatePerson(ctx, who.Person); err != nil {
		return err
	}
	logins, err := s.store.Logins(ctx, who.Person.ID)
	if err != nil {
		return err
	}
	for _, l := range logins {
		if l.ID != who.Login.ID {
			if err := s.endLogin(ctx, l.ID); err != nil {
				return err
			}
		}
	}
	s.sendNotice("password", who.Person.Email, func() (string, string) { return passwordMail(who.Conference, s.public.String()) })
	return nil
}

// logins lists the own logins.
func (s *Server) logins(ctx context.Context, who asker, _ *nothing) (protocol.List[protocol.LoginInfo], error) {
	list, err := s.store.Logins(ctx, who.Person.ID)
	infos := protocol.List[protocol.LoginInfo]{}
	for _, l := range list {
		infos = append(infos, protocol.LoginInfo{
			ID: l.ID, Agent: l.Agent, CreatedAt: l.CreatedAt, SeenAt: l.SeenAt, Current: l.ID == who.Login.ID,
		})
	}
	return infos, err
}

type loginInput struct {
	Login conference.LoginID `path:"login"`
}

// revokeLogin ends one of the own logins; its sockets close.
func (s *Server) revokeLogin(ctx context.Context, who asker, in *loginInput) error {
	list, err := s.store.Logins(ctx, who.Person.ID)
	if err != nil {
		return err
	}
	for _, l := range list {
		if l.ID == in.Login {
			return s.endLogin(ctx, l.ID)
		}
	}
	return conference.Errorf(conference.NotFound, "there is no such login")
}
