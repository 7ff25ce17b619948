package store_test

import (
	"fmt"
	"strings"
	"testing"

	"plenary/server/conference"
	"plenary/server/store"
)

// numbers are those of a page, and what was wrong with asking for it.
func numbers[T any](list []T, err error, of func(T) int64) string {
	var b strings.Builder
	for _, one := range list {
		fmt.Fprintf(&b, "%d ", of(one))
	}
	if err != nil {
		b.WriteString(err.Error())
	}
	return strings.TrimSpace(b.String())
}

func TestChatIsPagedAndSearched(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		for i, text := range []string{"Good morning", "GUTEN Morgen", "Доброе утро", "100 % agreed", "100 or more", `back\slash`, "good night"} {
			line := aLine(fmt.Sprintf("line-%012d", i+1))
			line.Text = text
			_, err := w.Say(t.Context(), line)
			must(t, err)
		}
		elsewhere := aLine("line-elsewhere-01")
		elsewhere.SessionID = w.newSession("elsewhere").ID
		_, err := w.Say(t.Context(), elsewhere)
		must(t, err)
		_, err = w.DeleteLine(t.Context(), "line-000000000005", w.olga.ID, day)
		must(t, err)
		for _, c := range []struct {
			page store.Page
			want string
		}{
			{store.Page{Limit: 3}, "4 6 7"},
			{store.Page{Before: 4, Limit: 2}, "2 3"},
			{store.Page{Before: 1, Limit: 2}, ""},
			{store.Page{Limit: 100}, "1 2 3 4 6 7"},
			{store.Page{Query: "good", Limit: 10}, "1 7"},
			{store.Page{Query: " Good ", Before: 7, Limit: 10}, "1"},
			{store.Page{Query: "guten m", Limit: 10}, "2"},
			{store.Page{Query: "УТРО", Limit: 10}, "3"},
			{store.Page{Query: "100 %", Limit: 10}, "4"},
			{store.Page{Query: `k\s`, Limit: 10}, "6"},
			{store.Page{Query: "_", Limit: 10}, ""},
			{store.Page{Query: "nothing like it", Limit: 10}, ""},
		} {
			list, err := w.LinesPage(t.Context(), w.session.ID, c.page)
			same(t, fmt.Sprintf("the page %+v", c.page), numbers(list, err, func(l conference.Line) int64 { return l.Number }), c.want)
		}
	})
}

func TestQuestionsArePagedByWhoMaySeeThem(t *testing.T) {
	onEachWorld(t, func(t *testing.T, w *world) {
		states := []conference.QuestionState{
			conference.Incoming, conference.Queued, conference.Answering, conference.Answered, conference.Dismissed, conference.WithdrawnBy,
		}
		for i, state := range states {
			who := w.ana
			if i%2 == 1 {
				who = w.ben
			}
			w.ask(who, conference.QuestionID(fmt.Sprintf("question-%08d", i+1)), state)
		}
		public := []conference.QuestionState{conference.Queued, conference.Answering, conference.Answered}
		number := func(q conference.Question) int64 { return q.Number }
		page := func(states []conference.QuestionState, of conference.PersonID, p store.Page) string {
			list, err := w.QuestionsPage(t.Context(), w.session.ID, states, of, p)
			return numbers(list, err, number)
		}
		all := store.Page{Limit: 10}
		same(t, "all", page(states, w.olga.ID, all), "1 2 3 4 5 6")
		same(t, "public ones", page(public, w.olga.ID, all), "2 3 4")
		same(t, "public and Ana's", page(public, w.ana.ID, all), "1 2 3 4 5")
		same(t, "a page", page(public, w.ana.ID, store.Page{Before: 4, Limit: 2}), "2 3")
		same(t, "found", page(public, w.ana.ID, store.Page{Query: "DOCUMENT", Limit: 1}), "5")
		same(t, "not found", page(public, w.ana.ID, store.Page{Query: "nothing", Limit: 1}), "")
	})
}
