package live

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

func TestToTheStageAndBack(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, mo, ben := w.comes("Ana", conference.Speaker), w.comes("Mo", conference.Moderator), w.comes("Ben", conference.Attendee)
		mo.cannot(conference.Conflict, protocol.BringOnStage{Person: ana.id()})
		ana.does(protocol.EnterBackstage{})
		if got := expect[protocol.BackstageChanged](mo).Backstage; names(got) != "Ana" || got[0].Role != conference.Speaker || got[0].Connected {
			w.Errorf("backstage are %+v", got)
		}
		if n := expect[protocol.PlaceChanged](ana); n.Place != conference.Backstage {
			w.Errorf("Ana is told that she is at %s", n.Place)
		}
		if n := ben.news(); len(n) != 0 {
			w.Errorf("the audience is told of backstage: %+v", n)
		}
		ana.does(protocol.EnterBackstage{}) // again: nothing
		if n := mo.news(); len(n) != 0 {
			w.Errorf("entering twice tells %+v", n)
		}
		ana.cannot(conference.Forbidden, protocol.BringOnStage{Person: ana.id()})
		mo.does(protocol.BringOnStage{Person: ana.id()})
		if got := names(expect[protocol.StageChanged](ben).Stage); got != "Ana" {
			w.Errorf("on the stage are %q", got)
		}
		if got := expect[protocol.BackstageChanged](mo).Backstage; len(got) != 0 {
			w.Errorf("backstage are %+v", got)
		}
		if n := expect[protocol.PlaceChanged](ana); n.Place != conference.OnStage {
			w.Errorf("Ana is told that she is at %s", n.Place)
		}
		mo.cannot(conference.Conflict, protocol.BringOnStage{Person: ana.id()})
		ana.does(protocol.EnterBackstage{})
		ana.does(protocol.TakeOffStage{Person: ana.id()})
		ana.cannot(conference.Conflict, protocol.TakeOffStage{Person: ana.id()})
		if got := expect[protocol.StageChanged](ben).Stage; len(got) != 0 {
			w.Errorf("on the stage are %q", names(got))
		}
		mo.does(protocol.BringOnStage{Person: ana.id()})
		other := w.comes("Other", conference.Speaker)
		other.cannot(conference.Forbidden, protocol.TakeOffStage{Person: ana.id()})
		mo.does(protocol.TakeOffStage{Person: ana.id()})
		ana.does(protocol.LeaveBackstage{})
		ana.does(protocol.LeaveBackstage{})
		if n := expect[protocol.PlaceChanged](ana); n.Place != conference.Audience {
			w.Errorf("Ana is told that she is at %s", n.Place)
		}
		if list, err := w.store.Appearances(w.Context(), "session"); err != nil || len(list) != 0 {
			w.Errorf("stored: %v, %v", list, err)
		}
	})
}

func TestTheStageNeedsAnOpenSession(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, bob, mo, ben := w.comes("Ana", conference.Speaker), w.comes("Bob", conference.Speaker), w.comes("Mo", conference.Moderator), w.comes("Ben", conference.Attendee)
		for _, c := range []*client{ana, bob} {
			c.does(protocol.EnterBackstage{})
			c.does(protocol.OpenLeg{Leg: protocol.PublishLeg, SDP: "offer"})
			mo.does(protocol.BringOnStage{Person: c.id()})
			time.Sleep(time.Second)
		}
		if got := names(expect[protocol.StageChanged](ben).Stage); got != "Ana Bob" {
			w.Errorf("on the stage are %q", got)
		}
		w.life(w.session.Close)
		synctest.Wait()
		if got := expect[protocol.StageChanged](ben).Stage; len(got) != 0 {
			w.Errorf("after the end, on the stage are %q", names(got))
		}
		if got := w.media.at("session"); len(got) != 0 {
			w.Errorf("after the end, %v still send to the audience", got)
		}
		if got := len(w.media.at("session/backstage")); got != 2 {
			w.Errorf("after the end, %d talk backstage", got)
		}
		mo.cannot(conference.Conflict, protocol.BringOnStage{Person: ana.id()})
		w.life(w.session.Open)
		mo.does(protocol.BringOnStage{Person: ana.id()})
	})
}

func TestARestartKeepsThePanel(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, bob, cem, mo := w.comes("Ana", conference.Speaker), w.comes("Bob", conference.Speaker), w.comes("Cem", conference.Speaker), w.comes("Mo", conference.Moderator)
		for _, c := range []*client{bob, ana, cem} {
			c.does(protocol.EnterBackstage{})
			time.Sleep(time.Second)
		}
		for _, c := range []*client{bob, ana} {
			mo.does(protocol.BringOnStage{Person: c.id()})
			time.Sleep(time.Second)
		}
		w.must(w.store.Dismiss(w.Context(), "session", cem.id(), "", time.Now())) // while nobody looks
		w.restart()
		ben := w.comes("Ben", conference.Attendee)
		stage := ben.welcome().Stage
		if names(stage) != "Bob Ana" || stage[0].Connected {
			w.Errorf("on the stage are %+v", stage)
		}
		ana = w.take(ana.entry)
		if got := ana.welcome(); got.Place != conference.OnStage || len(got.Backstage) != 0 {
			w.Errorf("Ana is at %s, backstage are %+v", got.Place, got.Backstage)
		}
		ana.does(protocol.OpenLeg{Leg: protocol.PublishLeg, SDP: "offer"})
		if got := w.media.at("session"); fmt.Sprint(got) != "[person-ana]" {
			w.Errorf("%v send to the audience", got)
		}
		// Bob never comes back.
		time.Sleep(absentMost + 2*time.Second)
		synctest.Wait()
		if got := names(expect[protocol.StageChanged](ben).Stage); got != "Ana" {
			w.Errorf("in the end, on the stage are %q", got)
		}
		if list, err := w.store.Appearances(w.Context(), "session"); err != nil || len(list) != 1 || list[0].PersonID != ana.id() {
			w.Errorf("stored: %v, %v", list, err)
		}
	})
}

func TestASessionClosedWhileTheServerWasDown(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, mo := w.comes("Ana", conference.Speaker), w.comes("Mo", conference.Moderator)
		ana.does(protocol.EnterBackstage{})
		mo.does(protocol.BringOnStage{Person: ana.id()})
		w.must(w.rooms.Close(w.Context()))
		w.rooms = w.newRooms()
		w.life(w.session.Close)
		if got := w.take(mo.entry).welcome(); len(got.Stage) != 0 || names(got.Backstage) != "Ana" {
			w.Errorf("on the stage %q, backstage %q", names(got.Stage), names(got.Backstage))
		}
	})
}

func TestWhoIsAwayLeavesTheStage(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, mo, ben := w.comes("Ana", conference.Speaker), w.comes("Mo", conference.Moderator), w.comes("Ben", conference.Attendee)
		ana.does(protocol.EnterBackstage{})
		ana.does(protocol.OpenLeg{Leg: protocol.PublishLeg, SDP: "offer"})
		mo.does(protocol.BringOnStage{Person: ana.id()})
		w.media.publisher().sending("microphone")
		synctest.Wait()
		if got := expect[protocol.StageChanged](ben).Stage[0]; !got.Connected || !got.Microphone || got.Camera {
			w.Errorf("connected, she is shown as %+v", got)
		}
		ana.leaves()
		time.Sleep(legGrace - 2*time.Second)
		synctest.Wait()
		never[protocol.StageChanged](ben)
		if w.media.publisher().closed() {
			w.Error("her media ended before she could come back")
		}
		time.Sleep(4 * time.Second)
		synctest.Wait()
		if got := expect[protocol.StageChanged](ben).Stage[0]; got.Connected || got.Microphone {
			w.Errorf("away, she is shown as %+v", got)
		}
		if !w.media.publisher().closed() {
			w.Error("her media goes on without her")
		}
		time.Sleep(absentMost - legGrace + time.Second)
		synctest.Wait()
		if got := expect[protocol.StageChanged](ben).Stage; len(got) != 0 {
			w.Errorf("long away, on the stage are %+v", got)
		}
		back := ana.returns()
		if n := expect[protocol.PlaceChanged](back); n.Place != conference.Audience {
			w.Errorf("back, she is told that she is at %s", n.Place)
		}
	})
}

func TestSources(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, bob, mo, ben := w.comes("Ana", conference.Speaker), w.comes("Bob", conference.Speaker), w.comes("Mo", conference.Moderator), w.comes("Ben", conference.Attendee)
		ana.cannot(conference.Conflict, protocol.SetSource{Source: protocol.Camera, On: true})
		mo.cannot(conference.Conflict, protocol.Mute{Person: ana.id(), Source: protocol.Camera})
		legs := map[*client]*standInPublisher{}
		for _, c := range []*client{ana, bob, mo} {
			c.does(protocol.EnterBackstage{})
			c.does(protocol.OpenLeg{Leg: protocol.PublishLeg, SDP: "offer"})
			mo.does(protocol.BringOnStage{Person: c.id()})
			legs[c] = w.media.publisher()
			legs[c].sending("microphone", "camera", "screen", "screen-sound")
		}
		synctest.Wait()
		ana.cannot(conference.Invalid, protocol.SetSource{Source: "nose", On: true})
		mo.cannot(conference.Invalid, protocol.Mute{Person: ana.id(), Source: "nose"})
		state := func(c *client) string {
			p := ben.shown(c)
			leg := legs[c]
			return fmt.Sprintf("%v %v %v", p.Microphone && !leg.muted["microphone"], p.Camera && !leg.muted["camera"], p.Screen && !leg.muted["screen"])
		}
		check := func(c *client, want string) {
			w.Helper()
			if got := state(c); got != want {
				w.Errorf("%s sends %s; want %s", c.entry.Person.Name, got, want)
			}
		}
		check(ana, "true true false") // a screen must be shared expressly
		if !legs[ana].muted["screen-sound"] {
			w.Error("a screen's sound is heard without the screen")
		}
		ana.does(protocol.SetSource{Source: protocol.Microphone})
		check(ana, "false true false")
		ana.does(protocol.SetSource{Source: protocol.Microphone, On: true})
		check(ana, "true true false")
		bob.cannot(conference.Forbidden, protocol.Mute{Person: ana.id(), Source: protocol.Microphone})
		ana.news()
		mo.does(protocol.Mute{Person: ana.id(), Source: protocol.Microphone})
		if n := expect[protocol.Muted](ana); n.Source != protocol.Microphone {
			w.Errorf("told that %s is muted", n.Source)
		}
		check(ana, "false true false")
		mo.does(protocol.Mute{Person: ana.id(), Source: protocol.Microphone})
		never[protocol.Muted](ana)
		// A new leg does not unmute her.
		ana.does(protocol.OpenLeg{Leg: protocol.PublishLeg, SDP: "offer"})
		legs[ana] = w.media.publisher()
		legs[ana].sending("microphone", "camera", "screen")
		synctest.Wait()
		check(ana, "false true false")
		ana.does(protocol.SetSource{Source: protocol.Microphone, On: true})
		check(ana, "true true false")
		// One screen at a time.
		ana.does(protocol.SetSource{Source: protocol.Screen, On: true})
		check(ana, "true true true")
		bob.cannot(conference.Conflict, protocol.SetSource{Source: protocol.Screen, On: true})
		mo.does(protocol.SetSource{Source: protocol.Screen, On: true})
		check(ana, "true true false")
		check(mo, "true true true")
		if n := expect[protocol.Muted](ana); n.Source != protocol.Screen {
			w.Errorf("told that %s is muted", n.Source)
		}
		mo.does(protocol.SetSource{Source: protocol.Screen})
		bob.does(protocol.SetSource{Source: protocol.Screen, On: true})
		check(bob, "true true true")
		if legs[bob].muted["screen-sound"] {
			w.Error("the screen's sound is not heard")
		}
		// Who comes with a screen to a stage that has one, comes without.
		mo.does(protocol.TakeOffStage{Person: ana.id()})
		ana.does(protocol.SetSource{Source: protocol.Screen, On: true})
		mo.does(protocol.BringOnStage{Person: ana.id()})
		check(ana, "true true false")
		check(bob, "true true true")
		if !legs[ana].muted["screen"] {
			w.Error("her screen is sent, though it is not shown to be")
		}
	})
}

// shown is how a performer is shown to somebody.
func (c *client) shown(who *client) (p protocol.Performer) {
	c.read()
	for _, t := range c.told {
		if n, is := t.notice.(protocol.StageChanged); is {
			for _, one := range n.Stage {
				if one.Person.ID == who.id() {
					p = one
				}
			}
		}
	}
	return p
}

func TestTheStageHoldsSoMany(t *testing.T) {
	inBubble(t, func(w *world) {
		w.must(w.rooms.Close(w.Context()))
		limits := DefaultLimits()
		limits.Performers = 2
		w.rooms = w.newRooms(WithLimits(limits))
		ana, ben, eve, mo := w.comes("Ana", conference.Speaker), w.comes("Ben", conference.Speaker), w.comes("Eve", conference.Speaker), w.comes("Mo", conference.Moderator)
		ana.does(protocol.EnterBackstage{})
		ben.does(protocol.EnterBackstage{})
		eve.cannot(conference.Conflict, protocol.EnterBackstage{})
		mo.does(protocol.BringOnStage{Person: ana.id()}) // who is there already may go to and fro
		eve.cannot(conference.Conflict, protocol.EnterBackstage{})
		ben.does(protocol.LeaveBackstage{})
		eve.does(protocol.EnterBackstage{})
		mo.does(protocol.BringOnStage{Person: eve.id()})
		mo.does(protocol.TakeOffStage{Person: ana.id()})
	})
}
