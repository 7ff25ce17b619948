package live

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

// chat is the end of the conversation; the whole of it is in the store.
type chat struct {
	rule   conference.ChatRule
	lines  []protocol.Line // the last ones, oldest first
	number int64           // of the last line
	shown  bucket          // of lines that a crowd is told

	held    map[conference.LineID]*heldLine // not in the chat, or not yet
	showing bool                            // those whose time has come

	taken    map[conference.LineID]protocol.LineReactions // as was told
	took     map[conference.LineID]struct{}               // since the last second
	counting bool

	reactions map[conference.Reaction]int // since the last second

	thinned bool  // a crowd was not told all lines lately
	settled int64 // number of the line up to which it knows that
}

const (
	linesKept  = 100 // so that there are enough to show when some are deleted
	linesShown = 50
)

func (r *Room) loadChat(ctx context.Context) error {
	var err error
	if r.chat.rule, err = r.store.ChatRule(ctx, r.id); err != nil {
		return err
	}
	lines, err := r.store.LastLines(ctx, r.id, linesKept)
	if err != nil {
		return err
	}
	plates, err := r.platesOf(ctx, len(lines), func(i int) conference.PersonID { return lines[i].PersonID })
	if err != nil {
		return err
	}
	for _, line := range lines {
		r.chat.lines = append(r.chat.lines, LineInfo(line, Plate(plates[line.PersonID])))
		r.chat.number, r.chat.settled = line.Number, line.Number
	}
	return nil
}

// platesOf reads the plates of the people that n things are of.
func (r *Room) platesOf(ctx context.Context, n int, of func(i int) conference.PersonID) (map[conference.PersonID]store.Plate, error) {
	people := make([]conference.PersonID, n)
	for i := range people {
		people[i] = of(i)
	}
	slices.Sort(people)
	return r.store.Plates(ctx, r.session.ConferenceID, slices.Compact(people))
}

// LineInfo is a line as people see it.
func LineInfo(line conference.Line, by protocol.Person) protocol.Line {
	info := protocol.Line{ID: line.ID, Number: line.Number, Person: by, Text: line.Text, SaidAt: line.SaidAt, EditedAt: line.EditedAt}
	if line.ReplyTo != nil {
		info.ReplyTo = *line.ReplyTo
	}
	return info
}

// lastLines are the lines of a snapshot.
func (r *Room) lastLines() []protocol.Line {
	return r.chat.lines[max(0, len(r.chat.lines)-linesShown):]
}

func (s *Seat) say(ctx context.Context, id conference.LineID, c protocol.Say) error {
	r := s.room
	text, err := conference.CleanText(c.Text, conference.MaxLine)
	if err != nil {
		return err
	}
	if again, err := r.heldBefore(id, s.person); err != nil || again {
		return err
	}
	if err := r.ask(func() error { return r.maySay(s.member) }); err != nil {
		if again, known := r.store.Line(ctx, id); known == nil && again.SessionID == r.id && again.PersonID == s.person {
			return nil // she was allowed to when she said it
		}
		return err
	}
	line := conference.Line{ID: id, SessionID: r.id, PersonID: s.person, Text: text, SaidAt: r.now()}
	if line.ReplyTo, err = r.answered(ctx, c.ReplyTo); err != nil {
		return err
	}
	if err := r.pace(ctx, s.member, id); err != nil {
		return err
	}
	if held, err := s.hold(ctx, line); err != nil || held {
		return err
	}
	line, err = r.store.Say(ctx, line)
	if err != nil {
		return fmt.Errorf("say a line: %w", err)
	}
	return r.look(func() { r.said(line, s.member.plate, s.member.may(conference.ModerateChat)) })
}

func (r *Room) lineRate(m *member) Rate {
	if m.may(conference.ModerateChat) {
		return r.limits.ModeratorLines
	}
	return r.limits.Lines
}

// said tells a line; one that was said before, under the same id, has a number that was told.
func (r *Room) said(line conference.Line, by protocol.Person, moderates bool) {
	if line.Number <= r.chat.number {
		return
	}
	said := LineInfo(line, by)
	r.chat.number = line.Number
	r.chat.lines = append(r.chat.lines, said)
	if over := len(r.chat.lines) - linesKept; over > 0 {
		for _, gone := range r.chat.lines[:over] {
			delete(r.chat.taken, gone.ID)
		}
		r.chat.lines = slices.Delete(r.chat.lines, 0, over)
	}
	r.tell(r.readers(by.ID, moderates), protocol.LineSaid{Line: said})
}

// readers are who is told a line: everybody, unless a crowd says more than anybody could read. Then its members are told as
// many as they can, and once a second how many others there were; these are in the history. What moderators say is
// told to all.
func (r *Room) readers(by conference.PersonID, moderates bool) audience {
	if len(r.seats) < r.limits.ShownFrom || moderates || r.chat.shown.take(r.limits.Shown, time.Now()) == 0 {
		return everyone()
	}
	r.chat.thinned = true
	return those(conference.ModerateChat).and(by)
}

// tellThinned tells a crowd that it was not told all lines lately.
func (r *Room) tellThinned() {
	if r.chat.thinned {
		r.tell(everyone(), protocol.LinesThinned{After: r.chat.settled, Through: r.chat.number})
	}
	r.chat.thinned, r.chat.settled = false, r.chat.number
}

func (s *Seat) deleteLine(ctx context.Context, id conference.LineID) error {
	r := s.room
	if held, err := r.heldBefore(id, s.person); err != nil || held { // taken back before it was shown
		return errors.Join(err, s.takeBack(ctx, id))
	}
	line, err := r.store.Line(ctx, id)
	if err != nil {
		return err
	}
	switch {
	case line.SessionID != r.id:
		return conference.Errorf(conference.NotFound, "there is no such line")
	case line.DeletedAt != nil:
		return nil
	case line.PersonID != s.person && !s.member.may(conference.ModerateChat):
		return conference.Errorf(conference.Forbidden, "only moderators may delete what others said")
	}
	if _, err := r.store.DeleteLine(ctx, id, s.person, r.now()); err != nil {
		return fmt.Errorf("delete line %s: %w", id, err)
	}
	return r.look(func() {
		r.chat.lines = slices.DeleteFunc(r.chat.lines, func(l protocol.Line) bool { return l.ID == id })
		r.tell(everyone(), protocol.LineDeleted{Line: id})
	})
}
