package sfu

import (
	"slices"
	"sync"
	"time"
)

// Stage is a set of publishers and the viewers that attend it.
type Stage struct {
	name string
	sfu  *SFU

	// turn lets changes of the stage reach the viewers one after another: of two assignments at once, the one with the
	// older picture of the stage could come last and bring back who has just left.
	turn sync.Mutex

	mu         sync.Mutex
	publishers []*PublishLeg // in the order of Add
	viewers    map[*AudienceLeg]struct{}
	voices     []*source // the loudest microphones, loudest first
	speaker    string
	onSpeaker  func(string)
}

// Add puts a publisher on the stage; a leg is on one stage at a time, so it leaves another. A leg that has ended stays
// away.
func (st *Stage) Add(l *PublishLeg) {
	l.mu.Lock()
	if l.ended {
		l.mu.Unlock()
		return
	}
	old := l.stage
	l.stage = st
	l.mu.Unlock()
	if old != nil && old != st {
		old.drop(l)
	}
	st.mu.Lock()
	if !slices.Contains(st.publishers, l) {
		st.publishers = append(st.publishers, l)
	}
	st.mu.Unlock()
	st.assign()
}

// Remove takes a publisher off the stage.
func (st *Stage) Remove(l *PublishLeg) {
	l.mu.Lock()
	if l.stage == st {
		l.stage = nil
	}
	l.mu.Unlock()
	st.drop(l)
}

func (st *Stage) drop(l *PublishLeg) {
	st.mu.Lock()
	st.publishers = slices.DeleteFunc(st.publishers, func(x *PublishLeg) bool { return x == l })
	st.mu.Unlock()
	st.assign()
}

// OnSpeaker sets who is told when somebody else is heard most; "" is nobody. f must not block.
func (st *Stage) OnSpeaker(f func(publisher string)) {
	st.mu.Lock()
	st.onSpeaker = f
	st.mu.Unlock()
}

// Close ends the stage: its audience legs are closed, its publishers are taken off.
func (st *Stage) Close() {
	st.mu.Lock()
	publishers, viewers := slices.Clone(st.publishers), keys(st.viewers)
	st.mu.Unlock()
	for _, l := range viewers {
		l.Close()
	}
	for _, l := range publishers {
		st.Remove(l)
	}
	st.sfu.mu.Lock()
	if st.sfu.stages[st.name] == st {
		delete(st.sfu.stages, st.name)
	}
	st.sfu.mu.Unlock()
}

// sources returns what the publishers send, in stage order, by kind. Muted sources keep their places.
func (st *Stage) sources() map[SourceKind][]*source {
	st.mu.Lock()
	publishers := slices.Clone(st.publishers)
	st.mu.Unlock()
	by := map[SourceKind][]*source{}
	for _, l := range publishers {
		l.mu.Lock()
		for _, s := range l.sources {
			if l.grant.allows(s.kind) {
				by[s.kind] = append(by[s.kind], s)
			}
		}
		l.mu.Unlock()
	}
	return by
}

// assign gives every viewer's slots their sources, after anything on the stage changed.
func (st *Stage) assign() {
	st.turn.Lock()
	defer st.turn.Unlock()
	by := st.sources()
	st.mu.Lock()
	voices, speaker, viewers := slices.Clone(st.voices), st.speaker, keys(st.viewers)
	st.mu.Unlock()
	voices = standing(voices, by[Microphone])
	for _, v := range viewers {
		v.assign(st, by, voices, speaker)
	}
}

// standing returns the microphones that are on the stage now, in the order of loudness known from before. Who has left
// since must not be heard until the next look at loudness.
func standing(voices, microphones []*source) []*source {
	list := slices.DeleteFunc(voices, func(s *source) bool { return !slices.Contains(microphones, s) })
	for _, s := range microphones {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// hold is how long somebody stays the speaker after falling silent, so that the picture does not jump at a cough.
const hold = 1500 * time.Millisecond

// tick looks for the speaker and the loudest voices, repeats unanswered keyframe requests, and lets slots react to
// layers that have come or gone.
func (st *Stage) tick(now time.Time) {
	by := st.sources()
	microphones := slices.Clone(by[Microphone])
	slices.SortStableFunc(microphones, func(a, b *source) int { return int(loudness(b) - loudness(a)) })
	speaker := ""
	if len(microphones) > 0 && now.UnixNano()-microphones[0].spoken.Load() < int64(hold) && microphones[0].allowed.Load() {
		speaker = microphones[0].leg.id
	}
	st.mu.Lock()
	changed := !slices.Equal(order(st.voices), order(microphones))
	tell := func(string) {}
	if speaker != st.speaker && !st.keeps(by[Microphone], microphones, now) {
		st.speaker, changed = speaker, true
		if st.onSpeaker != nil {
			tell = st.onSpeaker
		}
	} else {
		speaker = st.speaker
	}
	st.voices = microphones
	st.mu.Unlock()
	tell(speaker)
	for _, list := range by {
		for _, s := range list {
			for _, l := range s.list() {
				if !s.kind.sound() && l.asker.retry(now) {
					l.sendPLI()
				}
			}
		}
	}
	if changed {
		st.assign()
	}
	st.mu.Lock()
	viewers := keys(st.viewers)
	st.mu.Unlock()
	for _, v := range viewers {
		v.choose(now)
	}
}

// keeps reports whether the present speaker is still speaking and not clearly drowned. Called with mu held.
func (st *Stage) keeps(all, loudest []*source, now time.Time) bool {
	for _, s := range all {
		if s.leg.id == st.speaker && s.allowed.Load() && now.UnixNano()-s.spoken.Load() < int64(hold) {
			return loudest[0].level.Load() < s.level.Load()+10_000
		}
	}
	return false
}

func loudness(s *source) int32 {
	if !s.allowed.Load() {
		return -1
	}
	return s.level.Load() / 6000 // steps of 6 dB: who is as loud keeps the place
}

func order(list []*source) []string {
	ids := make([]string, len(list))
	for i, s := range list {
		ids[i] = s.leg.id
	}
	return ids
}
