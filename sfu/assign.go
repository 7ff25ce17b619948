package sfu

import (
	"slices"
	"time"
)

// lineUp is who and what is on a stage at one moment.
type lineUp struct {
	at      time.Time
	by      map[SourceKind][]*source // granted sources, in stage order; the muted keep their places
	voices  []*source                // microphones, in the order in which they should be heard
	speaker string                   // publisher; "": nobody
}

// assign puts sources into slots. Cameras and voices that are in a slot stay there.
func (l *AudienceLeg) assign(st *Stage, up lineUp) {
	l.mu.Lock()
	if l.stage == st {
		l.fillSlots(up)
		l.news.set(l.list(), slices.Equal)
	}
	l.mu.Unlock()
}

// tell tells the viewer what is in her slots, if that has changed. Not for those who hold a lock.
func (l *AudienceLeg) tell() { l.news.tell(l.events.Slots) }

// fillSlots decides about every slot. Called with mu held.
func (l *AudienceLeg) fillSlots(up lineUp) {
	others := func(list []*source) []*source {
		return slices.DeleteFunc(slices.Clone(list), func(s *source) bool { return s.leg.id == l.id })
	}
	open := func(s *source) bool { return s.open(up.at) }
	l.keep(FloorSlot, atMost(l.count(FloorSlot), others(up.voices)))
	cameras := others(up.by[Camera])
	l.keep(CameraSlot, shortlist(l.count(CameraSlot), cameras, func(s *source) int {
		switch {
		case s.leg.id == up.speaker:
			return 0
		case open(s):
			return 1
		}
		return 2
	}))
	// A screen takes its slot as long as it is shown, not as long as its publisher is there.
	screens := slices.DeleteFunc(others(up.by[Screen]), func(s *source) bool { return !open(s) })
	shown := l.keep(ScreenSlot, l.staying(ScreenSlot, screens))
	l.keep(ScreenSoundSlot, slices.DeleteFunc(others(up.by[ScreenSound]), func(s *source) bool {
		return !slices.ContainsFunc(shown, func(x *source) bool { return x.leg == s.leg })
	}))
	l.keep(ChannelSlot, l.channel(others(up.by[Interpretation])))
	l.keep(MainSlot, l.main(screens, cameras, up.speaker))
}

func atMost[T any](n int, list []T) []T { return list[:min(n, len(list))] }

// shortlist returns at most n, those with the smallest order first, each in its place in the list.
func shortlist[T comparable](n int, list []T, order func(T) int) []T {
	if len(list) <= n {
		return list
	}
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, func(a, b T) int { return order(a) - order(b) })
	chosen := sorted[:n]
	return slices.DeleteFunc(slices.Clone(list), func(x T) bool { return !slices.Contains(chosen, x) })
}

// staying returns as many sources as there are slots of a kind, first those that are in one.
func (l *AudienceLeg) staying(k SlotKind, list []*source) []*source {
	in := map[*source]bool{}
	for _, s := range l.slots {
		if s.kind == k {
			in[s.now()] = true
		}
	}
	return shortlist(l.count(k), list, func(s *source) int {
		if in[s] {
			return 0
		}
		return 1
	})
}

// channel is the interpretation that the viewer has chosen. Called with mu held.
func (l *AudienceLeg) channel(list []*source) []*source {
	list = slices.DeleteFunc(list, func(s *source) bool { return l.language == "" || s.leg.channel() != l.language })
	return atMost(l.count(ChannelSlot), list)
}

// main is what a player with one picture shows: a screen, else who speaks, else who spoke last.
func (l *AudienceLeg) main(screens, cameras []*source, speaker string) []*source {
	if len(screens) > 0 {
		return screens[:1]
	}
	for _, s := range cameras {
		if s.leg.id == speaker {
			return []*source{s}
		}
	}
	for _, s := range l.slots {
		if s.kind == MainSlot && slices.Contains(cameras, s.now()) {
			return []*source{s.now()}
		}
	}
	return atMost(1, cameras)
}

func (l *AudienceLeg) count(k SlotKind) (n int) {
	for _, s := range l.slots {
		if s.kind == k {
			n++
		}
	}
	return n
}

// keep fills the slots of one kind: sources that have a slot keep it, new ones take the free slots in order. It returns
// the sources that have a slot now.
func (l *AudienceLeg) keep(k SlotKind, want []*source) (placed []*source) {
	var free []*slot
	for _, s := range l.slots {
		if s.kind != k {
			continue
		}
		if src := s.now(); src != nil && slices.Contains(want, src) && !slices.Contains(placed, src) {
			placed = append(placed, src)
		} else {
			free = append(free, s)
		}
	}
	for _, src := range want {
		if len(free) > 0 && !slices.Contains(placed, src) {
			free[0].put(src)
			placed, free = append(placed, src), free[1:]
		}
	}
	for _, s := range free {
		s.put(nil)
	}
	return placed
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
