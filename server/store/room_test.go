package store_test

import (
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
)

func TestLineIsSaidOnce(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		line := conference.Line{ID: "line-0123456789ab", SessionID: w.session.ID, PersonID: w.ana.ID, Text: "Good morning", SaidAt: day}
		said, err := w.Say(t.Context(), line)
		must(t, err)
		same(t, "the number", said.Number, 1)
		same(t, "the time", said.SaidAt, moment(day))
		line.Text, line.SaidAt = "Something else", day.Add(time.Hour)
		again, err := w.Say(t.Context(), line)
		must(t, err)
		same(t, "said again", again, said)

		others := line
		others.PersonID = w.ben.ID
		_, err = w.Say(t.Context(), others)
		refused(t, err, conference.Conflict)
		elsewhere := line
		elsewhere.SessionID = w.newSession("elsewhere").ID
		_, err = w.Say(t.Context(), elsewhere)
		refused(t, err, conference.Conflict)
		elsewhere.SessionID = "nowhere"
		_, err = w.Say(t.Context(), elsewhere)
		refused(t, err, conference.Conflict)

		next, err := w.Say(t.Context(), conference.Line{ID: "line-0123456789ac", SessionID: w.session.ID, PersonID: w.ben.ID, Text: "And to you", SaidAt: day})
		must(t, err)
		same(t, "the next number", next.Number, 2)
	})
}

func TestNumbersAreWithoutGapsHoweverManySpeakAtOnce(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		var all sync.WaitGroup
		for i := range 30 {
			all.Go(func() {
				// Everybody says it twice, as after a lost connection.
				for range 2 {
					_, err := w.Say(t.Context(), conference.Line{ID: conference.LineID(fmt.Sprintf("line-%016d", i)), SessionID: w.session.ID, PersonID: w.ana.ID, Text: "Present", SaidAt: day})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		lines, err := w.LastLines(t.Context(), w.session.ID, 100)
		must(t, err)
		same(t, "the number of lines", len(lines), 30)
		for i, line := range lines {
			same(t, "the number", line.Number, int64(i+1))
		}
	})
}

func TestDeletedLineStaysOnRecord(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		for i := range 5 {
			_, err := w.Say(t.Context(), conference.Line{ID: conference.LineID(fmt.Sprintf("line-%016d", i)), SessionID: w.session.ID, PersonID: w.ana.ID, Text: "Present", SaidAt: day})
			must(t, err)
		}
		_, err := w.DeleteLine(t.Context(), "line-0000000000000003", w.olga.ID, day)
		must(t, err)
		deleted, err := w.DeleteLine(t.Context(), "line-0000000000000003", w.ben.ID, day.Add(time.Hour))
		must(t, err)
		same(t, "who deleted it", *deleted.DeletedBy, w.olga.ID)
		kept, err := w.Line(t.Context(), deleted.ID)
		must(t, err)
		same(t, "the text", kept.Text, "Present")
		_, err = w.DeleteLine(t.Context(), "nothing", w.olga.ID, day)
		refused(t, err, conference.NotFound)

		last, err := w.LastLines(t.Context(), w.session.ID, 2)
		must(t, err)
		same(t, "the last", fmt.Sprint(last[0].Number, last[1].Number), "3 5")
		before, err := w.LinesPage(t.Context(), w.session.ID, store.Page{Before: 3, Limit: 10})
		must(t, err)
		same(t, "the number of lines before", len(before), 2)
		if want := []string{"delete-line"}; !reflect.DeepEqual(w.told(), want) {
			t.Errorf("the audit tells %v, not %v", w.told(), want)
		}
	})
}

func TestQuestionIsAskedOnceAndMovesOnlyFromWhereItWas(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		q := w.ask(w.ana, "question-01234567", conference.Incoming)
		again := w.ask(w.ana, "question-01234567", conference.Queued)
		same(t, "asked again", again, q)
		_, err := w.Ask(t.Context(), conference.Question{ID: q.ID, SessionID: w.session.ID, PersonID: w.ben.ID, AskedAt: day, ChangedAt: day})
		refused(t, err, conference.Conflict)
		same(t, "the next number", w.ask(w.ben, "question-01234568", conference.Incoming).Number, 2)

		approved, err := q.Approve("In other words", 0, day)
		must(t, err)
		withdrawn, err := q.Withdraw(w.ana.ID, day)
		must(t, err)
		must(t, w.change(q, approved, w.olga.ID))
		err = w.change(q, withdrawn, w.ana.ID)
		refused(t, err, conference.Conflict)
		same(t, "who was late is told", err.Error(), "Olga was faster: the question is queued now")
		unknown := q
		unknown.ID, approved.ID = "nothing", "nothing"
		refused(t, w.change(unknown, approved, w.olga.ID), conference.NotFound)
		got, err := w.Question(t.Context(), q.ID)
		must(t, err)
		same(t, "what was asked", got.Original, q.Text)
		same(t, "its place", got.Position, 1)
		same(t, "its version", got.Version, 2)
		same(t, "who changed it", got.ChangedBy, w.olga.ID)
		if want := []string{"question-queued"}; !reflect.DeepEqual(w.told(), want) {
			t.Errorf("the audit tells %v, not %v", w.told(), want)
		}
	})
}

func TestAtMostOneQuestionIsBeingAnswered(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		first := w.ask(w.ana, "question-first-000", conference.Queued)
		second := w.ask(w.ben, "question-second-00", conference.Queued)
		answering, err := first.Put(day)
		must(t, err)
		must(t, w.change(first, answering, w.olga.ID))
		answering.Version++
		next, err := second.Put(day)
		must(t, err)
		refused(t, w.change(second, next, w.olga.ID), conference.Conflict)

		answered, err := answering.Finish(day)
		must(t, err)
		finish, gone := store.QuestionChange{Was: answering, Now: answered}, store.QuestionChange{Was: second, Now: next}
		gone.Was.ID, gone.Now.ID = "nothing", "nothing"
		_, _, err = w.ChangeQuestions(t.Context(), []store.QuestionChange{finish, gone}, store.Doing{By: w.olga.ID, At: day})
		refused(t, err, conference.NotFound)
		unchanged, err := w.Question(t.Context(), first.ID)
		must(t, err)
		same(t, "the first after a failure", unchanged.State, conference.Answering)

		_, _, err = w.ChangeQuestions(t.Context(), []store.QuestionChange{finish, {Was: second, Now: next}}, store.Doing{By: w.olga.ID, At: day})
		must(t, err)
		list, err := w.Questions(t.Context(), w.session.ID)
		must(t, err)
		same(t, "the states", string(list[0].State+" "+list[1].State), "answered answering")
		// The refused and the failed attempts left no trace.
		if want := []string{"question-answering", "question-answered", "question-answering"}; !reflect.DeepEqual(w.told(), want) {
			t.Errorf("the audit tells %v, not %v", w.told(), want)
		}
	})
}

func TestVoiceCountsOnce(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		q := w.ask(w.ana, "question-01234567", conference.Queued)
		var all sync.WaitGroup
		for range 10 {
			for _, p := range []conference.Person{w.ben, w.olga} {
				all.Go(func() {
					if _, err := w.Upvote(t.Context(), q.ID, p.ID, true, day); err != nil {
						t.Error(err)
					}
				})
			}
		}
		all.Wait()
		votes, err := w.Upvote(t.Context(), q.ID, w.ben.ID, true, day)
		must(t, err)
		same(t, "the votes", votes, 2)

		// A moderator who writes the question as she knew it does not take voices away.
		must(t, w.change(q, q, w.olga.ID))
		for range 2 {
			votes, err = w.Upvote(t.Context(), q.ID, w.ben.ID, false, day)
			must(t, err)
			same(t, "the votes without Ben", votes, 1)
		}
		ids, err := w.VotesOf(t.Context(), w.session.ID, w.olga.ID)
		must(t, err)
		if !reflect.DeepEqual(ids, []conference.QuestionID{q.ID}) {
			t.Errorf("Olga voted for %v", ids)
		}
		_, err = w.Upvote(t.Context(), "nothing", w.ben.ID, false, day)
		refused(t, err, conference.NotFound)
		_, err = w.Upvote(t.Context(), "nothing", w.ben.ID, true, day)
		refused(t, err, conference.Conflict)
	})
}

func TestRestraintsAndPlacesAreKept(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		for range 2 {
			must(t, w.Restrain(t.Context(), w.session.ID, w.ana.ID, conference.Silenced, true, w.olga.ID, day))
		}
		list, err := w.Restraints(t.Context(), w.session.ID)
		must(t, err)
		if want := []store.RestraintRow{{PersonID: w.ana.ID, Restraint: conference.Silenced, By: w.olga.ID, At: moment(day)}}; !reflect.DeepEqual(list, want) {
			t.Errorf("held against people is %v, not %v", list, want)
		}
		must(t, w.Restrain(t.Context(), w.session.ID, w.ana.ID, conference.Silenced, false, w.olga.ID, day))
		if want := []string{"silenced", "not-silenced"}; !reflect.DeepEqual(w.told(), want) {
			t.Errorf("the audit tells %v, not %v", w.told(), want)
		}

		place := func(p conference.Person, place conference.Place, since time.Time) {
			t.Helper()
			must(t, w.PutAppearance(t.Context(), conference.Appearance{SessionID: w.session.ID, PersonID: p.ID, Place: place, Since: since}))
		}
		place(w.ana, conference.Backstage, day)
		place(w.ben, conference.Backstage, day.Add(time.Second))
		place(w.ana, conference.OnStage, day.Add(time.Minute))
		appearances, err := w.Appearances(t.Context(), w.session.ID)
		must(t, err)
		want := []conference.Appearance{
			{SessionID: w.session.ID, PersonID: w.ben.ID, Place: conference.Backstage, Since: moment(day.Add(time.Second))},
			{SessionID: w.session.ID, PersonID: w.ana.ID, Place: conference.OnStage, Since: moment(day.Add(time.Minute))},
		}
		if !reflect.DeepEqual(appearances, want) {
			t.Errorf("places are %v, not %v", appearances, want)
		}
		place(w.ana, conference.Audience, day)
		place(w.ben, conference.Audience, day)
		appearances, err = w.Appearances(t.Context(), w.session.ID)
		must(t, err)
		same(t, "the number of places", len(appearances), 0)
	})
}
