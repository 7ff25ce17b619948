package sfu

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/pion/webrtc/v4"
)

// SlotKind is what the server puts into a slot.
type SlotKind string

// The kinds of slot.
const (
	FloorSlot       SlotKind = "floor"        // one of the loudest voices
	ChannelSlot     SlotKind = "channel"      // the chosen interpretation
	CameraSlot      SlotKind = "camera"       // a publisher's camera
	ScreenSlot      SlotKind = "screen"       // the shared screen
	ScreenSoundSlot SlotKind = "screen-sound" // its sound
	MainSlot        SlotKind = "main"         // the screen if one is shared, else the speaker's camera
)

// Slot is what an audience leg carries in one m-line.
type Slot struct {
	Index     int // of the m-line
	Kind      SlotKind
	Publisher string // "" when the slot is empty
	Source    SourceKind
}

// View is how large a viewer shows a slot, in pixels of her screen; 0 × 0 is hidden.
type View struct{ Slot, Width, Height int }

// AudienceEvents tell of an audience leg. They must not block; each may be nil.
type AudienceEvents struct {
	Connected func()
	Closed    func(error)  // once; nil error: Close was called
	Slots     func([]Slot) // the whole map from slots to sources, whenever it changes
}

// WatchRequest asks for an audience leg.
type WatchRequest struct {
	ID     string     // the viewer's name
	Offer  string     // SDP
	Slots  []SlotKind // one for each m-line, in order; empty: as WHEP players offer
	Stage  *Stage
	Events AudienceEvents
}

// AudienceLeg is the peer connection of somebody who watches. Its slots are negotiated once; what is in them changes
// without any SDP.
type AudienceLeg struct {
	sfu    *SFU
	id     string
	events AudienceEvents
	pc     *webrtc.PeerConnection
	slots  []*slot
	done   sync.Once
	work   sync.WaitGroup

	mu       sync.Mutex
	stage    *Stage
	language string
	told     []Slot
	ended    bool
}

// Watch answers an offer to watch a stage.
func (s *SFU) Watch(ctx context.Context, r WatchRequest) (*AudienceLeg, string, error) {
	offer, sections, err := checkOffer(r.Offer, s.set.limits)
	if err != nil {
		return nil, "", err
	}
	list := kinds(offer)
	if len(r.Slots) == 0 {
		r.Slots = watchSlots(list)
	}
	if len(r.Slots) != sections {
		return nil, "", fmt.Errorf("%w: %d slots for %d sections", ErrOffer, len(r.Slots), sections)
	}
	l := &AudienceLeg{sfu: s, id: r.ID, events: r.Events}
	for i, k := range r.Slots {
		video := k == CameraSlot || k == ScreenSlot || k == MainSlot
		if video != (list[i] == "video") {
			return nil, "", fmt.Errorf("%w: section %d is %s, its slot %s", ErrOffer, i, list[i], k)
		}
		l.slots = append(l.slots, newSlot(l, i, k, video))
	}
	if err := s.admit(nil, l); err != nil {
		return nil, "", err
	}
	if l.pc, err = s.watching.NewPeerConnection(s.config); err != nil {
		s.forget(nil, l)
		return nil, "", fmt.Errorf("open an audience leg: %w", err)
	}
	watchState(l.pc, func() { call(l.events.Connected) }, func(err error) { l.end(err) })
	a, err := answer(ctx, l.pc, l.fill, offer)
	if err != nil {
		l.end(err)
		return nil, "", err
	}
	l.Attend(r.Stage)
	return l, a, nil
}

// watchSlots is what an offer without names shows: WHEP players have one sound and one picture.
func watchSlots(kinds []string) []SlotKind {
	list := make([]SlotKind, len(kinds))
	pictures := 0
	for i, k := range kinds {
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

// fill gives every section of the offer its slot. Pion made the transceivers in the order of the m-lines, and adds a
// track to the first of its kind that has none.
func (l *AudienceLeg) fill() error {
	for _, s := range l.slots {
		sender, err := l.pc.AddTrack(s)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrOffer, err)
		}
		l.work.Go(func() { s.listen(sender) })
	}
	return nil
}

// Answer applies an offer of the same leg with new ICE credentials.
func (l *AudienceLeg) Answer(ctx context.Context, offer string) (string, error) {
	offer, sections, err := checkOffer(offer, l.sfu.set.limits)
	if err != nil {
		return "", err
	}
	if sections != len(l.slots) {
		return "", fmt.Errorf("%w: a restart cannot add sections", ErrOffer)
	}
	return answer(ctx, l.pc, nil, offer)
}

// Attend moves the viewer to another stage, or away from any when it is nil; her slots stay. A leg that has ended
// attends nothing.
func (l *AudienceLeg) Attend(st *Stage) {
	l.mu.Lock()
	if l.ended {
		l.mu.Unlock()
		return
	}
	old := l.stage
	l.stage = st
	l.mu.Unlock()
	if old != nil && old != st {
		old.mu.Lock()
		delete(old.viewers, l)
		old.mu.Unlock()
	}
	if st == nil {
		l.assign(nil, nil, nil, "")
		return
	}
	st.mu.Lock()
	st.viewers[l] = struct{}{}
	st.mu.Unlock()
	l.mu.Lock()
	elsewhere := l.stage != st // ended or moved on meanwhile
	l.mu.Unlock()
	if elsewhere {
		st.mu.Lock()
		delete(st.viewers, l)
		st.mu.Unlock()
	}
	st.assign()
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
		st.assign()
	}
}

// Close ends the leg.
func (l *AudienceLeg) Close() { l.end(nil) }

func (l *AudienceLeg) end(reason error) {
	l.done.Do(func() {
		l.mu.Lock()
		st := l.stage
		l.stage, l.ended = nil, true
		l.mu.Unlock()
		if st != nil {
			st.mu.Lock()
			delete(st.viewers, l)
			st.mu.Unlock()
		}
		for _, s := range l.slots {
			s.put(nil)
		}
		l.sfu.forget(nil, l)
		l.sfu.work.Go(func() {
			_ = l.pc.GracefulClose()
			l.work.Wait()
			if l.events.Closed != nil {
				l.events.Closed(reason)
			}
		})
	})
}

// assign puts sources into slots. Cameras and voices that are in a slot stay there.
func (l *AudienceLeg) assign(st *Stage, by map[SourceKind][]*source, voices []*source, speaker string) {
	l.mu.Lock()
	if l.stage != st {
		l.mu.Unlock()
		return
	}
	others := func(list []*source) []*source {
		return slices.DeleteFunc(slices.Clone(list), func(s *source) bool { return s.leg.id == l.id })
	}
	floor := others(voices)
	if n := l.count(FloorSlot); len(floor) > n {
		floor = floor[:n]
	}
	l.keep(FloorSlot, floor)
	l.keep(CameraSlot, others(by[Camera]))
	l.keep(ScreenSlot, others(by[Screen]))
	l.keep(ScreenSoundSlot, others(by[ScreenSound]))
	var channel []*source
	for _, s := range by[Interpretation] {
		s.leg.mu.Lock()
		if l.language != "" && s.leg.grant.Channel == l.language {
			channel = append(channel, s)
		}
		s.leg.mu.Unlock()
	}
	l.keep(ChannelSlot, channel)
	l.keep(MainSlot, l.main(others(by[Screen]), others(by[Camera]), speaker))
	now := l.list()
	same := slices.Equal(now, l.told)
	l.told = now
	l.mu.Unlock()
	if !same && l.events.Slots != nil {
		l.events.Slots(now)
	}
}

func (l *AudienceLeg) main(screens, cameras []*source, speaker string) []*source {
	for _, s := range screens {
		if s.allowed.Load() {
			return screens[:1]
		}
	}
	for _, s := range cameras {
		if s.leg.id == speaker {
			return []*source{s}
		}
	}
	for _, s := range l.slots { // nobody speaks: whoever spoke last
		if s.kind == MainSlot && slices.Contains(cameras, s.now()) {
			return []*source{s.now()}
		}
	}
	return cameras[:min(1, len(cameras))]
}

func (l *AudienceLeg) count(k SlotKind) (n int) {
	for _, s := range l.slots {
		if s.kind == k {
			n++
		}
	}
	return n
}

// keep fills the slots of one kind: sources that have a slot keep it, new ones take the free slots in order.
func (l *AudienceLeg) keep(k SlotKind, want []*source) {
	placed := map[*source]bool{}
	for _, s := range l.slots {
		if s.kind != k {
			continue
		}
		if src := s.now(); src != nil && slices.Contains(want, src) && !placed[src] {
			placed[src] = true
		} else if src != nil {
			s.put(nil)
		}
	}
	for _, src := range want {
		if placed[src] {
			continue
		}
		for _, s := range l.slots {
			if s.kind == k && s.now() == nil {
				s.put(src)
				break
			}
		}
	}
}

func (l *AudienceLeg) list() []Slot {
	list := make([]Slot, len(l.slots))
	for i, s := range l.slots {
		list[i] = Slot{Index: i, Kind: s.kind}
		if src := s.now(); src != nil {
			list[i].Publisher, list[i].Source = src.leg.id, src.kind
		}
	}
	return list
}

// choose lets each picture's slot look for a better layer.
func (l *AudienceLeg) choose(now time.Time) {
	for _, s := range l.slots {
		s.choose(now)
	}
}

// report sends sender reports, so that browsers know how a slot's timestamps relate to time.
func (l *AudienceLeg) report(now time.Time) {
	for _, s := range l.slots {
		if r := s.senderReport(now); r != nil {
			if l.pc.WriteRTCP(r) != nil {
				return // not connected yet, or no longer
			}
		}
	}
}
