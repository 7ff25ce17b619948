package live

import (
	"context"
	"errors"
	"fmt"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

// A question becomes a request for the floor, and requests become questions.

// inviteToFloor has who asked a question put it herself: first on the list, and called.
func (s *Seat) inviteToFloor(ctx context.Context, id conference.FloorRequestID, c protocol.InviteToFloor) error {
	r := s.room
	var asker conference.PersonID
	again := false
	err := r.ask(func() error {
		q, err := r.find(c.Question, s.member)
		if err != nil {
			return err
		}
		if q.Identity != conference.Attributed || q.PersonID == "" {
			return conference.Errorf(conference.Conflict, "who asked this was promised not to be named; she can ask for the floor herself")
		}
		asker = q.PersonID
		if one := r.floor.requests[id]; one != nil && one.QuestionID != nil && *one.QuestionID == q.ID {
			again = true
			return nil
		}
		for _, one := range r.floor.list() {
			if one.QuestionID != nil && *one.QuestionID == q.ID {
				return conference.Errorf(conference.Conflict, "who asked this question is on the list of speakers already")
			}
		}
		return r.session.Add()
	})
	if err != nil || again {
		return err
	}
	_, claim, err := s.speaker(ctx, asker)
	if err != nil {
		return err
	}
	return s.stepBy(ctx, "invite who asked a question", func(r *Room) (store.Step, error) {
		category, _ := r.floor.rules.CategoryOf(claim, conference.FloorQuestion)
		list := r.floor.list()
		one := conference.FloorRequest{
			ID: id, SessionID: r.id, PersonID: asker, DelegationID: claim.DelegationID, Kind: conference.FloorQuestion, QuestionID: &c.Question,
			Category: category.Key, Rank: category.Rank, Moved: true, Position: 1, State: conference.RequestCalled,
			RequestedAt: r.now(), ChangedAt: r.now(),
		}
		detail := conference.ProceedingDetail{Request: id, Question: c.Question, Person: asker}
		if len(list) > 0 {
			one.Position, detail.Rule = list[0].Position-1, "order"
		}
		return store.Step{Adds: &one, Proceedings: s.did(conference.SpeakerInvited, detail)}, nil
	})
}

// putInWriting ends the list for lack of time: each statement and question that waits becomes a question in writing, with
// the note beside it as its text. Who wrote none is asked to write one; who was invited to put her question has asked it in
// writing. Points of order and rights of reply stay.
func (s *Seat) putInWriting(ctx context.Context) error {
	r := s.room
	var list []conference.FloorRequest
	err := r.ask(func() error {
		for _, one := range r.floor.list() {
			if one.Kind != conference.PointOfOrder && one.Kind != conference.RightOfReply {
				list = append(list, one)
			}
		}
		if len(list) == 0 {
			return conference.Errorf(conference.Conflict, "nobody waits who could put it in writing")
		}
		if err := r.session.Add(); err != nil {
			return err
		}
		return r.session.Ask()
	})
	if err != nil {
		return err
	}
	step := store.Step{Proceedings: s.did(conference.ListPutInWriting, conference.ProceedingDetail{Count: len(list)})}
	for _, one := range list {
		written := changed(one, conference.RequestWritten, r.now())
		switch {
		case one.QuestionID != nil: // she was invited to put it herself; it is in writing
		case one.Note == "":
			written.Request.Reason = "There is no time left for you to speak. Please write your question."
		default:
			q, err := s.write(ctx, one)
			if err != nil {
				return err
			}
			written.Request.QuestionID = &q.ID
		}
		step.Requests = append(step.Requests, written)
	}
	err = r.look(func() {
		now := r.floor.Floor
		now.ListOpen, now.OpensAt, now.ClosesAt = false, nil, nil
		step.Floor = &now
	})
	if err != nil {
		return err
	}
	if err := r.proceed(ctx, step); err != nil {
		return fmt.Errorf("put the list of speakers in writing: %w", err)
	}
	return nil
}

// write makes a question of a request. It has the request's id: when the rest fails, doing it again asks nothing twice.
// Ids of requests are known, so somebody else may have taken it.
func (s *Seat) write(ctx context.Context, one conference.FloorRequest) (conference.Question, error) {
	r := s.room
	q := conference.Asked(conference.Question{ // who asked for the floor has given her name
		ID: conference.QuestionID(one.ID), SessionID: r.id, PersonID: one.PersonID, Text: one.Note, Identity: conference.Attributed,
	}, r.now())
	asked, err := r.store.Ask(ctx, q)
	if taken, ok := errors.AsType[*conference.Error](err); ok && taken.Kind == conference.Conflict {
		q.ID = conference.NewID[conference.QuestionID]()
		asked, err = r.store.Ask(ctx, q)
	}
	q = asked
	if err != nil {
		return q, fmt.Errorf("put request %s in writing: %w", one.ID, err)
	}
	return q, r.look(func() {
		if r.questions.asked[q.ID] == nil {
			asked := &question{Question: q, owner: one.PersonID, asker: r.floor.plates[one.PersonID]}
			r.questions.asked[q.ID] = asked
			r.tellQuestion(asked, known{})
		}
	})
}
