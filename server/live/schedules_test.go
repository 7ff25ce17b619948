package live

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// TestEverySeatAgreesWithTheModel has fifty seats come, go, and do things at random, one after another and at the same
// time, and compares every answer, and in the end what every page shows, with a simple model. Each notice is the same at
// every seat that has it, and in the same order. With PLENARY_TEST_NIGHTLY there are 10,000 schedules.
func TestEverySeatAgreesWithTheModel(t *testing.T) {
	const together = 20 // schedules that share a database
	rounds, seed := 10, rand.Uint64()
	if raced {
		rounds = 2 // each takes ten times as long
	}
	if os.Getenv("PLENARY_TEST_NIGHTLY") != "" {
		rounds = 500
	}
	if text := os.Getenv("PLENARY_TEST_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatalf("PLENARY_TEST_SEED: %v", err)
		}
		rounds = 1
	}
	for range rounds {
		inBubble(t, func(w *world) {
			h := newSchedules(w)
			for range together {
				if h.run(seed); w.Failed() {
					w.Fatalf("PLENARY_TEST_SEED=%d repeats it", seed)
				}
				seed++
			}
			if h.resumed < together {
				w.Errorf("only %d times somebody came back to what she missed", h.resumed)
			}
		})
	}
}

// schedules are the people of many sessions, one of which is under way.
type schedules struct {
	*world
	limits  Limits
	seats   []*sitting
	names   []conference.PersonID // in no order but their own
	dice    *rand.Rand
	model   *model
	heard   map[string]string // frames, by epoch and number
	session conference.Session
	count   int
	resumed int
}

// sitting is a page of somebody, with or without a connection.
type sitting struct {
	person conference.PersonID
	role   conference.Role
	entry  Entry
	client *client // nil while she is away
	read   int     // notices of client that were folded
	page   folded
	epoch  string
	resume string
	seq    int64

	lastID string // what she had carried out, and may ask for again
	last   protocol.Command
}

// Moderators come first, then speakers: these can be on the stage.
const (
	moderators = 3
	performers = moderators + 4
)

// newSchedules makes thirty-five people, fifteen of whom have two windows.
func newSchedules(w *world) *schedules {
	h := &schedules{world: w, limits: DefaultLimits(), session: w.session}
	often := Rate{10_000, time.Nanosecond}
	h.limits.Commands, h.limits.Lines, h.limits.Questions, h.limits.ModeratorLines, h.limits.ModeratorQuestions = often, often, often, often, often
	w.must(w.rooms.Close(w.Context()))
	w.rooms = w.newRooms(WithLimits(h.limits))
	for i := range 35 {
		role := conference.Attendee
		switch {
		case i < moderators:
			role = conference.Moderator
		case i < performers:
			role = conference.Speaker
		case i < performers+2:
			role = conference.Press
		}
		person := w.person(fmt.Sprintf("P%d", i), role)
		for range 1 + i%7%2 { // fifteen have two
			h.seats = append(h.seats, &sitting{person: person, role: role, entry: w.entry(person)})
		}
		h.names = append(h.names, person)
	}
	return h
}

// run is one schedule, in a session of its own.
func (h *schedules) run(seed uint64) {
	h.dice, h.model, h.heard = rand.New(rand.NewPCG(seed, 50)), newModel(), map[string]string{}
	h.count++
	h.session.ID = conference.SessionID(fmt.Sprintf("session-%d", h.count))
	h.must(h.store.PutSession(h.Context(), h.session, "", time.Now()))
	for _, s := range h.seats {
		if s.role == conference.Moderator || s.role == conference.Speaker {
			h.must(h.store.Appoint(h.Context(), conference.Appointment{SessionID: h.session.ID, PersonID: s.person, Role: s.role}, "", time.Now()))
		}
		*s = sitting{person: s.person, role: s.role, entry: s.entry}
		s.entry.Session = h.session
		h.comes(s)
	}
	for range 50 {
		if h.step(); h.Failed() {
			return
		}
	}
	time.Sleep(time.Second) // counts of votes are told within it
	synctest.Wait()
	stage := ""
	for _, s := range h.seats {
		if s.client == nil {
			h.comes(s)
		}
		if h.model.removed[s.person] {
			continue
		}
		h.listen(s)
		if order := names(s.page.stage); stage == "" {
			stage = order
		} else if stage != order {
			h.Errorf("%s (%s) sees %q on the stage; others see %q", s.person, s.role, order, stage)
		}
		if got, want := s.page.view(), h.model.view(s.person, s.role); got != want {
			h.Errorf("%s (%s) sees\n%s\nand should see\n%s", s.person, s.role, got, want)
		}
		if !s.page.ordered(h.model) {
			h.Errorf("%s (%s) sees lines in another order: %+v", s.person, s.role, s.page.lines)
		}
		h.goes(s)
	}
}

func (h *schedules) step() {
	s := h.seats[h.dice.IntN(len(h.seats))]
	if h.dice.IntN(3) == 0 {
		s = h.seats[h.dice.IntN(moderators)] // who come first
	}
	switch p := h.dice.IntN(100); {
	case s.client == nil:
		h.comes(s)
	case p < 25:
		h.goes(s)
	case p < 27:
		h.restart()
	case p < 40:
		h.together()
	case p < 50 && s.lastID != "":
		if _, n := s.client.sendAs(s.lastID, s.last); n != (protocol.Done{}) {
			h.Errorf("%s: %#v, once more, is answered %#v", s.person, s.last, n)
		}
	default:
		h.model.turn++
		id, cmd := conference.NewID[string](), h.think(s)
		_, answer := s.client.sendAs(id, cmd)
		h.compare(s, id, cmd, answer)
	}
	switch h.dice.IntN(10) {
	case 0:
		for _, s := range h.seats { // who is away from the stage for a minute would be sent home
			if s.client == nil && h.model.place(s.person) != conference.Audience {
				h.comes(s)
			}
		}
		time.Sleep(time.Duration(h.dice.IntN(40)) * time.Second)
	case 1, 2, 3:
		time.Sleep(time.Duration(h.dice.IntN(400)) * time.Millisecond)
	}
	synctest.Wait()
}

// compare holds an answer against the model's.
func (h *schedules) compare(s *sitting, id string, cmd protocol.Command, answer protocol.Notice) {
	err := h.model.do(s.person, s.role, id, cmd)
	refused, isRefused := answer.(protocol.Refused)
	if done := answer == (protocol.Done{}); done != (err == nil) || isRefused && refused.Kind != kindOf(err) {
		h.Errorf("%s (%s): %#v is answered %#v; want %v", s.person, s.role, cmd, answer, err)
	}
	if s.lastID, s.last = "", nil; err == nil {
		s.lastID, s.last = id, cmd
	}
	if c, removes := cmd.(protocol.RemovePerson); removes && c.On && err == nil {
		h.removed(c.Person)
	}
}

// removed is the end of all connections of somebody.
func (h *schedules) removed(person conference.PersonID) {
	synctest.Wait()
	for _, s := range h.seats {
		if s.person == person && s.client != nil {
			h.listen(s)
			s.client.closed(protocol.CloseRemoved)
			s.client, s.lastID = nil, ""
		}
	}
}

// together has some people do at the same time what does not depend on each other.
func (h *schedules) together() {
	h.model.turn++
	busy := map[conference.PersonID]bool{}
	type doing struct {
		*sitting
		id  string
		cmd protocol.Command
	}
	var all []doing
	for range 6 {
		s := h.seats[h.dice.IntN(len(h.seats))]
		if s.client == nil || busy[s.person] {
			continue
		}
		busy[s.person] = true
		var cmd protocol.Command = protocol.Say{Text: "at the same time"}
		if q := h.question(); h.dice.IntN(2) == 0 && q != "" {
			cmd = protocol.Upvote{Question: q, On: true}
		} else if h.dice.IntN(3) == 0 {
			cmd = protocol.AskQuestion{Text: "at the same time?"}
		}
		all = append(all, doing{s, conference.NewID[string](), cmd})
	}
	var busyUntil sync.WaitGroup
	for _, d := range all {
		frame, err := protocol.EncodeCommand(d.id, d.cmd)
		h.must(err)
		busyUntil.Go(func() { d.client.seat.Receive(h.Context(), frame) })
	}
	busyUntil.Wait()
	for _, d := range all {
		d.client.read()
		h.compare(d.sitting, d.id, d.cmd, d.client.answers[d.id])
	}
}

// think makes up a command.
func (h *schedules) think(s *sitting) protocol.Command {
	q := h.question()
	all := []protocol.Command{
		protocol.Say{Text: fmt.Sprintf("words %d", h.dice.IntN(100))},
		protocol.AskQuestion{Text: "Why?"},
		protocol.AskQuestion{Text: "Why not?"},
		protocol.DeleteLine{Line: h.line()},
		protocol.Upvote{Question: q, On: h.dice.IntN(3) > 0},
		protocol.EditQuestion{Question: q, Text: "Why then?"},
		protocol.WithdrawQuestion{Question: q},
		protocol.EnterBackstage{},
		protocol.LeaveBackstage{},
		protocol.TakeOffStage{Person: s.person},
		protocol.EditLine{Line: h.line(), Text: fmt.Sprintf("other words %d", h.dice.IntN(100))},
	}
	who := h.names[h.dice.IntN(performers)] // who can be on the stage
	if s.role == conference.Moderator || h.dice.IntN(10) == 0 {
		all = append(slices.Delete(all, 4, 7)[3:],
			protocol.ApproveQuestion{Question: q}, protocol.ApproveQuestion{Question: q, Text: "Why, please?"}, protocol.DismissQuestion{Question: q, Reason: "no"},
			protocol.AnswerQuestion{Question: q}, protocol.FinishQuestion{Question: q}, protocol.ReturnQuestion{Question: q},
			protocol.WriteAnswer{Question: q, Text: "So it is.", Private: h.dice.IntN(2) == 0}, protocol.FollowUpQuestion{Question: q},
			protocol.Silence{Person: h.names[20+h.dice.IntN(5)], On: h.dice.IntN(2) == 0},
			protocol.RemovePerson{Person: h.names[22+h.dice.IntN(5)], On: h.dice.IntN(2) == 0}, protocol.RemovePerson{Person: who, On: h.dice.IntN(3) == 0},
			protocol.BringOnStage{Person: who}, protocol.BringOnStage{Person: who}, protocol.TakeOffStage{Person: who})
	}
	return all[h.dice.IntN(len(all))]
}

// question picks one of those that were asked, or none that exists.
func (h *schedules) question() conference.QuestionID { return pick(h.dice, h.model.questions) }

func (h *schedules) line() conference.LineID { return pick(h.dice, h.model.lines) }

func pick[K ~string, V any](dice *rand.Rand, from map[K]V) (k K) {
	if len(from) > 0 {
		ids := slices.Sorted(maps.Keys(from))
		k = ids[dice.IntN(len(ids))]
	}
	return k
}

// comes takes a seat, to what was missed; who was removed does not get one.
func (h *schedules) comes(s *sitting) {
	h.Helper()
	s.entry.Epoch, s.entry.Seq, s.entry.Resume = s.epoch, s.seq, s.resume
	if h.model.removed[s.person] {
		if _, err := h.try(s.entry); kindOf(err) != conference.Forbidden {
			h.Errorf("%s comes back, who was removed: %v", s.person, err)
		}
		return
	}
	s.client, s.read = h.take(s.entry), 0
	if s.client.resumed() {
		h.resumed++
	}
	switch n := any(s.client.told[0].notice).(type) { // however short the visit, what it came back with is used up
	case protocol.Welcome:
		s.resume = n.Resume
	case protocol.Resumed:
		s.resume = n.Resume
	}
}

// goes is the connection going away, with or without what was on its way.
func (h *schedules) goes(s *sitting) {
	h.Helper()
	if h.dice.IntN(2) == 0 {
		h.listen(s)
	}
	s.client.leaves()
	s.client = nil
}

// listen folds what a page was told, and compares it with what others were.
func (h *schedules) listen(s *sitting) {
	h.Helper()
	s.client.read()
	for _, t := range s.client.told[s.read:] {
		if welcome, is := t.notice.(protocol.Welcome); is {
			s.epoch, s.seq = welcome.Epoch, welcome.Seq
		}
		if t.seq > 0 {
			at := fmt.Sprintf("%s %d", s.epoch, t.seq)
			if other, known := h.heard[at]; t.seq <= s.seq || known && other != t.frame {
				h.Errorf("%s was told %s after %d; others were told %s", s.person, t.frame, s.seq, other)
			}
			h.heard[at], s.seq = t.frame, t.seq
		}
		s.page.fold(t.notice)
	}
	s.read = len(s.client.told)
}

// restart is another process on the same database. Everybody comes back, some later than others.
func (h *schedules) restart() {
	for _, s := range h.seats {
		if s.lastID != "" && !strings.Contains("Say AskQuestion", strings.TrimPrefix(fmt.Sprintf("%T", s.last), "protocol.")) {
			s.lastID = "" // the room remembers what it did, the store only what is there
		}
	}
	h.must(h.rooms.Close(h.Context()))
	h.rooms = h.newRooms(WithLimits(h.limits))
	for _, s := range h.seats {
		if s.client == nil {
			continue
		}
		if h.goes(s); h.dice.IntN(4) > 0 {
			h.comes(s)
		}
	}
}
