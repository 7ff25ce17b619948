package server

import (
	"context"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// retention says until when answers are kept. What is due it counts: that is the dry run of [Server.purge].
func (s *Server) retention(ctx context.Context, who asker, _ *nothing) (protocol.Retention, error) {
	c := who.Conference
	info := protocol.Retention{Days: c.RetentionDays, LastDay: c.LastDay, Fields: protocol.List[protocol.RetainedField]{}}
	form, err := s.store.Form(ctx, c.ID)
	if err != nil {
		return info, err
	}
	all := make([]conference.FieldID, len(form))
	for i, f := range form {
		all[i] = f.ID
	}
	kept, err := s.store.Purgeable(ctx, c.ID, all)
	if err != nil {
		return info, err
	}
	due, err := s.store.Purgeable(ctx, c.ID, form.Due(c, who.Now))
	if err != nil {
		return info, err
	}
	info.Answers, info.Files, info.People = due.Answers, due.Files, due.People
	for _, f := range form {
		if !f.Kind.Kept() {
			continue
		}
		field := protocol.RetainedField{ID: f.ID, Kind: f.Kind, Label: f.Label, Days: f.RetentionDays}
		if until, ends := f.Until(c); ends {
			field.Until, field.Due = &until, !who.Now.Before(until)
		}
		for _, one := range kept.Fields {
			if one.FieldID == f.ID {
				field.Answers, field.Files = one.Answers, one.Files
			}
		}
		info.Fields = append(info.Fields, field)
	}
	return info, nil
}

// setRetention says until when answers are kept.
func (s *Server) setRetention(ctx context.Context, who asker, in *body[protocol.RetentionInput]) (protocol.Retention, error) {
	fields := map[conference.FieldID]int{}
	for _, f := range in.Body.Fields {
		fields[f.ID] = f.Days
	}
	if err := s.store.SetRetention(ctx, who.Conference.ID, in.Body.Days, fields, who.Person.ID, who.Now); err != nil {
		return protocol.Retention{}, err
	}
	who.Conference.RetentionDays = in.Body.Days
	return s.retention(ctx, who, nil)
}

// purge deletes the answers that are due.
func (s *Server) purge(ctx context.Context, who asker, in *body[protocol.PurgeInput]) (protocol.Retention, error) {
	form, err := s.store.Form(ctx, who.Conference.ID)
	if err != nil {
		return protocol.Retention{}, err
	}
	due := form.Due(who.Conference, who.Now)
	if err := s.store.Purge(ctx, who.Conference.ID, due, in.Body.Answers, who.Person.ID, who.Now); err != nil {
		return protocol.Retention{}, err
	}
	return s.retention(ctx, who, nil)
}
