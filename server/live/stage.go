package live

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// stage is who is backstage and on the stage.
type stage struct {
	front, back mediaStage
	nowhere     mediaStage                      // where those are heard who are on the stage while everything is suspended
	dark        atomic.Bool                     // everything is suspended: nothing of the stage goes to anybody
	there       map[conference.PersonID]*member // everybody who is not in the audience
	speaker     map[conference.Place]conference.PersonID
	told        map[conference.Place][]protocol.Performer // as told the last time
}

// absentMost is how long somebody keeps her place without being in the room.
const absentMost = time.Minute

func newStage(m media, id conference.SessionID) stage {
	return stage{
		front: m.stage(string(id)), back: m.stage(string(id) + "/backstage"), nowhere: m.stage(string(id) + "/suspended"),
		there:   map[conference.PersonID]*member{},
		speaker: map[conference.Place]conference.PersonID{},
		told:    map[conference.Place][]protocol.Performer{},
	}
}

func (s *stage) end() {
	s.front.Close()
	s.back.Close()
	s.nowhere.Close()
}

// at is the media stage of a place.
func (s *stage) at(p conference.Place) mediaStage {
	if p == conference.Backstage {
		return s.back
	}
	return s.front
}

// carrying is the media stage that those who are at a place are put on.
func (s *stage) carrying(p conference.Place) mediaStage {
	if p == conference.OnStage && s.dark.Load() {
		return s.nowhere
	}
	return s.at(p)
}

// attending is the place whose media fits somebody who is at p.
func attending(p conference.Place) conference.Place {
	if p == conference.Backstage {
		return conference.Backstage
	}
	return conference.OnStage
}

// loadStage puts a panel back as it was when the server went down: its people have a while to come back.
func (r *Room) loadStage(ctx context.Context) error {
	r.stage.dark.Store(r.session.Suspended())
	list, err := r.store.Appearances(ctx, r.id)
	if err != nil {
		return err
	}
	plates, err := r.platesOf(ctx, len(list), func(i int) conference.PersonID { return list[i].PersonID })
	if err != nil {
		return err
	}
	for _, a := range list {
		standing, err := r.store.Standing(ctx, r.session.ConferenceID, r.id, a.PersonID)
		if err != nil {
			return err
		}
		role := standing.RoleIn(r.session.access)
		if place := r.stillAt(a.Place, role); place != a.Place {
			a.Place = place
			if err := r.store.PutAppearance(ctx, a); err != nil {
				return err
			}
		}
		if a.Place == conference.Audience {
			continue
		}
		m := r.member(Plate(plates[a.PersonID]))
		m.standing.Store(&role)
		m.place, m.placed = a.Place, a.Since
		r.stage.there[m.id] = m
	}
	for _, p := range []conference.Place{conference.OnStage, conference.Backstage} {
		r.stage.told[p] = r.performers(p)
	}
	return nil
}

// stillAt is where a person may be who was at a place when the room ended.
func (r *Room) stillAt(p conference.Place, role conference.Role) conference.Place {
	switch {
	case !role.Can(conference.GoBackstage):
		return conference.Audience
	case r.session.State != conference.Open:
		return conference.Backstage
	}
	return p
}

// performers lists who is at a place, the longest first.
func (r *Room) performers(p conference.Place) []protocol.Performer {
	var list []protocol.Performer
	for _, m := range r.stage.there {
		if m.place == p {
			list = append(list, protocol.Performer{
				Person: m.plate, Role: m.role(), Since: m.placed, Connected: m.connected(),
				Microphone: m.sends(protocol.Microphone), Camera: m.sends(protocol.Camera), Screen: m.sends(protocol.Screen),
			})
		}
	}
	slices.SortFunc(list, func(a, b protocol.Performer) int {
		return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.Person.ID, b.Person.ID))
	})
	return list
}

// backstageFor is who is backstage, as far as this person may know.
func (r *Room) backstageFor(m *member) []protocol.Performer {
	if !m.may(conference.GoBackstage) {
		return nil
	}
	return r.performers(conference.Backstage)
}

// tellPlaces tells who is where, as far as it is news.
func (r *Room) tellPlaces(places ...conference.Place) {
	for _, p := range places {
		if p == conference.Audience {
			continue
		}
		now := r.performers(p)
		if slices.Equal(now, r.stage.told[p]) {
			continue
		}
		r.stage.told[p] = now
		if p == conference.OnStage {
			r.tell(everyone(), protocol.StageChanged{Stage: now})
		} else {
			r.tell(those(conference.GoBackstage), protocol.BackstageChanged{Backstage: now})
		}
	}
}

// catchUpStage tells a person what another role lets her know of backstage, or no longer.
func (r *Room) catchUpStage(m *member, before conference.Role) {
	if before.Can(conference.GoBackstage) != m.may(conference.GoBackstage) {
		r.tell(only(m.id), protocol.BackstageChanged{Backstage: r.backstageFor(m)})
	}
}

// admit says whether there is room for somebody at a place. Who is backstage already may always go on the stage and back.
func (r *Room) admit(m *member, to conference.Place) error {
	_, there := r.stage.there[m.id]
	if to == conference.Audience || there || len(r.stage.there) < r.limits.Performers {
		return nil
	}
	return conference.Errorf(conference.Conflict,
		"there are %d people on the stage and behind it, which is as many as it holds; somebody has to leave it first", r.limits.Performers)
}

// move commits a person's place, takes her media there and tells. In the room's turn.
func (r *Room) move(ctx context.Context, m *member, to conference.Place) error {
	now := r.now()
	if err := r.ask(func() error { return r.admit(m, to) }); err != nil {
		return err
	}
	err := r.store.PutAppearance(ctx, conference.Appearance{SessionID: r.id, PersonID: m.id, Place: to, Since: now})
	if err != nil {
		return fmt.Errorf("move person %s to %s: %w", m.id, to, err)
	}
	if err := r.moveMedia(m, to); err != nil {
		return err
	}
	return r.look(func() { r.moved(m, to, now) })
}

// moveMedia goes first: who was taken off the stage is not heard any more when it is told.
func (r *Room) moveMedia(m *member, to conference.Place) error {
	var publish *leg
	var watching []*leg
	var gates map[protocol.SourceKind]bool
	err := r.look(func() {
		publish = m.publish
		if r.yields(m, to) {
			m.sources[protocol.Screen] = false
			r.tell(only(m.id), protocol.Muted{Source: protocol.Screen})
		}
		gates = m.gates()
		for _, w := range m.windows {
			if l := w.legs[protocol.AudienceLeg]; l != nil {
				watching = append(watching, l)
			}
		}
	})
	if err != nil {
		return err
	}
	switch {
	case publish == nil:
	case to == conference.Audience:
		r.stage.front.Remove(publish.publisher)
		r.stage.back.Remove(publish.publisher)
		r.stage.nowhere.Remove(publish.publisher)
	default:
		publish.gate(gates)
		publish.to(r.stage.carrying(to))
	}
	for _, l := range watching {
		l.to(r.stage.at(attending(to)))
	}
	return nil
}

// moved tells that a person is at another place.
func (r *Room) moved(m *member, to conference.Place, at time.Time) {
	from := m.place
	m.place, m.placed, m.leaving = to, at, false
	if to == conference.Audience {
		delete(r.stage.there, m.id)
		if m.publish != nil {
			r.drop(m.publish, nil)
		}
		m.sources = usual()
	} else {
		r.stage.there[m.id] = m
	}
	for _, w := range m.windows {
		w.attends = attending(to)
		w.see()
		r.whisper(w.seat, protocol.SpeakerChanged{Speaker: r.stage.speaker[w.attends]})
	}
	r.tellPlaces(from, to)
	r.tell(only(m.id), protocol.PlaceChanged{Place: to})
	r.openAsides(m)
}

// clearPlace sends a person back to the audience, wherever she is. Nothing of hers is on the stage any more even when
// that cannot be written down.
func (r *Room) clearPlace(ctx context.Context, m *member) error {
	var place conference.Place
	if err := r.look(func() { place = m.place }); err != nil || place == conference.Audience {
		return err
	}
	err := r.move(ctx, m, conference.Audience)
	if err == nil {
		return nil
	}
	return errors.Join(err, r.look(func() { r.moved(m, conference.Audience, r.now()) }))
}

// clearStage takes everybody off the stage. In the room's turn.
func (r *Room) clearStage(ctx context.Context) error {
	var list []*member
	err := r.look(func() {
		for _, m := range r.stage.there {
			if m.place == conference.OnStage {
				list = append(list, m)
			}
		}
	})
	for _, m := range list {
		err = errors.Join(err, r.move(ctx, m, conference.Backstage))
	}
	return err
}

// sendHome sends people to the audience who have not come back.
func (r *Room) sendHome(now time.Time) {
	for _, m := range r.stage.there {
		if m.here > 0 || m.leaving || r.floor.speaks(m.id) || now.Sub(m.absent) < absentMost {
			continue
		}
		m.leaving = true
		r.apart(func(ctx context.Context) {
			err := r.inTurn(ctx, func() error {
				back := false
				if err := r.look(func() { back = m.here > 0 }); err != nil || back {
					return err
				}
				return r.move(ctx, m, conference.Audience)
			})
			_ = r.look(func() { m.leaving, m.absent = false, time.Now() }) // should it have failed, in a while again
			if err = passing(err); err != nil {
				r.log.Error("a person who left cannot be taken off the stage", "session", r.id, "person", m.id, "error", err)
			}
		})
	}
}
