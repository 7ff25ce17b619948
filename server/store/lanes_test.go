package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"plenary/server/conference"
)

// Of many who act at once, one's failure is nobody else's: whose id is taken, who is nobody, who came too late.
func TestFailuresInACrowdAreTheirOwn(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		taken := aLine("line-taken-0123456")
		taken.PersonID = w.ben.ID
		_, err := w.Say(t.Context(), taken)
		must(t, err)
		late, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
		defer cancel()
		const each = 40
		var all sync.WaitGroup
		for i := range each {
			all.Go(func() {
				if _, err := w.Say(t.Context(), aLine(fmt.Sprintf("line-good-%08d", i))); err != nil {
					t.Error(err)
				}
			})
			all.Go(func() {
				_, err := w.Say(t.Context(), aLine("line-taken-0123456"))
				refused(t, err, conference.Conflict)
			})
			all.Go(func() {
				nobodys := aLine(fmt.Sprintf("line-nobody-%06d", i))
				nobodys.PersonID = "person-nobody"
				_, err := w.Say(t.Context(), nobodys)
				refused(t, err, conference.Conflict)
			})
			all.Go(func() {
				_, err := w.Say(late, aLine(fmt.Sprintf("line-late-%08d", i)))
				refused(t, err, conference.Unavailable)
			})
		}
		all.Wait()
		lines, err := w.LastLines(t.Context(), w.session.ID, 1000)
		must(t, err)
		same(t, "the number of lines", len(lines), each+1)
		for i, line := range lines {
			same(t, "the number of "+string(line.ID), line.Number, int64(i+1))
		}
	})
}

// Many who vote at once, some twice, some taking it back, some for what is not there, are each counted once.
func TestVotesOfACrowdAreCounted(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		const many = 60
		people := make([]conference.PersonID, many)
		for i := range people {
			people[i] = w.newPerson(fmt.Sprintf("Voter%d", i)).ID
		}
		first, second := w.ask(w.ana, "question-00000001", conference.Queued), w.ask(w.ana, "question-00000002", conference.Queued)
		var all sync.WaitGroup
		most := make([]int, many)
		for i, person := range people {
			all.Go(func() {
				for _, on := range []bool{true, true, i%3 > 0} {
					votes, err := w.Upvote(t.Context(), first.ID, person, on, day)
					if err != nil {
						t.Error(err)
					}
					most[i] = max(most[i], votes)
				}
			})
			all.Go(func() {
				if _, err := w.Upvote(t.Context(), second.ID, person, true, day); err != nil {
					t.Error(err)
				}
			})
			all.Go(func() {
				_, err := w.Upvote(t.Context(), "question-nowhere1", person, i%2 == 0, day)
				if !conferenceError(err, conference.NotFound) && !conferenceError(err, conference.Conflict) {
					t.Errorf("a vote for nothing: %v", err)
				}
			})
		}
		all.Wait()
		for id, want := range map[conference.QuestionID]int{first.ID: many * 2 / 3, second.ID: many} {
			q, err := w.Question(t.Context(), id)
			must(t, err)
			same(t, "the votes of "+string(id), q.Votes, want)
		}
		for i, votes := range most {
			if votes < 1 || votes > many {
				t.Errorf("voter %d was told of %d votes", i, votes)
			}
		}
	})
}
