package live

import (
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// panel is one of each who sees questions differently.
type panel struct{ asker, other, press, mo *client }

func (w *world) panel() panel {
	w.Helper()
	return panel{
		asker: w.comes("Asker", conference.Attendee), other: w.comes("Other", conference.Attendee),
		press: w.comes("Press", conference.Press), mo: w.comes("Mo", conference.Moderator),
	}
}

// TestWhoSeesQuestions walks a question through its states, and looks at what each is told and what who comes then sees.
func TestWhoSeesQuestions(t *testing.T) {
	inBubble(t, func(w *world) {
		p := w.panel()
		q := p.asker.ask("whats the plan")
		// In each state: what those who may know all see, and what others see; "" is nothing, "gone" that it went.
		for _, step := range []struct {
			by           *client
			command      protocol.Command
			state        conference.QuestionState
			full, shown  string
			othersNotice bool
		}{
			{p.asker, nil, conference.Incoming, "whats the plan||", "", false},
			{p.asker, protocol.EditQuestion{Question: q, Text: "what's the plan"}, conference.Incoming, "what's the plan||", "", false},
			{p.mo, protocol.ApproveQuestion{Question: q, Text: "What is the plan?"}, conference.Queued, "What is the plan?|what's the plan|", "What is the plan?||", true},
			{p.mo, protocol.DismissQuestion{Question: q, Reason: "answered before"}, conference.Dismissed, "What is the plan?|what's the plan|answered before", "", true},
			{p.mo, protocol.ReturnQuestion{Question: q}, conference.Queued, "What is the plan?|what's the plan|", "What is the plan?||", true},
			{p.mo, protocol.AnswerQuestion{Question: q}, conference.Answering, "What is the plan?|what's the plan|", "What is the plan?||", true},
			{p.mo, protocol.FinishQuestion{Question: q}, conference.Answered, "What is the plan?|what's the plan|", "What is the plan?||", true},
			{p.mo, protocol.ReturnQuestion{Question: q}, conference.Queued, "What is the plan?|what's the plan|", "What is the plan?||", true},
			{p.asker, protocol.WithdrawQuestion{Question: q}, conference.WithdrawnBy, "What is the plan?|what's the plan|", "", true},
		} {
			if step.command != nil {
				step.by.does(step.command)
			}
			for _, c := range []*client{p.asker, p.mo} {
				if got := expect[protocol.QuestionChanged](c).Question; got.State != step.state || words(got) != step.full || got.Asker != p.asker.entry.Person {
					w.Errorf("%s: %s is told %+v", step.state, c.id(), got)
				}
			}
			for _, c := range []*client{p.other, p.press} {
				news := c.news()
				if len(news) > 0 != step.othersNotice || len(news) > 1 {
					w.Errorf("%s: %s is told %+v", step.state, c.id(), news)
					continue
				}
				for _, n := range news {
					switch n := any(n).(type) {
					case protocol.QuestionChanged:
						if words(n.Question) != step.shown {
							w.Errorf("%s: %s is told %+v", step.state, c.id(), n)
						}
					case protocol.QuestionGone:
						if step.shown != "" || n.Question != q {
							w.Errorf("%s: %s is told that it is gone", step.state, c.id())
						}
					default:
						w.Errorf("%s: %s is told %#v", step.state, c.id(), n)
					}
				}
			}
			for c, want := range map[*client]string{p.asker: step.full, p.mo: step.full, p.other: step.shown, p.press: step.shown} {
				again := w.take(w.entry(c.id()))
				list := again.welcome().Questions
				if want == "" && len(list) != 0 || want != "" && (len(list) != 1 || words(list[0]) != want) {
					w.Errorf("%s: %s comes and sees %+v", step.state, c.id(), list)
				}
				again.leaves()
			}
			p.other.news()
		}
	})
}

func words(q protocol.Question) string { return q.Text + "|" + q.Original + "|" + q.Reason }

func TestOthersQuestionsAreNotThere(t *testing.T) {
	inBubble(t, func(w *world) {
		p := w.panel()
		q := p.asker.ask("Why?")
		p.other.cannot(conference.NotFound, protocol.EditQuestion{Question: q, Text: "x"})
		p.other.cannot(conference.NotFound, protocol.WithdrawQuestion{Question: q})
		p.other.cannot(conference.NotFound, protocol.Upvote{Question: q, On: true})
		p.mo.does(protocol.ApproveQuestion{Question: q})
		p.other.cannot(conference.Forbidden, protocol.EditQuestion{Question: q, Text: "x"})
		p.other.cannot(conference.Forbidden, protocol.WithdrawQuestion{Question: q})
		p.asker.cannot(conference.Conflict, protocol.EditQuestion{Question: q, Text: "x"})
		p.asker.cannot(conference.Conflict, protocol.Upvote{Question: q, On: true})
		p.asker.does(protocol.WithdrawQuestion{Question: q})
		p.mo.news()
		p.asker.does(protocol.WithdrawQuestion{Question: q})
		if n := p.mo.news(); len(n) != 0 {
			w.Errorf("withdrawn twice: %+v", n)
		}
	})
}

func TestVotesAreToldTogether(t *testing.T) {
	inBubble(t, func(w *world) {
		p := w.panel()
		q := p.asker.ask("Why?")
		p.mo.does(protocol.ApproveQuestion{Question: q})
		second := w.take(w.entry(p.other.id()))
		p.press.cannot(conference.Forbidden, protocol.Upvote{Question: q, On: true})
		p.press.news()
		p.other.does(protocol.Upvote{Question: q, On: true})
		p.other.does(protocol.Upvote{Question: q, On: true})
		p.mo.does(protocol.Upvote{Question: q, On: true})
		if n := expect[protocol.Voted](second); !n.On || n.Question != q {
			w.Errorf("the other window is told %+v", n)
		}
		if n := p.press.news(); len(n) != 0 {
			w.Errorf("told at once: %+v", n)
		}
		time.Sleep(votesTold)
		synctest.Wait()
		news := p.press.news()
		if len(news) != 1 || asJSON(news[0]) != asJSON(protocol.VotesChanged{Votes: []protocol.VoteCount{{Question: q, Votes: 2}}}) {
			w.Errorf("told %+v", news)
		}
		p.other.does(protocol.Upvote{Question: q})
		time.Sleep(votesTold)
		synctest.Wait()
		if n := expect[protocol.VotesChanged](p.press).Votes[0].Votes; n != 1 {
			w.Errorf("one is taken back: %d", n)
		}
		welcome := w.take(w.entry(p.mo.id())).welcome()
		if len(welcome.Votes) != 1 || welcome.Votes[0] != q || welcome.Questions[0].Votes != 1 {
			w.Errorf("who comes sees %v and %+v", welcome.Votes, welcome.Questions)
		}
		if votes := w.take(w.entry(p.other.id())).welcome().Votes; len(votes) != 0 {
			w.Errorf("who took her voice back sees %v", votes)
		}
		w.restart()
		if votes := w.take(w.entry(p.mo.id())).welcome().Votes; len(votes) != 1 {
			w.Errorf("after a restart: %v", votes)
		}
	})
}

func TestOneQuestionIsAnsweredAtATime(t *testing.T) {
	inBubble(t, func(w *world) {
		p := w.panel()
		one, two := p.asker.ask("One?"), p.asker.ask("Two?")
		p.mo.does(protocol.ApproveQuestion{Question: one})
		p.mo.does(protocol.ApproveQuestion{Question: two})
		p.mo.does(protocol.AnswerQuestion{Question: one})
		p.other.news()
		p.mo.does(protocol.AnswerQuestion{Question: two})
		var states []string
		for _, n := range p.other.news() {
			q := n.(protocol.QuestionChanged).Question
			states = append(states, q.Text+" "+string(q.State))
		}
		if got := strings.Join(states, ", "); got != "One? answered, Two? answering" {
			w.Errorf("told %s", got)
		}
		stored, err := w.store.Questions(w.Context(), "session")
		if err != nil || stored[0].State != conference.Answered || stored[1].State != conference.Answering {
			w.Errorf("stored %+v, %v", stored, err)
		}
	})
}

func TestTheQueueIsPutInOrder(t *testing.T) {
	inBubble(t, func(w *world) {
		p := w.panel()
		var ids []conference.QuestionID
		for _, text := range []string{"a", "b", "c"} {
			q := p.asker.ask(text)
			p.mo.does(protocol.ApproveQuestion{Question: q})
			ids = append(ids, q)
		}
		queue := func() string {
			at := map[float64]string{}
			var list []string
			for _, q := range w.take(w.entry(p.other.id())).welcome().Questions {
				at[q.Position] = q.Text
			}
			for len(at) > 0 {
				first := 1e9
				for position := range at {
					first = min(first, position)
				}
				list = append(list, at[first])
				delete(at, first)
			}
			return strings.Join(list, "")
		}
		for _, step := range []struct {
			id, before int
			want       string
		}{{2, 0, "cab"}, {0, -1, "cba"}, {2, 0, "bca"}, {1, 1, "bca"}} {
			move := protocol.MoveQuestion{Question: ids[step.id]}
			if step.before >= 0 {
				move.Before = ids[step.before]
			}
			p.mo.does(move)
			if got := queue(); got != step.want {
				w.Errorf("%v: the queue is %s", step, got)
			}
		}
		p.mo.does(protocol.DismissQuestion{Question: ids[0], Reason: "no"})
		p.mo.cannot(conference.Conflict, protocol.MoveQuestion{Question: ids[0]})
		w.restart()
		if got := queue(); !strings.HasPrefix(got, "bc") {
			w.Errorf("after a restart the queue is %s", got)
		}
	})
}

// Two moderators act on one question at the same moment: one wins, the other is told that she was late.
func TestTwoModerators(t *testing.T) {
	inBubble(t, func(w *world) {
		p := w.panel()
		eve := w.comes("Eve", conference.Chair)
		for range 10 {
			q := p.asker.ask("Why?")
			var both sync.WaitGroup
			answers := make([]protocol.Notice, 2)
			both.Go(func() { answers[0] = p.mo.send(protocol.ApproveQuestion{Question: q}) })
			both.Go(func() { answers[1] = eve.send(protocol.DismissQuestion{Question: q, Reason: "no"}) })
			both.Wait()
			done, late := 0, 0
			for _, a := range answers {
				switch a := any(a).(type) {
				case protocol.Done:
					done++
				case protocol.Refused:
					if a.Kind == conference.Conflict {
						late++
					}
				}
			}
			// Approved first, it may be dismissed by who meant the incoming one; dismissed first, it cannot be approved.
			stored, err := w.store.Question(w.Context(), q)
			if err != nil || done+late != 2 || done == 0 {
				w.Errorf("answers %+v, stored %+v, %v", answers, stored, err)
			}
			if late == 1 && stored.State != conference.Dismissed {
				w.Errorf("one was late, and the question is %s", stored.State)
			}
			time.Sleep(time.Minute)
		}
		q := p.asker.ask("Why not?")
		var both sync.WaitGroup
		answers := make([]protocol.Notice, 2)
		both.Go(func() { answers[0] = p.mo.send(protocol.ApproveQuestion{Question: q}) })
		both.Go(func() { answers[1] = eve.send(protocol.ApproveQuestion{Question: q, Text: "Why not, please?"}) })
		both.Wait()
		_, first := answers[0].(protocol.Done)
		_, second := answers[1].(protocol.Done)
		if first == second {
			w.Errorf("both approve: %+v", answers)
		}
	})
}

func TestQuestionsAreLimited(t *testing.T) {
	inBubble(t, func(w *world) {
		p := w.panel()
		for range 3 {
			p.asker.ask("Why?")
		}
		if wait := p.asker.cannot(conference.TooMany, protocol.AskQuestion{Text: "Why?"}).RetryAfter; wait != 20 {
			w.Errorf("wait %v seconds", wait)
		}
		time.Sleep(20 * time.Second)
		p.asker.ask("Why?")
	})
}

func TestAskingTwiceAsksOnce(t *testing.T) {
	inBubble(t, func(w *world) {
		p := w.panel()
		id := string(p.asker.ask("Why?"))
		w.restart()
		asker, mo := w.take(w.entry(p.asker.id())), w.take(w.entry(p.mo.id()))
		if _, answer := asker.sendAs(id, protocol.AskQuestion{Text: "Why?"}); answer != (protocol.Done{}) {
			w.Errorf("again: %#v", answer)
		}
		if n := len(mo.welcome().Questions); n != 1 {
			w.Errorf("%d questions", n)
		}
		never[protocol.QuestionChanged](mo)
	})
}
