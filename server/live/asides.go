package live

import (
	"context"
	"fmt"
	"slices"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// asides are the last that were said, oldest first.
type asides struct {
	lines  []protocol.Aside
	number int64 // of the last one
}

const asidesKept = 100

func (r *Room) loadAsides(ctx context.Context) error {
	list, err := r.store.LastAsides(ctx, r.id, asidesKept)
	if err != nil {
		return err
	}
	plates, err := r.platesOf(ctx, len(list), func(i int) conference.PersonID { return list[i].PersonID })
	for _, a := range list {
		r.asides.lines = append(r.asides.lines, asideInfo(a, Plate(plates[a.PersonID])))
		r.asides.number = a.Number
	}
	return err
}

func asideInfo(a conference.Aside, by protocol.Person) protocol.Aside {
	return protocol.Aside{ID: a.ID, Number: a.Number, Person: by, Text: a.Text, SaidAt: a.SaidAt}
}

// confers reports whether a person reads asides, now.
func (r *Room) confers(m *member) bool {
	return conference.Confers(m.role(), r.session.appointed[m.id], m.place)
}

// asidesFor are the asides as somebody finds them who reads them, or does not.
func (r *Room) asidesFor(confers bool) protocol.Asides {
	if !confers {
		return protocol.Asides{}
	}
	return protocol.Asides{Open: true, Lines: slices.Clone(r.asides.lines)}
}

// openAsides lets a person read asides, or no longer, when her role, her place or the programme has changed.
func (r *Room) openAsides(m *member) {
	now := r.confers(m)
	if now == m.confers {
		return
	}
	m.confers = now
	for _, w := range m.windows {
		w.see()
	}
	r.tell(only(m.id), protocol.AsidesChanged{Asides: r.asidesFor(now)})
}

// mayConfer asks whether a person says asides, now. In the room's goroutine.
func (r *Room) mayConfer(m *member) error {
	switch {
	case !r.confers(m):
		return conference.Errorf(conference.Forbidden, "the panel's line is open to you when you are backstage or on the stage")
	case r.people.silenced[m.id]:
		return conference.Errorf(conference.Forbidden, "a moderator has silenced you in this session")
	}
	return nil
}

func (s *Seat) sayAside(ctx context.Context, id conference.LineID, c protocol.SayAside) error {
	r := s.room
	text, err := conference.CleanText(c.Text, conference.MaxLine)
	if err != nil {
		return err
	}
	if err := r.ask(func() error { return r.mayConfer(s.member) }); err != nil {
		return err
	}
	if err := s.member.said.limit(r.lineRate(s.member), "you write very fast"); err != nil {
		return err
	}
	a, err := r.store.SayAside(ctx, conference.Aside{ID: id, SessionID: r.id, PersonID: s.person, Text: text, SaidAt: r.now()})
	if err != nil {
		return fmt.Errorf("say an aside: %w", err)
	}
	return r.look(func() {
		if a.Number <= r.asides.number { // it was said before, under the same id
			return
		}
		info := asideInfo(a, s.member.plate)
		r.asides.number = a.Number
		r.asides.lines = append(r.asides.lines, info)
		if over := len(r.asides.lines) - asidesKept; over > 0 {
			r.asides.lines = slices.Delete(r.asides.lines, 0, over)
		}
		r.tell(colleagues(), protocol.AsideSaid{Aside: info})
	})
}

func (s *Seat) deleteAside(ctx context.Context, id conference.LineID) error {
	r := s.room
	if err := r.ask(func() error { return r.mayConfer(s.member) }); err != nil {
		return err
	}
	a, err := r.store.Aside(ctx, id)
	if err == nil && a.SessionID != r.id {
		err = conference.Errorf(conference.NotFound, "there is no such line")
	}
	switch {
	case err != nil:
		return err
	case a.DeletedAt != nil:
		return nil
	case a.PersonID != s.person && !s.member.may(conference.ModerateChat):
		return conference.Errorf(conference.Forbidden, "only moderators may delete what others said")
	}
	if err := r.store.DeleteAside(ctx, id, s.person, r.now()); err != nil {
		return fmt.Errorf("delete aside %s: %w", id, err)
	}
	return r.look(func() {
		r.asides.lines = slices.DeleteFunc(r.asides.lines, func(l protocol.Aside) bool { return l.ID == id })
		r.tell(colleagues(), protocol.AsideDeleted{Aside: id})
	})
}

// renameAsides puts another name on what a person said, and the words of the store.
func (r *Room) renameAsides(plate protocol.Person, now []conference.Aside) {
	texts := map[conference.LineID]string{}
	for _, a := range now {
		texts[a.ID] = a.Text
	}
	r.asides.lines = slices.Clone(r.asides.lines) // a list that was told is not changed
	for i, a := range r.asides.lines {
		if text, there := texts[a.ID]; there && a.Person.ID == plate.ID {
			r.asides.lines[i].Person, r.asides.lines[i].Text = plate, text
		}
	}
}
