package live

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

func TestSilence(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, mo := w.comes("Ana", conference.Attendee), w.comes("Mo", conference.Moderator)
		second := w.take(w.entry(ana.id()))
		q := ana.ask("Why?")
		mo.does(protocol.Silence{Person: ana.id(), On: true})
		for _, c := range []*client{ana, second} {
			if !expect[protocol.SilenceChanged](c).Silenced {
				w.Error("told of the wrong thing")
			}
		}
		ana.cannot(conference.Forbidden, protocol.Say{Text: "x"})
		ana.cannot(conference.Forbidden, protocol.AskQuestion{Text: "x"})
		ana.cannot(conference.Forbidden, protocol.EditQuestion{Question: q, Text: "x"})
		mo.does(protocol.Silence{Person: ana.id(), On: true})
		never[protocol.SilenceChanged](second)
		w.restart()
		ana, mo = w.take(ana.entry), w.take(mo.entry)
		if !ana.welcome().Silenced {
			w.Error("forgotten over a restart")
		}
		ana.cannot(conference.Forbidden, protocol.Say{Text: "x"})
		mo.does(protocol.Silence{Person: ana.id()})
		ana.does(protocol.Say{Text: "thank you"})
	})
}

func TestWhoCannotBeRestrained(t *testing.T) {
	inBubble(t, func(w *world) {
		mo := w.comes("Mo", conference.Moderator)
		olga, adam := w.person("Olga", conference.Organizer), w.person("Adam", conference.Administrator)
		for _, id := range []conference.PersonID{olga, adam, mo.id()} {
			mo.cannot(conference.Forbidden, protocol.Silence{Person: id, On: true})
			mo.cannot(conference.Forbidden, protocol.RemovePerson{Person: id, On: true})
		}
		mo.cannot(conference.NotFound, protocol.Silence{Person: "nobody", On: true})
		mo.cannot(conference.NotFound, protocol.RemovePerson{Person: "nobody", On: true})
	})
}

func TestRemoval(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, mo, ben := w.comes("Ana", conference.Speaker), w.comes("Mo", conference.Moderator), w.comes("Ben", conference.Attendee)
		second := w.take(w.entry(ana.id()))
		ana.does(protocol.EnterBackstage{})
		ana.does(protocol.OpenLeg{Leg: protocol.PublishLeg, SDP: "offer"})
		second.does(protocol.OpenLeg{Leg: protocol.AudienceLeg, SDP: "offer"})
		mo.does(protocol.BringOnStage{Person: ana.id()})
		ben.news()
		mo.does(protocol.RemovePerson{Person: ana.id(), On: true})
		ana.closed(protocol.CloseRemoved)
		second.closed(protocol.CloseRemoved)
		synctest.Wait()
		if p, v := w.media.publisher(), w.media.viewer(); !p.closed() || !v.closed() || len(w.media.at("session")) > 0 {
			w.Errorf("her media: %v, %v, on stage %v", p.closed(), v.closed(), w.media.at("session"))
		}
		if stage := expect[protocol.StageChanged](ben).Stage; len(stage) != 0 {
			w.Errorf("on the stage are %s", names(stage))
		}
		if _, err := w.try(w.entry(ana.id())); kindOf(err) != conference.Forbidden {
			w.Errorf("she comes back: %v", err)
		}
		if _, err := w.try(ana.entry); kindOf(err) != conference.Forbidden {
			w.Errorf("she comes back with an entry of before: %v", err)
		}
		if list, err := w.store.Appearances(w.Context(), "session"); err != nil || len(list) != 0 {
			w.Errorf("stored on the stage: %v, %v", list, err)
		}
		w.restart()
		mo = w.take(mo.entry)
		if _, err := w.try(ana.entry); kindOf(err) != conference.Forbidden {
			w.Errorf("she comes back after a restart: %v", err)
		}
		mo.does(protocol.RemovePerson{Person: ana.id()})
		w.take(w.entry(ana.id())).does(protocol.Say{Text: "thank you"})
		w.audited("removed", "not-removed")
	})
}

func (w *world) audited(actions ...string) {
	w.Helper()
	entries, err := w.store.Entries(w.Context(), 100)
	w.must(err)
	for _, want := range actions {
		if !slices.ContainsFunc(entries, func(e store.Entry) bool { return e.Action == want && e.PersonID == "person-mo" }) {
			w.Errorf("there is no %q by the moderator in the audit", want)
		}
	}
}

// Who is removed loses even what she was told but has not read yet.
func TestARemovedSeatReadsNoMore(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, mo := w.comes("Ana", conference.Attendee), w.comes("Mo", conference.Moderator)
		ana.tape.space(-1)
		mo.does(protocol.Say{Text: "not for her"})
		mo.does(protocol.RemovePerson{Person: ana.id(), On: true})
		ana.tape.space(0)
		time.Sleep(time.Second)
		never[protocol.LineSaid](ana)
		ana.closed(protocol.CloseRemoved)
	})
}

func TestPresence(t *testing.T) {
	inBubble(t, func(w *world) {
		ana := w.comes("Ana", conference.Attendee)
		if n := ana.welcome().Presence; n != 1 {
			w.Errorf("alone, %d are there", n)
		}
		time.Sleep(2 * time.Second)
		ana.news()
		for _, name := range []string{"Ben", "Cem", "Dan"} {
			w.comes(name, conference.Attendee)
			w.take(w.entry(w.person(name, conference.Attendee)))
		}
		time.Sleep(time.Second)
		synctest.Wait()
		news := ana.news()
		if len(news) != 1 || news[0] != (protocol.PresenceChanged{Presence: 4}) {
			w.Errorf("three come in a second: %+v", news)
		}
		if got := w.rooms.Counts()["session"]; got != 4 {
			w.Errorf("counted %d", got)
		}
		a := w.rooms.Attendance("session")
		if a.Count != 4 || len(a.Seats) != 4 || a.Seats[3].Person.Name != "Ana" {
			w.Errorf("attendance %+v", a)
		}
		for _, seat := range a.Seats[:3] {
			if seat.Windows != 2 || seat.Role != conference.Attendee || seat.Place != conference.Audience {
				w.Errorf("seat %+v", seat)
			}
		}
		if a := w.rooms.Attendance("elsewhere"); a.Count != 0 {
			w.Errorf("elsewhere are %+v", a)
		}
	})
}

func TestARoomClosesWhenItIsEmpty(t *testing.T) {
	inBubble(t, func(w *world) {
		ana := w.comes("Ana", conference.Attendee)
		time.Sleep(5 * emptyFor)
		ana.leaves()
		time.Sleep(emptyFor - 2*time.Second)
		synctest.Wait()
		if _, open := w.rooms.Counts()["session"]; !open {
			w.Error("closed too early")
		}
		time.Sleep(4 * time.Second)
		synctest.Wait()
		if _, open := w.rooms.Counts()["session"]; open {
			w.Error("stands open, empty")
		}
		back := ana.returns() // in another life of the room
		back.welcome()
		back.does(protocol.Say{Text: "back"})
	})
}
