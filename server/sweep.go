package server

import (
	"context"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

func filterOf(f protocol.RegistrationFilter) store.RegistrationFilter {
	return store.RegistrationFilter{State: f.State, Category: f.Category, Delegation: f.Delegation, Query: f.Query, IDs: f.IDs}
}

// previewSweep says what a decision about all registrations that fit a filter would do.
func (s *Server) previewSweep(ctx context.Context, who asker, in *body[protocol.SweepPreviewInput]) (protocol.SweepPreview, error) {
	count, err := s.store.PreviewSweep(ctx, who.Conference.ID, in.Body.Decision, filterOf(in.Body.Filter))
	return protocol.SweepPreview{Matching: count.Matching, Changes: stateCounts(count.To, false)}, err
}

// sweep decides about all registrations that fit a filter. Rights change at once; mails wait until it cannot be undone
// any more, and so do those on the waiting list for places that it frees.
func (s *Server) sweep(ctx context.Context, who asker, in *body[protocol.SweepInput]) (protocol.SweepInfo, error) {
	none := protocol.SweepInfo{}
	if err := conference.CheckClientID(string(in.Body.ID)); err != nil {
		return none, inField("id", err)
	}
	reason, err := in.Body.Decision.CheckReason(in.Body.Reason)
	if err != nil {
		return none, inField("reason", err)
	}
	sweep := conference.Sweep{
		ID: in.Body.ID, ConferenceID: who.Conference.ID, PersonID: &who.Person.ID, Decision: in.Body.Decision, Reason: reason,
		At: who.Now, DueAt: who.Now.Add(conference.UndoTime),
	}
	count, err := s.store.Sweep(ctx, sweep, filterOf(in.Body.Filter), in.Body.Matching)
	if err != nil {
		return none, err
	}
	made, err := s.store.SweepOf(ctx, sweep.ID) // its own time, if it was made before and the answer got lost
	if err != nil {
		return none, err
	}
	people, err := s.store.Swept(ctx, sweep.ID)
	if err != nil {
		return none, err
	}
	s.personsChanged(ctx, people)
	s.teller.wake()
	return protocol.SweepInfo{ID: made.ID, Matching: count.Matching, Changes: stateCounts(count.To, false), UndoUntil: made.DueAt}, nil
}

type undoInput struct {
	Sweep conference.SweepID `path:"sweep" maxLength:"64"`
}

// undoSweep gives everybody the state back that she had before.
func (s *Server) undoSweep(ctx context.Context, who asker, in *undoInput) (protocol.SweepUndone, error) {
	sweep, err := s.store.SweepOf(ctx, in.Sweep)
	if err == nil && sweep.ConferenceID != who.Conference.ID {
		err = conference.Errorf(conference.NotFound, "there is no such decision")
	}
	if err != nil {
		return protocol.SweepUndone{}, err
	}
	restored, err := s.store.UndoSweep(ctx, in.Sweep, who.Person.ID, who.Now)
	if err != nil {
		return protocol.SweepUndone{}, err
	}
	people := make([]conference.PersonID, len(restored))
	for i, r := range restored {
		people[i] = r.PersonID
	}
	s.personsChanged(ctx, people)
	s.teller.wake()
	return protocol.SweepUndone{Restored: len(restored)}, nil
}

// personsChanged gives the open seats of people their new rights.
func (s *Server) personsChanged(ctx context.Context, people []conference.PersonID) {
	for _, person := range people {
		s.rooms.PersonChanged(ctx, person)
	}
}
