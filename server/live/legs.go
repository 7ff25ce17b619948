package live

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/sfu"
)

// A leg is a peer connection of a window. Owned by the room's goroutine where nothing else is said.
type leg struct {
	kind      protocol.LegKind
	window    *window
	publisher mediaPublisher // of a publish leg; set before the room knows the leg
	viewer    mediaViewer    // of an audience leg, likewise
	connected bool
	arriving  map[protocol.SourceKind]bool
	slots     []protocol.Slot // as told the last time
	attached  bool            // the room knows it
	closed    bool

	gates map[protocol.SourceKind]bool // what is forwarded; for who has the room's turn

	mu   sync.Mutex
	over bool // nothing puts it on a stage any more
}

// to puts the leg on a stage, or has it attend one, unless it is over. Not for the room's goroutine. The lock is held over
// the call, so that a leg which is shut is never put anywhere after that; the media server's events take no lock of ours.
func (l *leg) to(st mediaStage) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.over:
	case l.publisher != nil:
		st.Add(l.publisher)
	default:
		l.viewer.Attend(st)
	}
}

// legGrace is how long legs go on without their seat: a socket that was lost comes back by then.
const legGrace = 15 * time.Second

// word is the key of what the media server says about a leg.
type word struct {
	leg  *leg
	what string
}

// listen has the media server tell the room who speaks.
func (r *Room) listen() {
	for _, p := range []conference.Place{conference.OnStage, conference.Backstage} {
		r.stage.at(p).OnSpeaker(func(publisher string) {
			r.inbox.put(p, func() { r.spoke(p, conference.PersonID(publisher)) })
		})
	}
}

// spoke tells those who attend a stage who is heard most on it.
func (r *Room) spoke(p conference.Place, speaker conference.PersonID) {
	if r.stage.speaker[p] == speaker {
		return
	}
	r.stage.speaker[p] = speaker
	r.mention(protocol.SpeakerChanged{Speaker: speaker}, func(s *Seat) bool { return s.window.attends == p })
}

// newLeg makes a leg whose events reach the room.
func (r *Room) newLeg(kind protocol.LegKind, w *window) *leg {
	return &leg{kind: kind, window: w, arriving: map[protocol.SourceKind]bool{}}
}

func (r *Room) publishEvents(l *leg) sfu.PublishEvents {
	return sfu.PublishEvents{
		Connected: func() { r.inbox.put(word{l, "connected"}, func() { r.legConnected(l) }) },
		Closed:    func(err error) { r.inbox.put(word{l, "closed"}, func() { r.legClosed(l, err) }) },
		Sources:   func(list []sfu.Source) { r.inbox.put(word{l, "sources"}, func() { r.legSends(l, list) }) },
	}
}

func (r *Room) audienceEvents(l *leg) sfu.AudienceEvents {
	return sfu.AudienceEvents{
		Closed: func(err error) { r.inbox.put(word{l, "closed"}, func() { r.legClosed(l, err) }) },
		Slots:  func(list []sfu.Slot) { r.inbox.put(word{l, "slots"}, func() { r.legShows(l, list) }) },
	}
}

func (r *Room) legConnected(l *leg) {
	l.connected = true
	r.tellPlaces(l.window.member.place)
}

func (r *Room) legSends(l *leg, list []sfu.Source) {
	clear(l.arriving)
	for _, s := range list {
		l.arriving[protocol.SourceKind(s.Kind)] = true
	}
	r.tellPlaces(l.window.member.place)
}

func (r *Room) legShows(l *leg, list []sfu.Slot) {
	l.slots = make([]protocol.Slot, len(list))
	for i, s := range list {
		l.slots[i] = protocol.Slot{Slot: s.Index, Person: conference.PersonID(s.Publisher), Source: protocol.SourceKind(s.Source)}
	}
	if l.attached && !l.closed {
		r.whisper(l.window.seat, protocol.SlotsChanged{Slots: l.slots})
	}
}

// legClosed tells of a leg that ended without our doing.
func (r *Room) legClosed(l *leg, err error) {
	if l.closed {
		return
	}
	r.log.Info("a leg was lost", "session", r.id, "person", l.window.member.id, "leg", l.kind, "error", err)
	r.drop(l, &protocol.LegClosed{Reason: "the media connection was lost"})
}

// drop takes a leg from its window and has it closed. With a notice, its page is told as soon as it has a seat; a page
// that knows is not. A program ends with its leg.
func (r *Room) drop(l *leg, why *protocol.LegClosed) {
	if l.closed {
		return
	}
	l.closed = true
	if !l.attached { // who opens it will notice
		return
	}
	w := l.window
	delete(w.legs, l.kind)
	if why != nil {
		why.Leg = l.kind
		if w.seat != nil {
			r.whisper(w.seat, *why)
		} else {
			w.ended[l.kind] = *why
		}
	}
	if w.member.publish == l {
		w.member.publish = nil
		r.tellPlaces(w.member.place)
	}
	r.apart(func(context.Context) { r.shut(l) })
	if w.program != nil {
		r.discard(w)
	}
}

// shut closes a leg, which stages forget. It may have ended by itself, and have been moved after that.
func (r *Room) shut(l *leg) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.over = true
	if l.publisher != nil {
		r.stage.front.Remove(l.publisher)
		r.stage.back.Remove(l.publisher)
		l.publisher.Close()
	}
	if l.viewer != nil {
		l.viewer.Attend(nil)
		l.viewer.Close()
	}
}

// takeOverLegs tells a seat about the legs that its window has from before.
func (r *Room) takeOverLegs(s *Seat) {
	for _, why := range s.window.ended {
		r.whisper(s, why)
	}
	clear(s.window.ended)
	if l := s.window.legs[protocol.AudienceLeg]; l != nil && l.slots != nil {
		r.whisper(s, protocol.SlotsChanged{Slots: l.slots})
	}
}

// endLostLegs ends the legs of windows that did not come back.
func (r *Room) endLostLegs(now time.Time) {
	for w := range r.lost {
		if now.Sub(w.lost) < legGrace {
			continue
		}
		for _, l := range w.legs {
			r.drop(l, &protocol.LegClosed{Reason: "the connection was lost for too long"})
		}
	}
}

// leg returns the seat's leg of a kind, or nil.
func (s *Seat) leg(kind protocol.LegKind) (l *leg, err error) {
	err = s.room.look(func() { l = s.window.legs[kind] })
	return l, err
}

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
		l.window.legs[protocol.PublishLeg], m.publish, l.attached = l, l, true
		r.tellPlaces(place)
		return nil
	})
	if err != nil {
		return err
	}
	l.gate(gates)
	l.to(r.stage.at(place))
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
			now, w.legs[protocol.AudienceLeg], l.attached = w.attends, l, true
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
