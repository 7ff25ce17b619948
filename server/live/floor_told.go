package live

import (
	"context"
	"errors"
	"reflect"
	"slices"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

// What happens on the floor is committed in steps, and told when it is.

// proceed commits a step, takes it over, tells it, and gives those whom it lends the floor, or no longer, the rights that
// they have now. In the room's turn.
func (r *Room) proceed(ctx context.Context, step store.Step) error {
	step.SessionID = r.id
	done, known, err := r.store.Proceed(ctx, step)
	if err != nil || known {
		return err
	}
	if err := r.look(func() { r.took(done) }); err != nil {
		return err
	}
	var people []conference.PersonID
	for _, one := range done.Requests {
		if lent(one.Was) != lent(one.Request.State) && !slices.Contains(people, one.Request.PersonID) {
			people = append(people, one.Request.PersonID)
		}
	}
	if done.Adds != nil && lent(done.Adds.State) {
		people = append(people, done.Adds.PersonID)
	}
	for _, person := range people {
		err = errors.Join(err, r.reread(ctx, person))
	}
	return err
}

// lent reports whether who asked may do what a speaker may, in this state.
func lent(s conference.RequestState) bool {
	return s == conference.RequestCalled || s == conference.RequestSpeaking
}

// took takes over what was committed, and tells it.
func (r *Room) took(step store.Step) {
	f := &r.floor
	changed := step.Begins != nil
	if step.Floor != nil {
		if step.Floor.ListOpen && !f.ListOpen {
			f.opened = r.now()
		}
		f.Floor, changed = *step.Floor, true
	}
	var ended []conference.Speech
	for _, speech := range step.Speeches {
		changed = true
		if i := slices.IndexFunc(f.speeches, func(s conference.Speech) bool { return s.ID == speech.ID }); i >= 0 {
			f.speeches[i] = speech
		}
		if speech.EndedAt != nil {
			ended = append(ended, speech)
		}
	}
	if step.Begins != nil {
		f.speeches = append(f.speeches, *step.Begins)
		clear(f.held)
	}
	if step.Adds != nil {
		f.requests[step.Adds.ID] = &floorRequest{FloorRequest: *step.Adds}
	}
	for _, one := range step.Requests {
		if known := f.requests[one.Request.ID]; known != nil {
			known.FloorRequest = one.Request
		}
	}
	if a := step.Aligns; a != nil && !slices.Contains(f.aligned[a.RequestID], a.DelegationID) {
		f.aligned[a.RequestID] = append(f.aligned[a.RequestID], a.DelegationID)
	}
	if a := step.Unaligns; a != nil {
		f.aligned[a.RequestID] = slices.DeleteFunc(slices.Clone(f.aligned[a.RequestID]), func(d conference.DelegationID) bool { return d == a.DelegationID })
	}
	for _, speech := range ended {
		r.tell(everyone(), protocol.SpeechEnded{Speech: r.speechInfo(speech)})
	}
	if changed {
		r.tell(everyone(), protocol.FloorChanged{Floor: r.floorInfo()})
	}
	if len(ended) > 0 {
		r.tell(r.timesReaders(), protocol.SpeakingTimesChanged{Times: r.speakingTimes()})
	}
	r.tellRequests()
	r.foresee()
}

// listReaders are who sees a person's request on the list; timesReaders, for how long delegations have spoken.
func (r *Room) listReaders(person conference.PersonID) audience {
	if r.floor.ListShown {
		return everyone()
	}
	return those(conference.ManageFloor).and(person)
}

func (r *Room) timesReaders() audience {
	if r.floor.TimesShown {
		return everyone()
	}
	return those(conference.ManageFloor)
}

// tellRequests tells what is news of the requests: what was done about them, and who of those on the list is here and ready.
func (r *Room) tellRequests() {
	for _, id := range r.requestsInOrder() {
		one := r.floor.requests[id]
		on := one.State.OnList()
		if !on && !one.listed && one.told.State == one.State {
			continue // it ended, and everybody knows
		}
		now := r.requestInfo(one)
		if on == one.listed && reflect.DeepEqual(now, one.told) {
			continue
		}
		was := one.listed
		one.told, one.listed = now, on
		if !on && was {
			r.tell(r.listReaders(""), protocol.FloorRequestGone{Request: id})
		}
		to := r.listReaders(one.PersonID)
		if !on {
			to = only(one.PersonID)
		}
		r.tell(to, protocol.FloorRequestChanged{Request: now})
	}
}

func (r *Room) requestsInOrder() []conference.FloorRequestID {
	all := r.floor.all()
	ids := make([]conference.FloorRequestID, len(all))
	for i, one := range all {
		ids[i] = one.ID
	}
	return ids
}

// tellShown tells those who do not run the floor what they see by now, or no longer.
func (r *Room) tellShown(before conference.Floor) {
	f := &r.floor
	others := those(conference.ManageFloor).rest()
	if before.ListShown != f.ListShown {
		for _, id := range r.requestsInOrder() {
			one := f.requests[id]
			switch {
			case !one.State.OnList():
			case f.ListShown:
				r.tell(others, protocol.FloorRequestChanged{Request: one.told})
			default:
				r.tell(others, protocol.FloorRequestGone{Request: id})
				r.tell(only(one.PersonID), protocol.FloorRequestChanged{Request: one.told})
			}
		}
		f.forecast.told = nil
		r.foresee()
	}
	if before.TimesShown != f.TimesShown {
		r.tell(others, protocol.SpeakingTimesChanged{Times: r.timesFor(conference.Attendee)})
	}
}

// catchUpFloor tells a person what another role lets her see of the floor, or no longer.
func (r *Room) catchUpFloor(m *member, before conference.Role) {
	may := m.may(conference.ManageFloor)
	if before.Can(conference.ManageFloor) == may {
		return
	}
	f := &r.floor
	if !f.ListShown {
		for _, id := range r.requestsInOrder() {
			one := f.requests[id]
			switch {
			case !one.State.OnList() || one.PersonID == m.id:
			case may:
				r.tell(only(m.id), protocol.FloorRequestChanged{Request: one.told})
			default:
				r.tell(only(m.id), protocol.FloorRequestGone{Request: id})
			}
		}
	}
	if !f.TimesShown && len(f.speeches) > 0 {
		r.tell(only(m.id), protocol.SpeakingTimesChanged{Times: r.timesFor(m.role())})
	}
	for _, w := range m.windows {
		r.whisperForecast(w.seat)
	}
}

// renameOnFloor puts another name on a person's plate where she asked or spoke.
func (r *Room) renameOnFloor(plate protocol.Person) {
	f := &r.floor
	if was, known := f.plates[plate.ID]; !known || was == plate {
		return
	}
	f.plates[plate.ID] = plate
	r.tellRequests()
	if f.speaks(plate.ID) {
		r.tell(everyone(), protocol.FloorChanged{Floor: r.floorInfo()})
	}
}
