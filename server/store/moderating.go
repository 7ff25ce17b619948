package store

import (
	"context"
	"time"

	"plenary/server/conference"
)

// QuestionChange is what somebody made of a question: as she knew it, and as it is to be.
type QuestionChange struct{ Was, Now conference.Question }

// Doing is who did something, when, and what the audit calls it; without a name it is called by what became of each
// question. By is empty for an anonymous asker.
type Doing struct {
	By     conference.PersonID
	At     time.Time
	Action string
}

// Voices say how many voices a question has when others were merged into it or parted from it, and whose those are that
// came with them or went.
type Voices struct {
	Question       conference.QuestionID
	Votes          int
	Gained, Parted []conference.PersonID
}

// ChangeQuestions writes what somebody made of questions, all of it or nothing. When one of them is not as she knew it any
// more it is a Conflict, as is a second question being answered. It returns them as they are written; their votes are not
// written, [Store.Upvote] counts them. A question that is merged into another lends it its voices, each person's once,
// and each has its own again when they are parted.
func (s *Store) ChangeQuestions(
	ctx context.Context, changes []QuestionChange, d Doing,
) (now []conference.Question, voices []Voices, err error) {
	err = s.write(ctx, func(t *tx) error {
		now, voices = nil, nil
		for _, c := range changes {
			q, err := t.changeQuestion(c, d)
			if err != nil {
				return err
			}
			now = append(now, q)
		}
		for _, c := range changes {
			more, err := t.pool(c)
			if err != nil {
				return err
			}
			voices = append(voices, more...)
		}
		return nil
	})
	return now, voices, err
}

func (t *tx) changeQuestion(c QuestionChange, d Doing) (conference.Question, error) {
	now := c.Now
	now.Version = c.Was.Version
	if !c.movesOnly() {
		now.Version++
		now.ChangedBy = d.By
	}
	n, err := t.put(`
		update question set text = :text, original = :original, state = :state, reason = :reason, answer = :answer,
			labels = :labels, addressee = nullif(:addressee, ''), merged_into = nullif(:merged_into, ''), position = :position,
			version = :version, changed_by = nullif(:changed_by, ''), changed_at = :changed_at
		where id = :id and version = :was_version and position = :was_position`, struct {
		conference.Question
		WasVersion  int64
		WasPosition float64
	}{now, c.Was.Version, c.Was.Position})
	if err != nil {
		return now, err
	}
	if n == 0 {
		return now, t.overtaken(c.Was.ID)
	}
	action := d.Action
	if action == "" {
		action = "question-" + string(now.State)
		if now.State == c.Was.State {
			action = "edit-question"
		}
	}
	return now, t.record(Entry{At: d.At, PersonID: d.By, Action: action, Subject: string(now.ID), Detail: now.Reason})
}

// movesOnly reports whether nothing but the place of a question changes.
func (c QuestionChange) movesOnly() bool {
	moved := c.Was
	moved.Position, moved.ChangedAt, moved.ChangedBy = c.Now.Position, c.Now.ChangedAt, c.Now.ChangedBy
	return moved == c.Now && c.Was.Position != c.Now.Position
}

// overtaken says who was faster with a question.
func (t *tx) overtaken(id conference.QuestionID) error {
	var now struct{ State, Name string }
	err := t.get(noQuestion, &now, `
		select q.state, coalesce(p.name, '') as name from question q left join person p on p.id = q.changed_by where q.id = ?`, id)
	if err != nil {
		return err
	}
	if now.Name == "" {
		now.Name = "somebody else"
	}
	return conference.Errorf(conference.Conflict, "%s was faster: the question is %s now", now.Name, now.State)
}

// pool lends the voices of a question to the one it was merged into, or has it let go of them.
func (t *tx) pool(c QuestionChange) (voices []Voices, err error) {
	if c.Was.MergedInto == c.Now.MergedInto {
		return nil, nil
	}
	if into := c.Now.MergedInto; into != "" {
		v := Voices{Question: into}
		err := t.list(&v.Gained, `
			insert into vote (question_id, person_id, voted_at, pooled_from)
			select ?, person_id, voted_at, question_id from vote
			where question_id = ? and person_id <> coalesce((select q.person_id from question q where q.id = ?), '')
			on conflict do nothing returning person_id`, into, c.Now.ID, into)
		if err != nil {
			return nil, err
		}
		if err := t.recount(&v); err != nil {
			return nil, err
		}
		voices = append(voices, v)
	}
	for from := c.Was.MergedInto; from != ""; {
		v := Voices{Question: from}
		if err := t.part(&v); err != nil {
			return nil, err
		}
		voices = append(voices, v)
		if err := t.get(noQuestion, &from, `select coalesce(merged_into, '') from question where id = ?`, from); err != nil {
			return nil, err
		}
	}
	return voices, nil
}

// part takes from a question the voices that none of those that are merged into it has.
func (t *tx) part(v *Voices) error {
	const lent = ` from vote v join question q on q.id = v.question_id
		where q.merged_into = vote.question_id and v.person_id = vote.person_id`
	err := t.list(&v.Parted, `
		delete from vote where question_id = ? and pooled_from is not null and not exists (select 1`+lent+`)
		returning person_id`, v.Question)
	if err != nil {
		return err
	}
	_, err = t.exec(`update vote set pooled_from = (select min(v.question_id)`+lent+`)
		where question_id = ? and pooled_from is not null`, v.Question)
	if err != nil {
		return err
	}
	return t.recount(v)
}

func (t *tx) recount(v *Voices) error {
	return t.get(noQuestion, &v.Votes, `
		update question set votes = (select count(*) from vote where question_id = question.id) where id = ? returning votes`, v.Question)
}
