package live

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store/storetest"
)

// Each act is undone: places, words and states are exactly what they were, at every page and in the store.
func TestActsAreUndone(t *testing.T) {
	inBubble(t, func(w *world) {
		p := w.panel()
		speaker := w.comes("Sam", conference.Speaker)
		w.rooms.SessionChanged(w.Context(), w.session.ID)
		a, b, c := p.asker.ask("first?"), p.asker.ask("second?"), p.asker.ask("third?")
		p.mo.does(protocol.ApproveQuestion{Question: a})
		p.mo.does(protocol.ApproveQuestion{Question: b})
		p.other.does(protocol.Upvote{Question: a, On: true})
		p.mo.does(protocol.AnswerQuestion{Question: a})
		for _, act := range []protocol.Command{
			protocol.ApproveQuestion{Question: c, Text: "The third?"},
			protocol.DismissQuestion{Question: c, Reason: "no"},
			protocol.WriteAnswer{Question: c, Text: "It is so."},
			protocol.WriteAnswer{Question: b, Text: "It is so.", Private: true},
			protocol.FollowUpQuestion{Question: b},
			protocol.MergeQuestion{Question: c, Into: a},
			protocol.MergeQuestion{Question: b, Into: a},
			protocol.MarkQuestion{Question: b, Labels: []string{"Law"}, Addressee: speaker.id()},
			protocol.AnswerQuestion{Question: b}, // a is answered
			protocol.FinishQuestion{Question: a},
			protocol.ReturnQuestion{Question: a},
			protocol.MoveQuestion{Question: b},
		} {
			time.Sleep(time.Minute)
			state := func() (said []string) {
				stored, err := w.store.Questions(w.Context(), w.session.ID)
				w.must(err)
				for _, q := range stored {
					q.Version, q.ChangedBy = 0, ""
					said = append(said, fmt.Sprintf("%+v", q))
				}
				for _, who := range []*client{p.asker, p.other, p.mo} {
					for _, q := range w.take(w.entry(who.id())).welcome().Questions {
						q.Version = 0
						said = append(said, asJSON(q))
					}
				}
				return said
			}
			before := strings.Join(state(), "\n")
			id, _ := p.mo.does(act)
			if _, moves := act.(protocol.MoveQuestion); !moves && strings.Join(state(), "\n") == before {
				w.Errorf("%#v changes nothing", act)
			}
			time.Sleep(conference.UndoTime)
			p.mo.does(protocol.UndoAct{Act: id})
			if after := strings.Join(state(), "\n"); after != before {
				w.Errorf("%#v, undone, leaves\n%s\nand before it was\n%s", act, after, before)
			}
		}
	})
}

func TestUndoIsForHerOwnAndForAWhile(t *testing.T) {
	inBubble(t, func(w *world) {
		p := w.panel()
		eve := w.comes("Eve", conference.Chair)
		q := p.asker.ask("Why?")
		id, _ := p.mo.does(protocol.ApproveQuestion{Question: q})
		eve.cannot(conference.Conflict, protocol.UndoAct{Act: id})
		time.Sleep(undoFor + time.Second)
		p.mo.cannot(conference.Conflict, protocol.UndoAct{Act: id})
		id, _ = p.mo.does(protocol.DismissQuestion{Question: q, Reason: "no"})
		eve.does(protocol.ReturnQuestion{Question: q})
		if said := p.mo.cannot(conference.Conflict, protocol.UndoAct{Act: id}).Message; said != "Eve put it back into the queue just now" {
			w.Errorf("told %q", said)
		}
		id, _ = p.mo.does(protocol.FinishQuestion{Question: q})
		w.restart()
		p.mo = p.mo.returns()
		p.mo.cannot(conference.Conflict, protocol.UndoAct{Act: id})
		p.mo.does(protocol.ReturnQuestion{Question: q})
	})
}

// Two moderators decide about the same question, which both have read, at the same moment: one of them does, the other is
// told in words what happened, the store has what the first wanted, and nothing else of it.
func TestOneOfTwoModeratorsDecides(t *testing.T) {
	seed := rand.Uint64()
	dice := rand.New(rand.NewPCG(seed, 6))
	storetest.OnEach(t, func(t *testing.T, database string) {
		w := newWorld(t, database)
		defer w.close()
		limits := DefaultLimits()
		limits.Commands, limits.Questions = Rate{10_000, time.Nanosecond}, Rate{10_000, time.Nanosecond}
		w.must(w.rooms.Close(t.Context()))
		w.rooms = w.newRooms(WithLimits(limits))
		p := w.panel()
		eve := w.comes("Eve", conference.Chair)
		target := p.asker.ask("The same?")
		p.mo.does(protocol.ApproveQuestion{Question: target})
		for round := range 100 {
			text := fmt.Sprintf("Question %d?", round)
			q := p.asker.ask(text)
			acts := []protocol.Command{
				protocol.ApproveQuestion{Question: q, Version: 1},
				protocol.ApproveQuestion{Question: q, Text: "In other words?", Version: 1},
				protocol.DismissQuestion{Question: q, Reason: "no", Version: 1},
				protocol.WriteAnswer{Question: q, Text: "So it is.", Version: 1},
				protocol.WriteAnswer{Question: q, Text: "So it is.", Private: true, Version: 1},
				protocol.FollowUpQuestion{Question: q, Version: 1},
				protocol.MergeQuestion{Question: q, Into: target, Version: 1},
				protocol.MarkQuestion{Question: q, Labels: []string{"Law"}, Version: 1},
			}
			both := []*client{p.mo, eve}
			chosen := []protocol.Command{acts[dice.IntN(len(acts))], acts[dice.IntN(len(acts))]}
			late := []time.Duration{time.Duration(dice.IntN(300)) * time.Microsecond, time.Duration(dice.IntN(300)) * time.Microsecond}
			answers := make([]protocol.Notice, 2)
			var busy sync.WaitGroup
			for i := range both {
				busy.Go(func() {
					for began := time.Now(); time.Since(began) < late[i]; {
					}
					answers[i] = both[i].send(chosen[i])
				})
			}
			busy.Wait()
			won := 0
			if answers[0] != (protocol.Done{}) {
				won = 1
			}
			refused, is := answers[1-won].(protocol.Refused)
			if answers[won] != (protocol.Done{}) || !is || refused.Kind != conference.Conflict {
				t.Fatalf("seed %d: %#v and %#v are answered %#v", seed, chosen[0], chosen[1], answers)
			}
			if name := both[won].entry.Person.Name; !strings.HasPrefix(refused.Message, name+" ") || !strings.HasSuffix(refused.Message, " just now") {
				t.Errorf("who lost to %s is told %q", name, refused.Message)
			}
			row, err := w.store.Question(t.Context(), q)
			w.must(err)
			if row.Version != 2 || row.ChangedBy != both[won].id() || row.Text != text && row.Original != text {
				t.Errorf("%s did %#v, and the store has %+v", both[won].id(), chosen[won], row)
			}
			if entries := storetest.Beside(t, database, string(q), "question-"); round < 5 && len(entries) > 2 { // its own row, when it was merged, too
				t.Errorf("the audit tells of both: %q", entries)
			}
		}
		if n := len(p.mo.returns().seat.room.questions.asked); n != 101 {
			t.Errorf("%d questions are there", n)
		}
	})
}

// A claim is told to moderators only, and ends when it is released, decided, too old, or left.
func TestClaims(t *testing.T) {
	inBubble(t, func(w *world) {
		p := w.panel()
		eve := w.comes("Eve", conference.Chair)
		q := p.asker.ask("Why?")
		ends := map[string]func(){
			"released": func() { p.mo.does(protocol.ClaimQuestion{Question: q}) },
			"too old":  func() { time.Sleep(claimFor + 2*time.Second) },
			"left": func() {
				p.mo.leaves()
				time.Sleep(2 * time.Second)
				p.mo = w.take(w.entry(p.mo.id()))
			},
			"decided": func() { eve.does(protocol.MarkQuestion{Question: q, Labels: []string{fmt.Sprint(time.Now().Unix())}}) },
		}
		for name, end := range ends {
			p.mo.does(protocol.ClaimQuestion{Question: q, On: true})
			if list := expect[protocol.ClaimsChanged](eve).Claims; len(list) != 1 || list[0].Person.Name != "Mo" || list[0].Question != q {
				w.Errorf("claimed: %+v", list)
			}
			if said := eve.cannot(conference.Conflict, protocol.ClaimQuestion{Question: q, On: true}).Message; said != "Mo is reading it" {
				w.Errorf("told %q", said)
			}
			if list := w.take(w.entry(eve.id())).welcome().Claims; len(list) != 1 {
				w.Errorf("who comes sees %+v", list)
			}
			end()
			time.Sleep(time.Second)
			if list := expect[protocol.ClaimsChanged](eve).Claims; len(list) != 0 {
				w.Errorf("%s: %+v", name, list)
			}
		}
		never[protocol.ClaimsChanged](p.other)
		never[protocol.ClaimsChanged](p.asker)
	})
}
