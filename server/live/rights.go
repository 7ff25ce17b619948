package live

import (
	"context"
	"errors"
	"fmt"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/sfu"
)

// known lets a person in, who may be new, in the role that the edge found out.
func (r *Room) known(e *Entry) (*member, error) {
	if r.people.removed[e.Person.ID] && e.Role != conference.Organizer && e.Role != conference.Administrator {
		return nil, notAllowed(r.session.Session)
	}
	if e.Access != "" && e.Access != r.session.access || e.Door != "" && e.Door != r.session.Door {
		return nil, errRole // a part of the session has ended since the edge asked, or its door was shut
	}
	m := r.members[e.Person.ID]
	if m != nil && m.role() != e.Role && (m.here > 0 || m.place != conference.Audience) {
		return nil, errRole
	}
	m = r.member(e.Person)
	if m.role() != e.Role {
		role := e.Role // and nothing else of the entry
		m.standing.Store(&role)
		m.since = r.notices.seq
	}
	return m, nil
}

// standing reads what decides a person's role.
func (r *Room) standing(ctx context.Context, person conference.PersonID) (conference.Standing, error) {
	var of conference.ConferenceID
	if err := r.look(func() { of = r.session.ConferenceID }); err != nil {
		return conference.Standing{}, err
	}
	standing, err := r.store.Standing(ctx, of, r.id, person)
	if err != nil {
		return standing, fmt.Errorf("read the standing of person %s: %w", person, err)
	}
	return standing, nil
}

// settleRole gives a person the role that the store says, and writes it into her entry, with what it was found out by.
func (r *Room) settleRole(ctx context.Context, e *Entry) error {
	if err := r.reassess(ctx, e.Person.ID); err != nil && !errors.Is(err, errClosing) {
		return err
	}
	// What is asked first may be older than the standing: then the room says so, and it is asked again.
	if err := r.look(func() { e.Access, e.Door = r.session.access, r.session.Door }); err != nil {
		return err
	}
	standing, err := r.standing(ctx, e.Person.ID)
	e.Role = standing.RoleIn(e.Access)
	return err
}

// reassess gives a person's open seats and running media the rights that she has by now. When these cannot be found out,
// she has to come in again.
func (r *Room) reassess(ctx context.Context, person conference.PersonID) error {
	var m *member
	if err := r.look(func() { m = r.members[person] }); err != nil || m == nil {
		return err
	}
	return r.inTurn(ctx, func() error { return r.reread(ctx, person) })
}

// reread is reassess, in the room's turn.
func (r *Room) reread(ctx context.Context, person conference.PersonID) error {
	var m *member
	if err := r.look(func() { m = r.members[person] }); err != nil || m == nil {
		return err
	}
	err := r.giveRights(ctx, m)
	if err != nil {
		_ = r.look(func() { r.expel(m, protocol.CloseBroken, "your rights could not be read; please come back") })
	}
	return err
}

func (r *Room) giveRights(ctx context.Context, m *member) error {
	standing, err := r.standing(ctx, m.id)
	if err != nil {
		return err
	}
	plates, err := r.store.Plates(ctx, r.session.ConferenceID, []conference.PersonID{m.id})
	if err != nil {
		return fmt.Errorf("read the plate of person %s: %w", m.id, err)
	}
	var role conference.Role
	err = r.look(func() {
		role = standing.RoleIn(r.session.access)
		if plate, known := plates[m.id]; known {
			r.rename(m, Plate(plate))
		}
	})
	if err != nil || role == m.role() {
		return err
	}
	return r.changeRole(ctx, m, role)
}

// rename puts another name on a person's plate.
func (r *Room) rename(m *member, plate protocol.Person) {
	if m.plate == plate {
		return
	}
	m.plate = plate
	r.tellPlaces(m.place)
	r.renameOnFloor(plate)
}

// changeRole gives a person another role, in the room's turn. What she loses ends whether or not it can be written down.
func (r *Room) changeRole(ctx context.Context, m *member, role conference.Role) error {
	if !role.Can(conference.GoBackstage) {
		r.withdrawMedia(m)
	}
	err := r.look(func() {
		if !role.Can(conference.Watch) {
			r.showOut(m)
		}
		before := m.role()
		m.standing.Store(&role)
		for _, w := range m.windows {
			w.see()
		}
		r.tell(only(m.id), protocol.RightsChanged{Role: role, Can: role.Powers()})
		m.since = r.notices.seq
		r.catchUp(m, before)
		r.tellPlaces(m.place)
	})
	if !role.Can(conference.GoBackstage) {
		err = errors.Join(err, r.clearPlace(ctx, m))
	}
	return err
}

// withdrawMedia ends what a person publishes, and what she receives from backstage.
func (r *Room) withdrawMedia(m *member) {
	var publish *leg
	var watching []*leg
	_ = r.look(func() { // a room that closes ends all media anyway
		publish = m.publish
		for _, w := range m.windows {
			if l := w.legs[protocol.AudienceLeg]; l != nil {
				watching = append(watching, l)
			}
			w.attends = conference.OnStage
			w.see()
		}
	})
	if publish != nil {
		publish.publisher.Allow(sfu.PublishGrant{})
		_ = r.look(func() {
			r.drop(publish, &protocol.LegClosed{Reason: "you may no longer publish in this session", Final: true})
		})
	}
	for _, l := range watching {
		l.to(r.stage.front)
	}
}
