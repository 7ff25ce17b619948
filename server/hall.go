package server

import (
	"context"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// halls lists the halls.
func (s *Server) halls(ctx context.Context, who asker, _ *nothing) (protocol.List[protocol.Hall], error) {
	list, err := s.store.Halls(ctx, who.Conference.ID)
	halls := protocol.List[protocol.Hall]{}
	for _, h := range list {
		halls = append(halls, protocol.Hall{ID: h.ID, Name: h.Name, Position: h.Position})
	}
	return halls, err
}

// addHall adds a hall.
func (s *Server) addHall(ctx context.Context, who asker, in *body[protocol.HallInput]) (protocol.Hall, error) {
	return s.putHall(ctx, who, conference.NewID[conference.HallID](), in.Body)
}

type hallInput struct {
	Hall conference.HallID `path:"hall"`
	Body protocol.HallInput
}

// editHall renames or moves a hall.
func (s *Server) editHall(ctx context.Context, who asker, in *hallInput) (protocol.Hall, error) {
	if err := s.ownHall(ctx, who, in.Hall); err != nil {
		return protocol.Hall{}, err
	}
	return s.putHall(ctx, who, in.Hall, in.Body)
}

func (s *Server) putHall(ctx context.Context, who asker, id conference.HallID, in protocol.HallInput) (protocol.Hall, error) {
	name, err := conference.CleanText(in.Name, 200)
	if err != nil {
		return protocol.Hall{}, inField("name", err)
	}
	h := conference.Hall{ID: id, ConferenceID: who.Conference.ID, Name: name, Position: in.Position}
	return protocol.Hall{ID: h.ID, Name: h.Name, Position: h.Position}, s.store.PutHall(ctx, h)
}

type hallPath struct {
	Hall conference.HallID `path:"hall"`
}

// deleteHall deletes a hall that has no sessions.
func (s *Server) deleteHall(ctx context.Context, who asker, in *hallPath) error {
	if err := s.ownHall(ctx, who, in.Hall); err != nil {
		return err
	}
	return s.store.DeleteHall(ctx, in.Hall, who.Person.ID, who.Now)
}

// ownHall says whether a hall is one of this conference's.
func (s *Server) ownHall(ctx context.Context, who asker, id conference.HallID) error {
	h, err := s.store.Hall(ctx, id)
	if err == nil && h.ConferenceID != who.Conference.ID {
		return conference.Errorf(conference.NotFound, "there is no such hall")
	}
	return err
}
