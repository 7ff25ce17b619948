package conference

import (
	"cmp"
	"slices"
	"time"
)

// Add says whether anything may be added to the session's room: a line, a question, a voice.
func (s Session) Add() error {
	if s.State == Closed {
		return Errorf(Conflict, "the session is over; nothing can be added to it")
	}
	return nil
}

// Say says whether somebody with a role may write in the chat of the session.
func (s Session) Say(role Role) error {
	switch {
	case s.Chat == NoDiscussion:
		return Errorf(Conflict, "there is no chat in this session")
	case s.Chat == ModeratedDiscussion && !role.Can(GoBackstage):
		return Errorf(Forbidden, "in this session only the speakers and moderators write in the chat")
	}
	return nil
}

// Ask says whether questions may be asked in the session.
func (s Session) Ask() error {
	if s.Questions == NoDiscussion {
		return Errorf(Conflict, "no questions are taken in this session")
	}
	return nil
}

// Restrain says whether by may silence or remove a person whose role in the session is target.
func Restrain(by, person PersonID, target Role) error {
	switch {
	case by == person:
		return Errorf(Forbidden, "nobody can silence or remove herself")
	case target == Organizer || target == Administrator:
		return Errorf(Forbidden, "an organizer cannot be silenced or removed")
	}
	return nil
}

// BringOnStage says whether a person who is at from may be brought on the stage of the session.
func (s Session) BringOnStage(from Place) error {
	switch {
	case s.State != Open:
		return Errorf(Conflict, "the session is not open; nobody can be on the stage")
	case from != Backstage:
		return Errorf(Conflict, "only who is backstage can be brought on the stage")
	}
	return nil
}

// LanguageList returns the languages that the session is interpreted into, in their order.
func (s Session) LanguageList() []string { return split(s.Languages) }

// Listen says whether the session is interpreted into a language; empty is the floor itself.
func (s Session) Listen(language string) error {
	if language != "" && !contains(s.LanguageList(), language) {
		return Errorf(Invalid, "the session is not interpreted into this language")
	}
	return nil
}

// Move returns the questions of a queue whose positions change when one of them is put before another, or at the end
// when before is empty. It is one question, unless the space between two others is used up: then it is all.
func Move(queue []Question, id, before QuestionID, now time.Time) ([]Question, error) {
	queue = slices.Clone(queue)
	slices.SortStableFunc(queue, func(a, b Question) int {
		return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.Number, b.Number))
	})
	from := slices.IndexFunc(queue, func(q Question) bool { return q.ID == id })
	if from < 0 {
		return nil, Errorf(Conflict, "only a question in the queue can be moved")
	}
	if id == before {
		return nil, nil
	}
	moving := queue[from]
	moving.ChangedAt = now
	queue = slices.Delete(queue, from, from+1)
	to := len(queue)
	if before != "" {
		if to = slices.IndexFunc(queue, func(q Question) bool { return q.ID == before }); to < 0 {
			return nil, Errorf(Conflict, "the question to put it before is not in the queue")
		}
	}
	position, fits := between(queue, to)
	if fits {
		moving.Position = position
		return []Question{moving}, nil
	}
	queue = slices.Insert(queue, to, moving)
	for i := range queue {
		queue[i].Position, queue[i].ChangedAt = float64(i+1), now
	}
	return queue, nil
}

// between finds a position before the question at index to, and reports whether there is one.
func between(queue []Question, to int) (position float64, fits bool) {
	switch {
	case len(queue) == 0:
		return 1, true
	case to == len(queue):
		return queue[to-1].Position + 1, true
	case to == 0:
		return queue[0].Position - 1, true
	}
	low, high := queue[to-1].Position, queue[to].Position
	position = low + (high-low)/2
	return position, low < position && position < high
}
