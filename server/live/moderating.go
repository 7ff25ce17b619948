package live

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// What moderators do with questions. The command's id is that of the act, by which it can be taken back.

func (s *Seat) approveQuestion(ctx context.Context, id string, c protocol.ApproveQuestion) error {
	return s.decide(ctx, id, c.Question, c.Version, "approved it", alone(func(q conference.Question, now time.Time) (conference.Question, error) {
		return q.Approve(c.Text, s.room.lastPosition(), now)
	}))
}

func (s *Seat) dismissQuestion(ctx context.Context, id string, c protocol.DismissQuestion) error {
	return s.decide(ctx, id, c.Question, c.Version, "dismissed it", alone(func(q conference.Question, now time.Time) (conference.Question, error) {
		return q.Dismiss(c.Reason, now)
	}))
}

func (s *Seat) finishQuestion(ctx context.Context, id string, c protocol.FinishQuestion) error {
	return s.decide(ctx, id, c.Question, 0, "marked it as answered", alone(conference.Question.Finish))
}

func (s *Seat) returnQuestion(ctx context.Context, id string, c protocol.ReturnQuestion) error {
	return s.decide(ctx, id, c.Question, 0, "put it back into the queue", alone(func(q conference.Question, now time.Time) (conference.Question, error) {
		return q.Return(s.room.lastPosition(), now)
	}))
}

func (s *Seat) followUpQuestion(ctx context.Context, id string, c protocol.FollowUpQuestion) error {
	return s.decide(ctx, id, c.Question, c.Version, "marked it for follow-up", alone(conference.Question.Defer))
}

// writeAnswer answers a question in writing. For its askers alone it can only be written when somebody knows who they are.
func (s *Seat) writeAnswer(ctx context.Context, id string, c protocol.WriteAnswer) error {
	return s.decide(ctx, id, c.Question, c.Version, "answered it in writing", func(q *question, now time.Time) ([]conference.Question, error) {
		if c.Private && len(s.room.questions.owners(q.ID)) == 0 {
			return nil, conference.Errorf(conference.Invalid, "nobody knows any more who asked this; please answer for everybody")
		}
		one, err := q.Reply(c.Text, c.Private, now)
		return []conference.Question{one}, err
	})
}

func (s *Seat) mergeQuestion(ctx context.Context, id string, c protocol.MergeQuestion) error {
	number := int64(0)
	if err := s.room.ask(func() error {
		into, err := s.room.find(c.Into, s.member)
		if err == nil {
			number = into.Number
		}
		return err
	}); err != nil {
		return err
	}
	return s.decide(ctx, id, c.Question, c.Version, "merged it into number "+strconv.FormatInt(number, 10), func(q *question, now time.Time) ([]conference.Question, error) {
		one, err := q.Merge(s.room.questions.asked[c.Into].Question, now)
		return []conference.Question{one}, err
	})
}

// markQuestion gives a question labels, and somebody whom it is for.
func (s *Seat) markQuestion(ctx context.Context, id string, c protocol.MarkQuestion) error {
	return s.decide(ctx, id, c.Question, c.Version, "labelled it", func(q *question, _ time.Time) ([]conference.Question, error) {
		r := s.room
		if c.Addressee != "" && !slices.ContainsFunc(r.session.info.People, func(a protocol.Appointed) bool { return a.Person.ID == c.Addressee }) {
			return nil, conference.Errorf(conference.Invalid, "a question is for somebody on the session")
		}
		one, err := q.Mark(c.Labels, c.Addressee)
		if err == nil && r.labels(one) > conference.LabelsSession {
			err = conference.Errorf(conference.Invalid, "a session has at most %d labels", conference.LabelsSession)
		}
		return []conference.Question{one}, err
	})
}

// labels counts the labels of the session, if one question had others.
func (r *Room) labels(now conference.Question) int {
	all := map[string]bool{}
	for id, q := range r.questions.asked {
		list := q.Labels.List()
		if id == now.ID {
			list = now.Labels.List()
		}
		for _, label := range list {
			all[strings.ToLower(label)] = true
		}
	}
	return len(all)
}

// answerQuestion puts a question on the stage. The one that was there counts as answered.
func (s *Seat) answerQuestion(ctx context.Context, id string, c protocol.AnswerQuestion) error {
	return s.decide(ctx, id, c.Question, 0, "put it on the stage", func(q *question, now time.Time) ([]conference.Question, error) {
		next, err := q.Put(now)
		if err != nil {
			return nil, err
		}
		for _, former := range s.room.questions.asked {
			if former.State != conference.Answering {
				continue
			}
			finished, err := former.Finish(now)
			return []conference.Question{finished, next}, err
		}
		return []conference.Question{next}, nil
	})
}

// moveQuestion puts a question of the queue elsewhere in it.
func (s *Seat) moveQuestion(ctx context.Context, id string, c protocol.MoveQuestion) error {
	return s.decide(ctx, id, c.Question, 0, "moved it", func(q *question, now time.Time) ([]conference.Question, error) {
		return conference.Move(s.room.queue(), q.ID, c.Before, now)
	})
}
