package live

import (
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store/storetest"
)

// askedBy makes the session promise something to who asks from now on.
func (w *world) askedBy(identity conference.Identity) {
	w.Helper()
	w.session.Askers = identity
	w.must(w.store.PutSession(w.Context(), w.session, "", time.Now()))
	w.rooms.SessionChanged(w.Context(), w.session.ID)
}

// Nothing that is written says who asked an anonymous question, whatever she and others do with it; she does with it what
// any asker does, as long as the session is not closed.
func TestWhoAsksAnonymouslyStandsNowhere(t *testing.T) {
	storetest.OnEach(t, func(t *testing.T, database string) {
		w := newWorld(t, database)
		defer w.close()
		w.askedBy(conference.Anonymous)
		p := w.panel()
		asker := string(p.asker.id())

		one := p.asker.ask("Who watches the watchers?")
		if _, n := p.asker.sendAs(string(one), protocol.AskQuestion{Text: "Who watches the watchers?"}); n != (protocol.Done{}) {
			t.Errorf("asked again: %#v", n)
		}
		p.asker.does(protocol.EditQuestion{Question: one, Text: "Who guards the guards?"})
		if q := expect[protocol.QuestionChanged](p.asker).Question; !q.Mine || q.Text != "Who guards the guards?" || q.Asker != (protocol.Person{}) {
			t.Errorf("the asker is told %+v", q)
		}
		p.mo.does(protocol.ApproveQuestion{Question: one, Text: "Who guards them?"})
		if q := expect[protocol.QuestionChanged](p.asker).Question; !q.Mine || q.State != conference.Queued {
			t.Errorf("the asker is told %+v", q)
		}
		for _, c := range []*client{p.mo, p.other} {
			if q := expect[protocol.QuestionChanged](c).Question; q.Mine || q.Asker != (protocol.Person{}) || strings.Contains(asJSON(q), asker) {
				t.Errorf("%s is told %+v", c.id(), q)
			}
		}
		p.asker.cannot(conference.Conflict, protocol.Upvote{Question: one, On: true})
		p.other.does(protocol.Upvote{Question: one, On: true})
		p.other.cannot(conference.Forbidden, protocol.WithdrawQuestion{Question: one})
		if _, n := p.other.sendAs(string(one), protocol.AskQuestion{Text: "Another's words"}); n == (protocol.Done{}) {
			t.Error("another person takes the question's id for hers")
		}
		two := p.asker.ask("And who pays?")
		p.asker.does(protocol.WithdrawQuestion{Question: two})
		three := p.asker.ask("And when?")
		p.mo.does(protocol.WriteAnswer{Question: three, Text: "Tomorrow.", Private: true})
		if q := expect[protocol.QuestionChanged](p.asker).Question; !q.Mine || q.State != conference.Replied || q.Answer != "Tomorrow." {
			t.Errorf("the asker is told %+v", q)
		}
		never[protocol.QuestionChanged](p.other)
		if p.asker.cannot(conference.TooMany, protocol.AskQuestion{Text: "Once more?"}).RetryAfter == 0 {
			t.Error("who asks anonymously is not told to wait")
		}

		for _, id := range []conference.QuestionID{one, two, three} {
			if len(storetest.Beside(t, database, string(id))) == 0 {
				t.Errorf("question %s stands nowhere", id)
			}
			if found := storetest.Beside(t, database, string(id), asker); len(found) > 0 {
				t.Errorf("she stands beside the question: %q", found)
			}
			q, err := w.store.Question(t.Context(), id)
			w.must(err)
			if q.PersonID != "" || !q.AskedAt.Equal(q.AskedAt.Truncate(time.Minute)) {
				t.Errorf("the row says %+v", q)
			}
		}
		// A deed's row has no question, but a time.
		for _, row := range storetest.Beside(t, database, asker) {
			if strings.HasPrefix(row, "deed:") || strings.HasPrefix(row, "audit:") {
				t.Errorf("what she did is written down: %s", row)
			}
		}
		tables, err := w.store.Personal(t.Context(), p.asker.id())
		w.must(err)
		for _, table := range tables {
			if table.Name == "question" && len(table.Rows) > 0 {
				t.Errorf("her own file has %v", table.Rows)
			}
		}

		mine := func(c *client) (n int) {
			for _, q := range c.welcome().Questions {
				if q.Mine {
					n++
				}
			}
			return n
		}
		if n := mine(w.take(w.entry(p.asker.id()))); n != 3 {
			t.Errorf("she comes back to %d questions of hers", n)
		}
		if n := mine(w.take(w.entry(p.other.id()))) + mine(w.take(w.entry(p.mo.id()))); n != 0 {
			t.Errorf("others have %d of them", n)
		}
		w.life(w.session.Close)
		if n := mine(w.take(w.entry(p.asker.id()))); n != 0 {
			t.Errorf("when the session is closed, %d are known as hers", n)
		}
		p.mo.cannot(conference.Invalid, protocol.WriteAnswer{Question: three, Text: "Today.", Private: true})
		p.mo.does(protocol.WriteAnswer{Question: three, Text: "Today."})
	})
}

// The server that runs now knows it, the next one does not; and a question keeps its promise when the session has another.
func TestPromisesToAskersAreKept(t *testing.T) {
	inBubble(t, func(w *world) {
		p := w.panel()
		named := p.asker.ask("Under my name?")
		w.askedBy(conference.ModeratorsOnly)
		hidden := p.asker.ask("For the moderators?")
		w.askedBy(conference.Anonymous)
		nobody := p.asker.ask("For nobody?")
		w.askedBy(conference.Attributed)
		for _, q := range []conference.QuestionID{named, hidden, nobody} {
			p.mo.does(protocol.ApproveQuestion{Question: q})
		}
		who := func(person conference.PersonID) (said string) {
			for _, q := range w.take(w.entry(person)).welcome().Questions {
				said += "[" + q.Asker.Name
				if q.Mine {
					said += " mine"
				}
				said += "]"
			}
			return said
		}
		for step, want := range []map[conference.PersonID]string{
			{p.asker.id(): "[Asker][Asker][ mine]", p.mo.id(): "[Asker][Asker][]", p.other.id(): "[Asker][][]"},
			{p.asker.id(): "[Asker][Asker][]", p.mo.id(): "[Asker][Asker][]", p.other.id(): "[Asker][][]"},
		} {
			for person, names := range want {
				if got := who(person); got != names {
					w.Errorf("life %d: %s sees %s, not %s", step, person, got, names)
				}
			}
			w.restart()
		}
	})
}

// Of who is not named others learn the category, when enough who are there have the same.
func TestACategoryIsNoName(t *testing.T) {
	inBubble(t, func(w *world) {
		w.askedBy(conference.Anonymous)
		p := w.panel()
		first := p.asker.ask("Alone?")
		for _, name := range []string{"Ann", "Bea"} {
			w.comes(name, conference.Attendee)
		}
		second := p.asker.ask("Among many?") // with Asker, Other, Mo, Ann and Bea
		for id, want := range map[conference.QuestionID]conference.Category{first: "", second: conference.Academia} {
			q, err := w.store.Question(w.Context(), id)
			w.must(err)
			if q.Category != want {
				w.Errorf("%q is said to be of %q; want %q", q.Text, q.Category, want)
			}
		}
	})
}

// Who is forgotten is forgotten here, too.
func TestWhoWasErasedHasAskedNothing(t *testing.T) {
	inBubble(t, func(w *world) {
		w.askedBy(conference.Anonymous)
		p := w.panel()
		p.asker.ask("Whose?")
		w.rooms.PersonErased(w.Context(), p.asker.id())
		if left := w.rooms.askers.all(w.session.ID); len(left) != 0 {
			w.Errorf("%v is kept", left)
		}
	})
}
