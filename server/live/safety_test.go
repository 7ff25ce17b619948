package live

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// stored has the world know the session as it is in the store by now.
func (w *world) stored() conference.Session {
	w.Helper()
	s, err := w.store.Session(w.Context(), w.session.ID)
	w.must(err)
	w.session = s
	return s
}

func TestALockedRoom(t *testing.T) {
	inBubble(t, func(w *world) {
		mo, ana := w.comes("Mo", conference.Moderator), w.comes("Ana", conference.Attendee)
		early := w.entry(w.person("Early", conference.Attendee)) // let in by the edge just before
		early.Door = w.stored().Door
		mo.does(protocol.SetDoor{Door: conference.DoorLocked})
		if got := expect[protocol.SessionChanged](ana).Session.Door; got != conference.DoorLocked {
			w.Errorf("told that the door is %s", got)
		}
		w.stored()
		if _, err := w.try(early); kindOf(err) != conference.Forbidden {
			w.Errorf("who came through the door as it was shut: %v", err)
		}
		if _, err := w.try(w.entry(w.person("Ben", conference.Attendee))); kindOf(err) != conference.Forbidden {
			w.Errorf("a newcomer: %v", err)
		}
		w.comes("Chair", conference.Chair)
		w.comes("Olga", conference.Organizer)
		w.comes("Speaker", conference.Speaker)
		ana.does(protocol.Say{Text: "still here"})
		ana.leaves()
		ana = ana.returns()
		second := w.entry(ana.id())
		second.Door = conference.DoorLocked
		w.take(second)
		w.restart()
		w.take(w.entry(ana.id()))
		if _, err := w.try(w.entry("person-ben")); kindOf(err) != conference.Forbidden {
			w.Errorf("a newcomer after a restart: %v", err)
		}
		mo = w.take(w.entry(mo.id()))
		mo.does(protocol.SetDoor{Door: conference.DoorOpen})
		w.take(w.entry("person-ben"))
		mo.cannot(conference.Invalid, protocol.SetDoor{Door: "ajar"})
	})
}

func TestNewcomersWaitAtTheDoor(t *testing.T) {
	inBubble(t, func(w *world) {
		mo, ana := w.comes("Mo", conference.Moderator), w.comes("Ana", conference.Attendee)
		mo.does(protocol.SetDoor{Door: conference.DoorHeld})
		waits := func(name string) int {
			id := w.person(name, conference.Attendee)
			pass, err := w.store.Knock(w.Context(), w.session.ID, id, time.Now())
			w.must(err)
			return w.rooms.Waits(w.session.ID, protocol.Person{ID: id, Name: name}, pass.AskedAt)
		}
		if got := waits("Ben"); got != 1 {
			w.Errorf("the first waits at %d", got)
		}
		time.Sleep(time.Second)
		if got := waits("Cem"); got != 2 {
			w.Errorf("the second waits at %d", got)
		}
		time.Sleep(2 * time.Second)
		if got := expect[protocol.WaitingChanged](mo); got.Count != 2 || got.Waiting[0].Person.Name != "Ben" {
			w.Errorf("the moderator is told %+v", got)
		}
		never[protocol.WaitingChanged](ana)
		if got := w.comes("Chair", conference.Chair).welcome().Waiting; got.Count != 2 {
			w.Errorf("who comes is told %+v", got)
		}
		if got := w.take(w.entry(ana.id())).welcome().Waiting; got.Count != 0 {
			w.Errorf("a participant is told %+v", got)
		}

		mo.does(protocol.AnswerKnocks{People: []conference.PersonID{"person-cem"}, Admit: true})
		w.take(w.entry("person-cem"))
		mo.does(protocol.AnswerKnocks{People: []conference.PersonID{"person-ben", "person-nobody"}})
		if _, err := w.try(w.entry("person-ben")); kindOf(err) != conference.Forbidden {
			w.Errorf("who was turned away: %v", err)
		}
		time.Sleep(2 * time.Second)
		if got := expect[protocol.WaitingChanged](mo); got.Count != 0 {
			w.Errorf("still waiting: %+v", got)
		}
		waits("Dan")
		time.Sleep(waitsFor + 2*time.Second) // his page was closed
		if got := expect[protocol.WaitingChanged](mo); got.Count != 0 {
			w.Errorf("whose page has gone waits: %+v", got)
		}
		for _, wrong := range []protocol.AnswerKnocks{{}, {People: make([]conference.PersonID, conference.MostWaiting+1)}} {
			mo.cannot(conference.Invalid, wrong)
		}
	})
}

// Of what a moderator lets in, nothing is about another session.
func TestAPassIsForOneSession(t *testing.T) {
	inBubble(t, func(w *world) {
		other := w.session
		other.ID, other.State, other.OpenedAt = "other", conference.Scheduled, nil
		w.must(w.store.PutSession(w.Context(), other, "", time.Now()))
		other.Door = conference.DoorHeld
		w.must(w.store.Guard(w.Context(), other, nil, "", time.Now()))
		ben := w.person("Ben", conference.Attendee)
		_, err := w.store.Knock(w.Context(), other.ID, ben, time.Now())
		w.must(err)
		mo := w.comes("Mo", conference.Moderator)
		mo.does(protocol.AnswerKnocks{People: []conference.PersonID{ben}, Admit: true})
		if pass, err := w.store.PassOf(w.Context(), other.ID, ben); err != nil || pass.State != conference.PassWaiting {
			w.Errorf("in the other session he is %s, %v", pass.State, err)
		}
	})
}

func TestEverythingIsSuspended(t *testing.T) {
	inBubble(t, func(w *world) {
		p := w.panel()
		ana, mo := w.comes("Ana", conference.Speaker), p.mo
		ana.does(protocol.EnterBackstage{})
		ana.does(protocol.OpenLeg{Leg: protocol.PublishLeg, SDP: "offer"})
		mo.does(protocol.BringOnStage{Person: ana.id()})
		q := p.asker.ask("Why?")
		if got := w.media.at("session"); len(got) != 1 {
			w.Fatalf("on the stage are %v", got)
		}

		mo.does(protocol.Suspend{On: true})
		if got := w.media.at("session"); len(got) != 0 {
			w.Errorf("heard by all are %v", got)
		}
		if got := expect[protocol.SessionChanged](p.asker).Session.SuspendedAt; got == nil {
			w.Error("nobody is told")
		}
		for _, cmd := range []protocol.Command{
			protocol.Say{Text: "x"}, protocol.AskQuestion{Text: "x"}, protocol.Upvote{Question: q, On: true}, protocol.WithdrawQuestion{Question: q},
		} {
			p.asker.cannot(conference.Conflict, cmd)
			ana.cannot(conference.Conflict, cmd)
		}
		mo.does(protocol.Say{Text: "We go on in five minutes."})
		mo.does(protocol.DismissQuestion{Question: q, Reason: "no"})
		// Nothing that happens meanwhile is heard: another leg, another speaker, the way over backstage.
		ana.does(protocol.OpenLeg{Leg: protocol.PublishLeg, SDP: "another"})
		ana.does(protocol.TakeOffStage{Person: ana.id()})
		if got := w.media.at("session/backstage"); len(got) != 1 {
			w.Errorf("backstage are %v", got)
		}
		mo.does(protocol.BringOnStage{Person: ana.id()})
		if got := w.media.at("session"); len(got) != 0 {
			w.Errorf("heard by all are %v", got)
		}

		w.restart()
		ana, mo = w.take(w.entry(ana.id())), w.take(w.entry(mo.id()))
		if ana.welcome().Session.SuspendedAt == nil || names(ana.welcome().Stage) != "Ana" {
			w.Errorf("after a restart: %+v", ana.welcome())
		}
		ana.does(protocol.OpenLeg{Leg: protocol.PublishLeg, SDP: "offer"})
		ana.cannot(conference.Conflict, protocol.Say{Text: "x"})
		if got := w.media.at("session"); len(got) != 0 {
			w.Errorf("heard by all are %v", got)
		}
		mo.does(protocol.Suspend{On: true}) // twice is once
		mo.does(protocol.Suspend{})
		if got := w.media.at("session"); !slices.Equal(got, []string{string(ana.id())}) {
			w.Errorf("when it goes on, heard are %v", got)
		}
		ana.does(protocol.Say{Text: "thank you"})
	})
}

// What a crowd sends does not keep a moderator from stopping it: she does not stand in line.
func TestAModeratorComesFirst(t *testing.T) {
	inBubble(t, func(w *world) {
		mo, ana := w.comes("Mo", conference.Moderator), w.comes("Ana", conference.Attendee)
		room := ana.seat.room
		release := make(chan struct{})
		go func() { _ = room.inTurn(w.Context(), func() error { <-release; return nil }) }()
		synctest.Wait()
		var order []string
		done := make(chan struct{}, 51)
		for range 50 {
			go func() {
				_ = room.inTurn(w.Context(), func() error { order = append(order, "crowd"); return nil })
				done <- struct{}{}
			}()
		}
		synctest.Wait()
		go func() {
			mo.send(protocol.Say{Text: "stop"})
			done <- struct{}{}
		}()
		synctest.Wait()
		close(release)
		for range 51 {
			<-done
		}
		if lines := ana.news(); len(lines) == 0 {
			w.Error("nothing was said")
		}
		if len(order) != 50 {
			w.Errorf("%d of the crowd had their turn", len(order))
		}
	})
}

func TestAClosedMeeting(t *testing.T) {
	inBubble(t, func(w *world) {
		mo, ana, press := w.comes("Mo", conference.Moderator), w.comes("Ana", conference.Attendee), w.comes("Press", conference.Press)
		speaker := w.comes("Speaker", conference.Speaker)
		state := w.person("State", conference.Attendee)
		r, err := w.store.RegistrationOf(w.Context(), "conference", state)
		w.must(err)
		r.Category = conference.ParticipatingState
		_, err = w.store.UpdateRegistration(w.Context(), r, r.State, state)
		w.must(err)
		delegate := w.take(w.entry(state))
		for _, c := range []*client{ana, press, delegate} {
			c.does(protocol.OpenLeg{Leg: protocol.AudienceLeg, SDP: "offer"})
		}
		player, _, err := w.rooms.WatchProgram(w.Context(), w.entry(w.person("Player", conference.Press)), "offer")
		w.must(err)

		preview, err := w.rooms.ClosingPreview(w.Context(), "session", conference.DelegationsAccess)
		w.must(err)
		if preview.LeavingAll != 3 || preview.Staying != 3 || preview.Players != 1 {
			w.Errorf("the preview says %+v", preview)
		}
		if preview, err = w.rooms.ClosingPreview(w.Context(), "session", conference.ClosedAccess); err != nil || preview.LeavingAll != 4 {
			w.Errorf("the preview of a named list says %+v, %v", preview, err)
		}
		mo.does(protocol.CloseMeeting{Access: conference.DelegationsAccess})
		ana.closed(protocol.CloseClosed)
		press.closed(protocol.CloseClosed)
		synctest.Wait()
		for i, gone := range []bool{true, true, false, true} {
			if v := w.media.viewers[i]; v.closed() != gone {
				w.Errorf("viewer %d: ended is %v", i, v.closed())
			}
		}
		<-player.Ended()
		if got := expect[protocol.SessionChanged](delegate).Session.ClosedTo; got != conference.DelegationsAccess {
			w.Errorf("told that it is closed to %q", got)
		}
		speaker.does(protocol.Say{Text: "behind closed doors"})
		never[protocol.LineSaid](press)
		w.session.ClosedTo = conference.DelegationsAccess
		for _, id := range []conference.PersonID{ana.id(), press.id()} {
			e := w.entry(id) // by the access of before
			e.Access = conference.PressAccess
			if _, err := w.try(e); kindOf(err) != conference.Forbidden {
				w.Errorf("%s comes back: %v", id, err)
			}
		}
		w.restart()
		e := w.entry(ana.id())
		e.Access = conference.PressAccess
		if _, err := w.try(e); kindOf(err) != conference.Forbidden {
			w.Errorf("after a restart she comes back: %v", err)
		}
		mo = w.take(w.entry(mo.id()))
		mo.does(protocol.CloseMeeting{})
		w.take(w.entry(ana.id()))
		mo.cannot(conference.Invalid, protocol.CloseMeeting{Access: conference.PublicAccess})
	})
}

// Who was removed stays out: after a restart, by another window, as a program; of other sessions she was not removed.
func TestRemovalIsForGood(t *testing.T) {
	inBubble(t, func(w *world) {
		mo, ana := w.comes("Mo", conference.Moderator), w.comes("Ana", conference.Attendee)
		other := w.session
		other.ID, other.State, other.OpenedAt = "other", conference.Scheduled, nil
		w.must(w.store.PutSession(w.Context(), other, "", time.Now()))
		mo.does(protocol.RemovePerson{Person: ana.id(), On: true})
		w.restart()
		for range 2 { // once to open the room, once when it knows
			if _, err := w.try(w.entry(ana.id())); kindOf(err) != conference.Forbidden {
				w.Errorf("she comes back: %v", err)
			}
			if _, _, err := w.rooms.WatchProgram(w.Context(), w.entry(ana.id()), "offer"); kindOf(err) != conference.Forbidden {
				w.Errorf("her player comes back: %v", err)
			}
			w.take(w.entry(mo.id()))
		}
		standing, err := w.store.Standing(w.Context(), "conference", "other", ana.id())
		w.must(err)
		e := w.entry(ana.id())
		e.Session, e.Role = other, standing.RoleIn(other.Access)
		w.take(e)
	})
}
