package live

import (
	"context"
	"errors"
	"fmt"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

// "You have the floor", "Thank you", and the clock between them. Nobody's microphone is turned on for her, and none is cut.

// giving is what it takes to give somebody the floor.
type giving struct {
	step   store.Step
	to     *member
	back   *member // who had it, and is put back
	backTo conference.Place
}

func (s *Seat) giveFloor(ctx context.Context, c protocol.GiveFloor) error {
	r := s.room
	var g giving
	err := r.ask(func() (err error) {
		one, err := r.floor.find(c.Request, s.member)
		if err == nil {
			g, err = r.giving(one.FloorRequest, s.person)
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := r.proceed(ctx, g.step); err != nil {
		return fmt.Errorf("give the floor by request %s: %w", c.Request, err)
	}
	if g.back != nil {
		err = r.place(g.back, g.backTo)
	}
	return errors.Join(err, r.place(g.to, conference.OnStage))
}

// giving says what it takes, or why it cannot be.
func (r *Room) giving(one conference.FloorRequest, by conference.PersonID) (g giving, err error) {
	f := &r.floor
	plate := f.plates[one.PersonID]
	g.to = r.members[one.PersonID]
	switch {
	case !one.State.OnList():
		return g, conference.Errorf(conference.Conflict, "the request is not on the list of speakers any more")
	case r.session.State != conference.Open:
		return g, conference.Errorf(conference.Conflict, "the session is not open; nobody can be given the floor")
	case r.session.Suspended():
		return g, conference.Errorf(conference.Conflict, "everything is suspended; nobody can be given the floor")
	case g.to == nil || g.to.here == 0:
		return g, conference.Errorf(conference.Conflict, "%s is not in the room", plate.Name)
	case r.people.silenced[one.PersonID]:
		return g, conference.Errorf(conference.Conflict, "a moderator has silenced %s in this session", plate.Name)
	}
	if err := r.admit(g.to, conference.OnStage); err != nil {
		return g, err
	}
	now := r.now()
	place := g.to.place
	if speech := f.current(); speech != nil {
		r.takingBack(&g, *speech, conference.FloorTakenBack, by, now)
		if speech.PersonID == one.PersonID { // she has it again, for something else
			place, g.back, g.step.Appearances = speech.Place, nil, nil
		}
	}
	speech := conference.Speech{
		ID: conference.NewID[conference.SpeechID](), SessionID: r.id, RequestID: one.ID, PersonID: one.PersonID, DelegationID: one.DelegationID,
		Kind: one.Kind, OnBehalf: one.OnBehalf, Category: one.Category, Language: one.Language, RepliesTo: one.RepliesTo, Place: place,
		Allowed: f.LimitFor(f.rules, one.Kind, one.Category, one.Rank), StartedAt: now,
	}
	given := one
	given.State, given.ChangedAt = conference.RequestSpeaking, now
	g.step.Requests = append(g.step.Requests, store.RequestStep{Request: given, Was: one.State})
	g.step.Begins = &speech
	g.step.Appearances = append(g.step.Appearances, conference.Appearance{SessionID: r.id, PersonID: one.PersonID, Place: conference.OnStage, Since: now})
	g.step.Proceedings = append(g.step.Proceedings, conference.NewProceeding(r.id, conference.FloorGiven, by, now, conference.ProceedingDetail{
		Request: one.ID, Speech: speech.ID, Person: one.PersonID, Category: one.Category, Seconds: seconds(speech.Allowed), Rule: r.passedOver(one),
	}))
	return g, nil
}

// passedOver is the rule from which giving a request the floor deviates, or nothing: others are first on the list, a point
// of order waits, or it has no place by the rules. Those who are not in the room cannot be first.
func (r *Room) passedOver(one conference.FloorRequest) string {
	f := &r.floor
	list := f.list()
	if f.rules.Beyond(list, f.speeches)[one.ID] {
		return "places"
	}
	for _, first := range list {
		m := r.members[first.PersonID]
		switch {
		case first.ID == one.ID:
			return ""
		case m == nil || m.here == 0:
		case first.Kind == conference.PointOfOrder:
			return "point-of-order"
		default:
			return "order"
		}
	}
	return ""
}

// takingBack adds to a step that the floor is taken back from who has it, and finds where she goes.
func (r *Room) takingBack(g *giving, speech conference.Speech, how conference.ProceedingKind, by conference.PersonID, now time.Time) {
	ended := speech.End(now)
	g.step.Speeches = append(g.step.Speeches, ended)
	if one := r.floor.requests[speech.RequestID]; one != nil {
		spoken := one.FloorRequest
		spoken.State, spoken.ChangedAt = conference.RequestSpoken, now
		g.step.Requests = append(g.step.Requests, store.RequestStep{Request: spoken, Was: one.State})
	}
	g.step.Proceedings = append(g.step.Proceedings, conference.NewProceeding(r.id, how, by, now, conference.ProceedingDetail{
		Request: speech.RequestID, Speech: speech.ID, Person: speech.PersonID, Seconds: seconds(ended.Used(now)),
	}))
	if m := r.members[speech.PersonID]; m != nil && m.place == conference.OnStage && speech.Place != conference.OnStage {
		g.back, g.backTo = m, speech.Place
		g.step.Appearances = append(g.step.Appearances, conference.Appearance{SessionID: r.id, PersonID: m.id, Place: speech.Place, Since: now})
	}
}

// takeFloorBack is "Thank you": the floor is nobody's, and who had it goes back to where she was.
func (r *Room) takeFloorBack(ctx context.Context, how conference.ProceedingKind, by conference.PersonID) error {
	var g giving
	err := r.ask(func() error {
		speech := r.floor.current()
		if speech == nil {
			return conference.Errorf(conference.Conflict, "nobody has the floor")
		}
		r.takingBack(&g, *speech, how, by, r.now())
		return nil
	})
	if err != nil {
		return err
	}
	if err := r.proceed(ctx, g.step); err != nil {
		return fmt.Errorf("take the floor back: %w", err)
	}
	if g.back == nil {
		return nil
	}
	return r.place(g.back, g.backTo)
}

// place takes a person, whose place was committed, there with her media, if her role still allows it. In the room's turn.
func (r *Room) place(m *member, to conference.Place) error {
	stays := false
	err := r.look(func() {
		stays = m.place == to || to != conference.Audience && !m.may(conference.GoBackstage)
	})
	if err != nil || stays {
		return err
	}
	if err := r.moveMedia(m, to); err != nil {
		return err
	}
	return r.look(func() { r.moved(m, to, r.now()) })
}

func (s *Seat) pauseClock(ctx context.Context, c protocol.PauseClock) error {
	kind := conference.ClockResumed
	if c.On {
		kind = conference.ClockPaused
	}
	return s.changeSpeech(ctx, func(speech conference.Speech) (conference.Speech, conference.ProceedingDetail, error) {
		return speech.Pause(c.On, s.room.now()), conference.ProceedingDetail{}, nil
	}, kind)
}

func (s *Seat) extendClock(ctx context.Context, c protocol.ExtendClock) error {
	if c.Seconds < -3600 || c.Seconds > 3600 {
		return conference.Errorf(conference.Invalid, "time is extended by at most an hour at once")
	}
	return s.changeSpeech(ctx, func(speech conference.Speech) (conference.Speech, conference.ProceedingDetail, error) {
		now, err := speech.Extend(time.Duration(c.Seconds) * time.Second)
		return now, conference.ProceedingDetail{Seconds: c.Seconds, Rule: "limit"}, err
	}, conference.TimeExtended)
}

// changeSpeech commits a change of the speech that goes on. What changes nothing is done already.
func (s *Seat) changeSpeech(
	ctx context.Context, change func(conference.Speech) (conference.Speech, conference.ProceedingDetail, error), kind conference.ProceedingKind,
) error {
	r := s.room
	var step store.Step
	err := r.ask(func() error {
		speech := r.floor.current()
		if speech == nil {
			return conference.Errorf(conference.Conflict, "nobody has the floor")
		}
		now, detail, err := change(*speech)
		if err != nil || now == *speech {
			return err
		}
		detail.Speech, detail.Person = speech.ID, speech.PersonID
		step.Speeches = []conference.Speech{now}
		step.Proceedings = []conference.Proceeding{conference.NewProceeding(r.id, kind, s.person, r.now(), detail)}
		return nil
	})
	if err != nil || len(step.Speeches) == 0 {
		return err
	}
	if err := r.proceed(ctx, step); err != nil {
		return fmt.Errorf("change the clock: %w", err)
	}
	return nil
}

// loseFloor takes the floor, and all that she asked for, from somebody who was removed or silenced. In the room's turn.
func (r *Room) loseFloor(ctx context.Context, person, by conference.PersonID) error {
	speaks := false
	var step store.Step
	err := r.look(func() {
		speaks = r.floor.speaks(person)
		for _, one := range r.floor.list() {
			if one.PersonID != person {
				continue
			}
			was := one.State
			one.State, one.Reason, one.ChangedAt = conference.RequestRemoved, "a moderator has silenced or removed you in this session", r.now()
			step.Requests = append(step.Requests, store.RequestStep{Request: one, Was: was})
			step.Proceedings = append(step.Proceedings, conference.NewProceeding(r.id, conference.SpeakerTakenOff, by, r.now(), conference.ProceedingDetail{Request: one.ID, Person: person}))
		}
	})
	if err == nil && speaks {
		err = r.takeFloorBack(ctx, conference.FloorLost, by)
	}
	if err == nil && len(step.Requests) > 0 {
		err = r.proceed(ctx, step)
	}
	return err
}
