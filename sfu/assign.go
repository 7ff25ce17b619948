package sfu

import (
	"cmp"
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
	among := l.holding(CameraSlot)
	l.keep(FloorSlot, atMost(l.count(FloorSlot), others(up.voices)))
	cameras := others(up.by[Camera])
	// Who speaks takes the place of who has been silent longest. Those who speak, or have been silent, for equally long keep
	// their places: nothing changes but when somebody begins to speak whom the viewer does not see.
	l.keep(CameraSlot, shortlist(l.count(CameraSlot), cameras, func(a, b *source) int {
		return cmp.Or(
			first(a.leg.id == up.speaker, b.leg.id == up.speaker),
			first(open(a), open(b)),
			cmp.Compare(b.leg.spoke.Load(), a.leg.spoke.Load()),
			first(among[a], among[b]),
		)
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

// first orders what is so before what is not.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// shortlist returns at most n, those that order puts first, each in its place in the list.
func shortlist[T comparable](n int, list []T, order func(a, b T) int) []T {
	if len(list) <= n {
		return list
	}
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, order)
	chosen := sorted[:n]
	return slices.DeleteFunc(slices.Clone(list), func(x T) bool { return !slices.Contains(chosen, x) })
}

// staying returns as many sources as there are slots of a kind, first those that are in one.
func (l *AudienceLeg) staying(k SlotKind, list []*source) []*source {
	in := l.holding(k)
	return shortlist(l.count(k), list, func(a, b *source) int { return first(in[a], in[b]) })
}

// holding is what is in the slots of a kind.
func (l *AudienceLeg) holding(k SlotKind) map[*source]bool {
	in := map[*source]bool{}
	for _, s := range l.slots {
		if s.kind == k {
			in[s.now()] = true
		}
	}
	return in
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
