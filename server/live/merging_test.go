package live

import (
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// Three ask the same: voices are pooled, each person's once; all who asked see what becomes of it; and it can be parted.
func TestMergedQuestions(t *testing.T) {
	inBubble(t, func(w *world) {
		p := w.panel()
		bea, cleo, dan := w.comes("Bea", conference.Attendee), w.comes("Cleo", conference.Attendee), w.comes("Dan", conference.Attendee)
		a, b, c := p.asker.ask("What of it?"), bea.ask("What about it?"), cleo.ask("And it?")
		for _, q := range []conference.QuestionID{a, b} {
			p.mo.does(protocol.ApproveQuestion{Question: q})
		}
		p.other.does(protocol.Upvote{Question: a, On: true})
		p.other.does(protocol.Upvote{Question: b, On: true})
		dan.does(protocol.Upvote{Question: b, On: true})
		p.asker.does(protocol.Upvote{Question: b, On: true}) // her own has her voice already
		dan.news()

		p.mo.does(protocol.MergeQuestion{Question: c, Into: b})
		p.mo.does(protocol.MergeQuestion{Question: b, Into: a})
		p.mo.cannot(conference.Conflict, protocol.MergeQuestion{Question: b, Into: a})
		p.mo.cannot(conference.Conflict, protocol.MergeQuestion{Question: a, Into: b})
		p.mo.cannot(conference.Invalid, protocol.MergeQuestion{Question: a, Into: a})
		p.asker.cannot(conference.Conflict, protocol.WithdrawQuestion{Question: a})

		find := func(person conference.PersonID, id conference.QuestionID) (protocol.Question, bool) {
			for _, q := range w.take(w.entry(person)).welcome().Questions {
				if q.ID == id {
					return q, true
				}
			}
			return protocol.Question{}, false
		}
		if q, _ := find(dan.id(), a); q.Votes != 2 || q.Also != 2 {
			w.Errorf("after merging: %+v", q)
		}
		voted := false
		for _, n := range dan.news() {
			if v, is := n.(protocol.Voted); is && v.Question == a && v.On {
				voted = true
			}
		}
		if !voted {
			w.Error("Dan is not told that his voice counts there")
		}
		if _, sees := find(dan.id(), b); sees {
			w.Error("what was merged is still told to all")
		}
		for _, who := range []*client{bea, cleo} {
			if q, sees := find(who.id(), a); !sees || q.Asker.Name != "Asker" {
				w.Errorf("%s does not see what hers was merged into", who.id())
			}
		}
		if q, _ := find(bea.id(), b); q.State != conference.Merged || q.Merged != a {
			w.Errorf("Bea sees hers as %+v", q)
		}

		// What is said to its asker alone is said to all of them.
		answer, _ := p.mo.does(protocol.WriteAnswer{Question: a, Text: "It is so.", Private: true})
		for _, who := range []*client{p.asker, bea, cleo} {
			if q := expect[protocol.QuestionChanged](who).Question; q.ID != a || q.Answer != "It is so." {
				w.Errorf("%s is told %+v", who.id(), q)
			}
		}
		if _, sees := find(dan.id(), a); sees {
			w.Error("a private answer is seen by others")
		}
		p.mo.does(protocol.UndoAct{Act: answer})

		// Parted again, each has its own; who took her voice back meanwhile has none.
		p.other.does(protocol.Upvote{Question: a})
		p.mo.does(protocol.ReturnQuestion{Question: b})
		if q, _ := find(dan.id(), a); q.Votes != 0 || q.Also != 0 {
			w.Errorf("parted: %+v", q)
		}
		if q, _ := find(dan.id(), b); q.Votes != 3 || q.Also != 1 {
			w.Errorf("parted: %+v", q)
		}
		if votes := w.take(w.entry(dan.id())).welcome().Votes; len(votes) != 1 || votes[0] != b {
			w.Errorf("Dan's voices are %v", votes)
		}
	})
}

// Merged before anybody approved it: those who asked see it, and see it no more when they are parted.
func TestMergedBeforeItIsPublic(t *testing.T) {
	inBubble(t, func(w *world) {
		p := w.panel()
		a, b := p.asker.ask("What of it?"), p.other.ask("What about it?")
		id, _ := p.mo.does(protocol.MergeQuestion{Question: b, Into: a})
		sees := func() bool {
			for _, q := range w.take(w.entry(p.other.id())).welcome().Questions {
				if q.ID == a {
					return true
				}
			}
			return false
		}
		if !sees() {
			w.Error("who asks the same does not see it")
		}
		p.other.news()
		time.Sleep(time.Second)
		p.mo.does(protocol.UndoAct{Act: id})
		if gone, told := latest[protocol.QuestionGone](p.other); !told || gone.Question != a || sees() {
			w.Errorf("parted: told %v %+v, sees it: %v", told, gone, sees())
		}
	})
}

// A question is for somebody on the session; labels are few.
func TestLabelsAndAddressees(t *testing.T) {
	inBubble(t, func(w *world) {
		p := w.panel()
		sam := w.comes("Sam", conference.Speaker)
		w.rooms.SessionChanged(w.Context(), w.session.ID)
		q := p.asker.ask("Why?")
		p.mo.does(protocol.ApproveQuestion{Question: q})
		p.mo.does(protocol.MarkQuestion{Question: q, Labels: []string{"Права человека", "Law"}, Addressee: sam.id()})
		if got := expect[protocol.QuestionChanged](p.other).Question; len(got.Labels) != 2 || got.Addressee != sam.id() {
			w.Errorf("told %+v", got)
		}
		p.mo.cannot(conference.Invalid, protocol.MarkQuestion{Question: q, Addressee: p.other.id()})
		p.mo.cannot(conference.Invalid, protocol.MarkQuestion{Question: q, Labels: []string{"1", "2", "3", "4", "5"}})
		w.restart()
		if got := w.take(w.entry(p.other.id())).welcome().Questions[0]; len(got.Labels) != 2 || got.Addressee != sam.id() {
			w.Errorf("after a restart: %+v", got)
		}
	})
}
