package sfu

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// SourceKind is what a source shows or sounds.
type SourceKind string

// The kinds of source.
const (
	Microphone     SourceKind = "microphone"
	Camera         SourceKind = "camera"
	Screen         SourceKind = "screen"
	ScreenSound    SourceKind = "screen-sound"
	Interpretation SourceKind = "interpretation" // feeds the channel of a [PublishGrant]
)

func (k SourceKind) sound() bool { return k == Microphone || k == ScreenSound || k == Interpretation }

// media is what an m-line says that carries such a source; "" for a kind there is not.
func (k SourceKind) media() string {
	switch k {
	case Microphone, ScreenSound, Interpretation:
		return "audio"
	case Camera, Screen:
		return "video"
	}
	return ""
}

// Source is something that a publish leg is sending.
type Source struct {
	Kind   SourceKind
	Layers int // simulcast encodings that have arrived
}

// source is one published track: one layer, or several encodings of the same picture.
type source struct {
	leg  *PublishLeg
	kind SourceKind

	allowed atomic.Bool  // granted and not muted: packets may pass
	level   atomic.Int32 // smoothed loudness, 0 (silent) to 127, in thousandths
	spoken  atomic.Int64 // when it was last loud, ns
	ration  ration

	mu     sync.Mutex
	layers []*layer // smallest first
}

func (s *source) list() []*layer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.layers)
}

// add takes another encoding, unless there are enough.
func (s *source) add(l *layer) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.layers) >= layersAtMost {
		return false
	}
	l.rank = rankOf(l.rid, len(s.layers))
	s.layers = append(s.layers, l)
	slices.SortStableFunc(s.layers, func(a, b *layer) int { return a.rank - b.rank })
	return true
}

func (s *source) replace(old, next *layer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.layers = slices.Clone(s.layers)
	if i := slices.Index(s.layers, old); i >= 0 {
		s.layers[i] = next
	}
}

// gone is how long nothing may come from a source that still counts as being sent. A screen on which nothing moves sends
// a packet every second or so.
const gone = 5 * time.Second

func (s *source) arrives(now time.Time) bool {
	for _, l := range s.list() {
		if l.silent(now) < gone {
			return true
		}
	}
	return false
}

// open reports whether there is something to be shown now.
func (s *source) open(now time.Time) bool { return s.allowed.Load() && s.arrives(now) }

// resume tells the slots that the source begins or ends to be forwarded.
func (s *source) resume(on bool) {
	now := time.Now()
	for _, l := range s.list() {
		viewers := l.slots()
		switch {
		case len(viewers) == 0:
		case !on:
			for _, v := range viewers {
				v.pause(s)
			}
		case !s.kind.sound():
			l.wantKeyframe(now)
		}
	}
}
