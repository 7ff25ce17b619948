package server

import (
	"cmp"
	"context"
	"slices"

	"plenary/server/conference"
	"plenary/server/live"
	"plenary/server/protocol"
	"plenary/server/store"
)

// historyInput asks for a page of what was said or asked, also of sessions that are over.
type historyInput struct {
	Before int64  `query:"before" minimum:"0" doc:"those with smaller numbers; 0: the last ones"`
	Query  string `query:"q" maxLength:"200" doc:"those that contain this"`
	Limit  int    `query:"limit" minimum:"0" maximum:"100" doc:"0: 50"`
}

// page asks for one more than is shown, which says whether there are more.
func (in *historyInput) page() store.Page {
	return store.Page{Before: in.Before, Query: in.Query, Limit: in.limit() + 1}
}

func (in *historyInput) limit() int { return cmp.Or(in.Limit, 50) }

// shown cuts a list to the last ones that fit.
func shown[T any](list []T, limit int) (page []T, more bool) {
	over := max(0, len(list)-limit)
	return list[over:], over > 0
}

// lines is a page of the chat.
func (s *Server) lines(ctx context.Context, who asker, in *historyInput) (p protocol.LinesPage, err error) {
	list, err := s.store.LinesPage(ctx, who.Session.ID, in.page())
	if err != nil {
		return p, err
	}
	list, p.More = shown(list, in.limit())
	plates, err := s.platesOf(ctx, who, len(list), func(i int) conference.PersonID { return list[i].PersonID })
	var ids []conference.LineID
	for _, l := range list {
		p.Lines = append(p.Lines, live.LineInfo(l, plates.of(l.PersonID)))
		ids = append(ids, l.ID)
	}
	if err != nil {
		return p, err
	}
	taken, err := s.store.LineReactions(ctx, who.Person.ID, ids...)
	p.Reacted = live.LineReactions(taken)
	return p, err
}

// questions is a page of the questions that the asker may see: moderators all, others those that are public, and their own.
func (s *Server) questions(ctx context.Context, who asker, in *historyInput) (p protocol.QuestionsPage, err error) {
	moderates := who.Role.Can(conference.ModerateQuestions)
	var states []conference.QuestionState
	for _, state := range conference.QuestionStates {
		if moderates || state.Public() {
			states = append(states, state)
		}
	}
	list, err := s.store.QuestionsPage(ctx, who.Session.ID, states, who.Person.ID, in.page())
	if err != nil {
		return p, err
	}
	list, p.More = shown(list, in.limit())
	plates, err := s.platesOf(ctx, who, len(list), func(i int) conference.PersonID { return list[i].PersonID })
	if err != nil {
		return p, err
	}
	also, err := s.store.MergedInto(ctx, who.Session.ID)
	for _, q := range list {
		all := moderates || q.PersonID != "" && q.PersonID == who.Person.ID
		info := live.QuestionInfo(q, plates.of(q.PersonID), also[q.ID], all)
		p.Questions = append(p.Questions, info)
	}
	return p, err
}

// platesOf reads the plates of the people that n things are of.
func (s *Server) platesOf(ctx context.Context, who asker, n int, of func(i int) conference.PersonID) (plates, error) {
	people := make([]conference.PersonID, n)
	for i := range people {
		people[i] = of(i)
	}
	slices.Sort(people)
	return s.plates(ctx, who, slices.Compact(people)...)
}
