package live

import (
	"cmp"
	"context"
	"reflect"
	"slices"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

// questions are all that were asked.
type questions struct {
	asked  map[conference.QuestionID]*question
	merged map[conference.QuestionID][]conference.QuestionID // into which others were merged, and those
	votes  map[conference.QuestionID]struct{}                // whose counts have changed and were not told yet
	claims claims
	acts   []act // what moderators did lately, the oldest first
}

type question struct {
	conference.Question
	asker protocol.Person     // empty: it is anonymous
	owner conference.PersonID // whose it is; empty: nobody knows
	last  doing               // what became of it lately
}

func newQuestions() questions {
	return questions{asked: map[conference.QuestionID]*question{}, votes: map[conference.QuestionID]struct{}{}, claims: claims{}}
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
	known := r.askers.all(r.id)
	for _, q := range list {
		r.questions.asked[q.ID] = &question{Question: q, asker: Plate(plates[q.PersonID]), owner: cmp.Or(q.PersonID, known[q.ID])}
	}
	r.questions.gather()
	return nil
}

// gather finds out what was merged into what.
func (qs *questions) gather() {
	qs.merged = map[conference.QuestionID][]conference.QuestionID{}
	for id, q := range qs.asked {
		if q.MergedInto != "" {
			qs.merged[q.MergedInto] = append(qs.merged[q.MergedInto], id)
		}
	}
}

// with is a question and all that were merged into it, directly or not.
func (qs *questions) with(id conference.QuestionID) []conference.QuestionID {
	all := []conference.QuestionID{id}
	for i := 0; i < len(all); i++ {
		all = append(all, qs.merged[all[i]]...)
	}
	return all
}

// owners are all who asked a question, as far as anybody knows: its own asker, and those of what was merged into it.
func (qs *questions) owners(id conference.QuestionID) []conference.PersonID {
	var list []conference.PersonID
	for _, one := range qs.with(id) {
		if owner := qs.asked[one].owner; owner != "" && !slices.Contains(list, owner) {
			list = append(list, owner)
		}
	}
	return list
}

// mine is a question as its owner has it: rules ask whose it is.
func (q *question) mine() conference.Question {
	mine := q.Question
	mine.PersonID = q.owner
	return mine
}

// QuestionInfo is a question as it is told: to those who may know all of it, its askers and the moderators, or to others.
func QuestionInfo(q conference.Question, asker protocol.Person, also int, all bool) protocol.Question {
	info := protocol.Question{
		ID: q.ID, Number: q.Number, Asker: asker, Identity: q.Identity, Text: q.Text, State: q.State, Labels: q.Labels.List(),
		Addressee: q.Addressee, Also: also, Position: q.Position, Votes: q.Votes, Version: q.Version, AskedAt: q.AskedAt, ChangedAt: q.ChangedAt,
	}
	if q.Identity == conference.Anonymous || q.Identity.Hidden() && !all {
		info.Asker = protocol.Person{Category: q.Category}
	}
	if all || q.State == conference.Written {
		info.Answer = q.Answer
	}
	if all {
		info.Original, info.Reason, info.Merged = q.Original, q.Reason, q.MergedInto
	}
	return info
}

// full is a question as the moderators see it; shown, as all others do once it is public.
func (r *Room) full(q *question) protocol.Question {
	return QuestionInfo(q.Question, q.asker, len(r.questions.with(q.ID))-1, true)
}

func (r *Room) shown(q *question) protocol.Question {
	return QuestionInfo(q.Question, q.asker, len(r.questions.with(q.ID))-1, false)
}

// hers is a question as one of its askers sees it. Of one that was merged into it, or into which hers was, she learns no
// more of the other asker than everybody does.
func (r *Room) hers(q *question, person conference.PersonID) protocol.Question {
	info := r.full(q)
	if q.owner != person {
		info.Asker = r.shown(q).Asker
	} else {
		info.Mine = q.Identity == conference.Anonymous
	}
	return info
}

// seen is the question as one person may see it.
func (r *Room) seen(q *question, by conference.PersonID, role conference.Role) (info protocol.Question, visible bool) {
	asks := by != "" && (q.owner == by || r.questions.merged[q.ID] != nil && slices.Contains(r.questions.owners(q.ID), by))
	switch {
	case asks && (q.owner == by || !role.Can(conference.ModerateQuestions)):
		return r.hers(q, by), true
	case role.Can(conference.ModerateQuestions):
		return r.full(q), true
	case q.State.Public():
		return r.shown(q), true
	}
	return info, false
}

// questionsFor lists what one person may see, in the order in which it was asked.
func (r *Room) questionsFor(person conference.PersonID, role conference.Role) []protocol.Question {
	var list []protocol.Question
	for _, q := range r.questions.asked {
		if info, visible := r.seen(q, person, role); visible {
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
		if _, visible := r.seen(q, m.id, m.role()); visible {
			return q, nil
		}
	}
	return nil, conference.Errorf(conference.NotFound, "there is no such question")
}

// known is who knew what of a question.
type known struct {
	public bool
	owners []conference.PersonID
}

// put takes over questions as they were committed, and tells each who may see them what she may see.
func (r *Room) put(list []conference.Question, voices []store.Voices) {
	before := map[conference.QuestionID]known{}
	var order []conference.QuestionID
	note := func(id conference.QuestionID) {
		for q := r.questions.asked[id]; q != nil; q = r.questions.asked[q.MergedInto] {
			if _, noted := before[q.ID]; !noted {
				order = append(order, q.ID)
				before[q.ID] = known{q.State.Public(), r.questions.owners(q.ID)}
			}
		}
	}
	for _, now := range list {
		if note(now.ID); now.MergedInto != r.questions.asked[now.ID].MergedInto {
			note(now.MergedInto)
		}
	}
	claimed := len(r.questions.claims)
	for _, now := range list {
		r.questions.asked[now.ID].Question = now
		r.questions.claims.drop(now.ID)
	}
	r.questions.gather()
	for _, v := range voices {
		r.pooled(v)
	}
	for _, id := range order {
		r.tellQuestion(r.questions.asked[id], before[id])
	}
	if len(r.questions.claims) < claimed {
		r.tellClaims()
	}
}

// tellQuestion tells a question, which was known as it was before.
func (r *Room) tellQuestion(q *question, before known) {
	named := q.owner // gets it with the moderators, unless it says something to her alone
	entitled := those(conference.ModerateQuestions)
	if q.Identity != conference.Anonymous && named != "" {
		entitled = entitled.and(named)
	} else {
		named = ""
	}
	full, shown := r.full(q), r.shown(q)
	owners := r.questions.owners(q.ID)
	switch {
	case q.State.Public() && reflect.DeepEqual(full, shown):
		r.tell(everyone(), protocol.QuestionChanged{Question: full})
	case q.State.Public():
		r.tell(entitled, protocol.QuestionChanged{Question: full})
		r.tell(entitled.rest(), protocol.QuestionChanged{Question: shown})
	default:
		r.tell(entitled, protocol.QuestionChanged{Question: full})
		if before.public {
			r.tell(entitled.rest(), protocol.QuestionGone{Question: q.ID})
		}
	}
	for _, person := range owners {
		m := r.members[person]
		moderates := m != nil && m.may(conference.ModerateQuestions)
		if person == named || moderates && person != q.owner {
			continue
		}
		r.tell(only(person), protocol.QuestionChanged{Question: r.hers(q, person)})
	}
	for _, person := range before.owners {
		m := r.members[person]
		if m != nil && !m.may(conference.ModerateQuestions) && !slices.Contains(owners, person) && !q.State.Public() && !before.public {
			r.tell(only(person), protocol.QuestionGone{Question: q.ID})
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
		had, knew := r.seen(q, m.id, before)
		has, knows := r.seen(q, m.id, m.role())
		switch {
		case knows && (!knew || !reflect.DeepEqual(had, has)):
			r.tell(only(m.id), protocol.QuestionChanged{Question: has})
		case knew && !knows:
			r.tell(only(m.id), protocol.QuestionGone{Question: id})
		}
	}
	if len(r.questions.claims) > 0 {
		r.tell(only(m.id), protocol.ClaimsChanged{Claims: r.claimsFor(m.role())})
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
