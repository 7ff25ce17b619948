package live

import (
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/sfu"
)

func TestOpeningLegs(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, ben := w.comes("Ana", conference.Speaker), w.comes("Ben", conference.Attendee)
		ben.cannot(conference.Forbidden, protocol.OpenLeg{Leg: protocol.PublishLeg, SDP: "offer"})
		ana.cannot(conference.Conflict, protocol.OpenLeg{Leg: protocol.PublishLeg, SDP: "offer"})
		ana.cannot(conference.Invalid, protocol.OpenLeg{Leg: "third", SDP: "offer"})
		for _, kind := range protocol.LegKinds {
			ana.cannot(conference.NotFound, protocol.RestartLeg{Leg: kind, SDP: "offer"})
			ana.does(protocol.CloseLeg{Leg: kind})
		}
		ana.cannot(conference.NotFound, protocol.Show{})
		ana.does(protocol.EnterBackstage{})
		if _, answer := ana.does(protocol.OpenLeg{Leg: protocol.PublishLeg, SDP: "offer"}); answer != "answer to offer" {
			w.Errorf("answered %q", answer)
		}
		p := w.media.publisher()
		if p.ID != "person-ana" || p.grant != (sfu.PublishGrant{Microphone: true, Camera: true, Screen: true}) {
			w.Errorf("publishes as %q with %+v", p.ID, p.grant)
		}
		if got := fmt.Sprint(w.media.at("session"), w.media.at("session/backstage")); got != "[] [person-ana]" {
			w.Errorf("on the stages are %s", got)
		}
		if _, answer := ana.does(protocol.RestartLeg{Leg: protocol.PublishLeg, SDP: "offer"}); answer != "again offer" {
			w.Errorf("restarted: %q", answer)
		}
		ben.does(protocol.OpenLeg{Leg: protocol.AudienceLeg, SDP: "offer"})
		v := w.media.viewer()
		if v.ID != "person-ben" || v.at.name != "session" || len(v.Slots) != 18 || v.Slots[3] != sfu.ChannelSlot || v.Slots[17] != sfu.ScreenSoundSlot {
			w.Errorf("watches as %q %s with %v", v.ID, v.at.name, v.Slots)
		}
		ben.does(protocol.Show{Views: []protocol.View{{Slot: 4, Width: 640, Height: 360}, {Slot: 5, Width: -1, Height: -1}}})
		if fmt.Sprint(v.shows) != "[{4 640 360} {5 0 0}]" {
			w.Errorf("shows %v", v.shows)
		}
		ben.cannot(conference.Invalid, protocol.Show{Views: make([]protocol.View, 100)})
		ben.does(protocol.Listen{Language: "fr"})
		if v.language != "fr" {
			w.Errorf("listens to %q", v.language)
		}
		ben.cannot(conference.Invalid, protocol.Listen{Language: "tlh"})
		for _, c := range []struct {
			quality sfu.Quality
			says    string
		}{{sfu.Quality{}, ""}, {sfu.Quality{Score: 3, Fault: sfu.ViewerFault}, ""}, {sfu.Quality{Score: 2, Fault: sfu.PublisherFault}, "publisher"}} {
			v.quality = c.quality
			if _, says := ben.does(protocol.ReportPlayback{Freezes: 2, Frozen: 1.5, Heard: 96_000, Concealed: 960}); says != c.says {
				w.Errorf("%+v is told as %q, want %q", c.quality, says, c.says)
			}
		}
		if want := (sfu.Playback{Freezes: 2, Frozen: 1500 * time.Millisecond, Heard: 96_000, Concealed: 960}); v.played != want {
			w.Errorf("played %+v, want %+v", v.played, want)
		}
		ben.cannot(conference.TooMany, protocol.ReportPlayback{})
		ben.cannot(conference.Invalid, protocol.ReportPlayback{Freezes: -1})
		ben.cannot(conference.Invalid, protocol.ReportPlayback{Frozen: 1e300})
		// The second takes the place of the first.
		ben.does(protocol.OpenLeg{Leg: protocol.AudienceLeg, SDP: "second"})
		synctest.Wait()
		if !v.closed() || w.media.viewer().closed() {
			w.Error("the wrong leg is closed")
		}
		never[protocol.LegClosed](ben)
		ben.does(protocol.CloseLeg{Leg: protocol.AudienceLeg})
		synctest.Wait()
		if !w.media.viewer().closed() {
			w.Error("the leg is not closed")
		}
		never[protocol.LegClosed](ben)
	})
}

func TestWhatTheMediaServerRefuses(t *testing.T) {
	inBubble(t, func(w *world) {
		ana := w.comes("Ana", conference.Speaker)
		ana.does(protocol.EnterBackstage{})
		for _, c := range []struct {
			err  error
			kind conference.Kind
		}{
			{fmt.Errorf("no: %w", sfu.ErrOffer), conference.Invalid},
			{fmt.Errorf("no: %w", sfu.ErrFull), conference.Unavailable},
			{fmt.Errorf("no: %w", sfu.ErrClosed), conference.Unavailable},
			{errors.New("smoke"), "internal"},
		} {
			w.media.refuse = c.err
			for _, kind := range protocol.LegKinds {
				if got := ana.cannot(c.kind, protocol.OpenLeg{Leg: kind, SDP: "offer"}); c.kind == "internal" && got.Message != "something broke on our side" {
					w.Errorf("the person reads %q", got.Message)
				}
			}
		}
	})
}

func TestWithoutAMediaServer(t *testing.T) {
	inBubble(t, func(w *world) {
		w.must(w.rooms.Close(w.Context()))
		w.rooms = New(w.store, nil)
		ana := w.comes("Ana", conference.Speaker)
		ana.does(protocol.EnterBackstage{})
		for _, kind := range protocol.LegKinds {
			ana.cannot(conference.Unavailable, protocol.OpenLeg{Leg: kind, SDP: "offer"})
		}
		ana.does(protocol.Say{Text: "words are enough"})
	})
}

func TestTheAudienceLegFollowsThePerson(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, mo, ben := w.comes("Ana", conference.Speaker), w.comes("Mo", conference.Moderator), w.comes("Ben", conference.Attendee)
		ana.does(protocol.OpenLeg{Leg: protocol.AudienceLeg, SDP: "offer"})
		hers := w.media.viewer()
		check := func(v *standInViewer, want string) {
			w.Helper()
			if v.at.name != want {
				w.Errorf("%s receives %s; want %s", v.ID, v.at.name, want)
			}
		}
		check(hers, "session")
		ana.does(protocol.EnterBackstage{})
		check(hers, "session/backstage")
		mo.does(protocol.BringOnStage{Person: ana.id()})
		check(hers, "session")
		mo.does(protocol.TakeOffStage{Person: ana.id()})
		check(hers, "session/backstage")
		ana.does(protocol.OpenLeg{Leg: protocol.AudienceLeg, SDP: "another"})
		hers = w.media.viewer()
		check(hers, "session/backstage")
		ana.does(protocol.LeaveBackstage{})
		check(hers, "session")
		mo.does(protocol.OpenLeg{Leg: protocol.AudienceLeg, SDP: "offer"})
		mos := w.media.viewer()
		mo.does(protocol.Attend{Place: conference.Backstage})
		check(mos, "session/backstage")
		mo.does(protocol.Attend{Place: conference.OnStage})
		check(mos, "session")
		mo.cannot(conference.Invalid, protocol.Attend{Place: conference.Audience})
		mo.cannot(conference.Invalid, protocol.Attend{Place: "roof"})
		ben.does(protocol.OpenLeg{Leg: protocol.AudienceLeg, SDP: "offer"})
		ben.cannot(conference.Forbidden, protocol.Attend{Place: conference.Backstage})
		check(w.media.viewer(), "session")
	})
}

func TestSpeakers(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, mo, ben := w.comes("Ana", conference.Speaker), w.comes("Mo", conference.Moderator), w.comes("Ben", conference.Attendee)
		ana.does(protocol.EnterBackstage{})
		ana.news()
		w.media.stages["session/backstage"].onSpeaker("person-ana")
		synctest.Wait()
		if n := expect[protocol.SpeakerChanged](ana); n.Speaker != ana.id() {
			w.Errorf("speaking backstage is %q", n.Speaker)
		}
		never[protocol.SpeakerChanged](mo)
		never[protocol.SpeakerChanged](ben)
		mo.does(protocol.Attend{Place: conference.Backstage})
		if n := expect[protocol.SpeakerChanged](mo); n.Speaker != ana.id() {
			w.Errorf("speaking backstage is %q", n.Speaker)
		}
		w.media.stages["session"].onSpeaker("person-mo")
		synctest.Wait()
		if n := expect[protocol.SpeakerChanged](ben); n.Speaker != mo.id() {
			w.Errorf("speaking on the stage is %q", n.Speaker)
		}
		never[protocol.SpeakerChanged](ana)
		if got := w.comes("Late", conference.Attendee).welcome().Speaker; got != mo.id() {
			w.Errorf("who comes later sees %q speaking", got)
		}
	})
}

func TestLegsOutliveALostSocket(t *testing.T) {
	inBubble(t, func(w *world) {
		ana := w.comes("Ana", conference.Speaker)
		ana.does(protocol.EnterBackstage{})
		ana.does(protocol.OpenLeg{Leg: protocol.PublishLeg, SDP: "offer"})
		ana.does(protocol.OpenLeg{Leg: protocol.AudienceLeg, SDP: "offer"})
		p, v := w.media.publisher(), w.media.viewer()
		v.Events.Slots([]sfu.Slot{{Index: 4, Kind: sfu.CameraSlot, Publisher: "person-mo", Source: sfu.Camera}})
		synctest.Wait()
		want := asJSON(protocol.SlotsChanged{Slots: []protocol.Slot{{Slot: 4, Person: "person-mo", Source: protocol.Camera}}})
		if got := asJSON(expect[protocol.SlotsChanged](ana)); got != want {
			w.Errorf("slots are %s", got)
		}
		ana.leaves()
		time.Sleep(legGrace - 3*time.Second)
		back := ana.returns()
		if got := asJSON(expect[protocol.SlotsChanged](back)); got != want {
			w.Errorf("back, slots are %s", got)
		}
		never[protocol.LegClosed](back)
		time.Sleep(time.Minute)
		if p.closed() || v.closed() {
			w.Error("the legs ended although the page came back")
		}
		back.does(protocol.Show{Views: []protocol.View{{Slot: 4, Width: 1, Height: 1}}})
		if len(v.shows) != 1 {
			w.Error("the page has lost its leg")
		}
		// A second connection of the same page, while the first looks alive, takes over too.
		again := back.returns()
		back.closed(protocol.CloseBroken)
		synctest.Wait()
		if p.closed() || v.closed() {
			w.Error("the legs ended with the connection that was replaced")
		}
		// Another login with the same window's name gets nothing.
		e := again.entry
		e.Login = "another"
		w.take(e).cannot(conference.NotFound, protocol.Show{})
		again.leaves()
		time.Sleep(legGrace + 2*time.Second)
		synctest.Wait()
		if !p.closed() || !v.closed() {
			w.Error("the legs go on for ever")
		}
		late := again.returns()
		closed := 0
		for _, n := range late.news() {
			if n, is := n.(protocol.LegClosed); is && !n.Final {
				closed++
			}
		}
		if closed != 2 {
			w.Errorf("told of %d closed legs", closed)
		}
	})
}

func TestALegThatIsLost(t *testing.T) {
	inBubble(t, func(w *world) {
		ana, mo := w.comes("Ana", conference.Speaker), w.comes("Mo", conference.Moderator)
		ana.does(protocol.EnterBackstage{})
		ana.does(protocol.OpenLeg{Leg: protocol.PublishLeg, SDP: "offer"})
		w.media.publisher().sending("camera")
		synctest.Wait()
		if got := expect[protocol.BackstageChanged](mo).Backstage[0]; !got.Connected || !got.Camera {
			w.Errorf("shown as %+v", got)
		}
		w.media.publisher().Events.Closed(errors.New("ice failed"))
		synctest.Wait()
		if n := expect[protocol.LegClosed](ana); n.Leg != protocol.PublishLeg || n.Final {
			w.Errorf("told of %+v", n)
		}
		if got := expect[protocol.BackstageChanged](mo).Backstage[0]; got.Connected || got.Camera {
			w.Errorf("shown as %+v", got)
		}
		ana.does(protocol.OpenLeg{Leg: protocol.PublishLeg, SDP: "offer"})
	})
}

func TestALegThatIsLostWhileItIsOpened(t *testing.T) {
	inBubble(t, func(w *world) {
		ana := w.comes("Ana", conference.Speaker)
		ana.does(protocol.EnterBackstage{})
		turn := make(chan struct{})
		holds := make(chan struct{})
		room := ana.seat.room
		go func() { _ = room.inTurn(w.Context(), func() error { close(holds); <-turn; return nil }) }()
		<-holds
		var answer protocol.Notice
		done := make(chan struct{})
		go func() {
			answer = ana.send(protocol.OpenLeg{Leg: protocol.PublishLeg, SDP: "offer"})
			close(done)
		}()
		synctest.Wait()
		w.media.publisher().Events.Closed(errors.New("ice failed"))
		synctest.Wait()
		close(turn)
		<-done
		if refused, is := answer.(protocol.Refused); !is || refused.Kind != conference.Unavailable {
			w.Errorf("answered %#v", answer)
		}
		if !w.media.publisher().closed() || len(w.media.at("session/backstage")) > 0 {
			w.Error("a dead leg is on the stage")
		}
	})
}

func TestThePublishLegBelongsToTheLatestWindow(t *testing.T) {
	inBubble(t, func(w *world) {
		one := w.comes("Ana", conference.Speaker)
		two := w.take(w.entry(one.id()))
		one.does(protocol.EnterBackstage{})
		one.does(protocol.OpenLeg{Leg: protocol.PublishLeg, SDP: "one"})
		first := w.media.publisher()
		two.does(protocol.OpenLeg{Leg: protocol.PublishLeg, SDP: "two"})
		synctest.Wait()
		if !first.closed() || w.media.publisher().closed() {
			w.Error("the wrong leg is closed")
		}
		if n := expect[protocol.LegClosed](one); !n.Final || n.Leg != protocol.PublishLeg {
			w.Errorf("the first window is told %+v", n)
		}
		if got := w.media.at("session/backstage"); len(got) != 1 {
			w.Errorf("backstage are %v", got)
		}
		one.leaves()
		time.Sleep(time.Minute)
		if w.media.publisher().closed() {
			w.Error("the second window's leg ended with the first window")
		}
	})
}

// Whatever is decided while a leg is being opened holds for it.
func TestALegThatComesTooLate(t *testing.T) {
	for name, decide := range map[string]func(w *world, ana, mo *client){
		"she was removed":     func(_ *world, ana, mo *client) { mo.does(protocol.RemovePerson{Person: ana.id(), On: true}) },
		"her login was ended": func(w *world, ana, _ *client) { w.rooms.LoginRevoked(ana.entry.Login) },
		"she is no speaker any more": func(w *world, ana, _ *client) {
			w.appoint(ana.id(), conference.Attendee)
			w.rooms.PersonChanged(w.Context(), ana.id())
		},
		"her page is gone": func(_ *world, ana, _ *client) { ana.leaves() },
		"the room is closed": func(w *world, _, _ *client) {
			w.must(w.rooms.Close(w.Context()))
		},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(w *world) {
				ana, mo := w.comes("Ana", conference.Speaker), w.comes("Mo", conference.Moderator)
				ana.does(protocol.EnterBackstage{})
				mo.does(protocol.BringOnStage{Person: ana.id()})
				w.media.hold = make(chan struct{})
				done := make(chan struct{})
				frame, err := protocol.EncodeCommand(conference.NewID[string](), protocol.OpenLeg{Leg: protocol.PublishLeg, SDP: "offer"})
				w.must(err)
				go func() {
					ana.seat.Receive(w.Context(), frame)
					close(done)
				}()
				synctest.Wait()
				decide(w, ana, mo)
				close(w.media.hold)
				<-done
				synctest.Wait()
				if p := w.media.publisher(); !p.closed() || len(w.media.at("session"))+len(w.media.at("session/backstage")) > 0 {
					w.Errorf("the leg is closed: %v; on the stage are %v", p.closed(), w.media.at("session"))
				}
			})
		})
	}
}
