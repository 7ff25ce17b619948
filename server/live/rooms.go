package live

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
	"plenary/sfu"
)

// Rooms are all rooms of this server. They open when somebody comes and close when they have stood empty for a while.
type Rooms struct {
	setting
	revoked recent[conference.LoginID]  // logins, for entries that were on their way meanwhile
	changed recent[conference.PersonID] // people whose role may be another now, likewise

	announcing sync.Mutex // held while what is announced is read and told: rooms are told in the order of what they are told

	mu     sync.Mutex
	rooms  map[conference.SessionID]*Room
	closed bool
}

// New makes the rooms of a server. Without media (nil), people can do everything but see and hear each other.
func New(st *store.Store, m *sfu.SFU, opts ...Option) *Rooms {
	s := setting{
		store: st, media: noMedia{}, log: slog.New(slog.DiscardHandler), clock: time.Now,
		limits: DefaultLimits(), slots: DefaultSlots(),
	}
	if m != nil {
		s.media = realMedia{m}
	}
	return newRooms(s, opts)
}

func newRooms(s setting, opts []Option) *Rooms {
	for _, opt := range opts {
		opt(&s)
	}
	s.shards, s.askers = newShards(), &askers{}
	return &Rooms{setting: s, rooms: map[conference.SessionID]*Room{}}
}

// Close closes all rooms: everybody is asked to come back later. It returns when nothing of the rooms is left, or ctx ends.
func (rs *Rooms) Close(ctx context.Context) error {
	rs.mu.Lock()
	rs.closed = true
	rs.mu.Unlock()
	for _, r := range rs.all() {
		<-r.ready
		_ = r.look(func() { r.over = true }) // closing by itself, otherwise
		select {
		case <-r.gone:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	rs.shards.stop()
	return nil
}

// room returns the room of a session, which it opens when needed.
func (rs *Rooms) room(ctx context.Context, id conference.SessionID) (*Room, error) {
	for {
		r, err := rs.opened(ctx, id)
		if err != nil {
			return nil, err
		}
		select {
		case <-r.ready:
		case <-ctx.Done():
			return nil, conference.Errorf(conference.Unavailable, "the room is being opened; please try again")
		}
		if r.err != nil {
			return nil, r.err
		}
		select {
		case <-r.done: // its stages are being closed; another room would be given the same
		default:
			return r, nil
		}
		select {
		case <-r.gone:
		case <-ctx.Done():
			return nil, errClosing
		}
	}
}

// opened returns the room of a session; it is the caller's to load when nobody else does.
func (rs *Rooms) opened(ctx context.Context, id conference.SessionID) (*Room, error) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if rs.closed {
		return nil, conference.Errorf(conference.Unavailable, "the server is restarting; please try again")
	}
	if r := rs.rooms[id]; r != nil {
		return r, nil
	}
	rs.shards.start()
	r := newRoom(rs.setting, id)
	rs.rooms[id] = r
	go rs.keep(context.WithoutCancel(ctx), r)
	return r, nil
}

// keep opens a room and forgets it when it has ended.
func (rs *Rooms) keep(ctx context.Context, r *Room) {
	defer close(r.gone)
	defer func() {
		rs.mu.Lock()
		defer rs.mu.Unlock()
		delete(rs.rooms, r.id)
	}()
	loading, cancel := context.WithTimeout(ctx, commandTime)
	r.err = r.load(loading)
	cancel()
	if r.err != nil {
		close(r.done)
		r.features.end()
		close(r.ready)
		return
	}
	r.listen()
	close(r.ready)
	r.run()
}

// running returns the rooms that are open.
func (rs *Rooms) running() []*Room {
	return slices.DeleteFunc(rs.all(), func(r *Room) bool { <-r.ready; return r.err != nil })
}

func (rs *Rooms) all() []*Room {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	return slices.Collect(maps.Values(rs.rooms))
}

// found returns the room of a session if it is open.
func (rs *Rooms) found(id conference.SessionID) *Room {
	rs.mu.Lock()
	r := rs.rooms[id]
	rs.mu.Unlock()
	if r == nil {
		return nil
	}
	if <-r.ready; r.err != nil {
		return nil
	}
	return r
}

// Counts says how many people are in each open room.
func (rs *Rooms) Counts() map[conference.SessionID]int {
	counts := map[conference.SessionID]int{}
	for _, r := range rs.running() {
		_ = r.look(func() { counts[r.id] = r.present })
	}
	return counts
}

// Attendance says who is in a room, the latest first; Removed is left to the caller, who knows their plates.
func (rs *Rooms) Attendance(id conference.SessionID) protocol.Attendance {
	if r := rs.found(id); r != nil {
		return r.attendance()
	}
	return protocol.Attendance{}
}

// LoginRevoked ends what came by a login: seats, and their media at once.
func (rs *Rooms) LoginRevoked(login conference.LoginID) {
	if login == "" {
		return
	}
	rs.revoked.add(login)
	for _, r := range rs.running() {
		_ = r.look(func() { r.revoke(login) })
	}
}

// PersonChanged says that a person's role may be another now: her registration was decided, she was appointed, dismissed,
// made an organizer. Open seats and running media get the new rights before it returns.
func (rs *Rooms) PersonChanged(ctx context.Context, person conference.PersonID) {
	ctx = context.WithoutCancel(ctx)
	rs.changed.add(person)
	for _, r := range rs.running() {
		if err := passing(r.reassess(ctx, person)); err != nil {
			rs.log.Error("a person's rights cannot be read", "session", r.id, "person", person, "error", err)
		}
	}
}

// SessionChanged says that a session was opened, closed, edited or deleted, or that its people are others.
func (rs *Rooms) SessionChanged(ctx context.Context, id conference.SessionID) {
	r := rs.found(id)
	if r == nil {
		if session, err := rs.store.Session(ctx, id); err == nil && session.State == conference.Closed {
			rs.askers.forget(id)
		}
		return
	}
	if err := passing(r.sessionChanged(context.WithoutCancel(ctx))); err != nil {
		rs.log.Error("a changed session cannot be read; its room begins anew", "session", id, "error", err)
		_ = r.look(func() { r.over = true })
	}
}

// passing drops the news that a room was just closing: there is nobody in it to be told.
func passing(err error) error {
	if errors.Is(err, errClosing) {
		return nil
	}
	return err
}
