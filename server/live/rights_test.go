package live

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/sfu"
)

func TestAPromotion(t *testing.T) {
	inBubble(t, func(w *world) {
		p := w.panel()
		q := p.asker.ask("Why?")
		edited := p.asker.ask("how")
		p.mo.does(protocol.ApproveQuestion{Question: edited, Text: "How?"})
		p.mo.does(protocol.EnterBackstage{})
		second := w.take(w.entry(p.other.id()))
		p.other.news()
		w.appoint(p.other.id(), conference.Moderator)
		w.rooms.PersonChanged(w.Context(), p.other.id())
		for _, c := range []*client{p.other, second} {
			got := asJSON(c.news())
			want := asJSON([]protocol.Notice{
				protocol.RightsChanged{Role: conference.Moderator, Can: conference.Moderator.Powers()},
				protocol.QuestionChanged{Question: find(w.take(w.entry(p.mo.id())), q)},
				protocol.QuestionChanged{Question: find(w.take(w.entry(p.mo.id())), edited)},
				protocol.BackstageChanged{Backstage: w.take(w.entry(p.mo.id())).welcome().Backstage},
				protocol.AsidesChanged{Asides: protocol.Asides{Open: true}},
			})
			if got != want {
				w.Errorf("told\n%s\nwant\n%s", got, want)
			}
		}
		p.other.does(protocol.DismissQuestion{Question: q, Reason: "no"})
		p.other.news()
		w.appoint(p.other.id(), conference.Attendee)
		w.rooms.PersonChanged(w.Context(), p.other.id())
		got := asJSON(p.other.news())
		want := asJSON([]protocol.Notice{
			protocol.RightsChanged{Role: conference.Attendee, Can: conference.Attendee.Powers()},
			protocol.QuestionGone{Question: q},
			protocol.QuestionChanged{Question: find(w.take(w.entry(p.press.id())), edited)},
			protocol.BackstageChanged{},
			protocol.AsidesChanged{},
		})
		if got != want {
			w.Errorf("told\n%s\nwant\n%s", got, want)
		}
		p.other.cannot(conference.Forbidden, protocol.ReturnQuestion{Question: q})
		w.rooms.PersonChanged(w.Context(), p.other.id())
		if n := p.other.news(); len(n) != 0 {
			w.Errorf("nothing has changed, but she is told %+v", n)
		}
	})
}

func find(c *client, id conference.QuestionID) (q protocol.Question) {
	for _, one := range c.welcome().Questions {
		if one.ID == id {
			q = one
		}
	}
	return q
}

func TestADemotedSpeaker(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, mo, ben := w.comes("Ana", conference.Speaker), w.comes("Mo", conference.Moderator), w.comes("Ben", conference.Attendee)
		ana.does(protocol.EnterBackstage{})
		ana.does(protocol.OpenLeg{Leg: protocol.PublishLeg, SDP: "offer"})
		ana.does(protocol.OpenLeg{Leg: protocol.AudienceLeg, SDP: "offer"})
		mo.does(protocol.BringOnStage{Person: ana.id()})
		ana.does(protocol.Attend{Place: conference.Backstage})
		w.appoint(ana.id(), conference.Attendee)
		w.rooms.PersonChanged(w.Context(), ana.id())
		synctest.Wait()
		p, v := w.media.publisher(), w.media.viewer()
		if p.grant != (sfu.PublishGrant{}) || !p.closed() || len(w.media.at("session")) > 0 {
			w.Errorf("she still publishes: %+v, %v", p.grant, w.media.at("session"))
		}
		if v.closed() || v.at.name != "session" {
			w.Errorf("she receives %s, closed %v", v.at.name, v.closed())
		}
		if got := expect[protocol.StageChanged](ben).Stage; len(got) != 0 {
			w.Errorf("on the stage are %s", names(got))
		}
		closed, place := false, conference.OnStage
		for _, n := range ana.news() {
			switch n := any(n).(type) {
			case protocol.LegClosed:
				closed = n.Final && n.Leg == protocol.PublishLeg
			case protocol.PlaceChanged:
				place = n.Place
			}
		}
		if !closed || place != conference.Audience {
			w.Errorf("told of the leg: %v; of her place: %s", closed, place)
		}
		if list, err := w.store.Appearances(w.Context(), "session"); err != nil || len(list) != 0 {
			w.Errorf("stored: %v, %v", list, err)
		}
	})
}

func TestARegistrationThatIsRejected(t *testing.T) {
	inBubble(t, func(w *world) {
		ana := w.comes("Ana", conference.Attendee)
		ana.does(protocol.OpenLeg{Leg: protocol.AudienceLeg, SDP: "offer"})
		r, err := w.store.RegistrationOf(w.Context(), "conference", ana.id())
		w.must(err)
		was := r.State
		r.State = conference.Rejected
		_, err = w.store.UpdateRegistration(w.Context(), r, was, r.PersonID)
		w.must(err)
		w.rooms.PersonChanged(w.Context(), ana.id())
		ana.closed(protocol.CloseNotAllowed)
		synctest.Wait()
		if !w.media.viewer().closed() {
			w.Error("her media goes on")
		}
		if _, err := w.try(ana.entry); kindOf(err) != conference.Forbidden { // let in by the edge just before
			w.Errorf("she comes back: %v", err)
		}
	})
}

func TestARevokedLogin(t *testing.T) {
	inBubble(t, func(w *world) {
		ana := w.comes("Ana", conference.Speaker)
		other := w.take(w.entry(ana.id())) // by another login
		ana.does(protocol.EnterBackstage{})
		ana.does(protocol.OpenLeg{Leg: protocol.PublishLeg, SDP: "offer"})
		w.rooms.LoginRevoked(ana.entry.Login)
		ana.closed(protocol.CloseSignedOut)
		synctest.Wait()
		if !w.media.publisher().closed() {
			w.Error("her media goes on")
		}
		other.does(protocol.Say{Text: "still here"})
		if _, err := w.try(ana.entry); kindOf(err) != conference.Unauthenticated {
			w.Errorf("let in by the edge just before: %v", err)
		}
	})
}

// A login that is revoked ends legs that wait for their socket to come back, too.
func TestARevokedLoginWithoutASocket(t *testing.T) {
	inBubble(t, func(w *world) {
		ana := w.comes("Ana", conference.Attendee)
		ana.does(protocol.OpenLeg{Leg: protocol.AudienceLeg, SDP: "offer"})
		ana.leaves()
		w.rooms.LoginRevoked(ana.entry.Login)
		synctest.Wait()
		if !w.media.viewer().closed() {
			w.Error("media goes on")
		}
	})
}

// The edge read a role, it changed, and only then the seat was taken.
func TestAnEntryThatIsOutOfDate(t *testing.T) {
	inBubble(t, func(w *world) {
		ana := w.comes("Ana", conference.Moderator)
		old := w.entry(ana.id())
		w.appoint(ana.id(), conference.Attendee)
		w.rooms.PersonChanged(w.Context(), ana.id())
		again := w.take(old)
		again.cannot(conference.Forbidden, protocol.Silence{Person: "person-ben", On: true})
		ana.leaves()
		again.leaves()
		bob := w.entry(w.person("Bob", conference.Moderator)) // not here yet
		w.appoint("person-bob", conference.Attendee)
		w.rooms.PersonChanged(w.Context(), "person-bob")
		late := w.take(bob)
		late.cannot(conference.Forbidden, protocol.Silence{Person: "person-ben", On: true})
		// Somebody appoints without telling the room; the next window brings the news.
		cem := w.comes("Cem", conference.Attendee)
		w.appoint(cem.id(), conference.Moderator)
		w.take(w.entry(cem.id()))
		if n := expect[protocol.RightsChanged](cem); n.Role != conference.Moderator {
			w.Errorf("told to be %s", n.Role)
		}
	})
}

func TestASessionIsEdited(t *testing.T) {
	inBubble(t, func(w *world) {
		press, ana := w.comes("Press", conference.Press), w.comes("Ana", conference.Attendee)
		w.session.Title, w.session.Access = "Another title", conference.ParticipantsAccess
		w.must(w.store.PutSession(w.Context(), w.session, "", time.Now()))
		w.rooms.SessionChanged(w.Context(), "session")
		if got := expect[protocol.SessionChanged](ana).Session.Title; got != "Another title" {
			w.Errorf("the title is %q", got)
		}
		press.closed(protocol.CloseNotAllowed)
		ana.does(protocol.Say{Text: "still here"})
		w.rooms.SessionChanged(w.Context(), "elsewhere")
	})
}

func TestASessionIsTakenOffTheProgramme(t *testing.T) {
	inBubble(t, func(w *world) {
		other := w.session
		other.ID, other.State, other.OpenedAt = "other", conference.Scheduled, nil
		w.must(w.store.PutSession(w.Context(), other, "", time.Now()))
		e := w.entry(w.person("Ana", conference.Attendee))
		e.Session = other
		ana := w.take(e)
		w.must(w.store.DeleteSession(w.Context(), "other", "", time.Now()))
		w.rooms.SessionChanged(w.Context(), "other")
		ana.closed(protocol.CloseNotAllowed)
	})
}

func TestAnotherName(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, mo, ben := w.comes("Ana", conference.Speaker), w.comes("Mo", conference.Moderator), w.comes("Ben", conference.Attendee)
		ana.does(protocol.EnterBackstage{})
		mo.does(protocol.BringOnStage{Person: ana.id()})
		r, err := w.store.RegistrationOf(w.Context(), "conference", ana.id())
		w.must(err)
		r.Name = "Dr Ana"
		_, err = w.store.UpdateRegistration(w.Context(), r, r.State, r.PersonID)
		w.must(err)
		w.rooms.PersonChanged(w.Context(), ana.id())
		if got := names(expect[protocol.StageChanged](ben).Stage); got != "Dr Ana" {
			w.Errorf("on the stage is %q", got)
		}
	})
}

// TestRevocationWhileEverythingMoves takes a moderator's rights away while she uses them: nothing is committed in her name
// after that, and nobody is left over.
func TestRevocationWhileEverythingMoves(t *testing.T) {
	inBubble(t, func(w *world) {
		p := w.panel()
		var ids []conference.QuestionID
		for range 30 {
			ids = append(ids, p.asker.ask("Why?"))
			time.Sleep(20 * time.Second)
		}
		second := w.take(w.entry(p.mo.id()))
		var all sync.WaitGroup
		all.Go(func() {
			for _, q := range ids {
				p.mo.send(protocol.ApproveQuestion{Question: q})
			}
		})
		all.Go(func() {
			for _, q := range ids {
				second.send(protocol.DismissQuestion{Question: q, Reason: "no"})
			}
		})
		all.Go(func() {
			for range 5 {
				if c, err := w.try(p.other.entry); err == nil {
					c.seat.Leave()
				}
			}
		})
		revoked := 0
		all.Go(func() {
			w.appoint(p.mo.id(), conference.Attendee)
			w.rooms.PersonChanged(w.Context(), p.mo.id())
			entries, err := w.store.Entries(context.Background(), 1000)
			if err != nil {
				w.Error(err)
			}
			revoked = len(entries)
			w.rooms.LoginRevoked(second.entry.Login)
		})
		all.Wait()
		synctest.Wait()
		entries, err := w.store.Entries(w.Context(), 1000)
		w.must(err)
		for _, e := range entries[:len(entries)-revoked] {
			if e.PersonID == p.mo.id() {
				w.Errorf("after she lost the right, she did: %+v", e)
			}
		}
		p.mo.cannot(conference.Forbidden, protocol.ReturnQuestion{Question: ids[0]})
		second.closed(protocol.CloseSignedOut)
	})
}

// A command that waits for its turn is not carried out for somebody who was let go meanwhile.
func TestACommandOfWhoWasLetGo(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, ben := w.comes("Ana", conference.Attendee), w.comes("Ben", conference.Attendee)
		frame, err := protocol.EncodeCommand(conference.NewID[string](), protocol.Say{Text: "too late"})
		w.must(err)
		done := make(chan struct{})
		err = ana.seat.room.inTurn(w.Context(), func() error {
			go func() {
				ana.seat.Receive(w.Context(), frame)
				close(done)
			}()
			synctest.Wait()
			w.rooms.LoginRevoked(ana.entry.Login)
			return nil
		})
		w.must(err)
		<-done
		never[protocol.LineSaid](ben)
		if lines, err := w.store.LastLines(w.Context(), "session", 9); err != nil || len(lines) != 0 {
			w.Errorf("stored: %+v, %v", lines, err)
		}
	})
}

func TestWhoListenedBackstageAndMayNoMore(t *testing.T) {
	inBubble(t, func(w *world) {
		mo := w.comes("Mo", conference.Moderator)
		mo.does(protocol.OpenLeg{Leg: protocol.AudienceLeg, SDP: "offer"})
		mo.does(protocol.Attend{Place: conference.Backstage})
		w.appoint(mo.id(), conference.Attendee)
		w.rooms.PersonChanged(w.Context(), mo.id())
		if at := w.media.viewer().at.name; at != "session" {
			w.Errorf("she receives %s", at)
		}
		mo.does(protocol.OpenLeg{Leg: protocol.AudienceLeg, SDP: "another"})
		if at := w.media.viewer().at.name; at != "session" {
			w.Errorf("anew, she receives %s", at)
		}
	})
}

// The right to speak for a delegation passes from one open seat to another at once, and with it what the first published.
func TestTheSpeakingSeatPasses(t *testing.T) {
	inBubble(t, func(w *world) {
		w.must(w.store.PutDelegation(w.Context(), conference.Delegation{
			ID: "delegation", ConferenceID: "conference", Code: "AL", Name: "Albania", Category: conference.Academia,
		}))
		pass := func(to conference.PersonID) {
			w.Helper()
			before, err := w.store.PassSeat(w.Context(), conference.SpeakingSeat{
				SessionID: w.session.ID, DelegationID: "delegation", PersonID: to, GivenBy: to, GivenAt: time.Now(),
			})
			w.must(err)
			w.rooms.PersonChanged(w.Context(), before)
			w.rooms.PersonChanged(w.Context(), to)
		}
		ana, ben := w.comes("Ana", conference.Attendee), w.comes("Ben", conference.Attendee)
		for _, c := range []*client{ana, ben} {
			r, err := w.store.RegistrationOf(w.Context(), "conference", c.id())
			w.must(err)
			r.DelegationID = new(conference.DelegationID("delegation"))
			_, err = w.store.UpdateRegistration(w.Context(), r, r.State, c.id())
			w.must(err)
		}
		ana.cannot(conference.Forbidden, protocol.EnterBackstage{})
		pass(ana.id())
		ana.does(protocol.EnterBackstage{})
		ana.does(protocol.OpenLeg{Leg: protocol.PublishLeg, SDP: "offer"})
		pass(ben.id())
		synctest.Wait()
		ana.cannot(conference.Forbidden, protocol.EnterBackstage{})
		ben.does(protocol.EnterBackstage{})
		if grant := w.media.publisher().grant; grant != (sfu.PublishGrant{}) {
			w.Errorf("who had the seat may still publish %+v", grant)
		}
	})
}
