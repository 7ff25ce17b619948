package server

import (
	"cmp"
	"context"
	"errors"

	"plenary/server/conference"
	"plenary/server/protocol"
)

type invitationsInput struct {
	Query  string `query:"q" maxLength:"200"`
	Offset int    `query:"offset" minimum:"0" maximum:"1000000"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200"`
}

// invitations is one page of invitations.
func (s *Server) invitations(ctx context.Context, who asker, in *invitationsInput) (protocol.InvitationPage, error) {
	var page protocol.InvitationPage
	rows, total, err := s.store.Invitations(ctx, who.Conference.ID, in.Query, in.Offset, cmp.Or(in.Limit, 50))
	page.Total = total
	for _, row := range rows {
		page.Invitations = append(page.Invitations, protocol.InvitationInfo{
			ID: row.ID, Email: row.Email, Name: row.Name, Category: row.Category, Organization: cmp.Or(row.DelegationName, row.Organization),
			Participation: row.Participation, State: row.At(who.Now), Mail: row.Mail, SentAt: row.SentAt, ExpiresAt: row.ExpiresAt, AnsweredAt: row.AnsweredAt,
		})
	}
	return page, err
}

// invite asks people by mail to register. An address that was invited before, or has registered, is left out and named.
func (s *Server) invite(ctx context.Context, who asker, in *body[protocol.InvitationInput]) (protocol.Invited, error) {
	var done protocol.Invited
	made := conference.Invitation{
		ConferenceID: who.Conference.ID, Category: in.Body.Category, Organization: in.Body.Organization, Participation: in.Body.Participation,
	}
	if in.Body.Delegation != "" {
		d, err := s.represent(ctx, who, in.Body.Delegation)
		if isKind(err, conference.NotFound) {
			err = inField("delegation", conference.Errorf(conference.Invalid, "please choose a delegation from the list"))
		}
		if err != nil {
			return done, err
		}
		made.DelegationID, made.Organization = &d.ID, ""
	}
	checked := made.Registration(who.Now)
	checked.Name = "somebody"
	if err := errors.Join(checked.Check(), conference.CheckParticipation(made.Participation)); err != nil {
		return done, err
	}
	defer s.tell(ctx)
	for _, address := range in.Body.Emails {
		one := made
		var err error
		if one.Email, err = conference.CleanEmail(address); err != nil {
			done.Refused = append(done.Refused, "“"+address+"” is not an e-mail address")
			continue
		}
		if err := s.store.Invite(ctx, invitation(who, one)); isKind(err, conference.Conflict) {
			done.Refused = append(done.Refused, err.Error())
			continue
		} else if err != nil {
			return done, err
		}
		done.Invited++
	}
	return done, nil
}

// invitation is one that the asker makes. Nobody has its secret: the postman makes another one when the mail goes.
func invitation(who asker, i conference.Invitation) conference.Invitation {
	_, hash := newSecret()
	i.ID, i.State, i.TokenHash = conference.NewID[conference.InvitationID](), conference.InvitationPending, hash
	i.InvitedBy, i.InvitedAt, i.SentAt, i.ExpiresAt = &who.Person.ID, who.Now, who.Now, who.Now.Add(conference.InvitationLife)
	return i
}

type invitationPath struct {
	Invitation conference.InvitationID `path:"invitation" maxLength:"64"`
}

// invitationOf is an invitation of the asker's conference.
func (s *Server) invitationOf(ctx context.Context, who asker, id conference.InvitationID) (conference.Invitation, error) {
	i, err := s.store.Invitation(ctx, id)
	if err == nil && i.ConferenceID != who.Conference.ID {
		err = conference.Errorf(conference.NotFound, "there is no such invitation")
	}
	return i, err
}

// resendInvitation sends an invitation once more, with another secret and more time.
func (s *Server) resendInvitation(ctx context.Context, who asker, in *invitationPath) error {
	i, err := s.invitationOf(ctx, who, in.Invitation)
	if err != nil {
		return err
	}
	_, hash := newSecret()
	if err := s.store.Resend(ctx, i, hash, who.Person.ID, who.Now); err != nil {
		return err
	}
	s.tell(ctx)
	return nil
}

// revokeInvitation takes an invitation back: its link is good no more.
func (s *Server) revokeInvitation(ctx context.Context, who asker, in *invitationPath) error {
	i, err := s.invitationOf(ctx, who, in.Invitation)
	if err != nil {
		return err
	}
	return s.store.RevokeInvitation(ctx, i.ID, who.Person.ID, who.Now)
}

// seeInvitation is an invitation, to whoever has its secret; that spends nothing, since mail scanners open links.
func (s *Server) seeInvitation(ctx context.Context, who asker, in *body[protocol.LinkInput]) (protocol.InvitationSeen, error) {
	i, err := s.store.InvitationBySecret(ctx, hashOf(in.Body.Token))
	if err == nil && i.ConferenceID != who.Conference.ID {
		err = conference.Errorf(conference.NotFound, "there is no such invitation")
	}
	if err != nil {
		return protocol.InvitationSeen{}, err
	}
	seen := protocol.InvitationSeen{
		Email: i.Email, Name: i.Name, Category: i.Category, Organization: i.Organization, State: i.At(who.Now), ExpiresAt: i.ExpiresAt,
	}
	if i.DelegationID != nil {
		d, err := s.store.Delegation(ctx, *i.DelegationID)
		if err != nil {
			return seen, err
		}
		seen.Organization = d.Name
	}
	return seen, nil
}

// acceptInvitation spends an invitation: its person is signed in, and finds a registration that she has to complete.
func (s *Server) acceptInvitation(ctx context.Context, who asker, in *body[protocol.LinkInput]) (*signing[protocol.Me], error) {
	if !who.Conference.RegistrationOpen(who.Now) { // what it leads to could not be completed
		return nil, registrationClosed(who.Conference)
	}
	p := conference.Person{ID: conference.NewID[conference.PersonID](), CreatedAt: who.Now}
	person, err := s.store.Accept(ctx, hashOf(in.Body.Token), p, who.Now)
	if err != nil {
		return nil, err
	}
	cookie, me, err := s.signInAs(ctx, who, person)
	if err != nil {
		return nil, err
	}
	return &signing[protocol.Me]{Cookie: cookie, Body: me}, nil
}

// declineInvitation spends an invitation with no.
func (s *Server) declineInvitation(ctx context.Context, who asker, in *body[protocol.LinkInput]) error {
	return s.store.Decline(ctx, hashOf(in.Body.Token), who.Now)
}
