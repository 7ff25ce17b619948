package live

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

// What the chair does with the list of speakers.

// stepBy finds a step of the chair's in the room's goroutine and commits it.
func (s *Seat) stepBy(ctx context.Context, what string, find func(r *Room) (store.Step, error)) error {
	r := s.room
	var step store.Step
	err := r.ask(func() (err error) {
		step, err = find(r)
		return err
	})
	if err != nil {
		return err
	}
	if err := r.proceed(ctx, step); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// did is a proceeding of the chair's.
func (s *Seat) did(kind conference.ProceedingKind, d conference.ProceedingDetail) []conference.Proceeding {
	return []conference.Proceeding{conference.NewProceeding(s.room.id, kind, s.person, s.room.now(), d)}
}

func (s *Seat) setFloorList(ctx context.Context, c protocol.SetFloorList) error {
	return s.stepBy(ctx, "open or close the list of speakers", func(r *Room) (step store.Step, err error) {
		if err := r.session.Add(); err != nil {
			return step, err
		}
		now, err := r.floor.Schedule(c.Open, utc(c.OpensAt), utc(c.ClosesAt), r.now())
		if err != nil {
			return step, err
		}
		detail := conference.ProceedingDetail{OpensAt: now.OpensAt, ClosesAt: now.ClosesAt}
		kind := conference.ListScheduled
		switch {
		case now.ListOpen && !r.floor.ListOpen:
			kind = conference.ListOpened
			if len(r.floor.requests) > 0 {
				detail.Rule = "list" // it is opened again
			}
		case !now.ListOpen && r.floor.ListOpen:
			kind = conference.ListClosed
			detail.Count = len(r.floor.list())
		}
		step.Floor, step.Proceedings = &now, s.did(kind, detail)
		return step, nil
	})
}

// utc is a time as it is written down.
func utc(at *time.Time) *time.Time {
	if at == nil {
		return nil
	}
	return new(at.UTC().Truncate(time.Microsecond))
}

func (s *Seat) setFloorShown(ctx context.Context, c protocol.SetFloorShown) error {
	r := s.room
	var before conference.Floor
	err := s.stepBy(ctx, "show the list of speakers", func(r *Room) (step store.Step, err error) {
		before = r.floor.Floor
		now := before
		now.ListShown, now.TimesShown = c.List, c.Times
		step.Floor = &now
		return step, nil
	})
	if err != nil {
		return err
	}
	return r.look(func() { r.tellShown(before) })
}

// addFloorRequest enters somebody on the list on whom the page has no button.
func (s *Seat) addFloorRequest(ctx context.Context, id conference.FloorRequestID, c protocol.AddFloorRequest) error {
	text, err := cleanBeside(c.Kind, beside{c.OnBehalf, c.Language, c.Note})
	if err != nil {
		return err
	}
	plate, claim, err := s.speaker(ctx, c.Person)
	if err != nil {
		return err
	}
	return s.stepBy(ctx, "enter somebody on the list of speakers", func(r *Room) (step store.Step, err error) {
		if one := r.floor.requests[id]; one != nil && one.PersonID == c.Person {
			return step, nil
		}
		if err := r.session.Add(); err != nil {
			return step, err
		}
		said := r.floor.said()
		if err := said.AdmitByChair(claim, c.Kind); err != nil {
			return step, err
		}
		detail := conference.ProceedingDetail{Request: id, Person: c.Person}
		if _, err := r.floor.rules.Admit(claim, c.Kind, r.floor.Floor, said); err != nil {
			detail.Rule = "list"
		}
		category, _ := r.floor.rules.CategoryOf(claim, c.Kind)
		one := conference.FloorRequest{
			ID: id, SessionID: r.id, PersonID: c.Person, DelegationID: claim.DelegationID, Kind: c.Kind, OnBehalf: text.onBehalf,
			Category: category.Key, Rank: category.Rank, Language: text.language, Note: text.note,
			State: conference.RequestWaiting, RequestedAt: r.now(), ChangedAt: r.now(),
		}
		if c.Kind == conference.RightOfReply {
			one.Rank = said.Round(claim)
		}
		r.floor.plates[plate.ID] = plate
		step = r.adding(one)
		step.Proceedings = s.did(conference.SpeakerEntered, detail)
		return step, nil
	})
}

// speaker reads whom somebody speaks for who is to be entered on the list: a person who may be in this session and speak.
func (s *Seat) speaker(ctx context.Context, person conference.PersonID) (plate protocol.Person, claim conference.Claim, err error) {
	r := s.room
	standing, err := r.standing(ctx, person)
	if err != nil {
		return plate, claim, err
	}
	may := false
	err = r.look(func() { may = standing.SignedIn && standing.RoleIn(r.session.access).Can(conference.RequestTheFloor) })
	if err == nil && !may {
		err = conference.Errorf(conference.NotFound, "there is no such person in this session who could speak")
	}
	if err != nil {
		return plate, claim, err
	}
	plates, err := r.store.Plates(ctx, r.session.ConferenceID, []conference.PersonID{person})
	if err != nil {
		return plate, claim, err
	}
	plate = Plate(plates[person])
	if claim, err = r.claim(ctx, person); err == nil {
		err = r.know(ctx, plate, claim)
	}
	return plate, claim, err
}

// reordering is the step after which requests stand elsewhere on the list.
func reordering(before map[conference.FloorRequestID]*floorRequest, list []conference.FloorRequest) (step store.Step) {
	for _, one := range list {
		if was := before[one.ID]; was != nil && was.FloorRequest != one {
			step.Requests = append(step.Requests, store.RequestStep{Request: one, Was: was.State})
		}
	}
	return step
}

func (s *Seat) moveFloorRequest(ctx context.Context, c protocol.MoveFloorRequest) error {
	return s.stepBy(ctx, "move a speaker", func(r *Room) (store.Step, error) {
		if _, err := r.floor.find(c.Request, s.member); err != nil {
			return store.Step{}, err
		}
		list, err := conference.MoveSpeaker(r.floor.list(), c.Request, c.Before)
		if err != nil || len(list) == 0 {
			return store.Step{}, err
		}
		step := reordering(r.floor.requests, list)
		step.Proceedings = s.did(conference.SpeakerMoved, conference.ProceedingDetail{
			Request: c.Request, Other: c.Before, Person: r.floor.requests[c.Request].PersonID, Rule: "order",
		})
		return step, nil
	})
}

func (s *Seat) swapFloorRequests(ctx context.Context, c protocol.SwapFloorRequests) error {
	return s.stepBy(ctx, "swap two speakers", func(r *Room) (store.Step, error) {
		for _, id := range []conference.FloorRequestID{c.One, c.Other} {
			if _, err := r.floor.find(id, s.member); err != nil {
				return store.Step{}, err
			}
		}
		list, err := conference.SwapSpeakers(r.floor.list(), c.One, c.Other)
		if err != nil {
			return store.Step{}, err
		}
		detail := conference.ProceedingDetail{Request: c.One, Other: c.Other, Person: r.floor.requests[c.One].PersonID}
		if r.floor.rules.Order != conference.ByLot {
			detail.Rule = "order"
		}
		step := reordering(r.floor.requests, list)
		step.Proceedings = s.did(conference.SpeakersSwapped, detail)
		return step, nil
	})
}

func (s *Seat) removeFloorRequest(ctx context.Context, c protocol.RemoveFloorRequest) error {
	reason := ""
	if c.Reason != "" {
		var err error
		if reason, err = conference.CleanText(c.Reason, conference.MaxReason); err != nil {
			return err
		}
	}
	return s.changeRequest(ctx, c.Request, func(one *conference.FloorRequest) ([]conference.Proceeding, error) {
		if !one.State.OnList() {
			return nil, conference.Errorf(conference.Conflict, "the request is not on the list of speakers any more")
		}
		one.State, one.Reason = conference.RequestRemoved, reason
		return s.did(conference.SpeakerTakenOff, conference.ProceedingDetail{Request: one.ID, Person: one.PersonID}), nil
	})
}

// callSpeaker asks somebody to prepare, or to wait.
func (s *Seat) callSpeaker(ctx context.Context, c protocol.CallSpeaker) error {
	err := s.changeRequest(ctx, c.Request, func(one *conference.FloorRequest) ([]conference.Proceeding, error) {
		switch {
		case !one.State.OnList():
			return nil, conference.Errorf(conference.Conflict, "the request is not on the list of speakers any more")
		case c.On:
			one.State = conference.RequestCalled
		default:
			one.State = conference.RequestWaiting
		}
		return nil, nil
	})
	if err != nil {
		return err
	}
	return s.room.look(func() { set(s.room.floor.held, c.Request, !c.On) })
}

func (s *Seat) drawLots(ctx context.Context) error {
	return s.stepBy(ctx, "draw lots", func(r *Room) (store.Step, error) {
		list, err := r.floor.order().DrawLots(r.floor.list(), shuffle)
		if err != nil {
			return store.Step{}, err
		}
		step := reordering(r.floor.requests, list)
		step.Proceedings = s.did(conference.LotsDrawn, conference.ProceedingDetail{Count: len(list)})
		return step, nil
	})
}

// shuffle puts the numbers from 0 to n-1 into an order that nobody can foresee.
func shuffle(n int) []int {
	order := make([]int, n)
	for i := range order {
		j := i
		if k, err := rand.Int(rand.Reader, big.NewInt(int64(i+1))); err == nil { // which it always is
			j = int(k.Int64())
		}
		order[i], order[j] = order[j], i
	}
	return order
}

func (s *Seat) setFloorLimit(ctx context.Context, c protocol.SetFloorLimit) error {
	return s.stepBy(ctx, "change a limit", func(r *Room) (step store.Step, err error) {
		now, err := r.floor.SetLimit(r.floor.rules, c.Category, c.Seconds)
		if err != nil {
			return step, err
		}
		kind := conference.NationalStatement
		if k := conference.RequestKind(c.Category); k == conference.PointOfOrder || k == conference.RightOfReply {
			kind = k
		}
		detail := conference.ProceedingDetail{
			Category: c.Category, Seconds: c.Seconds, Was: seconds(r.floor.LimitFor(r.floor.rules, kind, c.Category, 0)),
		}
		if c.Seconds != seconds(r.floor.rules.RuleFor(kind, c.Category, 0)) {
			detail.Rule = "limit"
		}
		step.Floor, step.Proceedings = &now, s.did(conference.LimitChanged, detail)
		return step, nil
	})
}

// setProcedure puts the session under other rules. Whoever is on the list is of a category of these from now on.
func (s *Seat) setProcedure(ctx context.Context, c protocol.SetProcedure) error {
	r := s.room
	var waiting []conference.FloorRequest
	var rules conference.Procedure
	err := r.ask(func() error {
		var known bool
		if rules, known = r.rulesOf(c.Procedure); !known || c.Procedure == "" {
			return conference.Errorf(conference.NotFound, "there are no such rules of procedure")
		}
		waiting = r.floor.list()
		return r.session.Add()
	})
	if err != nil {
		return err
	}
	for i, one := range waiting {
		claim, err := r.claim(ctx, one.PersonID)
		if err != nil {
			return err
		}
		if category, _ := rules.CategoryOf(claim, one.Kind); one.Kind != conference.RightOfReply {
			waiting[i].Category, waiting[i].Rank = category.Key, category.Rank
		} else {
			waiting[i].Category = category.Key
		}
		waiting[i].Lot = 0
	}
	var before conference.Procedure
	err = s.stepBy(ctx, "choose rules of procedure", func(r *Room) (store.Step, error) {
		now := r.floor.Floor
		now.Procedure, now.Limits = rules.Key, ""
		before, r.floor.rules = r.floor.rules, rules
		step := reordering(r.floor.requests, r.floor.order().Arrange(waiting))
		step.Floor = &now
		step.Proceedings = s.did(conference.RulesChosen, conference.ProceedingDetail{Procedure: rules.Key})
		return step, nil
	})
	if err != nil {
		_ = r.look(func() { r.floor.rules = before }) // a room that closes reads them again
	}
	return err
}
