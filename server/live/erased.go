package live

import (
	"context"
	"fmt"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// PersonErased says that a person was forgotten: her seats, programs and media end, and what rooms remember of her gets the
// name that stands for her in the store by now. Who comes back to a room gets it afresh, since what was told named her.
func (rs *Rooms) PersonErased(ctx context.Context, person conference.PersonID) {
	ctx = context.WithoutCancel(ctx)
	rs.changed.add(person)
	rs.askers.erase(person)
	for _, r := range rs.running() {
		if err := passing(r.erase(ctx, person)); err != nil {
			rs.log.Error("a person cannot be forgotten; the room begins anew", "session", r.id, "person", person, "error", err)
			_ = r.look(func() { r.over = true })
		}
	}
}

func (r *Room) erase(ctx context.Context, person conference.PersonID) error {
	var m *member
	if err := r.look(func() { m = r.members[person] }); err != nil {
		return err
	}
	if m != nil {
		r.withdrawMedia(m)
		if err := r.look(func() { r.expel(m, protocol.CloseSignedOut, "you have been signed out") }); err != nil {
			return err
		}
	}
	if err := r.reassess(ctx, person); err != nil {
		return err
	}
	if err := r.sessionChanged(ctx); err != nil { // she may have had a role
		return err
	}
	return r.inTurn(ctx, func() error { return r.unname(ctx, person) })
}

// unname reads anew what a person said, in the room's turn.
func (r *Room) unname(ctx context.Context, person conference.PersonID) error {
	plates, err := r.store.Plates(ctx, r.session.ConferenceID, []conference.PersonID{person})
	if err != nil {
		return fmt.Errorf("read the plate of person %s: %w", person, err)
	}
	plate := Plate(plates[person])
	lines, err := r.store.LastLines(ctx, r.id, linesKept)
	if err != nil {
		return err
	}
	held, err := r.store.HeldLines(ctx, r.id)
	if err != nil {
		return err
	}
	asides, err := r.store.LastAsides(ctx, r.id, asidesKept)
	if err != nil {
		return err
	}
	questions, err := r.store.Questions(ctx, r.id)
	if err != nil {
		return err
	}
	requests, err := r.store.FloorRequests(ctx, r.id)
	if err != nil {
		return err
	}
	notes := map[conference.FloorRequestID]conference.FloorRequest{}
	for _, one := range requests {
		notes[one.ID] = one
	}
	said := map[conference.LineID]string{}
	for _, line := range lines {
		said[line.ID] = line.Text
	}
	return r.look(func() {
		for i, line := range r.chat.lines {
			if line.Person.ID != person {
				continue
			}
			r.chat.lines[i].Person = plate
			if text, there := said[line.ID]; there {
				r.chat.lines[i].Text = text
			}
		}
		r.renameAsides(plate, asides)
		for _, h := range held {
			if known := r.chat.held[h.ID]; known != nil && h.PersonID == person {
				known.by, known.Text = plate, h.Text
			}
		}
		for _, q := range questions {
			if known := r.questions.asked[q.ID]; known != nil && q.PersonID == person {
				known.asker, known.Text, known.Original = plate, q.Text, q.Original
			} else if known != nil && known.owner == person {
				known.owner = ""
			}
		}
		for id, one := range r.floor.requests {
			if one.PersonID == person {
				one.Note, one.OnBehalf = notes[id].Note, notes[id].OnBehalf
			}
		}
		r.renameOnFloor(plate)
		seq := r.notices.seq
		r.notices = newNotices()
		r.notices.seq = seq
		clear(r.welcomes)
	})
}
