package live

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// model is what a room is about, in a few maps: what was said and asked, who voted, who is silenced, removed, or on the
// stage. It knows no seats, no queues, no numbers and no database.
type model struct {
	lines     map[conference.LineID]*modelLine
	questions map[conference.QuestionID]*conference.Question
	votes     map[conference.QuestionID]map[conference.PersonID]bool
	silenced  map[conference.PersonID]bool
	removed   map[conference.PersonID]bool
	places    map[conference.PersonID]conference.Place // of all who are not in the audience
	turn      int                                      // of what happened one after another
}

type modelLine struct {
	by      conference.PersonID
	text    string
	turn    int
	said    time.Time
	deleted bool
}

func newModel() *model {
	return &model{
		lines: map[conference.LineID]*modelLine{}, questions: map[conference.QuestionID]*conference.Question{},
		votes: map[conference.QuestionID]map[conference.PersonID]bool{}, silenced: map[conference.PersonID]bool{},
		removed: map[conference.PersonID]bool{}, places: map[conference.PersonID]conference.Place{},
	}
}

// do carries a command out, or says with which kind of refusal it is answered.
func (m *model) do(by conference.PersonID, role conference.Role, id string, c protocol.Command) error {
	if !role.Can(c.Needs()) {
		return conference.Errorf(conference.Forbidden, "not in this role")
	}
	switch cmd := c; c := any(c).(type) {
	case protocol.Say:
		if err := m.mayAdd(by); err != nil {
			return err
		}
		m.lines[conference.LineID(id)] = &modelLine{by: by, text: c.Text, turn: m.turn, said: time.Now()}
	case protocol.EditLine:
		line := m.lines[c.Line]
		switch {
		case m.silenced[by]:
			return conference.Errorf(conference.Forbidden, "silenced")
		case line == nil:
			return conference.Errorf(conference.NotFound, "no such line")
		case line.by != by:
			return conference.Errorf(conference.Forbidden, "another's")
		case line.deleted:
			return conference.Errorf(conference.NotFound, "no such line")
		}
		if time.Since(line.said) > conference.EditFor {
			return conference.Errorf(conference.Conflict, "too late")
		}
		line.text = c.Text
	case protocol.DeleteLine:
		line := m.lines[c.Line]
		switch {
		case line == nil:
			return conference.Errorf(conference.NotFound, "no such line")
		case line.deleted:
			return nil
		case line.by != by && !role.Can(conference.ModerateChat):
			return conference.Errorf(conference.Forbidden, "another's")
		}
		line.deleted = true
	case protocol.AskQuestion:
		if err := m.mayAdd(by); err != nil {
			return err
		}
		m.questions[conference.QuestionID(id)] = &conference.Question{
			ID: conference.QuestionID(id), PersonID: by, Text: c.Text, State: conference.Incoming,
		}
	case protocol.Upvote:
		q, err := m.find(c.Question, by, role)
		if err == nil {
			err = q.Votable(by)
		}
		if err != nil {
			return err
		}
		if m.votes[c.Question] == nil {
			m.votes[c.Question] = map[conference.PersonID]bool{}
		}
		set(m.votes[c.Question], by, c.On)
	case protocol.EditQuestion:
		if err := m.mayAdd(by); err != nil {
			return err
		}
		return m.change(c.Question, by, role, func(q conference.Question) (conference.Question, error) { return q.Edit(by, c.Text, time.Time{}) })
	case protocol.WithdrawQuestion:
		return m.change(c.Question, by, role, func(q conference.Question) (conference.Question, error) { return q.Withdraw(by, time.Time{}) })
	case protocol.ApproveQuestion:
		return m.change(c.Question, by, role, func(q conference.Question) (conference.Question, error) {
			return q.Approve(c.Text, m.last(), time.Time{})
		})
	case protocol.DismissQuestion:
		return m.change(c.Question, by, role, func(q conference.Question) (conference.Question, error) { return q.Dismiss(c.Reason, time.Time{}) })
	case protocol.FinishQuestion:
		return m.change(c.Question, by, role, func(q conference.Question) (conference.Question, error) { return q.Finish(time.Time{}) })
	case protocol.ReturnQuestion:
		return m.change(c.Question, by, role, func(q conference.Question) (conference.Question, error) {
			return q.Return(m.last(), time.Time{})
		})
	case protocol.WriteAnswer:
		return m.change(c.Question, by, role, func(q conference.Question) (conference.Question, error) {
			return q.Reply(c.Text, c.Private, time.Time{})
		})
	case protocol.FollowUpQuestion:
		return m.change(c.Question, by, role, func(q conference.Question) (conference.Question, error) { return q.Defer(time.Time{}) })
	case protocol.AnswerQuestion:
		return m.answer(c.Question, by, role)
	default:
		return m.doAround(by, role, cmd)
	}
	return nil
}

func (m *model) mayAdd(by conference.PersonID) error {
	if m.silenced[by] {
		return conference.Errorf(conference.Forbidden, "silenced")
	}
	return nil
}

func (m *model) last() (last float64) {
	for _, q := range m.questions {
		last = max(last, q.Position)
	}
	return last
}

func (m *model) find(id conference.QuestionID, by conference.PersonID, role conference.Role) (*conference.Question, error) {
	if q := m.questions[id]; q != nil && (q.State.Public() || entitled(q, by, role)) {
		return q, nil
	}
	return nil, conference.Errorf(conference.NotFound, "no such question")
}

func entitled(q *conference.Question, by conference.PersonID, role conference.Role) bool {
	return q.PersonID == by || role.Can(conference.ModerateQuestions)
}

func (m *model) change(id conference.QuestionID, by conference.PersonID, role conference.Role, rule func(conference.Question) (conference.Question, error)) error {
	q, err := m.find(id, by, role)
	if err != nil {
		return err
	}
	now, err := rule(*q)
	if err == nil {
		*q = now
	}
	return err
}

func (m *model) answer(id conference.QuestionID, by conference.PersonID, role conference.Role) error {
	return m.change(id, by, role, func(q conference.Question) (conference.Question, error) {
		next, err := q.Put(time.Time{})
		if err != nil {
			return q, err
		}
		for _, former := range m.questions {
			if former.State == conference.Answering {
				former.State = conference.Answered
			}
		}
		return next, nil
	})
}

// view is everything that a person in a role should see in the end, as text; lines in the order of their turns.
func (m *model) view(by conference.PersonID, role conference.Role) string {
	var lines, questions, votes []string
	for id, line := range m.lines {
		if !line.deleted {
			lines = append(lines, fmt.Sprintf("%s %s: %s", id, line.by, line.text))
		}
	}
	for id, q := range m.questions {
		if m.votes[id][by] {
			votes = append(votes, string(id))
		}
		if _, err := m.find(id, by, role); err == nil {
			seen := *q
			if !entitled(q, by, role) {
				seen.Original, seen.Reason = "", ""
			}
			questions = append(questions, questionText(seen, len(m.votes[id])))
		}
	}
	return viewText(lines, questions, votes, m.silenced[by]) + m.around(by, role)
}

func questionText(q conference.Question, votes int) string {
	return fmt.Sprintf("%s %s %q %q %q at %v with %d", q.ID, q.State, q.Text, q.Original, q.Reason, q.Position, votes)
}

func viewText(lines, questions, votes []string, silenced bool) string {
	for _, list := range [][]string{lines, questions, votes} {
		slices.Sort(list)
	}
	return fmt.Sprintf("lines\n%s\nquestions\n%s\nvotes\n%s\nsilenced %v", strings.Join(lines, "\n"), strings.Join(questions, "\n"), strings.Join(votes, "\n"), silenced)
}

// folded is what a page makes of all that it was told, over all its connections.
type folded struct {
	lines     []protocol.Line
	questions map[conference.QuestionID]protocol.Question
	votes     map[conference.QuestionID]bool
	polls     map[conference.PollID]protocol.Poll
	ballots   map[conference.PollID][]int
	silenced  bool
	place     conference.Place
	stage     []protocol.Performer
	backstage []protocol.Performer
}

func (p *folded) fold(n protocol.Notice) {
	switch n := any(n).(type) {
	case protocol.Welcome:
		*p = folded{lines: n.Lines, questions: map[conference.QuestionID]protocol.Question{}, votes: map[conference.QuestionID]bool{}, silenced: n.Silenced, place: n.Place, stage: n.Stage, backstage: n.Backstage}
		p.beginPolls(n)
		for _, q := range n.Questions {
			p.questions[q.ID] = q
		}
		for _, id := range n.Votes {
			p.votes[id] = true
		}
	case protocol.LineSaid:
		p.lines = append(p.lines, n.Line)
	case protocol.LineChanged:
		for i, l := range p.lines {
			if l.ID == n.Line.ID {
				p.lines = slices.Clone(p.lines)
				p.lines[i] = n.Line
			}
		}
	case protocol.LineDeleted:
		p.lines = slices.DeleteFunc(slices.Clone(p.lines), func(l protocol.Line) bool { return l.ID == n.Line })
	case protocol.QuestionChanged:
		p.questions[n.Question.ID] = n.Question
	case protocol.QuestionGone:
		delete(p.questions, n.Question)
	case protocol.VotesChanged:
		for _, v := range n.Votes {
			if q, known := p.questions[v.Question]; known {
				q.Votes = v.Votes
				p.questions[v.Question] = q
			}
		}
	case protocol.Voted:
		set(p.votes, n.Question, n.On)
	case protocol.SilenceChanged:
		p.silenced = n.Silenced
	case protocol.PlaceChanged:
		p.place = n.Place
	case protocol.StageChanged:
		p.stage = n.Stage
	case protocol.BackstageChanged:
		p.backstage = n.Backstage
	case protocol.PollChanged, protocol.PollGone, protocol.PollCounted, protocol.BallotCast:
		p.foldPoll(n)
	}
}

func (p *folded) view() string {
	var lines, questions, votes []string
	for _, l := range p.lines {
		lines = append(lines, fmt.Sprintf("%s %s: %s", l.ID, l.Person.ID, l.Text))
	}
	for _, q := range p.questions {
		questions = append(questions, questionText(conference.Question{
			ID: q.ID, State: q.State, Text: q.Text, Original: q.Original, Reason: q.Reason, Position: q.Position,
		}, q.Votes))
	}
	for id := range p.votes {
		votes = append(votes, string(id))
	}
	return viewText(lines, questions, votes, p.silenced) + p.around()
}

// ordered says whether the lines of a page are in the order in which they were said.
func (p *folded) ordered(m *model) bool {
	return slices.IsSortedFunc(p.lines, func(a, b protocol.Line) int { return cmp.Compare(a.Number, b.Number) }) &&
		slices.IsSortedFunc(p.lines, func(a, b protocol.Line) int { return cmp.Compare(m.lines[a.ID].turn, m.lines[b.ID].turn) })
}
