package live

import (
	"context"
	"fmt"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// What keeps a session usable when somebody wants to ruin it, and closes it to others. All of it is the session's, not
// the room's: it stays over a restart.

// guard applies a rule to the session and commits what comes of it, in turn and before others who wait.
func (s *Seat) guard(ctx context.Context, rule func(conference.Session) (conference.Session, error)) error {
	r := s.room
	err := r.ahead(ctx, func() error {
		var before conference.Session
		var inside []conference.PersonID
		err := r.ask(func() error {
			before = r.session.Session
			for _, m := range r.members {
				if len(m.windows) > 0 {
					inside = append(inside, m.id)
				}
			}
			return s.may(conference.ModeratePeople) // in turn: it holds until this is committed
		})
		if err != nil {
			return err
		}
		now, err := rule(before)
		if err != nil {
			return err
		}
		if err := r.store.Guard(ctx, now, inside, s.person, r.now()); err != nil {
			return fmt.Errorf("guard session %s: %w", r.id, err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return r.sessionChanged(context.WithoutCancel(ctx))
}

func (s *Seat) setDoor(ctx context.Context, d conference.Door) error {
	err := s.guard(ctx, func(session conference.Session) (conference.Session, error) { return session.SetDoor(d) })
	if err != nil {
		return err
	}
	return s.room.look(s.room.dropWaiting)
}

func (s *Seat) closeMeeting(ctx context.Context, access conference.Access) error {
	return s.guard(ctx, func(session conference.Session) (conference.Session, error) { return session.CloseTo(access) })
}

// suspend stops everything, and writes it down then: what is stopped in an emergency stays so in this room even when that
// fails.
func (s *Seat) suspend(ctx context.Context, on bool) error {
	r := s.room
	now := r.now()
	if on {
		r.stage.dark.Store(true)
		if err := r.shade(); err != nil {
			return err
		}
	}
	return s.guard(ctx, func(session conference.Session) (conference.Session, error) { return session.Suspend(on, now) })
}

// shade puts those who are on the stage where it says that they are heard now. Not for the room's goroutine.
func (r *Room) shade() error {
	var list []*leg
	err := r.look(func() {
		for _, m := range r.stage.there {
			if m.place == conference.OnStage && m.publish != nil {
				list = append(list, m.publish)
			}
		}
	})
	for _, l := range list {
		l.to(r.stage.carrying(conference.OnStage))
	}
	return err
}

// obeySuspension has the stage be dark or not, as the session says. In the room's turn.
func (r *Room) obeySuspension() error {
	var suspended bool
	err := r.look(func() {
		if suspended = r.session.Suspended(); suspended {
			r.spoke(conference.OnStage, "")
		}
	})
	if err != nil || r.stage.dark.Swap(suspended) == suspended && !suspended {
		return err
	}
	return r.shade()
}

// standingOf is what decides the role of a member, as far as the room knows; roles are of those who have one in the session.
func standingOf(m *member, roles map[conference.PersonID]conference.Role) conference.Standing {
	role, appointed := m.role(), roles[m.id]
	st := conference.Standing{
		SignedIn: true, Administrator: role == conference.Administrator, Organizer: role == conference.Organizer,
		Category: m.plate.Category, Appointment: appointed, Seat: role == conference.Speaker && appointed == "",
	}
	if m.plate.Category != "" { // it is on the plate of those who are approved
		st.Registration = conference.Approved
	}
	return st
}

// outsiders are those who are here and may not be where access is another; the others are left.
func (r *Room) outsiders(access conference.Access, appointed map[conference.PersonID]conference.Role) (leaving, staying []*member) {
	for _, m := range r.members {
		switch {
		case len(m.windows) == 0:
		case standingOf(m, appointed).RoleIn(access).Can(conference.Watch):
			staying = append(staying, m)
		default:
			leaving = append(leaving, m)
		}
	}
	return leaving, staying
}

// clearOut lets go at once of those who may not be in the part that the session has come to. What they are in the store is
// asked after it, which takes a while in a full room.
func (r *Room) clearOut() {
	leaving, _ := r.outsiders(r.session.access, r.session.appointed)
	for _, m := range leaving {
		r.showOut(m)
	}
}

// showOut ends all of somebody who may not watch any more.
func (r *Room) showOut(m *member) {
	if r.session.ClosedTo != "" {
		r.expel(m, protocol.CloseClosed, "the session goes on behind closed doors")
		return
	}
	r.expel(m, protocol.CloseNotAllowed, "you may no longer be in this session")
}

// namedLeaving is how many of those who would have to leave are named.
const namedLeaving = 200

// ClosingPreview says what would become of those who are in a session's room if it were closed to all but those with an
// access.
func (rs *Rooms) ClosingPreview(ctx context.Context, id conference.SessionID, access conference.Access) (p protocol.ClosingPreview, err error) {
	r := rs.found(id)
	if r == nil {
		return p, nil
	}
	list, err := rs.store.Appointments(ctx, id)
	if err != nil {
		return p, err
	}
	err = r.look(func() {
		leaving, staying := r.outsiders(access, rolesOf(list))
		p.LeavingAll, p.Staying, p.Recorded = len(leaving), len(staying), r.session.Recorded
		for _, m := range leaving {
			if len(p.Leaving) < namedLeaving {
				p.Leaving = append(p.Leaving, m.plate)
			}
			if m.place != conference.Audience {
				p.OnStage = append(p.OnStage, m.plate)
			}
			for _, w := range m.windows {
				if w.program != nil && w.program.kind == protocol.AudienceLeg {
					p.Players++
				}
			}
		}
	})
	return p, passing(err)
}

func rolesOf(list []conference.Appointment) map[conference.PersonID]conference.Role {
	roles := make(map[conference.PersonID]conference.Role, len(list))
	for _, a := range list {
		roles[a.PersonID] = a.Role
	}
	return roles
}
