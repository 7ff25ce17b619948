package server

import (
	"cmp"
	"context"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

// mailTemplates lists what mail says, of each kind in each language.
func (s *Server) mailTemplates(ctx context.Context, who asker, _ *nothing) (protocol.List[protocol.MailTemplateInfo], error) {
	own, err := s.store.MailTemplates(ctx, who.Conference.ID)
	written := map[conference.MailTemplate]conference.MailTemplate{}
	for _, t := range own {
		written[conference.MailTemplate{Kind: t.Kind, Language: t.Language}] = t
	}
	infos := protocol.List[protocol.MailTemplateInfo]{}
	for _, kind := range conference.MailKinds {
		for _, language := range conference.MailLanguages {
			t, ok := written[conference.MailTemplate{Kind: kind, Language: language}]
			if !ok {
				t = conference.ShippedMail(kind, language)
			}
			infos = append(infos, templateInfo(t, ok))
		}
	}
	return infos, err
}

func templateInfo(t conference.MailTemplate, own bool) protocol.MailTemplateInfo {
	return protocol.MailTemplateInfo{
		Kind: t.Kind, Language: t.Language, Subject: t.Subject, Text: t.Text, Own: own, Placeholders: t.Kind.Placeholders(),
	}
}

type templatePath struct {
	Kind     conference.MailKind     `path:"kind"`
	Language conference.MailLanguage `path:"language"`
}

type templateInput struct {
	Kind     conference.MailKind     `path:"kind"`
	Language conference.MailLanguage `path:"language"`
	Body     protocol.MailTemplateInput
}

// editMailTemplate writes what mail of a kind says in a language. What is in the outbox already stays as it is.
func (s *Server) editMailTemplate(ctx context.Context, who asker, in *templateInput) (protocol.MailTemplateInfo, error) {
	t := conference.MailTemplate{
		ConferenceID: who.Conference.ID, Kind: in.Kind, Language: in.Language, Subject: in.Body.Subject, Text: in.Body.Text,
		ChangedBy: &who.Person.ID, ChangedAt: who.Now,
	}
	if field, err := t.Check(); err != nil {
		return protocol.MailTemplateInfo{}, inField(field, err)
	}
	return templateInfo(t, true), s.store.PutMailTemplate(ctx, t)
}

// resetMailTemplate goes back to the text that we ship.
func (s *Server) resetMailTemplate(ctx context.Context, who asker, in *templatePath) (protocol.MailTemplateInfo, error) {
	t := conference.MailTemplate{ConferenceID: who.Conference.ID, Kind: in.Kind, Language: in.Language, ChangedBy: &who.Person.ID, ChangedAt: who.Now}
	shipped := conference.ShippedMail(in.Kind, in.Language)
	if field, err := shipped.Check(); err != nil {
		return protocol.MailTemplateInfo{}, inField(field, err)
	}
	return templateInfo(shipped, false), s.store.DeleteMailTemplate(ctx, t)
}

// previewMail is what a template, saved or not, would say to somebody who is registered.
func (s *Server) previewMail(ctx context.Context, who asker, in *body[protocol.MailPreviewInput]) (protocol.MailPreview, error) {
	var none protocol.MailPreview
	t := conference.MailTemplate{Kind: in.Body.Kind, Language: in.Body.Language, Subject: in.Body.Subject, Text: in.Body.Text}
	if field, err := t.Check(); err != nil {
		return none, inField(field, err)
	}
	f := store.RegistrationFilter{Limit: 1}
	if in.Body.Registration != "" {
		f.IDs = []conference.RegistrationID{in.Body.Registration}
	}
	found, err := s.store.Registrations(ctx, who.Conference.ID, f)
	rows := found.Rows
	if err != nil {
		return none, err
	}
	if len(rows) == 0 {
		return none, conference.Errorf(conference.NotFound, "there is no such registration")
	}
	reason, changes := rows[0].Reason, ""
	if reason == "" {
		reason = "…"
	}
	if in.Body.Kind == conference.ProgrammeMail {
		changes = "…"
	}
	preview := protocol.MailPreview{To: rows[0].Email}
	values := s.values(who, rows[0].Name, reason, changes)
	values[conference.DelegationPlaceholder] = cmp.Or(rows[0].DelegationName, "…")
	values[conference.ActorPlaceholder] = who.Person.Email
	values[conference.MissingPlaceholder] = "– …"
	values[conference.InvitationPlaceholder] = conference.InvitationMark
	preview.Subject, preview.Text = t.Fill(values)
	return preview, nil
}
