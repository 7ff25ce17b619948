package live

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// questions are all that were asked.
type questions struct {
	asked map[conference.QuestionID]*question
	votes map[conference.QuestionID]struct{} // whose counts have changed and were not told yet
}

type question struct {
	conference.Question
	asker protocol.Person
}

// votesTold is how long changed counts are gathered before they are told.
const votesTold = 250 * time.Millisecond

func newQuestions() questions {
	return questions{asked: map[conference.QuestionID]*question{}, votes: map[conference.QuestionID]struct{}{}}
}

func (r *Room) loadQuestions(ctx context.Context) error {
	list, err := r.store.Questions(ctx, r.id)
	if err != nil {
		return err
	}
	plates, err := r.platesOf(ctx, len(list), func(i int) conference.PersonID { return list[i].PersonID })
	if err != nil {
		return err
	}
	for _, q := range list {
		r.questions.asked[q.ID] = &question{q, Plate(plates[q.PersonID])}
	}
	return nil
}

// full is the question as its asker and the moderators see it; shown, as all others do once it is public.
func (q *question) full() protocol.Question {
	return protocol.Question{
		ID: q.ID, Number: q.Number, Asker: q.asker, Text: q.Text, Original: q.Original, State: q.State, Reason: q.Reason,
		Position: q.Position, Votes: q.Votes, AskedAt: q.AskedAt, ChangedAt: q.ChangedAt,
	}
}

func (q *question) shown() protocol.Question {
	info := q.full()
	info.Original, info.Reason = "", ""
	return info
}

// seen is the question as one person may see it.
func (q *question) seen(by conference.PersonID, role conference.Role) (info protocol.Question, visible bool) {
	switch {
	case by == q.PersonID || role.Can(conference.ModerateQuestions):
		return q.full(), true
	case q.State.Public():
		return q.shown(), true
	}
	return info, false
}

// questionsFor lists what one person may see, in the order in which it was asked.
func (r *Room) questionsFor(person conference.PersonID, role conference.Role) []protocol.Question {
	var list []protocol.Question
	for _, q := range r.questions.asked {
		if info, visible := q.seen(person, role); visible {
			list = append(list, info)
		}
	}
	slices.SortFunc(list, func(a, b protocol.Question) int { return cmp.Compare(a.Number, b.Number) })
	return list
}

// queue lists the questions that are in the queue.
func (r *Room) queue() []conference.Question {
	var list []conference.Question
	for _, q := range r.questions.asked {
		if q.State == conference.Queued {
			list = append(list, q.Question)
		}
	}
	return list
}

// lastPosition is the greatest position that a question has had.
func (r *Room) lastPosition() (last float64) {
	for _, q := range r.questions.asked {
		last = max(last, q.Position)
	}
	return last
}

// find returns a question that a person knows of.
func (r *Room) find(id conference.QuestionID, m *member) (*question, error) {
	q := r.questions.asked[id]
	if q != nil {
		if _, visible := q.seen(m.id, m.role()); visible {
			return q, nil
		}
	}
	return nil, conference.Errorf(conference.NotFound, "there is no such question")
}

// put takes over a question as it was committed, and tells each who may see it what she may see.
func (r *Room) put(now conference.Question, asker protocol.Person) {
	before := r.questions.asked[now.ID]
	was := before != nil && before.State.Public()
	q := &question{now, asker}
	r.questions.asked[now.ID] = q
	entitled := those(conference.ModerateQuestions).and(q.PersonID)
	full, shown := q.full(), q.shown()
	switch {
	case now.State.Public() && full == shown:
		r.tell(everyone(), protocol.QuestionChanged{Question: full})
	case now.State.Public():
		r.tell(entitled, protocol.QuestionChanged{Question: full})
		r.tell(entitled.rest(), protocol.QuestionChanged{Question: shown})
	default:
		r.tell(entitled, protocol.QuestionChanged{Question: full})
		if was {
			r.tell(entitled.rest(), protocol.QuestionGone{Question: now.ID})
		}
	}
}

// catchUpQuestions tells a person what another role lets her see of the questions, or no longer.
func (r *Room) catchUpQuestions(m *member, before conference.Role) {
	if before.Can(conference.ModerateQuestions) == m.may(conference.ModerateQuestions) {
		return
	}
	for _, id := range r.inOrder() {
		q := r.questions.asked[id]
		had, knew := q.seen(m.id, before)
		has, knows := q.seen(m.id, m.role())
		switch {
		case knows && (!knew || had != has):
			r.tell(only(m.id), protocol.QuestionChanged{Question: has})
		case knew && !knows:
			r.tell(only(m.id), protocol.QuestionGone{Question: id})
		}
	}
}

func (r *Room) inOrder() []conference.QuestionID {
	ids := make([]conference.QuestionID, 0, len(r.questions.asked))
	for id := range r.questions.asked {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b conference.QuestionID) int {
		return cmp.Compare(r.questions.asked[a].Number, r.questions.asked[b].Number)
	})
	return ids
}

// rule is what may become of a question; last is the last position in the queue.
type rule func(q conference.Question, last float64, now time.Time) (conference.Question, error)

// changeQuestion applies a rule, commits and tells. What the rule left as it was is done already.
func (s *Seat) changeQuestion(ctx context.Context, id conference.QuestionID, apply rule) error {
	r := s.room
	var before question
	var last float64
	err := r.ask(func() error {
		q, err := r.find(id, s.member)
		if err == nil {
			before, last = *q, r.lastPosition()
		}
		return err
	})
	if err != nil {
		return err
	}
	now, err := apply(before.Question, last, r.now())
	if err != nil || now == before.Question {
		return err
	}
	if err := r.store.UpdateQuestion(ctx, now, before.State, s.person); err != nil {
		return fmt.Errorf("change question %s: %w", id, err)
	}
	return r.look(func() { r.put(now, before.asker) })
}
