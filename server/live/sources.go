package live

import (
	"slices"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/sfu"
)

// usual is what is on when a person comes from the audience. Her page sends nothing that she has not turned on; an
// encoder has no other way to say so than to send. A screen is shared by saying so.
func usual() map[protocol.SourceKind]bool {
	return map[protocol.SourceKind]bool{protocol.Microphone: true, protocol.Camera: true, protocol.ScreenSound: true}
}

// on reports whether a source may be forwarded: a screen's sound goes with the screen.
func (m *member) on(k protocol.SourceKind) bool {
	return m.sources[k] && (k != protocol.ScreenSound || m.sources[protocol.Screen])
}

// connected reports whether her media reaches us.
func (m *member) connected() bool { return m.publish != nil && m.publish.connected }

// sends reports whether a source of hers really is there to be seen or heard.
func (m *member) sends(k protocol.SourceKind) bool {
	return m.connected() && m.on(k) && m.publish.arriving[k]
}

// sharer is who shares a screen at a place, but for m: a page that has gone shares nothing.
func (r *Room) sharer(p conference.Place, but *member) *member {
	for _, m := range r.stage.there {
		if m != but && m.place == p && m.sources[protocol.Screen] && m.publish != nil {
			return m
		}
	}
	return nil
}

// yields reports whether a person who comes to a place must stop sharing, since somebody there shares already.
func (r *Room) yields(m *member, to conference.Place) bool {
	return m.sources[protocol.Screen] && r.sharer(to, m) != nil
}

// gate forwards what is on, and nothing else. For who has the room's turn.
func (l *leg) gate(on map[protocol.SourceKind]bool) {
	for _, k := range protocol.SourceKinds {
		if was, known := l.gates[k]; !known || was != on[k] {
			l.publisher.Mute(sfu.SourceKind(k), !on[k])
		}
	}
	l.gates = on
}

// gates is which of a person's sources are on.
func (m *member) gates() map[protocol.SourceKind]bool {
	on := map[protocol.SourceKind]bool{}
	for _, k := range protocol.SourceKinds {
		on[k] = m.on(k)
	}
	return on
}

// switchSource turns a source of a person on or off; who did not do so herself is told. In the room's turn. The media goes
// first, so that nobody is heard who is shown as muted.
func (r *Room) switchSource(m *member, k protocol.SourceKind, on, byOther bool) error {
	var publish *leg
	var gates map[protocol.SourceKind]bool
	err := r.look(func() {
		if m.sources[k] != on {
			m.sources[k] = on
			publish, gates = m.publish, m.gates()
			if byOther {
				r.tell(only(m.id), protocol.Muted{Source: k})
			}
		}
	})
	if err != nil || gates == nil {
		return err
	}
	if publish != nil {
		publish.gate(gates)
	}
	return r.look(func() { r.tellPlaces(m.place) })
}

// setSource turns one's own source on or off. One screen is shared at a time: a second one must wait until the first
// stops, unless who shares it manages the stage, and may stop the first anyway.
func (s *Seat) setSource(c protocol.SetSource) error {
	r := s.room
	if !slices.Contains(protocol.SourceKinds, c.Source) {
		return conference.Errorf(conference.Invalid, "there is no such source")
	}
	var other *member
	err := r.ask(func() error {
		if s.member.place == conference.Audience {
			return conference.Errorf(conference.Conflict, "go backstage first")
		}
		if c.Source == protocol.Screen && c.On {
			other = r.sharer(s.member.place, s.member)
		}
		if other != nil && !s.member.may(conference.ManageStage) {
			return conference.Errorf(conference.Conflict, "%s is sharing a screen; only one can be shared at a time", other.plate.Name)
		}
		return nil
	})
	if err == nil && other != nil {
		err = r.switchSource(other, protocol.Screen, false, true)
	}
	if err != nil {
		return err
	}
	return r.switchSource(s.member, c.Source, c.On, false)
}

// mute turns somebody's source off. Only she can turn it on again.
func (s *Seat) mute(c protocol.Mute) error {
	r := s.room
	if !slices.Contains(protocol.SourceKinds, c.Source) {
		return conference.Errorf(conference.Invalid, "there is no such source")
	}
	var m *member
	err := r.ask(func() error {
		if m = r.stage.there[c.Person]; m == nil {
			return conference.Errorf(conference.Conflict, "this person is neither backstage nor on the stage")
		}
		return nil
	})
	if err != nil {
		return err
	}
	return r.switchSource(m, c.Source, false, true)
}
