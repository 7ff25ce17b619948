package sfu

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
)

// PublishGrant says what a publish leg may send. What is not granted is received, counted and dropped, so that it may
// be granted later without another negotiation.
type PublishGrant struct {
	Microphone, Camera bool
	Screen             bool   // with its sound
	Channel            string // language that the interpretation source feeds; empty: none
}

func (g PublishGrant) allows(k SourceKind) bool {
	switch k {
	case Microphone:
		return g.Microphone
	case Camera:
		return g.Camera
	case Screen, ScreenSound:
		return g.Screen
	case Interpretation:
		return g.Channel != ""
	}
	return false
}

// PublishEvents tell of a publish leg. They are called from the leg's goroutines and must not block; each may be nil.
// No lock is held during a call.
type PublishEvents struct {
	Connected func()
	Closed    func(error)    // once; nil error: Close was called
	Sources   func([]Source) // what is really arriving now; the last call has the last list
}

// PublishRequest asks for a publish leg.
type PublishRequest struct {
	ID string // the publisher's name; an audience leg of the same name never gets it back

	Offer string // SDP

	// Sources is what each m-line carries, in order: no kind twice, "" for nothing. Empty: the first sound is a microphone
	// and the first picture a camera, the second ones a screen with its sound, as WHIP clients offer.
	Sources []SourceKind

	Grant  PublishGrant
	Events PublishEvents
}

// PublishLeg is the peer connection of somebody who may be seen and heard.
type PublishLeg struct {
	line
	id     string
	kinds  []SourceKind
	events PublishEvents
	clock  wallClock
	news   news[[]Source]
	spoke  atomic.Int64 // when she was last speaking, as the stage saw it, ns
	round  atomic.Int64 // round trip, ns; 0: not known

	mu      sync.Mutex
	grant   PublishGrant
	sources []*source
	muted   map[SourceKind]bool
	stage   *Stage
	away    bool // for good: the leg has ended
}

// Publish answers an offer to publish. The leg is on no stage yet.
func (s *SFU) Publish(ctx context.Context, r PublishRequest) (*PublishLeg, string, error) {
	o, err := readOffer(r.Offer, sends, s.set.limits)
	if err != nil {
		return nil, "", err
	}
	if len(r.Sources) == 0 {
		r.Sources = publishSources(o.sections)
	}
	if err := suits(r.Sources, o.sections); err != nil {
		return nil, "", err
	}
	l := &PublishLeg{id: r.ID, kinds: slices.Clone(r.Sources), events: r.Events, grant: r.Grant, muted: map[SourceKind]bool{}}
	if err := l.line.open(s, o); err != nil {
		return nil, "", err
	}
	if err := s.admitPublisher(l); err != nil {
		l.line.discard()
		return nil, "", err
	}
	l.pc.OnTrack(l.track)
	l.line.watch(func() { call(l.events.Connected) }, l.end)
	a, err := l.line.answer(ctx, o)
	if err != nil {
		l.end(err)
		return nil, "", err
	}
	return l, a, nil
}

// ask sends feedback to the publisher. What does not arrive is asked for again.
func (l *PublishLeg) ask(feedback rtcp.Packet) { _ = l.pc.WriteRTCP([]rtcp.Packet{feedback}) }

// publishSources is what an offer without names carries: WHIP has one sound and one picture.
func publishSources(sections []string) []SourceKind {
	list := make([]SourceKind, len(sections))
	next := map[string][]SourceKind{"audio": {Microphone, ScreenSound}, "video": {Camera, Screen}}
	for i, k := range sections {
		if rest := next[k]; len(rest) > 0 {
			list[i], next[k] = rest[0], rest[1:]
		}
	}
	return list
}

// suits checks that sources fit the sections that carry them.
func suits(kinds []SourceKind, sections []string) error {
	if len(kinds) != len(sections) {
		return fmt.Errorf("%w: %d sources for %d sections", ErrOffer, len(kinds), len(sections))
	}
	for i, k := range kinds {
		switch {
		case k == "":
		case k.media() != sections[i]:
			return fmt.Errorf("%w: section %d is %s, its source %.20q", ErrOffer, i, sections[i], k)
		case slices.Contains(kinds[:i], k):
			return fmt.Errorf("%w: two sections carry the %s", ErrOffer, k)
		}
	}
	return nil
}

// Answer applies an offer of the same leg with new ICE credentials (RFC 8445 §9), after a change of network.
func (l *PublishLeg) Answer(ctx context.Context, offer string) (string, error) {
	o, err := readOffer(offer, sends, l.sfu.set.limits)
	if err != nil {
		return "", err
	}
	return l.line.restart(ctx, o)
}

// Allow changes what the leg may send; what is no longer granted stops with the next packet.
func (l *PublishLeg) Allow(g PublishGrant) {
	l.change(func() { l.grant = g })
}

// Mute stops or resumes the forwarding of a source.
func (l *PublishLeg) Mute(k SourceKind, on bool) {
	if k.media() == "" {
		return
	}
	l.change(func() { l.muted[k] = on })
}

func (l *PublishLeg) change(f func()) {
	l.mu.Lock()
	f()
	st := l.stage
	changed := l.judge()
	l.mu.Unlock()
	for s, may := range changed {
		s.resume(may)
	}
	if st != nil {
		st.assign()
	}
}

// judge works out which sources may pass, and returns those for which that has changed. Called with mu held.
func (l *PublishLeg) judge() map[*source]bool {
	changed := map[*source]bool{}
	for _, s := range l.sources {
		if may := l.grant.allows(s.kind) && !l.muted[s.kind]; s.allowed.Swap(may) != may {
			changed[s] = may
		}
	}
	return changed
}

// granted lists the sources that the leg may send, muted or not.
func (l *PublishLeg) granted() []*source {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(l.sources), func(s *source) bool { return !l.grant.allows(s.kind) })
}

func (l *PublishLeg) channel() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.grant.Channel
}

// Close ends the leg. It does not wait: Events.Closed tells when everything has ended.
func (l *PublishLeg) Close() { l.end(nil) }

func (l *PublishLeg) end(reason error) {
	l.line.end(func() {
		l.mu.Lock()
		st := l.stage
		l.away = true
		l.mu.Unlock()
		if st != nil {
			st.Remove(l)
		}
		l.sfu.forget(l, nil)
	}, func() {
		if l.events.Closed != nil {
			l.events.Closed(reason)
		}
	})
}

// look notices what has begun or ceased to arrive.
func (l *PublishLeg) look(now time.Time) {
	l.mu.Lock()
	list := make([]Source, 0, len(l.sources))
	for _, s := range l.sources {
		for _, y := range s.list() {
			y.flow.note(y.counted(), now)
		}
		if s.arrives(now) {
			list = append(list, Source{Kind: s.kind, Layers: len(s.list())})
		}
	}
	st := l.stage
	l.mu.Unlock()
	if l.news.set(list, slices.Equal) && st != nil {
		st.assign()
	}
	l.news.tell(l.events.Sources)
}

// source returns the source of a kind, made when it is new.
func (l *PublishLeg) source(k SourceKind) *source {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range l.sources {
		if s.kind == k {
			return s
		}
	}
	s := &source{leg: l, kind: k}
	l.sources = append(l.sources, s)
	l.judge()
	return s
}
