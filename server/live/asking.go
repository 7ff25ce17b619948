package live

import (
	"context"
	"fmt"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

// What people do with questions. Of what somebody does with a question of hers no deed is kept and the log says no id: an
// anonymous one would be known by it.

func (s *Seat) askQuestion(ctx context.Context, id conference.QuestionID, text string) error {
	r := s.room
	text, err := conference.CleanText(text, conference.MaxQuestion)
	if err != nil {
		return err
	}
	again, open := false, false
	q := conference.Question{ID: id, SessionID: r.id, PersonID: s.person, Text: text}
	var last float64
	err = r.ask(func() error {
		known := r.questions.asked[id]
		if again = known != nil && known.owner == s.person; again {
			return nil // whatever she may by now
		}
		open, last = r.session.Questions == conference.OpenDiscussion, r.lastPosition()
		q.Identity = r.session.Askers
		q.Category = q.Identity.Label(s.member.plate.Category, r.alike(s.member))
		return r.mayAsk(s.member)
	})
	if err != nil || again {
		return err
	}
	rate := r.limits.Questions
	if s.member.may(conference.ModerateQuestions) {
		rate = r.limits.ModeratorQuestions
	}
	if err := s.member.asked.limit(rate, "you have asked several questions"); err != nil {
		return err
	}
	q = conference.Asked(q, r.now())
	if open {
		if q, err = q.Approve("", last, q.AskedAt); err != nil {
			return err
		}
	}
	q, err = r.store.Ask(ctx, q)
	if err != nil {
		return fmt.Errorf("ask a question: %w", err)
	}
	return r.look(func() {
		if r.questions.asked[id] != nil { // it was asked before, under the same id
			return
		}
		one := &question{Question: q, owner: s.person}
		if q.Identity == conference.Anonymous {
			r.askers.add(r.id, id, s.person)
		} else {
			one.asker = s.member.plate
		}
		r.questions.asked[id] = one
		r.tellQuestion(one, known{})
	})
}

// alike counts who is in the room and of the same category as somebody.
func (r *Room) alike(m *member) (n int) {
	for _, other := range r.members {
		if other.here > 0 && other.plate.Category == m.plate.Category {
			n++
		}
	}
	return n
}

func (s *Seat) editQuestion(ctx context.Context, c protocol.EditQuestion) error {
	r := s.room
	if err := r.ask(func() error { return r.mayAdd(s.member) }); err != nil {
		return err
	}
	if err := s.member.said.limit(r.lineRate(s.member), "you write very fast"); err != nil {
		return err
	}
	return s.changeOwn(ctx, c.Question, "edited it", func(q conference.Question, now time.Time) (conference.Question, error) {
		return q.Edit(s.person, c.Text, now)
	})
}

func (s *Seat) withdrawQuestion(ctx context.Context, c protocol.WithdrawQuestion) error {
	return s.changeOwn(ctx, c.Question, "withdrew it", func(q conference.Question, now time.Time) (conference.Question, error) {
		withdrawn, err := q.Withdraw(s.person, now)
		if err == nil && withdrawn.State != q.State && s.room.questions.merged[q.ID] != nil {
			return q, conference.Errorf(conference.Conflict, "others have asked the same; the question stays")
		}
		return withdrawn, err
	})
}

// changeOwn changes a question as its asker.
func (s *Seat) changeOwn(ctx context.Context, id conference.QuestionID, what string, rule func(q conference.Question, now time.Time) (conference.Question, error)) error {
	r := s.room
	var changes []store.QuestionChange
	by := store.Doing{}
	err := r.ask(func() error {
		q, err := r.find(id, s.member)
		if err != nil {
			return err
		}
		now, err := rule(q.mine(), r.now())
		if err != nil {
			return err
		}
		now.PersonID = q.PersonID
		changes = r.changes([]conference.Question{now})
		by = store.Doing{By: now.PersonID, At: now.ChangedAt}
		return nil
	})
	if err != nil || len(changes) == 0 {
		return err
	}
	if err := s.commit(ctx, changes, by, ""); err != nil {
		return fmt.Errorf("change a question of hers: %w", err)
	}
	return r.look(func() { r.questions.asked[id].last = doing{"", "The asker", what, time.Now()} })
}
