package live

import (
	"encoding/json"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// TestWelcomeFrame compares the snapshot that is put together from parts with the one that is written whole.
func TestWelcomeFrame(t *testing.T) {
	inBubble(t, func(w *world) {
		p := w.panel()
		compare := func(when string) {
			w.Helper()
			for _, c := range []*client{p.asker, p.other, p.mo, p.press, w.comes("Sue", conference.Speaker)} {
				for range 2 { // written, then remembered
					votes, err := w.store.VotesOf(w.Context(), "session", c.id())
					w.must(err)
					var got []byte
					var want protocol.Welcome
					w.must(c.seat.room.look(func() {
						got = nil
						for _, p := range c.seat.room.welcomeFrame(c.seat, votes) {
							got = append(got, p.frames...)
						}
						want = c.seat.room.welcome(c.seat, votes)
					}))
					list := (&tape{bytes: got}).frames()
					if len(list) != 1 {
						w.Fatalf("%s, %s: %d frames", when, c.id(), len(list))
					}
					_, n, err := protocol.DecodeNotice(list[0])
					w.must(err)
					if asJSON(n) != asJSON(want) {
						w.Errorf("%s, %s is told\n%s\nwant\n%s", when, c.id(), asJSON(n), asJSON(want))
					}
					var whole, parts struct{ Data map[string]any }
					w.must(json.Unmarshal(list[0], &parts))
					text, err := protocol.EncodeNotice(0, want)
					w.must(err)
					w.must(json.Unmarshal(text, &whole))
					for name := range whole.Data {
						if _, there := parts.Data[name]; !there {
							w.Errorf("%s: %q is missing", when, name)
						}
					}
					if len(parts.Data) != len(whole.Data) {
						w.Errorf("%s: %d members, want %d", when, len(parts.Data), len(whole.Data))
					}
				}
			}
		}
		compare("at first")
		p.asker.does(protocol.Say{Text: "words"})
		compare("after a line")
		q := p.asker.ask("hers alone")
		compare("with a question that waits")
		p.mo.does(protocol.ApproveQuestion{Question: q, Text: "hers, edited"})
		p.other.does(protocol.Upvote{Question: q, On: true})
		time.Sleep(time.Second) // counts are told
		compare("with a public question and a vote")
		sue := w.comes("Sue", conference.Speaker)
		sue.does(protocol.EnterBackstage{})
		compare("with somebody backstage")
		p.mo.does(protocol.BringOnStage{Person: sue.id()})
		p.mo.does(protocol.Silence{Person: p.other.id(), On: true})
		compare("with somebody on the stage")
		w.appoint(p.other.id(), conference.Moderator)
		w.rooms.PersonChanged(w.Context(), p.other.id())
		compare("in another role")
	})
}

// Everybody who comes to the same gets the same bytes, but for what is hers.
func TestAWelcomeIsWrittenOnce(t *testing.T) {
	inBubble(t, func(w *world) {
		w.comes("Mo", conference.Moderator).does(protocol.Say{Text: "words"})
		ana, ben := w.comes("Ana", conference.Attendee), w.comes("Ben", conference.Attendee)
		r := ana.seat.room
		var first, second []byte
		w.must(r.look(func() {
			first, _ = r.sharedWelcome(ana.seat.member)
			second, _ = r.sharedWelcome(ben.seat.member)
		}))
		if &first[0] != &second[0] {
			w.Error("it is written for each")
		}
		ana.does(protocol.Say{Text: "more"})
		w.must(r.look(func() { second, _ = r.sharedWelcome(ben.seat.member) }))
		if &first[0] == &second[0] {
			w.Error("it is not written anew")
		}
	})
}
