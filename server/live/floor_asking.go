package live

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

// What those do who want to speak.

// claim reads what decides whether a person may ask for the floor, and as what.
func (r *Room) claim(ctx context.Context, person conference.PersonID) (conference.Claim, error) {
	c, err := r.store.Claim(ctx, r.session.ConferenceID, r.id, person)
	if err != nil {
		return c, fmt.Errorf("read for whom person %s speaks: %w", person, err)
	}
	return c, nil
}

// know has the floor know a person who is to be named on it, and her delegation.
func (r *Room) know(ctx context.Context, plate protocol.Person, c conference.Claim) error {
	var delegations map[conference.DelegationID]conference.Delegation
	if c.DelegationID != nil {
		var err error
		if delegations, err = r.store.DelegationsByID(ctx, []conference.DelegationID{*c.DelegationID}); err != nil {
			return err
		}
	}
	return r.look(func() {
		r.floor.plates[plate.ID] = plate
		maps.Copy(r.floor.delegations, delegations)
	})
}

// beside is what stands beside a request.
type beside struct{ onBehalf, language, note string }

// cleanBeside is what somebody wrote beside a request of a kind, or what is wrong with it.
func cleanBeside(kind conference.RequestKind, b beside) (beside, error) {
	var err error
	switch {
	case kind == conference.GroupStatement:
		if b.onBehalf, err = conference.CleanText(b.onBehalf, conference.MaxOnBehalf); err != nil {
			return b, conference.Errorf(conference.Invalid, "please say on behalf of whom you speak, in at most %d characters", conference.MaxOnBehalf)
		}
	case b.onBehalf != "":
		return b, conference.Errorf(conference.Invalid, "only a group statement is made on behalf of others")
	}
	if err := conference.CheckSpoken(b.language); err != nil {
		return b, err
	}
	if b.note != "" {
		if b.note, err = conference.CleanText(b.note, conference.MaxNote); err != nil {
			return b, err
		}
	}
	return b, nil
}

func (s *Seat) requestFloor(ctx context.Context, id conference.FloorRequestID, c protocol.RequestFloor) error {
	r := s.room
	again := false
	err := r.ask(func() error {
		one := r.floor.requests[id]
		if again = one != nil && one.PersonID == s.person; again {
			return nil
		}
		return r.mayAdd(s.member)
	})
	if err != nil || again {
		return err
	}
	if err := s.member.raised.limit(r.limits.FloorRequests, "you have asked for the floor several times"); err != nil {
		return err
	}
	text, err := cleanBeside(c.Kind, beside{c.OnBehalf, c.Language, c.Note})
	if err != nil {
		return err
	}
	claim, err := r.claim(ctx, s.person)
	if err != nil {
		return err
	}
	claim.Role = s.member.role()
	var repliesTo *conference.SpeechID
	if c.RepliesTo != "" {
		repliesTo = &c.RepliesTo
	}
	now := r.now()
	one := conference.FloorRequest{
		ID: id, SessionID: r.id, PersonID: s.person, DelegationID: claim.DelegationID, Kind: c.Kind, OnBehalf: text.onBehalf,
		Language: text.language, Note: text.note, RepliesTo: repliesTo, State: conference.RequestWaiting, RequestedAt: now, ChangedAt: now,
	}
	err = r.ask(func() error {
		said := r.floor.said()
		said.Replies = repliesTo
		category, err := r.floor.rules.Admit(claim, c.Kind, r.floor.Floor, said)
		if err != nil {
			return err
		}
		if c.Kind != conference.RightOfReply && repliesTo != nil {
			return conference.Errorf(conference.Invalid, "only a right of reply answers a statement")
		}
		one.Category, one.Rank = category.Key, category.Rank
		if c.Kind == conference.RightOfReply {
			one.Rank = said.Round(claim)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := r.know(ctx, s.member.plate, claim); err != nil {
		return err
	}
	var step store.Step
	if err := r.look(func() { step = r.adding(one) }); err != nil {
		return err
	}
	if err := r.proceed(ctx, step); err != nil {
		return fmt.Errorf("ask for the floor: %w", err)
	}
	return nil
}

// adding is the step that puts a new request where the rules say.
func (r *Room) adding(one conference.FloorRequest) (step store.Step) {
	one.Number = r.floor.last() + 1 // as it will be: it comes after all others of its kind
	for _, changed := range r.floor.order().Place(r.floor.list(), one) {
		if changed.ID == one.ID {
			step.Adds = &changed
		} else {
			step.Requests = append(step.Requests, store.RequestStep{Request: changed, Was: changed.State})
		}
	}
	return step
}

// changeRequest commits a change of a request that is on the list.
func (s *Seat) changeRequest(ctx context.Context, id conference.FloorRequestID, change func(one *conference.FloorRequest) ([]conference.Proceeding, error)) error {
	r := s.room
	var step store.Step
	err := r.ask(func() error {
		known, err := r.floor.find(id, s.member)
		if err != nil {
			return err
		}
		one := known.FloorRequest
		if step.Proceedings, err = change(&one); err != nil {
			return err
		}
		one.ChangedAt = r.now()
		step.Requests = []store.RequestStep{{Request: one, Was: known.State}}
		return nil
	})
	if err != nil {
		return err
	}
	if err := r.proceed(ctx, step); err != nil {
		return fmt.Errorf("change request %s for the floor: %w", id, err)
	}
	return nil
}

// own says that a request is one's own and still on the list.
func own(one *conference.FloorRequest, person conference.PersonID) error {
	switch {
	case one.PersonID != person:
		return conference.Errorf(conference.Forbidden, "only who asked for the floor may do this")
	case !one.State.OnList():
		return conference.Errorf(conference.Conflict, "the request is not on the list of speakers any more")
	}
	return nil
}

func (s *Seat) editFloorRequest(ctx context.Context, c protocol.EditFloorRequest) error {
	if err := s.member.raised.limit(s.room.limits.FloorRequests, "you have changed it several times"); err != nil {
		return err
	}
	return s.changeRequest(ctx, c.Request, func(one *conference.FloorRequest) ([]conference.Proceeding, error) {
		if err := own(one, s.person); err != nil {
			return nil, err
		}
		text, err := cleanBeside(one.Kind, beside{c.OnBehalf, c.Language, c.Note})
		one.OnBehalf, one.Language, one.Note = text.onBehalf, text.language, text.note
		return nil, err
	})
}

func (s *Seat) withdrawFloorRequest(ctx context.Context, c protocol.WithdrawFloorRequest) error {
	return s.changeRequest(ctx, c.Request, func(one *conference.FloorRequest) ([]conference.Proceeding, error) {
		if err := own(one, s.person); err != nil {
			return nil, err
		}
		one.State = conference.RequestWithdrawn
		return nil, nil
	})
}

// yieldFloor is "I have finished".
func (s *Seat) yieldFloor(ctx context.Context) error {
	mine := false
	if err := s.room.look(func() { mine = s.room.floor.speaks(s.person) }); err != nil {
		return err
	}
	if !mine {
		return conference.Errorf(conference.Conflict, "you do not have the floor")
	}
	return s.room.takeFloorBack(ctx, conference.FloorYielded, s.person)
}

// align associates one's delegation with a group statement, or takes that back.
func (s *Seat) align(ctx context.Context, c protocol.Align) error {
	r := s.room
	claim, err := r.claim(ctx, s.person)
	if err != nil {
		return err
	}
	var step store.Step
	again := false
	err = r.ask(func() error {
		one, err := r.floor.find(c.Request, s.member)
		if err != nil {
			return err
		}
		if err := r.session.Add(); err != nil {
			return err
		}
		if err := one.MayAlign(claim); err != nil {
			return err
		}
		a := conference.Alignment{RequestID: one.ID, DelegationID: *claim.DelegationID, PersonID: s.person, AlignedAt: r.now()}
		kind := conference.AlignmentMade
		if step.Aligns = &a; !c.On {
			step.Aligns, step.Unaligns, kind = nil, &a, conference.AlignmentUndone
		}
		again = r.floor.isAligned(a) == c.On
		step.Proceedings = []conference.Proceeding{conference.NewProceeding(r.id, kind, s.person, r.now(), conference.ProceedingDetail{Request: one.ID, Delegation: a.DelegationID})}
		return nil
	})
	if err != nil || again {
		return err
	}
	if err := r.know(ctx, s.member.plate, claim); err != nil {
		return err
	}
	if err := r.proceed(ctx, step); err != nil {
		return fmt.Errorf("align with request %s: %w", c.Request, err)
	}
	return r.look(func() { r.tellAligned(c.Request) })
}

func (f *floor) isAligned(a conference.Alignment) bool {
	return slices.Contains(f.aligned[a.RequestID], a.DelegationID)
}

// tellAligned tells a speech again with which others align themselves.
func (r *Room) tellAligned(id conference.FloorRequestID) {
	for _, speech := range r.floor.speeches {
		switch {
		case speech.RequestID != id:
		case speech.EndedAt == nil:
			r.tell(everyone(), protocol.FloorChanged{Floor: r.floorInfo()})
		default:
			r.tell(everyone(), protocol.SpeechEnded{Speech: r.speechInfo(speech)})
		}
	}
}
