package live

import (
	"context"
	"slices"
	"testing"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store/storetest"
	"plenary/sfu"
	"plenary/sfu/sfutest"
)

// realWorld has a real media server on the loopback interface, and so real time: tests poll for what must come.
func realWorld(t *testing.T) (*world, *sfu.SFU) {
	t.Helper()
	m, err := sfu.New(sfu.WithUDPAddr("127.0.0.1:0"), sfu.WithLoopback(true))
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, storetest.Empty(t))
	w.rooms = New(w.store, m)
	t.Cleanup(func() {
		w.close()
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	})
	return w, m
}

// eventually polls until something is so.
func (w *world) eventually(what string, so func() bool) {
	w.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if so() {
			return
		}
	}
	w.Fatalf("never: %s", what)
}

// signal carries an offer through the client's seat.
func (c *client) signal(kind protocol.LegKind) sfutest.Signal {
	return func(_ context.Context, offer string) (string, error) {
		_, answer := c.does(protocol.OpenLeg{Leg: kind, SDP: offer})
		return answer, nil
	}
}

func (c *client) publishes() *sfutest.Publisher {
	c.w.Helper()
	p, err := sfutest.NewPublisher(c.signal(protocol.PublishLeg), sfutest.WithLoopback(), sfutest.WithName(c.entry.Person.Name))
	c.w.must(err)
	c.w.must(p.Connect(c.w.Context()))
	c.w.Cleanup(func() { _ = p.Close() })
	return p
}

func (c *client) watches() *sfutest.Viewer {
	c.w.Helper()
	v, err := sfutest.NewViewer(c.signal(protocol.AudienceLeg), sfutest.WithLoopback())
	c.w.must(err)
	c.w.must(v.Connect(c.w.Context()))
	c.w.Cleanup(func() { _ = v.Close() })
	return v
}

// received counts what a viewer got of Ana, sound and picture.
func received(v *sfutest.Viewer) (sound, picture uint64) {
	for _, s := range v.Stats().Slots {
		sound += s.Sources["Ana"]
		for _, layer := range []string{"/q", "/h", "/f"} {
			picture += s.Sources["Ana"+layer]
		}
	}
	return sound, picture
}

func (w *world) receivesAna(v *sfutest.Viewer) {
	w.Helper()
	sound, picture := received(v)
	w.eventually("sound and picture of Ana", func() bool {
		s, p := received(v)
		return s > sound+5 && p > picture+5
	})
}

func TestAPanelWithRealMedia(t *testing.T) {
	w, _ := realWorld(t)
	ana, mo, ben := w.comes("Ana", conference.Speaker), w.comes("Mo", conference.Moderator), w.comes("Ben", conference.Attendee)
	audience := ben.watches()
	ana.does(protocol.EnterBackstage{})
	mo.does(protocol.Attend{Place: conference.Backstage})
	backstage, own := mo.watches(), ana.watches()
	ana.publishes()

	w.eventually("Ana is shown as connected", func() bool {
		n, ok := latest[protocol.BackstageChanged](mo)
		return ok && len(n.Backstage) == 1 && n.Backstage[0].Connected && n.Backstage[0].Microphone && n.Backstage[0].Camera
	})
	w.receivesAna(backstage)
	if sound, picture := received(audience); sound+picture > 0 {
		t.Errorf("backstage, the audience received %d and %d of her", sound, picture)
	}

	mo.does(protocol.BringOnStage{Person: ana.id()})
	w.receivesAna(audience)
	w.eventually("Ben is told whose camera is in which slot", func() bool {
		n, _ := latest[protocol.SlotsChanged](ben)
		return slices.ContainsFunc(n.Slots, func(s protocol.Slot) bool { return s.Person == ana.id() && s.Source == protocol.Camera })
	})
	if sound, picture := received(own); sound+picture > 0 {
		t.Errorf("she got %d and %d of herself back", sound, picture)
	}

	mo.does(protocol.Mute{Person: ana.id(), Source: protocol.Camera})
	w.eventually("her picture stops", func() bool {
		_, before := received(audience)
		sound, _ := received(audience)
		w.eventually("sound goes on", func() bool { s, _ := received(audience); return s > sound+20 })
		_, after := received(audience)
		return before == after
	})
	ana.does(protocol.SetSource{Source: protocol.Camera, On: true})
	w.receivesAna(audience)

	mo.does(protocol.TakeOffStage{Person: ana.id()})
	w.eventually("the audience hears no more", func() bool {
		sound, picture := received(audience)
		w.receivesAna(backstage)
		s, p := received(audience)
		return s == sound && p == picture
	})
}

func TestARemovedSpeakerIsNotHeard(t *testing.T) {
	w, m := realWorld(t)
	ana, mo, ben := w.comes("Ana", conference.Speaker), w.comes("Mo", conference.Moderator), w.comes("Ben", conference.Attendee)
	audience, hers := ben.watches(), ana.watches()
	ana.does(protocol.EnterBackstage{})
	p := ana.publishes()
	mo.does(protocol.BringOnStage{Person: ana.id()})
	w.receivesAna(audience)
	mo.does(protocol.RemovePerson{Person: ana.id(), On: true})
	ana.closed(protocol.CloseRemoved)
	w.eventually("only Ben's leg is left", func() bool {
		st := m.Stats()
		return len(st.Publishers) == 0 && st.Viewers == 1
	})
	for what, done := range map[string]<-chan struct{}{"publisher": p.Done(), "viewer": hers.Done()} {
		select {
		case <-done:
		case <-time.After(20 * time.Second):
			t.Errorf("the %s is not told", what)
		}
	}
}
