package server

import (
	"context"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// hidden are the people whose chat the asker does not want to read.
func (s *Server) hidden(ctx context.Context, who asker, _ *nothing) (protocol.List[protocol.Person], error) {
	ids, err := s.store.HiddenPeople(ctx, who.Person.ID)
	if err != nil {
		return nil, err
	}
	plates, err := s.plates(ctx, who, ids...)
	list := make(protocol.List[protocol.Person], len(ids))
	for i, id := range ids {
		list[i] = plates.of(id)
	}
	return list, err
}

// hide has the asker's pages show no more what somebody chats.
func (s *Server) hide(ctx context.Context, who asker, in *personPath) error {
	if in.Person == who.Person.ID {
		return conference.Errorf(conference.Invalid, "you cannot hide yourself")
	}
	return s.store.HidePerson(ctx, who.Person.ID, in.Person, who.Conference.ID, who.Now)
}

// show has them show it again.
func (s *Server) show(ctx context.Context, who asker, in *personPath) error {
	return s.store.ShowPerson(ctx, who.Person.ID, in.Person)
}
