package live

import (
	"context"
	"fmt"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// What moderators do with questions.

func (s *Seat) approveQuestion(ctx context.Context, c protocol.ApproveQuestion) error {
	return s.changeQuestion(ctx, c.Question, func(q conference.Question, last float64, now time.Time) (conference.Question, error) {
		return q.Approve(c.Text, last, now)
	})
}

func (s *Seat) dismissQuestion(ctx context.Context, c protocol.DismissQuestion) error {
	return s.changeQuestion(ctx, c.Question, func(q conference.Question, _ float64, now time.Time) (conference.Question, error) {
		return q.Dismiss(c.Reason, now)
	})
}

func (s *Seat) finishQuestion(ctx context.Context, c protocol.FinishQuestion) error {
	return s.changeQuestion(ctx, c.Question, func(q conference.Question, _ float64, now time.Time) (conference.Question, error) {
		return q.Finish(now)
	})
}

func (s *Seat) returnQuestion(ctx context.Context, c protocol.ReturnQuestion) error {
	return s.changeQuestion(ctx, c.Question, func(q conference.Question, last float64, now time.Time) (conference.Question, error) {
		return q.Return(last, now)
	})
}

// answerQuestion puts a question on the stage. The one that was there counts as answered.
func (s *Seat) answerQuestion(ctx context.Context, c protocol.AnswerQuestion) error {
	r := s.room
	var next, former question
	err := r.ask(func() error {
		q, err := r.find(c.Question, s.member)
		if err != nil {
			return err
		}
		next = *q
		for _, q := range r.questions.asked {
			if q.State == conference.Answering {
				former = *q
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	now := r.now()
	answering, err := next.Answer(now)
	if err != nil {
		return err
	}
	var finished *conference.Question
	if former.ID != "" {
		q, err := former.Finish(now)
		if err != nil {
			return err
		}
		finished = &q
	}
	if err := r.store.AnswerQuestion(ctx, answering, finished, s.person); err != nil {
		return fmt.Errorf("answer question %s: %w", c.Question, err)
	}
	return r.look(func() {
		if finished != nil {
			r.put(*finished, former.asker)
		}
		r.put(answering, next.asker)
	})
}

// moveQuestion puts a question of the queue elsewhere in it. Should one of several changes not be committed, those before
// it are, and told: the order of the queue is the same for all whatever happens.
func (s *Seat) moveQuestion(ctx context.Context, c protocol.MoveQuestion) error {
	r := s.room
	var queue []conference.Question
	if err := r.look(func() { queue = r.queue() }); err != nil {
		return err
	}
	moved, err := conference.Move(queue, c.Question, c.Before, r.now())
	if err != nil {
		return err
	}
	for _, q := range moved {
		if err := r.store.UpdateQuestion(ctx, q, conference.Queued, s.person); err != nil {
			return fmt.Errorf("move question %s: %w", q.ID, err)
		}
		if err := r.look(func() { r.put(q, r.questions.asked[q.ID].asker) }); err != nil {
			return err
		}
	}
	return nil
}
