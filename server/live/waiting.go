package live

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// waiting is who stands at the door of the room. Their pages ask again and again; what they are told, the store knows.
// Nobody of them has a seat: nothing of what the room tells can reach them.
type waiting struct {
	there map[conference.PersonID]*waiter
	news  bool // that moderators were not told yet
}

type waiter struct {
	protocol.Knock
	seen time.Time
}

// waitsFor is how long somebody waits whose page does not ask any more.
const waitsFor = 20 * time.Second

// namedWaiting is how many of those who wait moderators are told.
const namedWaiting = 200

func newWaiting() waiting { return waiting{there: map[conference.PersonID]*waiter{}} }

// Waits says that somebody stands at the door of a session, since when, and returns her place among those who do; 0 when
// nobody is in the room.
func (rs *Rooms) Waits(id conference.SessionID, person protocol.Person, since time.Time) (place int) {
	r := rs.found(id)
	if r == nil {
		return 0
	}
	_ = r.look(func() { // a room that closes has nobody in it
		w := r.waiting.there[person.ID]
		if w == nil {
			if len(r.waiting.there) >= conference.MostWaiting {
				return
			}
			w = &waiter{Knock: protocol.Knock{Person: person, Since: since}}
			r.waiting.there[person.ID] = w
			r.waiting.news = true
		}
		w.seen = time.Now()
		place = 1
		for _, other := range r.waiting.there {
			if order(other.Knock, w.Knock) < 0 {
				place++
			}
		}
	})
	return place
}

func order(a, b protocol.Knock) int {
	return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.Person.ID, b.Person.ID))
}

// keepWaiting forgets who has gone away from the door, and tells moderators who is there if that is news.
func (r *Room) keepWaiting(now time.Time) {
	for id, w := range r.waiting.there {
		if now.Sub(w.seen) > waitsFor {
			r.leaveDoor(id)
		}
	}
	if r.waiting.news {
		r.waiting.news = false
		clear(r.welcomes)
		r.mention(those(conference.ModeratePeople), r.waitingNow())
	}
}

func (r *Room) leaveDoor(id conference.PersonID) {
	if r.waiting.there[id] != nil {
		delete(r.waiting.there, id)
		r.waiting.news = true
	}
}

// dropWaiting forgets all who wait, when the door is another: those who wait still ask again.
func (r *Room) dropWaiting() {
	r.waiting.news = r.waiting.news || len(r.waiting.there) > 0
	clear(r.waiting.there)
}

func (r *Room) waitingNow() protocol.WaitingChanged {
	list := make([]protocol.Knock, 0, len(r.waiting.there))
	for _, w := range r.waiting.there {
		list = append(list, w.Knock)
	}
	slices.SortFunc(list, order)
	return protocol.WaitingChanged{Count: len(list), Waiting: list[:min(len(list), namedWaiting)]}
}

// waitingFor is who waits, as far as somebody with a role may know.
func (r *Room) waitingFor(role conference.Role) protocol.WaitingChanged {
	if !role.Can(conference.ModeratePeople) {
		return protocol.WaitingChanged{}
	}
	return r.waitingNow()
}

// catchUpWaiting tells a person what another role lets her know of those who wait, or no longer.
func (r *Room) catchUpWaiting(m *member, before conference.Role) {
	if len(r.waiting.there) > 0 && before.Can(conference.ModeratePeople) != m.may(conference.ModeratePeople) {
		for _, w := range m.windows {
			r.whisper(w.seat, r.waitingFor(m.role()))
		}
	}
}

// answerKnocks lets people in, or turns them away. Their pages find out when they ask the next time.
func (s *Seat) answerKnocks(ctx context.Context, c protocol.AnswerKnocks) error {
	r := s.room
	if len(c.People) == 0 || len(c.People) > conference.MostWaiting {
		return conference.Errorf(conference.Invalid, "please choose one person or up to %d", conference.MostWaiting)
	}
	answer := conference.PassRefused
	if c.Admit {
		answer = conference.PassAdmitted
	}
	if _, err := r.store.AnswerKnocks(ctx, r.id, c.People, answer, s.person, r.now()); err != nil {
		return fmt.Errorf("answer those at the door of %s: %w", r.id, err)
	}
	return r.look(func() {
		for _, id := range c.People {
			r.leaveDoor(id)
		}
	})
}
