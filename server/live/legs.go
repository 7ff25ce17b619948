package live

import (
	"context"
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

	reports bucket
	weak    bool // as the page said the last time
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
	r.mention(attendees(p), protocol.SpeakerChanged{Speaker: speaker})
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
	if l.kind == protocol.PublishLeg && err != nil {
		r.trouble(protocol.MediaLost, l.window.member, err)
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
			if w.ended == nil {
				w.ended = map[protocol.LegKind]protocol.LegClosed{}
			}
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
