package live

import (
	"context"
	"time"

	"plenary/server/conference"
)

// stays are who was in the room and when, as far as it is news to the store: the room writes it down once a minute, so that
// no arrival costs a sync, and a server that is killed has forgotten a minute at most. Owned by the room's goroutine.
type stays struct {
	news    map[*stay]struct{} // at most one for each member who came or left since, and a few who did both again
	written time.Time          // when it was written the last time
	writing bool
	missed  map[*stay]struct{}        // what could not be written while the room ended; by who helps it
	unsaid  []conference.SpeakingTime // likewise
}

// stay is a time for which a member was here. What is written of it is a copy.
type stay struct {
	person conference.PersonID
	came   time.Time
	left   time.Time // zero: she is here
}

// writeStaysEvery is how much of who was here a killed server forgets.
const writeStaysEvery = time.Minute

// arrive begins a member's stay, or goes on with the one that she has just left.
func (r *Room) arrive(m *member) {
	now := r.now()
	if m.stay == nil || now.Sub(m.stay.left) > conference.Blink || now.Before(m.stay.left) {
		m.stay = &stay{person: m.id, came: now}
	}
	m.stay.left = time.Time{}
	r.stays.news[m.stay] = struct{}{}
}

// depart ends it.
func (r *Room) depart(m *member) {
	if m.stay != nil {
		m.stay.left = r.now()
		r.stays.news[m.stay] = struct{}{}
	}
}

// keepStays writes down what is news, when it is time. Who just left may be back before the next time: then she has not.
func (r *Room) keepStays(now time.Time) {
	s := &r.stays
	if s.writing || now.Sub(s.written) < writeStaysEvery || len(s.news) == 0 && r.present == 0 {
		return
	}
	s.writing, s.written = true, now
	list, speaking, seen := r.newStays(), r.speaking.newSpeaking(), r.now()
	before := s.news
	s.news = map[*stay]struct{}{}
	r.apart(func(ctx context.Context) {
		err := r.store.RecordStays(ctx, r.id, list, speaking, seen)
		look := r.look(func() {
			s.writing = false
			if err != nil { // the next time, then
				for one := range before {
					s.news[one] = struct{}{}
				}
				r.speaking.again(speaking)
			}
		})
		if err != nil {
			r.log.Warn("who was in the room was not written down", "session", r.id, "error", err)
			if look != nil { // the room has ended meanwhile, and tries once more
				s.missed = before
				s.unsaid = speaking
			}
		}
	})
}

func (r *Room) newStays() []conference.Stay {
	list := make([]conference.Stay, 0, len(r.stays.news))
	for one := range r.stays.news {
		list = append(list, one.written())
	}
	return list
}

// written is the stay as the store has it.
func (s *stay) written() conference.Stay {
	row := conference.Stay{PersonID: s.person, CameAt: s.came}
	if !s.left.IsZero() {
		left := s.left
		row.LeftAt = &left
	}
	return row
}

// loadStays has those leave who were here when the server was killed.
func (r *Room) loadStays(ctx context.Context) error { return r.store.EndStays(ctx, r.id) }

// endStays writes down the rest, when the room's goroutine has ended and nobody helps it any more.
func (r *Room) endStays() {
	for one := range r.stays.missed {
		r.stays.news[one] = struct{}{}
	}
	r.speaking.again(r.stays.unsaid)
	speaking := r.speaking.newSpeaking()
	if len(r.stays.news) == 0 && len(speaking) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), commandTime)
	defer cancel()
	if err := r.store.RecordStays(ctx, r.id, r.newStays(), speaking, r.now()); err != nil {
		r.log.Error("who was in the room at its end is lost", "session", r.id, "people", len(r.stays.news), "error", err)
	}
}
