package live

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// people are those against whom something is held in this session, whether or not they are in the room.
type people struct {
	silenced, removed map[conference.PersonID]bool
}

func newPeople() people {
	return people{silenced: map[conference.PersonID]bool{}, removed: map[conference.PersonID]bool{}}
}

func (r *Room) loadPeople(ctx context.Context) error {
	rows, err := r.store.Restraints(ctx, r.id)
	for _, row := range rows {
		switch row.Restraint {
		case conference.Silenced:
			r.people.silenced[row.PersonID] = true
		case conference.Removed:
			r.people.removed[row.PersonID] = true
		}
	}
	return err
}

// restrain commits what is held against a person, or no longer.
func (s *Seat) restrain(ctx context.Context, person conference.PersonID, what conference.Restraint, on bool) error {
	r := s.room
	standing, err := r.standing(ctx, person)
	if err != nil {
		return err
	}
	if !standing.SignedIn {
		return conference.Errorf(conference.NotFound, "there is no such person")
	}
	if err := conference.Restrain(s.person, person, standing.Role()); err != nil {
		return err
	}
	if err := r.store.Restrain(ctx, r.id, person, what, on, s.person, r.now()); err != nil {
		return fmt.Errorf("restrain person %s: %w", person, err)
	}
	return nil
}

func (s *Seat) silence(ctx context.Context, c protocol.Silence) error {
	r := s.room
	if err := s.restrain(ctx, c.Person, conference.Silenced, c.On); err != nil {
		return err
	}
	err := r.look(func() {
		if r.people.silenced[c.Person] == c.On {
			return
		}
		set(r.people.silenced, c.Person, c.On)
		r.tell(only(c.Person), protocol.SilenceChanged{Silenced: c.On})
	})
	if err != nil || !c.On {
		return err
	}
	return r.loseFloor(ctx, c.Person, s.person)
}

// removePerson ends a person's seats and media at once; she cannot come back.
func (s *Seat) removePerson(ctx context.Context, c protocol.RemovePerson) error {
	r := s.room
	if err := s.restrain(ctx, c.Person, conference.Removed, c.On); err != nil {
		return err
	}
	var m *member
	err := r.look(func() {
		set(r.people.removed, c.Person, c.On)
		if m = r.members[c.Person]; m != nil && c.On {
			r.expel(m, protocol.CloseRemoved, "a moderator removed you from this session")
		}
	})
	if err != nil || !c.On {
		return err
	}
	if m != nil {
		err = r.clearPlace(ctx, m)
	}
	return errors.Join(err, r.loseFloor(ctx, c.Person, s.person))
}

// expel ends all that a person has in the room.
func (r *Room) expel(m *member, code int, reason string) {
	for _, w := range slices.Clone(m.windows) {
		if w.seat != nil {
			r.let(w.seat, code, reason)
		}
		r.discard(w)
	}
}

// revoke ends all that came by a login.
func (r *Room) revoke(login conference.LoginID) {
	for _, m := range r.members {
		for _, w := range slices.Clone(m.windows) {
			if w.name.login != login {
				continue
			}
			if w.seat != nil {
				r.let(w.seat, protocol.CloseSignedOut, "you have been signed out")
			}
			r.discard(w)
		}
	}
}

func set[K comparable](m map[K]bool, k K, on bool) {
	if on {
		m[k] = true
	} else {
		delete(m, k)
	}
}
