package server

import (
	"context"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// procedures lists the rules of procedure that sessions can be under.
func (s *Server) procedures(ctx context.Context, who asker, _ *nothing) (protocol.Procedures, error) {
	list := protocol.Procedures{Usual: conference.DefaultProcedure}
	for _, preset := range conference.Presets() {
		list.Presets = append(list.Presets, procedureFile(preset, preset.File()))
	}
	text, err := s.store.ProcedureFile(ctx, who.Conference.ID)
	if err != nil || len(text) == 0 {
		return list, err
	}
	own, err := conference.ParseProcedure(text)
	if err != nil {
		return list, err
	}
	file := procedureFile(own, string(text))
	list.Own = &file
	return list, nil
}

func procedureFile(p conference.Procedure, content string) protocol.ProcedureFile {
	return protocol.ProcedureFile{
		Key: p.Key, Title: p.Title, Source: p.Source, Order: p.Order, GroupsFirst: p.GroupsFirst, Replies: p.Replies.When, Content: content,
	}
}

// setProcedure gives the conference rules of procedure of its own, in place of those before.
func (s *Server) setProcedure(ctx context.Context, who asker, in *body[protocol.ProcedureInput]) (protocol.Procedures, error) {
	if _, err := conference.ParseProcedure([]byte(in.Body.Content)); err != nil {
		return protocol.Procedures{}, inField("content", err)
	}
	if err := s.putProcedure(ctx, who, []byte(in.Body.Content)); err != nil {
		return protocol.Procedures{}, err
	}
	return s.procedures(ctx, who, nil)
}

// deleteProcedure puts the conference under the usual rules again.
func (s *Server) deleteProcedure(ctx context.Context, who asker, _ *nothing) error {
	return s.putProcedure(ctx, who, nil)
}

func (s *Server) putProcedure(ctx context.Context, who asker, content []byte) error {
	if err := s.store.PutProcedureFile(ctx, who.Conference.ID, content, who.Person.ID, who.Now); err != nil {
		return err
	}
	s.rooms.ProcedureChanged(ctx, who.Conference.ID)
	return nil
}
