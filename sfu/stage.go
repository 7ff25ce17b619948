package sfu

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Stage is a set of publishers and the viewers that attend it.
type Stage struct {
	name string
	sfu  *SFU

	// turn lets changes of the stage reach the viewers one after another: of two assignments at once, the one with the
	// older picture of the stage could come last and bring back who has just left.
	turn sync.Mutex
	news news[string] // who speaks

	crowded atomic.Bool // is sent more than it takes

	mu         sync.Mutex
	publishers []*PublishLeg // in the order of Add
	viewers    map[*AudienceLeg]struct{}
	voices     []*source // microphones, as rank has ordered them
	speaker    *source   // nil: nobody
	onSpeaker  func(string)
}

// Name is what the stage was asked for by.
func (st *Stage) Name() string { return st.name }

// Add puts a publisher on the stage; a leg is on one stage at a time, so it leaves another. A leg that has ended stays
// away.
func (st *Stage) Add(l *PublishLeg) {
	l.mu.Lock()
	if l.away {
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
	l.mu.Lock()
	elsewhere := l.stage != st // ended or moved on meanwhile
	l.mu.Unlock()
	if elsewhere {
		st.drop(l)
		return
	}
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

func (st *Stage) leave(l *AudienceLeg) {
	st.mu.Lock()
	delete(st.viewers, l)
	st.mu.Unlock()
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
		for _, s := range l.granted() {
			by[s.kind] = append(by[s.kind], s)
		}
	}
	return by
}

// assign gives every viewer's slots their sources, after anything on the stage changed.
func (st *Stage) assign() {
	for _, v := range st.assignAll() {
		v.tell()
	}
}

func (st *Stage) assignAll() []*AudienceLeg {
	st.turn.Lock()
	defer st.turn.Unlock()
	up := st.lineUp()
	st.mu.Lock()
	viewers := keys(st.viewers)
	st.mu.Unlock()
	for _, v := range viewers {
		v.assign(st, up)
	}
	return viewers
}

// assignTo does the same for one viewer, of whom something changed.
func (st *Stage) assignTo(l *AudienceLeg) {
	st.turn.Lock()
	l.assign(st, st.lineUp())
	st.turn.Unlock()
	l.tell()
}

func (st *Stage) lineUp() lineUp {
	up := lineUp{at: time.Now(), by: st.sources()}
	st.mu.Lock()
	defer st.mu.Unlock()
	up.voices, up.speaker = standing(st.voices, up.by[Microphone]), nameOf(st.speaker)
	return up
}

// speaking is who is heard most; "" is nobody.
func (st *Stage) speaking() string {
	st.mu.Lock()
	defer st.mu.Unlock()
	return nameOf(st.speaker)
}

// attendance is how many viewers attend the stage.
func (st *Stage) attendance() int {
	st.mu.Lock()
	defer st.mu.Unlock()
	return len(st.viewers)
}

func nameOf(s *source) string {
	if s == nil {
		return ""
	}
	return s.leg.id
}

// standing returns the microphones that are on the stage now, in the order known from before, new ones last. Who has
// left since must not be heard until the next look at loudness.
func standing(voices, microphones []*source) []*source {
	list := slices.DeleteFunc(slices.Clone(voices), func(s *source) bool { return !slices.Contains(microphones, s) })
	for _, s := range microphones {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// tick looks for the speaker and the loudest voices, repeats unanswered keyframe requests, and lets slots react to
// layers that have come or gone.
func (st *Stage) tick(now time.Time) {
	by := st.sources()
	st.divide(by, now)
	if st.listen(by[Microphone], now) {
		st.assign()
	}
	st.mu.Lock()
	tell, viewers := st.onSpeaker, keys(st.viewers)
	st.mu.Unlock()
	st.news.tell(tell)
	for _, list := range by {
		for _, s := range list {
			for _, l := range s.list() {
				l.retryKeyframe(now)
			}
		}
	}
	for _, v := range viewers {
		v.adapt(now)
	}
}

// listen finds out who is heard now, and reports whether that is new.
func (st *Stage) listen(microphones []*source, now time.Time) (changes bool) {
	voices, begins := map[*source]voice{}, false
	for _, s := range microphones {
		v := s.voice()
		voices[s] = v
		if v.speaks(now) {
			begins = now.UnixNano()-s.leg.spoke.Swap(now.UnixNano()) > int64(hold) || begins
		}
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	ranked := rank(standing(st.voices, microphones), voices, now)
	who, _ := speaker(st.speaker, ranked, voices, now)
	changes = who != st.speaker || !slices.Equal(ranked, st.voices) || begins
	st.voices, st.speaker = ranked, who
	st.news.set(nameOf(who), func(a, b string) bool { return a == b })
	return changes
}
