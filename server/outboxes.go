package server

import (
	"context"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

type mailsInput struct {
	State  conference.MailState `query:"state"`
	Kind   conference.MailKind  `query:"kind"`
	Query  string               `query:"q" maxLength:"200"`
	Offset int                  `query:"offset" minimum:"0" maximum:"1000000"`
	Limit  int                  `query:"limit" minimum:"0" maximum:"100"`
}

// mails is one page of the outbox.
func (s *Server) mails(ctx context.Context, who asker, in *mailsInput) (protocol.MailPage, error) {
	var page protocol.MailPage
	if in.Limit == 0 {
		in.Limit = 50
	}
	rows, counts, err := s.store.Mails(ctx, who.Conference.ID, store.MailFilter{State: in.State, Kind: in.Kind, Query: in.Query}, in.Offset, in.Limit)
	for _, state := range conference.MailStates {
		if in.State == "" || in.State == state {
			page.Total += counts[state]
		}
		page.Counts = append(page.Counts, protocol.MailStateCount{State: state, Count: counts[state]})
	}
	for _, row := range rows {
		page.Mails = append(page.Mails, mailInfo(row.Mail, row.PersonName))
	}
	return page, err
}

func mailInfo(m conference.Mail, name string) protocol.MailInfo {
	info := protocol.MailInfo{
		ID: m.ID, Kind: m.Kind, Language: m.Language, Name: name, Address: m.Address, Subject: m.Subject, Text: m.Text, Calendar: m.Calendar != "",
		State: m.State, Version: m.Version, Attempts: m.Attempts, Answer: m.Answer, CreatedAt: m.CreatedAt, SentAt: m.SentAt,
	}
	if m.State == conference.QueuedMail {
		info.NextAt = &m.NextAt
	}
	return info
}

type editMailInput struct {
	Mail conference.MailID `path:"mail" maxLength:"64"`
	Body protocol.MailInput
}

// editMail changes a draft. One that did not arrive is a draft again with it.
func (s *Server) editMail(ctx context.Context, who asker, in *editMailInput) (protocol.MailInfo, error) {
	none := protocol.MailInfo{}
	m, err := s.store.Mail(ctx, in.Mail, who.Conference.ID)
	if err != nil {
		return none, err
	}
	was := m.Address
	if m.Address, err = conference.CleanEmail(in.Body.Address); err != nil {
		return none, inField("address", err)
	}
	if m.InvitationID != nil && m.Address != was {
		return none, inField("address", conference.Errorf(conference.Invalid, "an invitation is for its own address: take it back and invite another one"))
	}
	m.Subject, m.Text, m.Version = in.Body.Subject, in.Body.Text, in.Body.Version
	if err := conference.CheckInvitation(m.Kind, m.Text); err != nil {
		return none, inField("text", err)
	}
	if field, err := conference.CheckMail(m.Subject, m.Text); err != nil {
		return none, inField(field, err)
	}
	if err := s.store.EditMail(ctx, m, who.Person.ID, who.Now); err != nil {
		return none, err
	}
	found, _, err := s.store.Mails(ctx, who.Conference.ID, store.MailFilter{IDs: []conference.MailID{m.ID}}, 0, 1)
	if err != nil || len(found) == 0 {
		return none, err
	}
	return mailInfo(found[0].Mail, found[0].PersonName), nil
}

// sendMails has mail sent that an organizer picked.
func (s *Server) sendMails(ctx context.Context, who asker, in *body[protocol.MailsInput]) (protocol.MailCount, error) {
	n, err := s.moveMails(ctx, who, in.Body, conference.QueuedMail)
	s.postman.wake()
	return n, err
}

// dropMails has mail never sent.
func (s *Server) dropMails(ctx context.Context, who asker, in *body[protocol.MailsInput]) (protocol.MailCount, error) {
	return s.moveMails(ctx, who, in.Body, conference.DroppedMail)
}

func (s *Server) moveMails(ctx context.Context, who asker, in protocol.MailsInput, to conference.MailState) (protocol.MailCount, error) {
	if len(in.IDs) == 0 && !in.State.MayChange() {
		return protocol.MailCount{}, inField("state", conference.Errorf(conference.Invalid, "please choose drafts, or mail that did not arrive"))
	}
	f := store.MailFilter{State: in.State, Kind: in.Kind, Query: in.Query, IDs: in.IDs}
	n, err := s.store.MoveMails(ctx, who.Conference.ID, f, to, in.Matching, who.Person.ID, who.Now)
	return protocol.MailCount{Count: n}, err
}

// mailRule says how mail goes out.
func (s *Server) mailRule(ctx context.Context, who asker, _ *nothing) (protocol.MailRule, error) {
	held, err := s.store.MailHeld(ctx, who.Conference.ID)
	return protocol.MailRule{Held: held}, err
}

// setMailRule changes how mail goes out. What is a draft stays one.
func (s *Server) setMailRule(ctx context.Context, who asker, in *body[protocol.MailRule]) (protocol.MailRule, error) {
	return in.Body, s.store.SetMailHeld(ctx, who.Conference.ID, in.Body.Held, who.Person.ID, who.Now)
}
