package main

import (
	"sync"
	"time"

	"plenary/sfu/sfutest"
)

// tally counts what all simulated people live through. Its times are kept by name: "join", "reconnect", "connect",
// "first packet", "first keyframe", "forwarding", "chat delivery", and one for each command.
type tally struct {
	began time.Time

	mu         sync.Mutex // guards all below
	times      map[string]*sfutest.Histogram
	troubles   map[string]int
	joined     int // people who got into the room
	refused    int // people who did not
	legs       int // audience legs that connected
	failedLegs int
	media      sfutest.SlotStats // of all audience legs that have ended
	pictures   sfutest.SlotStats // of their camera and screen slots alone
	lines      map[string]line
	heard      int
	published  []sfutest.TrackStats
}

// line is a chat line of ours on its way.
type line struct{ said time.Time }

func newTally() *tally {
	return &tally{
		began: time.Now(), times: map[string]*sfutest.Histogram{}, troubles: map[string]int{}, lines: map[string]line{},
		media: sfutest.SlotStats{Sources: map[string]uint64{}},
	}
}

// came counts a time.
func (t *tally) came(what string, after time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	h := t.times[what]
	if h == nil {
		h = &sfutest.Histogram{}
		t.times[what] = h
	}
	h.Add(after)
}

// trouble counts something that went wrong.
func (t *tally) trouble(what string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, known := t.troubles[what]; !known && len(t.troubles) > 100 {
		what = "other"
	}
	t.troubles[what]++
}

// saying notes that a line is about to be said, so that its deliveries can be timed.
func (t *tally) saying(id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lines[id] = line{said: time.Now()}
}

// lineHeard times the delivery of a line, if it is one of ours.
func (t *tally) lineHeard(id string) {
	t.mu.Lock()
	l, ours := t.lines[id]
	if ours {
		t.heard++
	}
	t.mu.Unlock()
	if ours {
		t.came("chat delivery", time.Since(l.said))
	}
}

// arrived counts a person who got into the room, or did not.
func (t *tally) arrived(ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if ok {
		t.joined++
	} else {
		t.refused++
	}
}

// watched adds what an audience leg received, at its end.
func (t *tally) watched(st sfutest.ViewerStats) {
	total := st.Total()
	t.came("connect", st.Joined)
	if total.FirstPacket > 0 {
		t.came("first packet", total.FirstPacket)
	}
	if total.FirstKeyframe > 0 {
		t.came("first keyframe", total.FirstKeyframe)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.legs++
	t.media = sfutest.ViewerStats{Slots: []sfutest.SlotStats{t.media, total}}.Total()
	for _, s := range st.Slots {
		if s.Kind == "video" {
			t.pictures = sfutest.ViewerStats{Slots: []sfutest.SlotStats{t.pictures, s}}.Total()
		}
	}
}

func (t *tally) legFailed(err error) {
	t.trouble("media: " + kindOfTrouble(err))
	t.mu.Lock()
	defer t.mu.Unlock()
	t.failedLegs++
}

func (t *tally) spoke(tracks []sfutest.TrackStats) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.published = append(t.published, tracks...)
}
