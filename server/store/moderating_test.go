package store_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"plenary/server/conference"
	"plenary/server/store"
)

// Two changes of the same question that are made on the same version, at the same moment: one is written, the other refused
// by name, whatever they are.
func TestOneOfTwoChangesIsWritten(t *testing.T) {
	seed := rand.Uint64()
	dice := rand.New(rand.NewPCG(seed, 7))
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		target := w.ask(w.ana, "question-of-all-of-them", conference.Queued)
		for round := range 100 {
			q := w.ask(w.ana, conference.QuestionID(fmt.Sprintf("question-%08d", round)), conference.Incoming)
			made := func() (now conference.Question) {
				var err error
				switch dice.IntN(4) {
				case 0:
					now, err = q.Approve("In other words", 0, day)
				case 1:
					now, err = q.Dismiss("no", day)
				case 2:
					now, err = q.Reply("It is so.", dice.IntN(2) == 0, day)
				case 3:
					now, err = q.Merge(target, day)
				}
				must(t, err)
				return now
			}
			people := []conference.PersonID{w.ben.ID, w.olga.ID}
			changes := []store.QuestionChange{{Was: q, Now: made()}, {Was: q, Now: made()}}
			errs := make([]error, 2)
			var both sync.WaitGroup
			for i := range changes {
				both.Go(func() {
					_, _, errs[i] = w.ChangeQuestions(ctx, changes[i:i+1], store.Doing{By: people[i], At: day})
				})
			}
			both.Wait()
			won := 0
			if errs[0] != nil {
				won = 1
			}
			must(t, errs[won])
			refused(t, errs[1-won], conference.Conflict)
			got, err := w.Question(ctx, q.ID)
			must(t, err)
			want := changes[won].Now
			want.Version, want.ChangedBy, want.ChangedAt = 2, people[won], moment(day)
			if got != want {
				t.Fatalf("seed %d: %+v was written, not %+v", seed, got, want)
			}
		}
	})
}

// Voices of what was merged count once for each person, also when they are given and questions merged and parted at once.
func TestPooledVoicesCountOnce(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		root := w.ask(w.ana, "question-root-0000", conference.Queued)
		one, two := w.ask(w.ben, "question-one-00000", conference.Queued), w.ask(w.ben, "question-two-00000", conference.Queued)
		vote := func(q conference.Question, p conference.Person, on bool) {
			t.Helper()
			_, err := w.Upvote(ctx, q.ID, p.ID, on, day)
			must(t, err)
		}
		for _, q := range []conference.Question{one, two} {
			vote(q, w.ana, true) // who asked the root, which has her voice
			vote(q, w.olga, true)
		}
		vote(root, w.ben, true)
		merge := func(q conference.Question) conference.Question {
			t.Helper()
			now, err := q.Merge(root, day)
			must(t, err)
			list, _, err := w.ChangeQuestions(ctx, []store.QuestionChange{{Was: q, Now: now}}, store.Doing{By: w.olga.ID, At: day})
			must(t, err)
			return list[0]
		}
		part := func(q conference.Question) store.Voices {
			t.Helper()
			now, err := q.Return(1, day)
			must(t, err)
			_, voices, err := w.ChangeQuestions(ctx, []store.QuestionChange{{Was: q, Now: now}}, store.Doing{By: w.olga.ID, At: day})
			must(t, err)
			return voices[0]
		}
		votes := func() int {
			t.Helper()
			q, err := w.Question(ctx, root.ID)
			must(t, err)
			return q.Votes
		}
		one, two = merge(one), merge(two)
		same(t, "pooled", votes(), 2)
		counts, err := w.MergedInto(ctx, w.session.ID)
		must(t, err)
		same(t, "merged into it", counts[root.ID], 2)
		same(t, "parted from the first", len(part(one).Parted), 0) // Olga's comes with the second, too
		same(t, "still", votes(), 2)
		vote(root, w.olga, false)
		same(t, "parted from the second", len(part(two).Parted), 0) // she has taken it back
		same(t, "its own", votes(), 1)
	})
}
