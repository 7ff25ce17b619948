package live

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// Lines that moderators see before all others do. They are in a table and a map of their own: nothing that tells the chat
// knows them.

// heldLine is a line that waits, or that was held back.
type heldLine struct {
	conference.HeldLine
	by protocol.Person
}

// refusedFor is for how long somebody who comes back reads that a line of hers was held back.
const refusedFor = 10 * time.Minute

func (r *Room) loadHeld(ctx context.Context) error {
	list, err := r.store.HeldLines(ctx, r.id)
	if err != nil || len(list) == 0 {
		return err
	}
	plates, err := r.platesOf(ctx, len(list), func(i int) conference.PersonID { return list[i].PersonID })
	if err != nil {
		return err
	}
	for _, h := range list {
		r.chat.held[h.ID] = &heldLine{h, Plate(plates[h.PersonID])}
	}
	return nil
}

func (h *heldLine) info() protocol.HeldLine {
	info := protocol.HeldLine{
		ID: h.ID, Person: h.by, Text: h.Text, SaidAt: h.SaidAt, DueAt: h.DueAt, Refused: !h.Waits(), Reason: h.Reason,
	}
	if h.ReplyTo != nil {
		info.ReplyTo = *h.ReplyTo
	}
	return info
}

// heldFor are the held lines that a person sees: moderators those that wait, their authors also what was held back lately.
func (r *Room) heldFor(m conference.PersonID, role conference.Role) []protocol.HeldLine {
	var list []protocol.HeldLine
	now := r.now()
	for _, h := range r.chat.held {
		mine := h.PersonID == m && (h.Waits() || *h.RefusedBy != m && now.Sub(*h.RefusedAt) < refusedFor)
		if mine || role.Can(conference.ModerateChat) && h.Waits() {
			list = append(list, h.info())
		}
	}
	slices.SortFunc(list, func(a, b protocol.HeldLine) int {
		return cmp.Or(a.SaidAt.Compare(b.SaidAt), cmp.Compare(a.ID, b.ID))
	})
	return list
}

// catchUpHeld tells a person what waits, when she becomes a moderator.
func (r *Room) catchUpHeld(m *member, before conference.Role) {
	if before.Can(conference.ModerateChat) || !m.may(conference.ModerateChat) {
		return
	}
	for _, h := range r.heldFor("", m.role()) {
		r.tell(only(m.id), protocol.LineHeld{Line: h})
	}
}

// hold keeps a line for moderators to read; false: it is not one that is held. In the room's turn.
func (s *Seat) hold(ctx context.Context, line conference.Line) (held bool, err error) {
	r := s.room
	var h conference.HeldLine
	err = r.ask(func() error {
		if held = r.chat.rule.Holds(s.member.role()); !held {
			return nil
		}
		h = r.chat.rule.Hold(line)
		waiting := 0
		for _, other := range r.chat.held {
			if other.Waits() {
				waiting++
			}
		}
		if waiting >= conference.MostHeld {
			return conference.Errorf(conference.TooMany, "many lines wait to be read by the moderators; please try again in a moment")
		}
		return nil
	})
	if err != nil || !held {
		return held, err
	}
	if err := r.store.Hold(ctx, h); err != nil {
		return held, fmt.Errorf("hold a line: %w", err)
	}
	return held, r.look(func() {
		if r.chat.held[h.ID] == nil {
			r.chat.held[h.ID] = &heldLine{h, s.member.plate}
			r.tell(those(conference.ModerateChat).and(s.person), protocol.LineHeld{Line: r.chat.held[h.ID].info()})
		}
	})
}

// heldBefore reports whether a person's line was held under this id: then it is not said again, whatever became of it.
func (r *Room) heldBefore(id conference.LineID, person conference.PersonID) (before bool, err error) {
	err = r.look(func() {
		h := r.chat.held[id]
		before = h != nil && h.PersonID == person
	})
	return before, err
}

// findHeld returns a copy of a line that waits.
func (r *Room) findHeld(id conference.LineID) (h conference.HeldLine, err error) {
	err = r.ask(func() error {
		known := r.chat.held[id]
		if known == nil {
			return conference.Errorf(conference.NotFound, "there is no such line, or it is shown already")
		}
		h = known.HeldLine
		return nil
	})
	return h, err
}

func (s *Seat) releaseLine(ctx context.Context, c protocol.ReleaseLine) error {
	h, err := s.room.findHeld(c.Line)
	if err == nil && !h.Waits() {
		err = conference.Errorf(conference.Conflict, "the line has been held back already")
	}
	if err != nil {
		return err
	}
	return s.room.show(ctx, h, s.person)
}

// takeBack keeps an own line from being shown.
func (s *Seat) takeBack(ctx context.Context, id conference.LineID) error {
	h, err := s.room.findHeld(id)
	if err != nil || !h.Waits() {
		return err
	}
	return s.refuse(ctx, h, "")
}

func (s *Seat) refuseLine(ctx context.Context, c protocol.RefuseLine) error {
	h, err := s.room.findHeld(c.Line)
	if err != nil {
		return err
	}
	return s.refuse(ctx, h, c.Reason)
}

// refuse commits that a held line is not shown, and tells.
func (s *Seat) refuse(ctx context.Context, h conference.HeldLine, reason string) error {
	r := s.room
	h, err := h.Refuse(s.person, reason, r.now())
	if err != nil {
		return err
	}
	if err := r.store.RefuseHeld(ctx, h); err != nil {
		return fmt.Errorf("hold back line %s: %w", h.ID, err)
	}
	return r.look(func() {
		known := r.chat.held[h.ID]
		known.HeldLine = h
		r.tell(those(conference.ModerateChat).and(h.PersonID), protocol.LineHeld{Line: known.info()})
	})
}

// show commits that a held line is in the chat from now on, and tells. In the room's turn.
func (r *Room) show(ctx context.Context, h conference.HeldLine, by conference.PersonID) error {
	line, err := r.store.ShowHeld(ctx, h, by, r.now())
	if err != nil {
		return fmt.Errorf("show line %s: %w", h.ID, err)
	}
	return r.look(func() {
		author := r.chat.held[h.ID].by
		delete(r.chat.held, h.ID)
		r.said(line, author, false)
	})
}

// showDue shows the lines whose time has come. While everything is suspended none is, and those of somebody who was
// silenced or removed meanwhile wait for a moderator.
func (r *Room) showDue() {
	now := r.now()
	if r.chat.showing || r.session.Suspended() {
		return
	}
	var due []conference.HeldLine
	for _, h := range r.chat.held {
		if h.Due(now) && !r.people.silenced[h.PersonID] && !r.people.removed[h.PersonID] {
			due = append(due, h.HeldLine)
		}
	}
	if len(due) == 0 {
		return
	}
	slices.SortFunc(due, func(a, b conference.HeldLine) int {
		return cmp.Or(a.SaidAt.Compare(b.SaidAt), cmp.Compare(a.ID, b.ID))
	})
	r.chat.showing = true
	r.apart(func(ctx context.Context) {
		for _, h := range due {
			err := r.inTurn(ctx, func() error {
				waits := false
				err := r.look(func() {
					known := r.chat.held[h.ID]
					waits = known != nil && known.Waits() && !r.session.Suspended() && !r.people.silenced[h.PersonID]
				})
				if err != nil || !waits {
					return err
				}
				return r.show(ctx, h, "")
			})
			if passing(err) != nil { // in a second again
				r.log.Error("a held line cannot be shown", "session", r.id, "line", h.ID, "error", err)
			}
		}
		_ = r.look(func() { r.chat.showing = false })
	})
}

// holding reports whether lines wait to be shown by themselves.
func (r *Room) holding() bool {
	for h := range maps.Values(r.chat.held) {
		if h.Waits() && !r.session.Suspended() && !r.people.silenced[h.PersonID] && !r.people.removed[h.PersonID] {
			return true
		}
	}
	return false
}
