package live

import (
	"context"
	"errors"
	"fmt"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/sfu"
)

// Opening legs. What the media server needs time for happens between two visits to the room, and whatever was decided
// meanwhile holds for the new leg.

func (s *Seat) openLeg(ctx context.Context, c protocol.OpenLeg) (string, error) {
	switch c.Leg {
	case protocol.PublishLeg:
		if err := s.may(conference.GoBackstage); err != nil {
			return "", err
		}
		return s.room.openPublish(ctx, s.window, c.SDP)
	case protocol.AudienceLeg:
		return s.room.openAudience(ctx, s.window, c.SDP, s.room.slotKinds())
	}
	return "", conference.Errorf(conference.Invalid, "there is no such leg")
}

// slotKinds are the slots of a page's audience leg, in the order of its m-lines.
func (r *Room) slotKinds() (list []sfu.SlotKind) {
	add := func(n int, k sfu.SlotKind) {
		for range n {
			list = append(list, k)
		}
	}
	add(r.slots.Floor, sfu.FloorSlot)
	add(r.slots.Channel, sfu.ChannelSlot)
	add(r.slots.Camera, sfu.CameraSlot)
	add(r.slots.Screen, sfu.ScreenSlot)
	add(r.slots.ScreenSound, sfu.ScreenSoundSlot)
	return list
}

// openPublish opens a publish leg for a window. A person has one: it belongs to the window that opened the latest.
func (r *Room) openPublish(ctx context.Context, w *window, offer string) (string, error) {
	m := w.member
	select { // one after another, so that none is left over
	case m.signal <- struct{}{}:
		defer func() { <-m.signal }()
	case <-ctx.Done():
		return "", conference.Errorf(conference.Unavailable, "another leg is being opened; please try again")
	}
	err := r.ask(func() error {
		if m.place == conference.Audience {
			return conference.Errorf(conference.Conflict, "go backstage first")
		}
		if former := m.publish; former != nil {
			var why *protocol.LegClosed
			if former.window != w {
				why = &protocol.LegClosed{Reason: "you are publishing from another window", Final: true}
			}
			r.drop(former, why)
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	l := r.newLeg(protocol.PublishLeg, w)
	var answer string
	l.publisher, answer, err = r.media.publish(ctx, sfu.PublishRequest{
		ID: string(m.id), Offer: offer, Events: r.publishEvents(l),
		Grant: sfu.PublishGrant{Microphone: true, Camera: true, Screen: true},
	})
	if err != nil {
		return "", mediaRefusal(err)
	}
	if err := r.inTurn(ctx, func() error { return r.attach(l) }); err != nil {
		r.shut(l)
		return "", err
	}
	return answer, nil
}

// attach gives a new publish leg to the room, in its turn: whatever was decided while it was being opened holds for it.
func (r *Room) attach(l *leg) error {
	m := l.window.member
	var place conference.Place
	var gates map[protocol.SourceKind]bool
	err := r.ask(func() error {
		switch {
		case l.closed:
			return mediaRefusal(sfu.ErrClosed)
		case !l.window.here() || !m.may(conference.GoBackstage):
			return conference.Errorf(conference.Forbidden, "you may no longer publish in this session")
		case m.place == conference.Audience:
			return conference.Errorf(conference.Conflict, "go backstage first")
		}
		if r.yields(m, m.place) {
			m.sources[protocol.Screen] = false
			r.tell(only(m.id), protocol.Muted{Source: protocol.Screen})
		}
		place, gates = m.place, m.gates()
		l.window.attach(l)
		m.publish = l
		r.tellPlaces(place)
		return nil
	})
	if err != nil {
		return err
	}
	l.gate(gates)
	l.to(r.stage.carrying(place))
	return nil
}

// openAudience opens an audience leg for a window, in place of the one before.
func (r *Room) openAudience(ctx context.Context, w *window, offer string, slots []sfu.SlotKind) (string, error) {
	var on conference.Place
	err := r.look(func() {
		on = w.attends
		if former := w.legs[protocol.AudienceLeg]; former != nil {
			r.drop(former, nil)
		}
	})
	if err != nil {
		return "", err
	}
	l := r.newLeg(protocol.AudienceLeg, w)
	var answer string
	l.viewer, answer, err = r.media.watch(ctx, r.stage.at(on), sfu.WatchRequest{
		ID: string(w.member.id), Offer: offer, Slots: slots, Events: r.audienceEvents(l),
	})
	if err != nil {
		return "", mediaRefusal(err)
	}
	err = r.inTurn(ctx, func() error {
		now := on
		err := r.ask(func() error {
			switch {
			case l.closed:
				return mediaRefusal(sfu.ErrClosed)
			case !w.here() || !w.member.may(conference.Watch):
				return conference.Errorf(conference.Forbidden, "you may no longer watch this session")
			}
			if former := w.legs[protocol.AudienceLeg]; former != nil {
				r.drop(former, nil)
			}
			w.attach(l)
			now = w.attends
			if l.slots != nil {
				r.whisper(w.seat, protocol.SlotsChanged{Slots: l.slots})
			}
			return nil
		})
		if err == nil && now != on { // she was moved meanwhile
			l.to(r.stage.at(now))
		}
		return err
	})
	if err != nil {
		r.shut(l)
		return "", err
	}
	return answer, nil
}

// mediaRefusal is what a person is told when the media server refuses.
func mediaRefusal(err error) error {
	switch {
	case errors.Is(err, sfu.ErrOffer):
		return conference.Errorf(conference.Invalid, "the server could not make sense of what your browser offers")
	case errors.Is(err, sfu.ErrFull):
		return conference.Errorf(conference.Unavailable, "the server has no space for another connection; please try again later")
	case errors.Is(err, sfu.ErrClosed):
		return conference.Errorf(conference.Unavailable, "the media connection has ended; please try again")
	}
	return fmt.Errorf("open a leg: %w", err)
}
