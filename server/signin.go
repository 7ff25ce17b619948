package server

import (
	"context"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// signInByMail sends a link, if somebody has this address. The answer does not say.
func (s *Server) signInByMail(_ context.Context, who asker, in *body[protocol.EmailInput]) (protocol.MailSent, error) {
	email, err := conference.CleanEmail(in.Body.Email)
	if err != nil {
		return protocol.MailSent{}, inField("email", err)
	}
	return protocol.MailSent{Outbox: s.mail.Outbox()}, s.sendLink(who, email, conference.SignIn)
}

// wrongPassword is the one answer to every failure: it does not say whether there is such an account.
func wrongPassword() error {
	return conference.Errorf(conference.Forbidden, "this address and password do not belong together; you can have a link sent instead")
}

// signInByPassword signs in with a password. An account that is not there, or has no password, costs as much time as
// a wrong one.
func (s *Server) signInByPassword(ctx context.Context, who asker, in *body[protocol.PasswordInput]) (*signing[protocol.Me], error) {
	email, err := conference.CleanEmail(in.Body.Email)
	if err != nil {
		return nil, inField("email", err)
	}
	if err := s.limits.takeAccount(email, who.Now); err != nil {
		return nil, err
	}
	p, err := s.store.PersonByEmail(ctx, email)
	if err != nil && !isKind(err, conference.NotFound) {
		return nil, err
	}
	fits, err := s.passwords.check(ctx, p.PasswordHash, in.Body.Password)
	if err != nil {
		return nil, err
	}
	if !fits {
		return nil, wrongPassword()
	}
	s.limits.giveBack(email)
	cookie, me, err := s.signInAs(ctx, who, p.ID)
	if err != nil {
		return nil, err
	}
	return &signing[protocol.Me]{Cookie: cookie, Body: me}, nil
}

// signOut ends the login, if there is one, and deletes the cookie.
func (s *Server) signOut(ctx context.Context, who asker, _ *nothing) (*signingOut, error) {
	if who.Login.ID != "" {
		if err := s.endLogin(ctx, who.Login.ID); err != nil {
			return nil, err
		}
	}
	return &signingOut{Cookie: s.cookie("", 0)}, nil
}
