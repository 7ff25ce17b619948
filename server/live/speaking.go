package live

import (
	"context"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// speaking is for how long people were heard in the session, looked at once a second: who is heard most on the stage, while
// her microphone is on. It is written down with who was there. Owned by the room's goroutine.
type speaking struct {
	times   map[conference.PersonID]time.Duration // in all, whatever rooms of this session there were
	news    map[conference.PersonID]struct{}      // whose is not written yet
	counted time.Time                             // up to when
}

// countMost is what one look counts at most: a machine that slept has heard nobody.
const countMost = 2 * time.Second

// count adds the time since the last look to who is heard.
func (r *Room) count(now time.Time) {
	s := &r.speaking
	since := min(now.Sub(s.counted), countMost)
	s.counted = now
	m := r.stage.there[r.stage.speaker[conference.OnStage]]
	if m == nil || r.session.State != conference.Open || m.place != conference.OnStage || !m.sends(protocol.Microphone) {
		return
	}
	s.times[m.id] += since
	s.news[m.id] = struct{}{}
}

// newSpeaking takes what is to be written down.
func (s *speaking) newSpeaking() (list []conference.SpeakingTime) {
	for id := range s.news {
		list = append(list, conference.SpeakingTime{PersonID: id, Time: s.times[id]})
	}
	clear(s.news)
	return list
}

// again has what could not be written be written the next time.
func (s *speaking) again(list []conference.SpeakingTime) {
	for _, one := range list {
		s.news[one.PersonID] = struct{}{}
	}
}

// loadSpeaking reads what is written.
func (r *Room) loadSpeaking(ctx context.Context) error {
	list, err := r.store.SpeakingTimes(ctx, r.id)
	for _, one := range list {
		r.speaking.times[one.PersonID] = one.Time
	}
	return err
}
