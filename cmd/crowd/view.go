package main

import (
	"slices"
	"sync"

	"plenary/server/protocol"
)

// view is what a person sees of a room: as much of the page's state as simulated people act on.
type view struct {
	changed chan struct{} // something is new; holds one

	mu        sync.Mutex // guards all below
	welcomes  int
	welcome   protocol.Welcome
	questions map[string]protocol.Question
	slots     []protocol.Slot
	ended     map[protocol.LegKind]int // how many legs of each kind the server ended
	muted     []protocol.SourceKind
}

func newView() *view {
	return &view{changed: make(chan struct{}, 1), questions: map[string]protocol.Question{}, ended: map[protocol.LegKind]int{}}
}

// apply takes a notice in.
func (v *view) apply(n protocol.Notice) {
	v.mu.Lock()
	v.applyLocked(n)
	v.mu.Unlock()
	select {
	case v.changed <- struct{}{}:
	default: // whoever waits will look at all of it anyway
	}
}

func (v *view) applyLocked(n protocol.Notice) {
	w := &v.welcome
	switch n := n.(type) {
	case protocol.Welcome:
		*w = n
		v.welcomes++
		v.slots = nil
		clear(v.questions)
		for _, q := range n.Questions {
			v.questions[string(q.ID)] = q
		}
	case protocol.StageChanged:
		w.Stage = n.Stage
	case protocol.BackstageChanged:
		w.Backstage = n.Backstage
	case protocol.PlaceChanged:
		w.Place = n.Place
	case protocol.Muted:
		v.muted = append(v.muted, n.Source)
	case protocol.SessionChanged:
		w.Session = n.Session
	case protocol.AnnouncementsChanged:
		w.Announcements = n.Announcements
	case protocol.RightsChanged:
		w.Role, w.Can = n.Role, n.Can
	case protocol.SpeakerChanged:
		w.Speaker = n.Speaker
	case protocol.SlotsChanged:
		v.slots = n.Slots
	case protocol.LegClosed:
		v.ended[n.Leg]++
	case protocol.QuestionChanged:
		v.questions[string(n.Question.ID)] = n.Question
	case protocol.QuestionGone:
		delete(v.questions, string(n.Question))
	case protocol.Resumed, protocol.Done, protocol.Refused, protocol.LineSaid, protocol.LineHeld, protocol.LinesReacted, protocol.AsidesChanged, protocol.AsideSaid, protocol.AsideDeleted, protocol.LinesThinned, protocol.LineDeleted, protocol.LineChanged, protocol.ChatRuleChanged, protocol.Reacted,
		protocol.VotesChanged, protocol.Voted, protocol.PollChanged, protocol.PollGone, protocol.PollCounted, protocol.BallotCast, protocol.ProposalChanged, protocol.SilenceChanged, protocol.PresenceChanged,
		protocol.ClaimsChanged, protocol.WaitingChanged, protocol.FloorChanged, protocol.FloorRequestChanged, protocol.FloorRequestGone,
		protocol.FloorForecast, protocol.SpeakingTimesChanged, protocol.SpeechEnded:
		// Nothing that a simulated person acts on.
	}
}

// here returns the snapshot as kept up to date, and how many there have been; none: not yet in the room.
func (v *view) here() (protocol.Welcome, int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.welcome, v.welcomes
}

// legsEnded counts the legs of a kind that the server has ended.
func (v *view) legsEnded(kind protocol.LegKind) int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.ended[kind]
}

// takeMuted returns the sources that a moderator turned off since the last call.
func (v *view) takeMuted() []protocol.SourceKind {
	v.mu.Lock()
	defer v.mu.Unlock()
	m := v.muted
	v.muted = nil
	return m
}

// occupied returns the slots that carry something, and who is heard most.
func (v *view) occupied() (slots []protocol.Slot, speaker string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	slots = slices.DeleteFunc(slices.Clone(v.slots), func(s protocol.Slot) bool { return s.Person == "" })
	return slots, string(v.welcome.Speaker)
}

// inState lists questions of a state in the order of the queue.
func (v *view) inState(state string) []protocol.Question {
	v.mu.Lock()
	defer v.mu.Unlock()
	var list []protocol.Question
	for _, q := range v.questions {
		if string(q.State) == state {
			list = append(list, q)
		}
	}
	slices.SortFunc(list, func(a, b protocol.Question) int {
		switch {
		case a.Position < b.Position:
			return -1
		case a.Position > b.Position:
			return 1
		default:
			return int(a.Number - b.Number)
		}
	})
	return list
}
