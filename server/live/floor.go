package live

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync/atomic"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// floor is who may speak, in which order, and who does. Owned by the room's goroutine.
type floor struct {
	conference.Floor
	rules       conference.Procedure
	own         *conference.Procedure // which the conference brought itself; nil: none
	requests    map[conference.FloorRequestID]*floorRequest
	speeches    []conference.Speech // by number; the last may go on
	aligned     map[conference.FloorRequestID][]conference.DelegationID
	delegations map[conference.DelegationID]conference.Delegation
	plates      map[conference.PersonID]protocol.Person // of all who asked or spoke
	words       map[party]int                           // of statements that were handed in
	held        map[conference.FloorRequestID]bool      // not called by themselves until the list moves on
	opened      time.Time                               // the list, or the room
	alphabet    *alphabet                               // in which the rules sort; nil: not asked for yet
	forecast    forecast
	ends        *atomic.Pointer[time.Time] // of the session, as was published; nil: as the programme says
	working     bool                       // on what time has made due
	stood       bool                       // the clock was stopped since everything was suspended
}

// floorRequest is a request, and what was told of it.
type floorRequest struct {
	conference.FloorRequest
	told   protocol.FloorRequest
	listed bool // told as one on the list
}

func newFloor() floor {
	return floor{
		requests:    map[conference.FloorRequestID]*floorRequest{},
		aligned:     map[conference.FloorRequestID][]conference.DelegationID{},
		delegations: map[conference.DelegationID]conference.Delegation{},
		plates:      map[conference.PersonID]protocol.Person{},
		ends:        &atomic.Pointer[time.Time]{},
		held:        map[conference.FloorRequestID]bool{},
	}
}

// loadFloor reads the list of speakers, and who had the floor when the server went down: her clock has gone on.
func (r *Room) loadFloor(ctx context.Context) (err error) {
	f := &r.floor
	if f.Floor, err = r.store.Floor(ctx, r.id); err != nil {
		return err
	}
	if err := r.loadRules(ctx); err != nil {
		return err
	}
	requests, err := r.store.FloorRequests(ctx, r.id)
	if err != nil {
		return err
	}
	if f.speeches, err = r.store.Speeches(ctx, r.id); err != nil {
		return err
	}
	alignments, err := r.store.Alignments(ctx, r.id)
	if err != nil {
		return err
	}
	plates, err := r.platesOf(ctx, len(requests), func(i int) conference.PersonID { return requests[i].PersonID })
	if err != nil {
		return err
	}
	for id, plate := range plates {
		f.plates[id] = Plate(plate)
	}
	var delegations []conference.DelegationID
	for _, one := range requests {
		f.requests[one.ID] = &floorRequest{FloorRequest: one}
		if one.DelegationID != nil {
			delegations = append(delegations, *one.DelegationID)
		}
	}
	for _, a := range alignments {
		f.aligned[a.RequestID] = append(f.aligned[a.RequestID], a.DelegationID)
		delegations = append(delegations, a.DelegationID)
	}
	slices.Sort(delegations)
	if f.delegations, err = r.store.DelegationsByID(ctx, slices.Compact(delegations)); err != nil {
		return err
	}
	if err := r.loadWords(ctx); err != nil {
		return err
	}
	f.opened = r.now()
	if speech := f.current(); speech != nil && speech.PausedAt != nil && r.session.SuspendedAt != nil {
		f.stood = speech.PausedAt.Equal(*r.session.SuspendedAt)
	}
	for _, one := range f.requests {
		one.told, one.listed = r.requestInfo(one), one.State.OnList()
	}
	return nil
}

// loadRules reads the rules of procedure of the session. Rules that are not there any more are those for which nobody
// chose any: a conference may take its file away.
func (r *Room) loadRules(ctx context.Context) error {
	text, err := r.store.ProcedureFile(ctx, r.session.ConferenceID)
	if err != nil {
		return err
	}
	r.floor.own, r.floor.rules, err = r.readRules(text)
	return err
}

// readRules reads what a conference brought itself, and the rules of the session.
func (r *Room) readRules(text []byte) (own *conference.Procedure, rules conference.Procedure, err error) {
	if len(text) > 0 {
		p, err := conference.ParseProcedure(text)
		if err != nil { // it was read before it was stored
			return nil, rules, fmt.Errorf("read the rules of procedure of the conference: %w", err)
		}
		own = &p
	}
	rules, err = conference.RulesOf(r.floor.Procedure, text)
	return own, rules, err
}

// rulesOf finds rules by their key; without one, the conference's own, or those that are the usual ones.
func (r *Room) rulesOf(key string) (conference.Procedure, bool) {
	if own := r.floor.own; own != nil && (key == "" || key == own.Key) {
		return *own, true
	}
	return conference.PresetProcedure(cmp.Or(key, conference.DefaultProcedure))
}

// current is the speech that goes on, or nil.
func (f *floor) current() *conference.Speech {
	if n := len(f.speeches); n > 0 && f.speeches[n-1].EndedAt == nil {
		return &f.speeches[n-1]
	}
	return nil
}

// speaks reports whether a person has the floor.
func (f *floor) speaks(person conference.PersonID) bool {
	speech := f.current()
	return speech != nil && speech.PersonID == person
}

// all are all requests, in the order of inscription.
func (f *floor) all() []conference.FloorRequest {
	list := make([]conference.FloorRequest, 0, len(f.requests))
	for _, one := range f.requests {
		list = append(list, one.FloorRequest)
	}
	slices.SortFunc(list, func(a, b conference.FloorRequest) int { return cmp.Compare(a.Number, b.Number) })
	return list
}

// list is the list of speakers in its order.
func (f *floor) list() []conference.FloorRequest { return conference.Listed(f.all()) }

// last is the number of the last request.
func (f *floor) last() (number int64) {
	for _, one := range f.requests {
		number = max(number, one.Number)
	}
	return number
}

func (f *floor) said() conference.Said {
	return conference.Said{
		Requests: f.all(), Speeches: f.speeches, Name: func(p conference.PersonID) string { return f.plates[p].Name },
	}
}

// find returns a request that a person knows of.
func (f *floor) find(id conference.FloorRequestID, m *member) (*floorRequest, error) {
	if one := f.requests[id]; one != nil && f.sees(one, m.id, m.role()) {
		return one, nil
	}
	return nil, conference.Errorf(conference.NotFound, noFloorRequest)
}

const noFloorRequest = "there is no such request for the floor"

// sees reports whether a person knows of a request: her own, those that were heard, and, if the list is shown to her,
// those on it. Who runs the floor knows of all.
func (f *floor) sees(one *floorRequest, person conference.PersonID, role conference.Role) bool {
	heard := one.State == conference.RequestSpeaking || one.State == conference.RequestSpoken
	return one.PersonID == person || heard || f.ListShown && one.State.OnList() || role.Can(conference.ManageFloor)
}

// floorInfo is the state of the floor as all see it.
func (r *Room) floorInfo() protocol.Floor {
	f := &r.floor
	info := protocol.Floor{
		Procedure: r.procedureInfo(), Open: f.ListOpen, OpensAt: f.OpensAt, ClosesAt: f.ClosesAt,
		ListShown: f.ListShown, TimesShown: f.TimesShown,
	}
	if speech := f.current(); speech != nil {
		now := r.speechInfo(*speech)
		info.Speech = &now
	}
	return info
}

func (r *Room) procedureInfo() protocol.ProcedureInfo {
	f := &r.floor
	p := f.rules
	info := protocol.ProcedureInfo{
		Key: p.Key, Title: p.Title, Source: p.Source, Order: p.Order, GroupsFirst: p.GroupsFirst, Kinds: p.Kinds,
		Replies: p.Replies.When, MostReplies: p.Replies.Most, Warnings: p.Warnings, WordsPerMin: p.WordsPerMinute,
	}
	limit := func(kind conference.RequestKind, key, title string) {
		info.Categories = append(info.Categories, protocol.SpeakerCategory{
			Key: key, Title: title, Limit: seconds(f.LimitFor(p, kind, key, 0)), Rule: seconds(p.RuleFor(kind, key, 0)),
		})
	}
	for _, c := range p.Categories {
		limit(conference.NationalStatement, c.Key, c.Title)
	}
	if slices.Contains(p.Kinds, conference.PointOfOrder) {
		limit(conference.PointOfOrder, string(conference.PointOfOrder), "Points of order")
	}
	if p.Replies.When != conference.NoReplies && slices.Contains(p.Kinds, conference.RightOfReply) {
		limit(conference.RightOfReply, string(conference.RightOfReply), "Rights of reply")
	}
	if f.own != nil {
		info.Presets = append(info.Presets, protocol.ProcedureName{Key: f.own.Key, Title: f.own.Title})
	}
	for _, preset := range conference.Presets() {
		if f.own != nil && f.own.Key == preset.Key { // it counts in place of the preset
			continue
		}
		info.Presets = append(info.Presets, protocol.ProcedureName{Key: preset.Key, Title: preset.Title})
	}
	return info
}

func seconds(d time.Duration) int { return int(d / time.Second) }

func (r *Room) speechInfo(s conference.Speech) protocol.Speech {
	info := protocol.Speech{
		ID: s.ID, Number: s.Number, Request: s.RequestID, Person: r.floor.plates[s.PersonID], Kind: s.Kind, OnBehalf: s.OnBehalf,
		Category: s.Category, Language: s.Language, Limit: seconds(s.Allowed), Extended: seconds(s.Extended),
		StartedAt: s.StartedAt, PausedAt: s.PausedAt, Paused: s.Paused.Seconds(), EndedAt: s.EndedAt, Aligned: r.alignedWith(s.RequestID),
	}
	if s.RepliesTo != nil {
		info.RepliesTo = *s.RepliesTo
	}
	return info
}

func (r *Room) alignedWith(id conference.FloorRequestID) (list []protocol.AlignedDelegation) {
	for _, delegation := range r.floor.aligned[id] {
		d := r.floor.delegations[delegation]
		list = append(list, protocol.AlignedDelegation{ID: d.ID, Name: d.Name, Code: d.Code})
	}
	return list
}

func (r *Room) requestInfo(one *floorRequest) protocol.FloorRequest {
	f := &r.floor
	info := protocol.FloorRequest{
		ID: one.ID, Number: one.Number, Person: f.plates[one.PersonID], Kind: one.Kind, OnBehalf: one.OnBehalf, Category: one.Category,
		Language: one.Language, Note: one.Note, Position: one.Position, State: one.State, Reason: one.Reason,
		Limit:  seconds(f.LimitFor(f.rules, one.Kind, one.Category, one.Rank)),
		Spoken: f.said().Spoken(one.DelegationID, one.PersonID), Aligned: r.alignedWith(one.ID), RequestedAt: one.RequestedAt,
	}
	if one.RepliesTo != nil {
		info.RepliesTo = *one.RepliesTo
	}
	if one.QuestionID != nil {
		info.Question = *one.QuestionID
	}
	if info.Words = f.wordsOf(one.FloorRequest); info.Words > 0 {
		info.Predicted = seconds(f.rules.Delivery(info.Words))
	}
	info.Here, info.Ready = r.attends(one.PersonID)
	return info
}

// attends reports whether a person is in the room, and behind or on the stage with a microphone that is heard.
func (r *Room) attends(person conference.PersonID) (here, ready bool) {
	m := r.members[person]
	if m == nil {
		return false, false
	}
	return m.here > 0, m.place != conference.Audience && m.sends(protocol.Microphone)
}

// attendanceMoved reports whether somebody on the list came, went, or became ready since it was told.
func (r *Room) attendanceMoved() bool {
	for _, one := range r.floor.requests {
		if !one.State.OnList() {
			continue
		}
		if here, ready := r.attends(one.PersonID); here != one.told.Here || ready != one.told.Ready {
			return true
		}
	}
	return false
}

// requestsFor lists the requests that a person may see, in the order of the list: those on it, and hers that ended.
func (r *Room) requestsFor(person conference.PersonID, role conference.Role) (list []protocol.FloorRequest) {
	for _, one := range r.floor.requests {
		if one.PersonID == person || one.State.OnList() && r.floor.sees(one, person, role) {
			list = append(list, one.told)
		}
	}
	slices.SortFunc(list, func(a, b protocol.FloorRequest) int {
		return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.Number, b.Number))
	})
	return list
}

// speechesShown is how many of the last speeches are in a snapshot.
const speechesShown = 60

// lastSpeeches are the last ones that ended.
func (r *Room) lastSpeeches() (list []protocol.Speech) {
	for _, speech := range r.floor.speeches {
		if speech.EndedAt != nil {
			list = append(list, r.speechInfo(speech))
		}
	}
	return list[max(0, len(list)-speechesShown):]
}

// timesFor is for how long delegations have spoken, as far as somebody in a role may know.
func (r *Room) timesFor(role conference.Role) []protocol.DelegationTime {
	if !r.floor.TimesShown && !role.Can(conference.ManageFloor) {
		return nil
	}
	return r.speakingTimes()
}

// speakingTimes is for how long each delegation has spoken, the longest first.
func (r *Room) speakingTimes() []protocol.DelegationTime {
	f := &r.floor
	times := map[string]*protocol.DelegationTime{}
	for _, speech := range f.speeches {
		if speech.EndedAt == nil {
			continue
		}
		plate := f.plates[speech.PersonID]
		name, code, category := plate.Delegation, plate.Code, plate.Category
		if speech.DelegationID != nil {
			if d, known := f.delegations[*speech.DelegationID]; known {
				name, code, category = d.Name, d.Code, d.Category
			}
		}
		name = cmp.Or(name, plate.Name)
		if times[name] == nil {
			times[name] = &protocol.DelegationTime{Delegation: name, Code: code, Category: category, Budget: f.rules.Budgets[speech.Category]}
		}
		times[name].Speeches++
		times[name].Seconds += seconds(speech.Used(*speech.EndedAt))
	}
	list := make([]protocol.DelegationTime, 0, len(times))
	for _, name := range slices.Sorted(maps.Keys(times)) {
		list = append(list, *times[name])
	}
	slices.SortStableFunc(list, func(a, b protocol.DelegationTime) int { return cmp.Compare(b.Seconds, a.Seconds) })
	return list
}
