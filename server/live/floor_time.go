package live

import (
	"context"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

// What happens on the floor as time goes: the list opens and closes, the next speakers are called, a forecast is made.

// calledMost is how many from the head of the list are called by themselves.
const calledMost = 2

// keepFloor is called once a second.
func (r *Room) keepFloor() {
	if len(r.floor.requests) > 0 {
		if r.attendanceMoved() { // all else is told when it happens
			r.tellRequests()
		}
		r.foresee()
	}
	if r.floor.working || !r.floorDue() {
		return
	}
	r.floor.working = true
	r.apart(func(ctx context.Context) {
		err := passing(r.inTurn(ctx, func() error { return r.settleFloor(ctx) }))
		_ = r.look(func() { r.floor.working = false }) // a room that closes has no more to do
		if err != nil {
			r.log.Error("the floor cannot be kept up to date", "session", r.id, "error", err)
		}
	})
}

// floorDue reports whether settleFloor has something to do.
func (r *Room) floorDue() bool {
	if _, due := r.floor.Due(r.now()); due {
		return true
	}
	step, pause := r.calling(), r.suspending()
	return len(step.Requests) > 0 || len(pause.Speeches) > 0 || r.floor.current() != nil && r.session.State != conference.Open
}

// suspending is the step that stops the clock when everything is suspended, as of then, or lets it go on afterwards.
func (r *Room) suspending() (step store.Step) {
	speech := r.floor.current()
	if speech == nil {
		return step
	}
	kind := conference.ClockPaused
	now := *speech
	switch since := r.session.SuspendedAt; {
	case since != nil && speech.PausedAt == nil:
		now = speech.Pause(true, later(*since, speech.StartedAt))
	case since == nil && r.floor.stood:
		now, kind = speech.Pause(false, r.now()), conference.ClockResumed
	}
	if now != *speech {
		step.Speeches = []conference.Speech{now}
		step.Proceedings = []conference.Proceeding{conference.NewProceeding(r.id, kind, "", r.now(), conference.ProceedingDetail{Speech: speech.ID, Person: speech.PersonID})}
	}
	return step
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// settleFloor does what is due. In the room's turn.
func (r *Room) settleFloor(ctx context.Context) error {
	var scheduled store.Step
	over := false
	err := r.look(func() {
		if now, due := r.floor.Due(r.now()); due {
			kind := conference.ListClosed
			if now.ListOpen {
				kind = conference.ListOpened
			}
			scheduled.Floor = &now
			scheduled.Proceedings = []conference.Proceeding{conference.NewProceeding(r.id, kind, "", r.now(), conference.ProceedingDetail{Count: len(r.floor.list())})}
		}
		over = r.floor.current() != nil && r.session.State != conference.Open
	})
	if err == nil && scheduled.Floor != nil {
		err = r.proceed(ctx, scheduled)
	}
	if err == nil && over {
		err = r.takeFloorBack(ctx, conference.FloorLost, "")
	}
	if err == nil {
		err = r.followSuspension(ctx)
	}
	if err != nil {
		return err
	}
	var step store.Step
	if err := r.look(func() { step = r.calling() }); err != nil || len(step.Requests) == 0 {
		return err
	}
	return r.proceed(ctx, step)
}

// followSuspension stops the clock while everything is suspended. In the room's turn.
func (r *Room) followSuspension(ctx context.Context) error {
	var pause store.Step
	if err := r.look(func() { pause = r.suspending() }); err != nil || len(pause.Speeches) == 0 {
		return err
	}
	if err := r.proceed(ctx, pause); err != nil {
		return err
	}
	return r.look(func() { r.floor.stood = pause.Speeches[0].PausedAt != nil })
}

// calling is the step that calls the first of the list who are in the room; while the session is not open, that calls
// nobody any more.
func (r *Room) calling() (step store.Step) {
	called := 0
	for _, one := range r.floor.list() {
		state := one.State
		m := r.members[one.PersonID]
		switch {
		case r.session.State != conference.Open:
			state = conference.RequestWaiting
		case r.session.Suspended():
			continue
		case m == nil || m.here == 0 || r.floor.held[one.ID]:
			continue
		case called < calledMost:
			state = conference.RequestCalled
			called++
		}
		if state != one.State {
			step.Requests = append(step.Requests, changed(one, state, r.now()))
		}
	}
	return step
}

func changed(one conference.FloorRequest, to conference.RequestState, now time.Time) store.RequestStep {
	was := one.State
	one.State, one.ChangedAt = to, now
	return store.RequestStep{Request: one, Was: was}
}

// forecast is when those on the list are expected to speak, as it was told last.
type forecast struct {
	told  *protocol.FloorForecast // with what only those see who run the floor
	shown *protocol.FloorForecast
}

// forecastMoved is by how much a forecast must be another to be told.
const forecastMoved = 15 * time.Second

// foresee tells a forecast if it is another.
func (r *Room) foresee() {
	now := r.outlook()
	r.publishEnd(now)
	told := r.floor.forecast.told
	if len(now.Expected) == 0 && told == nil || told != nil && !moved(*told, now) {
		return
	}
	shown := now
	shown.Savings = nil
	if !r.floor.ListShown {
		shown.Expected = nil
	}
	if r.floor.forecast = (forecast{told: &now, shown: &shown}); len(now.Expected) == 0 {
		r.floor.forecast = forecast{} // nobody waits
	}
	clear(r.welcomes)
	r.mention(those(conference.ManageFloor), now)
	r.mention(those(conference.ManageFloor).rest(), shown)
	if !r.floor.ListShown {
		for _, one := range r.floor.list() {
			r.mention(only(one.PersonID), r.forecastOf(one.PersonID))
		}
	}
}

// moved reports whether a forecast says something else than the one before.
func moved(a, b protocol.FloorForecast) bool {
	far := func(a, b time.Time) bool { return a.Sub(b).Abs() > forecastMoved }
	if len(a.Expected) != len(b.Expected) || len(a.Savings) != len(b.Savings) || far(a.EndsAt, b.EndsAt) {
		return true
	}
	for i := range a.Expected {
		if a.Expected[i].Request != b.Expected[i].Request || far(a.Expected[i].At, b.Expected[i].At) {
			return true
		}
	}
	for i := range a.Savings {
		if a.Savings[i].Limit != b.Savings[i].Limit || max(a.Savings[i].Seconds, b.Savings[i].Seconds)-min(a.Savings[i].Seconds, b.Savings[i].Seconds) > seconds(forecastMoved) {
			return true
		}
	}
	return false
}

// outlook is the forecast as of now.
func (r *Room) outlook() protocol.FloorForecast {
	f := &r.floor
	o := conference.Outlook{Now: r.now(), Planned: r.session.ExpectedEnd(), Speech: f.current(), Changeover: conference.Changeover(f.speeches)}
	beyond := f.rules.Beyond(f.list(), f.speeches)
	for _, one := range f.list() {
		later := one.Kind == conference.RightOfReply && f.rules.Replies.When == conference.RepliesAtEndOfDay
		if later || beyond[one.ID] {
			continue
		}
		lasts := f.LimitFor(f.rules, one.Kind, one.Category, one.Rank)
		if words := f.wordsOf(one); words > 0 {
			lasts = f.rules.Delivery(words)
		} else if lasts == 0 {
			lasts = conference.Usual
		}
		o.Turns = append(o.Turns, conference.Turn{Request: one.ID, Lasts: lasts})
	}
	if f.ListOpen {
		o.Joining = conference.Joining(f.all(), f.opened, o.Now)
		if f.ClosesAt != nil {
			o.ListCloses = *f.ClosesAt
		}
	}
	made := o.Forecast()
	told := protocol.FloorForecast{EndsAt: made.EndsAt, Over: seconds(made.Over), Speakers: len(o.Turns)}
	for _, turn := range made.Expected {
		told.Expected = append(told.Expected, protocol.ExpectedSpeech{Request: turn.Request, At: turn.At})
	}
	for _, s := range made.Savings {
		told.Savings = append(told.Savings, protocol.Saving{Limit: seconds(s.Limit), Seconds: seconds(s.Saves)})
	}
	return told
}

// forecastFor is what somebody may know of the forecast.
func (r *Room) forecastFor(person conference.PersonID, role conference.Role) *protocol.FloorForecast {
	f := &r.floor.forecast
	switch {
	case f.told == nil || role.Can(conference.ManageFloor):
		return f.told
	case r.floor.ListShown:
		return f.shown
	}
	her := r.forecastOf(person)
	return &her
}

// forecastOf is the forecast of a list that is not shown, for one who is on it.
func (r *Room) forecastOf(person conference.PersonID) protocol.FloorForecast {
	her := *r.floor.forecast.told
	her.Savings, her.Expected = nil, nil
	for _, turn := range r.floor.forecast.told.Expected {
		if one := r.floor.requests[turn.Request]; one != nil && one.PersonID == person {
			her.Expected = append(her.Expected, turn)
		}
	}
	return her
}

// whisperForecast mentions the forecast to one seat, if there is one.
func (r *Room) whisperForecast(s *Seat) {
	if s == nil {
		return
	}
	if f := r.forecastFor(s.person, s.member.role()); f != nil {
		r.whisper(s, *f)
	}
}
