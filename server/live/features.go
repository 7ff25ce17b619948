package live

import (
	"context"
	"fmt"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// features is what can be done in a room, each in the file of its name, and their part in the room's life. Owned by the
// room's goroutine.
type features struct {
	session   session
	chat      chat
	asides    asides
	questions questions
	polls     polls
	proposals proposals
	people    people
	waiting   waiting
	stage     stage
	floor     floor
	presence  presence
	welcomes  welcomes
	watching  map[chan struct{}]struct{} // those who wait for what a stage view shows

	announced []protocol.Announcement
	condition condition
	stays     stays
	speaking  speaking
}

func newFeatures(s setting, id conference.SessionID) features {
	return features{
		chat:      chat{held: map[conference.LineID]*heldLine{}, taken: map[conference.LineID]protocol.LineReactions{}, took: map[conference.LineID]struct{}{}},
		questions: newQuestions(), polls: newPolls(), proposals: newProposals(), people: newPeople(), waiting: newWaiting(),
		stage: newStage(s.media, id), floor: newFloor(), welcomes: welcomes{}, watching: map[chan struct{}]struct{}{},
		stays:    stays{news: map[*stay]struct{}{}, written: time.Now()},
		speaking: speaking{times: map[conference.PersonID]time.Duration{}, news: map[conference.PersonID]struct{}{}, counted: time.Now()},
	}
}

// load reads a room from the store, before its goroutine begins.
func (r *Room) load(ctx context.Context) error {
	for _, load := range []func(context.Context) error{
		r.loadSession, r.loadAnnouncements, r.loadChat, r.loadLineReactions, r.loadHeld, r.loadAsides, r.loadQuestions, r.loadPolls, r.loadProposals, r.loadPeople, r.loadFloor, r.loadStage, r.loadStays, r.loadSpeaking,
	} {
		if err := load(ctx); err != nil {
			return fmt.Errorf("open the room of session %s: %w", r.id, err)
		}
	}
	return nil
}

// welcome is the snapshot for a seat; votes are the questions that its person upvoted, as the store knew a moment ago.
func (r *Room) welcome(s *Seat, votes []conference.QuestionID) protocol.Welcome {
	m := s.member
	return protocol.Welcome{
		Build: r.build, Epoch: r.notices.epoch, Resume: s.window.resume, Seq: r.notices.seq, Now: r.now(),
		Me: m.plate, Role: m.role(), Can: m.role().Powers(),
		Session: r.session.info, Place: m.place, Silenced: r.people.silenced[m.id],
		Stage: r.performers(conference.OnStage), Backstage: r.backstageFor(m),
		Lines: r.lastLines(), ChatRule: r.chat.info(), Reacted: r.lineReactions(), Held: r.heldFor(m.id, m.role()), Asides: r.asidesFor(r.confers(m)), Questions: r.questionsFor(m.id, m.role()), Votes: m.overlay(votes),
		Polls: r.pollsFor(m.role(), r.votedIn(m.id)), Ballots: r.ballotsOf(m), Proposals: r.proposed(),
		Presence: r.present, Speaker: r.stage.speaker[s.window.attends], Slots: r.slots,
		Claims: r.claimsFor(m.role()), Announcements: r.announced, Waiting: r.waitingFor(m.role()),
		Floor: r.floorInfo(), Requests: r.requestsFor(m.id, m.role()), Speeches: r.lastSpeeches(),
		Times: r.timesFor(m.role()), Forecast: r.forecastFor(m.id, m.role()),
	}
}

// news brings a seat that resumed up to date with what is not numbered.
func (r *Room) news(s *Seat) {
	r.whisper(s, protocol.PresenceChanged{Presence: r.present})
	r.whisper(s, protocol.SpeakerChanged{Speaker: r.stage.speaker[s.window.attends]})
	if s.member.may(conference.ModeratePeople) {
		r.whisper(s, r.waitingFor(s.member.role()))
	}
	r.whisperForecast(s)
}

// catchUp tells a person what she sees in another role and did not see before, and what she no longer sees.
func (r *Room) catchUp(m *member, before conference.Role) {
	r.catchUpHeld(m, before)
	r.catchUpQuestions(m, before)
	r.catchUpPolls(m, before)
	r.catchUpStage(m, before)
	r.catchUpWaiting(m, before)
	r.catchUpFloor(m, before)
	r.openAsides(m)
}

// keepUp is called once a second.
func (r *Room) keepUp(now time.Time) {
	r.tellPresence()
	r.keepWaiting(now)
	r.tellThinned()
	r.tellReactions()
	r.tellLineReactions()
	r.showDue()
	r.dropExpired()
	r.dropClaims(now)
	r.settleSilence()
	r.condition.look(now, r.present)
	r.moveOn()
	r.keepFloor()
	r.count(now)
	r.keepStays(now)
	r.endLostLegs(now)
	r.sendHome(now)
}

// idle reports whether nothing is left that the room should stay for.
func (r *Room) idle() bool { return len(r.stage.there) == 0 && !r.holding() }

// end is called when the room's goroutine has ended, and may wait.
func (f *features) end() { f.stage.end() }
