package live

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

// An act is what a moderator did with questions, which she can take back for a while.
type act struct {
	id      string // of the command
	by      conference.PersonID
	at      time.Time
	changes []store.QuestionChange // Now as it was committed
}

// doing is what somebody did with a question, in words for who comes too late.
type doing struct {
	by   conference.PersonID // empty: who asked it
	who  string
	what string
	at   time.Time
}

// undoFor is how long an act can be taken back: a little longer than the page offers it, for the way here.
const undoFor = conference.UndoTime + 2*time.Second

// decision is what is to become of questions when somebody does something with one of them.
type decision func(q *question, now time.Time) ([]conference.Question, error)

// alone is a decision about one question by a rule.
func alone(rule func(q conference.Question, now time.Time) (conference.Question, error)) decision {
	return func(q *question, now time.Time) ([]conference.Question, error) {
		one, err := rule(q.Question, now)
		return []conference.Question{one}, err
	}
}

// decide decides as a moderator about a question of which she read a version, commits and tells. What the rule left as it
// was is done already.
func (s *Seat) decide(ctx context.Context, command string, id conference.QuestionID, version int64, what string, d decision) error {
	r := s.room
	var changes []store.QuestionChange
	now := r.now()
	err := r.ask(func() error {
		q, err := r.find(id, s.member)
		if err != nil {
			return err
		}
		if version > 0 && version != q.Version {
			return q.overtaken(s.person, conference.Errorf(conference.Conflict, "the question has changed meanwhile; look at it again"))
		}
		list, err := d(q, now)
		if err != nil {
			return q.overtaken(s.person, err)
		}
		changes = r.changes(list)
		return nil
	})
	if err != nil || len(changes) == 0 {
		return err
	}
	if err := s.commit(ctx, changes, store.Doing{By: s.person, At: now}, command); err != nil {
		return fmt.Errorf("%s, question %s: %w", what, id, err)
	}
	return r.look(func() {
		r.questions.asked[id].last = doing{s.person, s.member.plate.Name, what, time.Now()}
	})
}

// changes are those of some questions that are not as they were.
func (r *Room) changes(list []conference.Question) (changes []store.QuestionChange) {
	for _, now := range list {
		if was := r.questions.asked[now.ID].Question; was != now {
			changes = append(changes, store.QuestionChange{Was: was, Now: now})
		}
	}
	return changes
}

// commit writes changes and tells them; with a command they can be taken back.
func (s *Seat) commit(ctx context.Context, changes []store.QuestionChange, d store.Doing, command string) error {
	r := s.room
	now, voices, err := r.store.ChangeQuestions(ctx, changes, d)
	if err != nil {
		return err
	}
	return r.look(func() {
		r.put(now, voices)
		if command == "" {
			return
		}
		for i := range changes {
			changes[i].Now = now[i]
		}
		old := func(a act) bool { return time.Since(a.at) > undoFor }
		r.questions.acts = append(slices.DeleteFunc(r.questions.acts, old), act{command, s.person, time.Now(), changes})
	})
}

// undo takes back an act: places, words and states are what they were. Votes stay: others gave them.
func (s *Seat) undo(ctx context.Context, c protocol.UndoAct) error {
	r := s.room
	var changes []store.QuestionChange
	err := r.ask(func() error {
		i := slices.IndexFunc(r.questions.acts, func(a act) bool { return a.id == c.Act && a.by == s.person })
		if i < 0 || time.Since(r.questions.acts[i].at) > undoFor {
			return conference.Errorf(conference.Conflict, "this can no longer be undone")
		}
		for _, done := range slices.Backward(r.questions.acts[i].changes) {
			q := r.questions.asked[done.Now.ID]
			if q.Version != done.Now.Version || q.Position != done.Now.Position {
				return q.overtaken(s.person, conference.Errorf(conference.Conflict, "the question has changed since"))
			}
			before := done.Was
			before.Votes, before.Version = q.Votes, q.Version
			changes = append(changes, store.QuestionChange{Was: q.Question, Now: before})
		}
		r.questions.acts = slices.Delete(r.questions.acts, i, i+1)
		return nil
	})
	if err != nil {
		return err
	}
	if err := s.commit(ctx, changes, store.Doing{By: s.person, At: r.now(), Action: "undo-question"}, ""); err != nil {
		return fmt.Errorf("undo: %w", err)
	}
	return r.look(func() {
		for _, change := range changes {
			r.questions.asked[change.Now.ID].last = doing{s.person, s.member.plate.Name, "took back what had been done with it", time.Now()}
		}
	})
}

// overtaken says in words what somebody else did meanwhile, if that is why a decision comes too late.
func (q *question) overtaken(person conference.PersonID, err error) error {
	refused, ok := errors.AsType[*conference.Error](err)
	if !ok || refused.Kind != conference.Conflict || q.last.what == "" || q.last.by == person {
		return err
	}
	when := "just now"
	if minutes := int(time.Since(q.last.at).Minutes()); minutes > 1 {
		when = fmt.Sprintf("%d minutes ago", minutes)
	}
	return conference.Errorf(conference.Conflict, "%s %s %s", q.last.who, q.last.what, when)
}
