package live

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
	"plenary/server/store/storetest"
)

// world is a conference with one session, on a real store, and the rooms of a server.
type world struct {
	*testing.T
	store   *store.Store
	media   *standIn
	rooms   *Rooms
	session conference.Session
	logins  int
}

// inBubble runs a test where time stands still until nobody has anything to do. That every goroutine has ended when the
// test has is checked by the bubble.
func inBubble(t *testing.T, test func(w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, storetest.Empty(t))
		defer w.close()
		test(w)
	})
}

func newWorld(t *testing.T, file string) *world {
	t.Helper()
	w := &world{T: t, media: &standIn{}}
	var err error
	if w.store, err = store.Open(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	start := time.Now().UTC()
	w.must(w.store.PutConference(t.Context(), conference.Conference{
		ID: "conference", Slug: "test", Title: "Test", TimeZone: "Europe/Vienna", FirstDay: "2020-09-14", LastDay: "2020-09-15",
		RegistrationOpens: start, RegistrationCloses: start.Add(time.Hour), Languages: "en,fr",
	}))
	w.must(w.store.PutHall(t.Context(), conference.Hall{ID: "hall", ConferenceID: "conference", Name: "Plenary hall"}))
	w.session = conference.Session{
		ID: "session", ConferenceID: "conference", HallID: "hall", Title: "Working session", Kind: conference.WorkingSession,
		Access: conference.PressAccess, State: conference.Scheduled, Languages: "en,fr",
		StartsAt: start, EndsAt: start.Add(2 * time.Hour),
	}
	w.must(w.store.PutSession(t.Context(), w.session, "", start))
	w.open()
	w.rooms = w.newRooms()
	return w
}

func (w *world) newRooms(opts ...Option) *Rooms {
	return newRooms(setting{
		store: w.store, media: w.media, log: slog.New(slog.DiscardHandler), clock: time.Now, build: "test",
		limits: DefaultLimits(), slots: DefaultSlots(),
	}, opts)
}

func (w *world) close() {
	w.must(w.rooms.Close(context.Background()))
	w.must(w.store.Close())
}

// restart is what a new process does with the same database.
func (w *world) restart() {
	w.Helper()
	w.must(w.rooms.Close(w.Context()))
	w.media = &standIn{}
	w.rooms = w.newRooms()
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// open opens the session, as an organizer does.
func (w *world) open() { w.Helper(); w.life(w.session.Open) }

func (w *world) life(change func(time.Time) (conference.Session, error)) {
	w.Helper()
	was := w.session.State
	s, err := change(time.Now())
	w.must(err)
	w.must(w.store.UpdateSession(w.Context(), s, was, "", time.Now()))
	w.session = s
	if w.rooms != nil {
		w.rooms.SessionChanged(w.Context(), s.ID)
	}
}

// person makes somebody with a role in the session; her id is her name in lower case.
func (w *world) person(name string, role conference.Role) conference.PersonID {
	w.Helper()
	id := conference.PersonID("person-" + strings.ToLower(name))
	if _, err := w.store.Person(w.Context(), id); err == nil {
		return id
	}
	w.must(w.store.CreatePerson(w.Context(), conference.Person{
		ID: id, Name: name, Email: strings.ToLower(name) + "@conference.example", CreatedAt: time.Now(),
	}))
	category := conference.Academia
	if role == conference.Press {
		category = conference.Media
	}
	if role != conference.Registered {
		w.must(w.store.CreateRegistration(w.Context(), conference.Registration{
			ID: conference.NewID[conference.RegistrationID](), ConferenceID: "conference", PersonID: id, Name: name,
			Organization: "Institute of " + name, Category: category, State: conference.Approved,
			CreatedAt: time.Now(), ChangedAt: time.Now(),
		}))
	}
	w.appoint(id, role)
	return id
}

// appoint gives a person another role by what decides it in the store.
func (w *world) appoint(id conference.PersonID, role conference.Role) {
	w.Helper()
	switch role {
	case conference.Administrator:
		w.must(w.store.SetAdministrator(w.Context(), id, true, "", time.Now()))
	case conference.Organizer:
		w.must(w.store.AddOrganizer(w.Context(), "conference", id, "", time.Now()))
	case conference.Speaker, conference.Interpreter, conference.Moderator, conference.Chair:
		w.must(w.store.Appoint(w.Context(), conference.Appointment{SessionID: "session", PersonID: id, Role: role}, "", time.Now()))
	case conference.Visitor, conference.Registered, conference.Attendee, conference.Press:
		w.must(w.store.Dismiss(w.Context(), "session", id, "", time.Now()))
	}
}

// entry is what the edge finds out about somebody who comes.
func (w *world) entry(id conference.PersonID) Entry {
	w.Helper()
	standing, err := w.store.Standing(w.Context(), "conference", "session", id)
	w.must(err)
	plates, err := w.store.Plates(w.Context(), "conference", []conference.PersonID{id})
	w.must(err)
	w.logins++
	return Entry{
		Session: w.session, Person: Plate(plates[id]), Role: standing.RoleIn(w.session.Access),
		Login: conference.NewID[conference.LoginID](), Window: conference.NewID[string](),
	}
}

// comes brings a new person into the room.
func (w *world) comes(name string, role conference.Role) *client {
	w.Helper()
	return w.take(w.entry(w.person(name, role)))
}

func (w *world) take(e Entry) *client {
	w.Helper()
	c, err := w.try(e)
	w.must(err)
	return c
}

func (w *world) try(e Entry) (*client, error) {
	tape := &tape{}
	s, err := w.rooms.Take(w.Context(), e, tape)
	if err != nil {
		return nil, err
	}
	c := &client{w: w, seat: s, entry: e, tape: tape}
	c.read()
	c.seen = 1
	return c, nil
}

// client is a page: it remembers all that it was told.
type client struct {
	w       *world
	seat    *Seat
	entry   Entry
	tape    *tape
	told    []told
	seen    int // of told, by news
	over    bool
	answers map[string]protocol.Notice
}

type told struct {
	seq    int64
	notice protocol.Notice
	frame  string
}

// read takes in everything that was written.
func (c *client) read() {
	c.w.Helper()
	c.seat.written()
	for _, frame := range c.tape.frames() {
		f, n, err := protocol.DecodeNotice(frame)
		c.w.must(err)
		if f.ID != "" || f.Type == "Refused" {
			if c.answers == nil {
				c.answers = map[string]protocol.Notice{}
			}
			c.answers[f.ID] = n
			continue
		}
		c.told = append(c.told, told{f.Seq, n, string(frame)})
	}
	c.over = c.tape.over()
}

// news is what was told since it was asked for the last time, after the first frame.
func (c *client) news() []protocol.Notice {
	c.w.Helper()
	c.read()
	list := []protocol.Notice{}
	for _, t := range c.told[c.seen:] {
		list = append(list, t.notice)
	}
	c.seen = len(c.told)
	return list
}

// latest is the last notice of a type since news was asked for, if there was one.
func latest[N protocol.Notice](c *client) (n N, ok bool) {
	c.w.Helper()
	for _, one := range c.news() {
		if x, is := one.(N); is {
			n, ok = x, true
		}
	}
	return n, ok
}

func expect[N protocol.Notice](c *client) N {
	c.w.Helper()
	n, ok := latest[N](c)
	if !ok {
		c.w.Fatalf("%s was not told %T", c.entry.Person.Name, n)
	}
	return n
}

func never[N protocol.Notice](c *client) {
	c.w.Helper()
	if n, ok := latest[N](c); ok {
		c.w.Errorf("%s was told %#v", c.entry.Person.Name, n)
	}
}

func (c *client) welcome() protocol.Welcome {
	c.w.Helper()
	n, is := c.told[0].notice.(protocol.Welcome)
	if !is {
		c.w.Fatalf("%s was told %T first", c.entry.Person.Name, c.told[0].notice)
	}
	return n
}

// last is the number of the last notice that the page knows of.
func (c *client) last() (epoch string, seq int64) {
	c.read()
	seq = c.entry.Seq
	for _, t := range c.told {
		switch n := any(t.notice).(type) {
		case protocol.Welcome:
			epoch, seq = n.Epoch, n.Seq
		case protocol.Resumed:
			epoch = n.Epoch
		}
		seq = max(seq, t.seq)
	}
	return epoch, seq
}

// returns is the page on a new connection.
func (c *client) returns() *client {
	c.w.Helper()
	e := c.entry
	e.Epoch, e.Seq = c.last()
	e.Resume = c.ticket()
	return c.w.take(e)
}

// ticket is what the page was given for coming back.
func (c *client) ticket() (resume string) {
	for _, t := range c.told {
		switch n := any(t.notice).(type) {
		case protocol.Welcome:
			resume = n.Resume
		case protocol.Resumed:
			resume = n.Resume
		}
	}
	return resume
}

// leaves is the connection going away.
func (c *client) leaves() {
	c.seat.Leave()
	synctest.Wait()
}

// send sends a command and returns its answer: Done or Refused.
func (c *client) send(cmd protocol.Command) protocol.Notice {
	c.w.Helper()
	_, answer := c.sendAs(rand.Text(), cmd)
	return answer
}

func (c *client) sendAs(id string, cmd protocol.Command) (string, protocol.Notice) {
	c.w.Helper()
	frame, err := protocol.EncodeCommand(id, cmd)
	c.w.must(err)
	c.seat.Receive(c.w.Context(), frame)
	c.read()
	return id, c.answers[id]
}

// does sends a command that must be carried out; its id is what it makes.
func (c *client) does(cmd protocol.Command) (id, answer string) {
	c.w.Helper()
	id, n := c.sendAs(rand.Text(), cmd)
	done, is := n.(protocol.Done)
	if !is {
		c.w.Fatalf("%s: %#v is answered %#v", c.entry.Person.Name, cmd, n)
	}
	return id, done.Answer
}

// cannot sends a command that must be refused.
func (c *client) cannot(kind conference.Kind, cmd protocol.Command) protocol.Refused {
	c.w.Helper()
	n := c.send(cmd)
	refused, is := n.(protocol.Refused)
	if !is || refused.Kind != kind || refused.Message == "" {
		c.w.Errorf("%s: %#v is answered %#v; want a refusal of kind %s", c.entry.Person.Name, cmd, n, kind)
	}
	return refused
}

// closed checks that the seat was let go with a code.
func (c *client) closed(code int) {
	c.w.Helper()
	c.read()
	if got, reason := c.tape.closed(); !c.over || got != code {
		c.w.Errorf("%s: closed is %v with %d %q; want %d", c.entry.Person.Name, c.over, got, reason, code)
	}
}

func (c *client) id() conference.PersonID { return c.entry.Person.ID }

// ask asks a question and returns its id.
func (c *client) ask(text string) conference.QuestionID {
	c.w.Helper()
	id, _ := c.does(protocol.AskQuestion{Text: text})
	return conference.QuestionID(id)
}

func names(list []protocol.Performer) string {
	var b []string
	for _, p := range list {
		b = append(b, p.Person.Name)
	}
	return strings.Join(b, " ")
}

func asJSON(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}

func kindOf(err error) conference.Kind {
	if refused, ok := errors.AsType[*conference.Error](err); ok {
		return refused.Kind
	}
	return ""
}
