package live

import (
	"encoding/json"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// welcomes are snapshots as they go to everybody of a view, without what is one person's. They are written anew when
// somebody comes after something was told: ten thousand people who come at once cost one.
type welcomes map[sameFor]shownTo

// sameFor is what decides what is in a snapshot, beside what is one person's.
type sameFor struct {
	role    conference.Role
	voted   conference.PollID
	confers bool
}

// shownTo is the part of a Welcome that all of a role share.
type shownTo struct {
	seq  int64  // of the last notice that it includes
	text []byte // the rest of the frame, behind what is one person's: members of two objects, and their closing braces
}

// hers is the part of a [protocol.Welcome] that is one person's; common is the rest. A test compares them with it.
type hers struct {
	Resume   string                               `json:"resume,omitempty"`
	Now      time.Time                            `json:"now"`
	Me       protocol.Person                      `json:"me"`
	Place    conference.Place                     `json:"place"`
	Silenced bool                                 `json:"silenced"`
	Votes    protocol.List[conference.QuestionID] `json:"votes"`
	Ballots  protocol.List[protocol.Ballot]       `json:"ballots"`
	Presence int                                  `json:"presence"`
	Speaker  conference.PersonID                  `json:"speaker"`
}

type common struct {
	Build     string                                `json:"build"`
	Epoch     string                                `json:"epoch"`
	Seq       int64                                 `json:"seq"`
	Role      conference.Role                       `json:"role"`
	Can       protocol.List[conference.Action]      `json:"can"`
	Session   protocol.SessionInfo                  `json:"session"`
	Stage     protocol.List[protocol.Performer]     `json:"stage"`
	Backstage protocol.List[protocol.Performer]     `json:"backstage"`
	Lines     protocol.List[protocol.Line]          `json:"lines"`
	ChatRule  protocol.ChatRule                     `json:"chat_rule"`
	Reacted   protocol.List[protocol.LineReactions] `json:"reacted"`
	Held      protocol.List[protocol.HeldLine]      `json:"held"`
	Asides    protocol.Asides                       `json:"asides"`
	Questions protocol.List[protocol.Question]      `json:"questions"`
	Polls     protocol.List[protocol.Poll]          `json:"polls"`
	Proposals protocol.List[protocol.Proposal]      `json:"proposals"`
	Slots     protocol.AudienceSlots                `json:"slots"`

	Claims        protocol.List[protocol.Claim]        `json:"claims"`
	Announcements protocol.List[protocol.Announcement] `json:"announcements"`
	Waiting       protocol.WaitingChanged              `json:"waiting"`

	Floor    protocol.Floor                         `json:"floor"`
	Requests protocol.List[protocol.FloorRequest]   `json:"requests"`
	Speeches protocol.List[protocol.Speech]         `json:"speeches"`
	Times    protocol.List[protocol.DelegationTime] `json:"times"`
	Forecast *protocol.FloorForecast                `json:"forecast,omitempty"`
}

// welcomeFrame writes the snapshot for a seat; votes are as for welcome. What is everybody's is not copied for each.
func (r *Room) welcomeFrame(s *Seat, votes []conference.QuestionID) []piece {
	m := s.member
	if r.seesMore(m) {
		return []piece{{frames: r.encode(0, r.welcome(s, votes))}}
	}
	shared, err := r.sharedWelcome(m)
	own, ownErr := json.Marshal(hers{
		Resume: s.window.resume, Now: r.now(), Me: m.plate, Place: m.place, Silenced: r.people.silenced[m.id], Votes: m.overlay(votes), Ballots: r.ballotsOf(m),
		Presence: r.present, Speaker: r.stage.speaker[s.window.attends],
	})
	if err != nil || ownErr != nil {
		return []piece{{frames: r.encode(0, r.welcome(s, votes))}} // which says what is wrong
	}
	const opening = `{"type":"Welcome","data":`
	own = own[:len(own)-1] // goes on with what is shared
	first := make([]byte, 0, headMost+len(opening)+len(own))
	first = appendHead(first, len(opening)+len(own)+len(shared))
	first = append(append(first, opening...), own...)
	return []piece{{frames: first, half: firstHalf}, {frames: shared, half: secondHalf}}
}

// seesMore reports whether a person sees a line, a question or a request for the floor of hers as others in her role do not.
func (r *Room) seesMore(m *member) bool {
	for _, one := range r.floor.requests {
		if one.PersonID == m.id {
			return true
		}
	}
	if len(r.heldFor(m.id, "")) > 0 {
		return true
	}
	if m.may(conference.ModerateQuestions) {
		return false
	}
	for _, q := range r.questions.asked {
		if q.owner == m.id { // also of what was merged into others'
			return true
		}
	}
	return false
}

// sharedWelcome is what all of a person's role share, as of the last notice.
func (r *Room) sharedWelcome(m *member) ([]byte, error) {
	role := m.role()
	key := sameFor{role, r.votedIn(m.id), r.confers(m)}
	if known := r.welcomes[key]; known.text != nil && known.seq == r.notices.seq {
		return known.text, nil
	}
	text, err := json.Marshal(common{
		Build: r.build, Epoch: r.notices.epoch, Seq: r.notices.seq, Role: role, Can: role.Powers(), Session: r.session.info,
		Stage: r.performers(conference.OnStage), Backstage: r.backstageFor(m), Lines: r.lastLines(), ChatRule: r.chat.info(), Reacted: r.lineReactions(), Held: r.heldFor("", role), Asides: r.asidesFor(key.confers),
		Questions: r.questionsFor("", role), Polls: r.pollsFor(role, key.voted), Proposals: r.proposed(), Slots: r.slots, Claims: r.claimsFor(role), Announcements: r.announced, Waiting: r.waitingFor(role),
		Floor: r.floorInfo(), Requests: r.requestsFor("", role), Speeches: r.lastSpeeches(), Times: r.timesFor(role),
		Forecast: r.forecastFor("", role),
	})
	if err != nil {
		return nil, err
	}
	text[0] = ',' // where its brace was
	shared := shownTo{r.notices.seq, append(text, '}')}
	r.welcomes[key] = shared
	return shared.text, nil
}
