package sfu

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// AudienceEvents tell of an audience leg. They must not block; each may be nil. No lock is held during a call.
type AudienceEvents struct {
	Connected func()
	Closed    func(error)  // once; nil error: Close was called
	Slots     func([]Slot) // the whole map from slots to sources, whenever it changes; the last call has the last map
}

// WatchRequest asks for an audience leg.
type WatchRequest struct {
	ID     string     // the viewer's name; a publisher of the same name is never sent back to her
	Offer  string     // SDP
	Slots  []SlotKind // one for each m-line, in order; empty: sound is floor, the first picture main, others cameras (WHEP)
	Stage  *Stage     // nil: none yet
	Events AudienceEvents
}

// AudienceLeg is the peer connection of somebody who watches. Its slots are negotiated once; what is in them changes
// without any SDP.
type AudienceLeg struct {
	link    link
	sfu     *SFU
	id      string
	session uint64 // of SDP
	events  AudienceEvents
	slots   []*slot
	shard   *shard
	news    news[[]Slot]
	phase   uint32 // which of the server's audience legs it is, counted as they come
	began   time.Time
	ending  sync.Once
	flows   []window // of the slots
	played  playback

	mu       sync.Mutex
	stage    *Stage
	language string
	away     bool // for good: the leg has ended
}

// Watch answers an offer to watch a stage.
func (s *SFU) Watch(ctx context.Context, r WatchRequest) (*AudienceLeg, string, error) {
	o, err := readOffer(r.Offer, receives, s.set.limits)
	if err != nil {
		return nil, "", err
	}
	if r.Stage != nil && r.Stage.attendance() >= s.set.limits.Attending {
		return nil, "", fmt.Errorf("%w: its stage has as many viewers as it may", ErrFull)
	}
	if len(r.Slots) == 0 {
		r.Slots = watchSlots(o.sections)
	}
	if len(r.Slots) != len(o.sections) {
		return nil, "", fmt.Errorf("%w: %d slots for %d sections", ErrOffer, len(r.Slots), len(o.sections))
	}
	told, err := readOffered(o)
	if err != nil {
		return nil, "", err
	}
	if err := ctx.Err(); err != nil {
		return nil, "", fmt.Errorf("answer: %w", context.Cause(ctx))
	}
	l := &AudienceLeg{sfu: s, id: r.ID, session: uint64(random32()), events: r.Events, began: time.Now()}
	for i, k := range r.Slots {
		if k.video() != (told.sections[i].kind == "video") {
			return nil, "", fmt.Errorf("%w: section %d is %s, its slot %s", ErrOffer, i, o.sections[i], k)
		}
		l.slots = append(l.slots, newSlot(l, i, k, told.sections[i].codecs))
	}
	l.flows = make([]window, len(l.slots))
	l.link.init(s, told, l)
	if err := s.admitViewer(l); err != nil {
		return nil, "", err
	}
	answer := l.answerTo(told, l.link.rename())
	l.Attend(r.Stage)
	return l, answer, nil
}

// watchSlots is what an offer without names shows: WHEP players have one sound and one picture.
func watchSlots(sections []string) []SlotKind {
	list := make([]SlotKind, len(sections))
	pictures := 0
	for i, k := range sections {
		switch {
		case k == "audio":
			list[i] = FloorSlot
		case pictures == 0:
			list[i] = MainSlot
			pictures++
		default:
			list[i] = CameraSlot
		}
	}
	return list
}

// opened is told when media can flow.
func (l *AudienceLeg) opened() {
	now := time.Now()
	for _, s := range l.slots {
		s.ask(now)
	}
	call(l.events.Connected)
}

// Answer applies an offer of the same leg with new ICE credentials (RFC 8445 §9), after a change of network.
func (l *AudienceLeg) Answer(_ context.Context, offer string) (string, error) {
	o, err := readOffer(offer, receives, l.sfu.set.limits)
	if err != nil {
		return "", err
	}
	told, err := readOffered(o)
	if err != nil {
		return "", err
	}
	if len(told.sections) != len(l.slots) {
		return "", fmt.Errorf("%w: a restart cannot change sections", ErrOffer)
	}
	if told.fingerprint != l.link.fingerprint {
		return "", fmt.Errorf("%w: a restart cannot change the certificate", ErrOffer)
	}
	for i, s := range l.slots { // what was agreed stays agreed
		told.sections[i].codecs, told.sections[i].common = s.codecs, len(s.codecs) > 0
	}
	l.mu.Lock()
	over := l.away
	l.mu.Unlock()
	if over {
		return "", ErrClosed
	}
	return l.answerTo(told, l.link.rename()), nil
}

// Attend moves the viewer to another stage, or away from any when it is nil; her slots stay. A leg that has ended
// attends nothing.
func (l *AudienceLeg) Attend(st *Stage) {
	l.mu.Lock()
	if l.away {
		l.mu.Unlock()
		return
	}
	old := l.stage
	l.stage = st
	l.mu.Unlock()
	if old != nil && old != st {
		old.leave(l)
	}
	if st == nil {
		l.assign(nil, lineUp{})
		return
	}
	st.mu.Lock()
	st.viewers[l] = struct{}{}
	st.mu.Unlock()
	l.mu.Lock()
	elsewhere := l.stage != st // ended or moved on meanwhile
	l.mu.Unlock()
	if elsewhere {
		st.leave(l)
	}
	st.assignTo(l)
}

// Show says how large the viewer shows her slots; those not named stay as they are.
func (l *AudienceLeg) Show(views []View) {
	now := time.Now()
	for _, v := range views {
		if v.Slot >= 0 && v.Slot < len(l.slots) {
			l.slots[v.Slot].show(v.Height, now)
		}
	}
}

// Listen chooses the language of the channel slot; "" is none.
func (l *AudienceLeg) Listen(language string) {
	l.mu.Lock()
	l.language = language
	st := l.stage
	l.mu.Unlock()
	if st != nil {
		st.assignTo(l)
	}
}

// Close ends the leg. It does not wait: Events.Closed tells when everything has ended.
func (l *AudienceLeg) Close() { l.end(nil) }

func (l *AudienceLeg) end(reason error) {
	l.ending.Do(func() {
		l.mu.Lock()
		st := l.stage
		l.stage, l.away = nil, true
		l.mu.Unlock()
		if st != nil {
			st.leave(l)
		}
		for _, s := range l.slots {
			s.put(nil)
		}
		l.link.close()
		// The server counts the goroutine before it forgets the leg, so that one or the other keeps it from closing too early.
		l.sfu.work.Go(func() {
			if l.events.Closed != nil {
				l.events.Closed(reason)
			}
		})
		l.sfu.forget(nil, l)
	})
}

// late reports whether the client has taken too long to connect, or has gone.
func (l *AudienceLeg) over(now time.Time) error {
	switch {
	case !l.link.ready.Load():
		if now.Sub(l.began) > connectWithin {
			return errNoMedia
		}
	case l.link.parting.Load() != 0 && l.link.silent(now):
		return errEnded
	case l.link.silent(now):
		return errFailed
	}
	return nil
}

// choose lets each picture's slot look for a better layer.
func (l *AudienceLeg) choose(now time.Time) {
	for _, s := range l.slots {
		s.choose(now)
	}
}

// report sends sender reports, so that browsers know how a slot's timestamps relate to time.
func (l *AudienceLeg) report(b *batch, now time.Time) {
	if !l.link.ready.Load() {
		return
	}
	var plain []byte
	for _, s := range l.slots {
		r := s.senderReport(now)
		if r == nil {
			continue
		}
		if bytes, err := r.Marshal(); err == nil {
			plain = append(plain, bytes...)
		}
	}
	if len(plain) > 0 {
		l.link.control(b, plain)
	}
}
