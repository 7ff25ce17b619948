package store

import (
	"maps"
	"slices"

	"plenary/server/conference"
)

// gathered is what the changes of one transaction together come to, and what is written once at its end: a thousand votes
// change their question's count once, a thousand lines their session's counter.
type gathered struct {
	numbers map[counter]int64 // the last that was taken; the counter's row is ours since the first
	tallies map[conference.QuestionID]*tally
}

type counter struct {
	session conference.SessionID
	name    string
}

type tally struct {
	difference int64
	votes      []*int // where those who voted are told how many there are
}

func newGathered() *gathered {
	return &gathered{numbers: map[counter]int64{}, tallies: map[conference.QuestionID]*tally{}}
}

// next takes the next number of a session's lines or questions.
func (t *tx) next(session conference.SessionID, name string) (number int64, err error) {
	at := counter{session, name}
	if t.gathered != nil && t.gathered.numbers[at] > 0 {
		t.gathered.numbers[at]++
		return t.gathered.numbers[at], nil
	}
	err = t.get("", &number, `
		insert into counter (session_id, name, value) values (?, ?, 1)
		on conflict (session_id, name) do update set value = counter.value + 1
		returning value`, session, name)
	if t.gathered != nil && err == nil {
		t.gathered.numbers[at] = number
	}
	return number, err
}

// giveBack returns a number that was taken for a row that is there already.
func (t *tx) giveBack(session conference.SessionID, name string) error {
	if t.gathered != nil {
		t.gathered.numbers[counter{session, name}]--
		return nil
	}
	_, err := t.exec(`update counter set value = value - 1 where session_id = ? and name = ?`, session, name)
	return err
}

// count changes a question's count and tells how many votes it has.
func (t *tx) count(id conference.QuestionID, difference int64, votes *int) error {
	if t.gathered == nil {
		return t.tell(id, &tally{difference, []*int{votes}})
	}
	all := t.gathered.tallies
	if all[id] == nil {
		all[id] = &tally{}
	}
	all[id].difference += difference
	all[id].votes = append(all[id].votes, votes)
	return nil
}

func (t *tx) tell(id conference.QuestionID, all *tally) error {
	var count int
	err := t.get(noQuestion, &count, `update question set votes = votes + ? where id = ? returning votes`, all.difference, id)
	for _, votes := range all.votes {
		*votes = count
	}
	return err
}

// settle writes what was gathered; questions in an order that is always the same.
func (t *tx) settle() error {
	for at, number := range t.gathered.numbers {
		if _, err := t.exec(`update counter set value = ? where session_id = ? and name = ?`, number, at.session, at.name); err != nil {
			return err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(t.gathered.tallies)) {
		if err := t.tell(id, t.gathered.tallies[id]); err != nil {
			return err
		}
	}
	return nil
}
