package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

// checkInOverlap is how much of the past a device is told again: what was being committed when it asked last.
const checkInOverlap = 30 * time.Second

type guestsInput struct {
	Since time.Time `query:"since"`
}

// guests is who may come in, so that a device at the door can go on without the network, or what changed about it.
func (s *Server) guests(ctx context.Context, who asker, in *guestsInput) (protocol.GuestList, error) {
	list := protocol.GuestList{AsOf: who.Now}
	since := in.Since
	if !since.IsZero() {
		since = since.Add(-checkInOverlap)
	}
	found, err := s.store.Guests(ctx, who.Conference.ID, since)
	for _, g := range found {
		list.Guests = append(list.Guests, guestInfo(g))
	}
	return list, err
}

func guestInfo(g store.Guest) protocol.Guest {
	info := protocol.Guest{
		ID: g.ID, Name: g.Name, Function: g.Function, Place: g.Place, Code: g.Code, Category: g.Category,
		Approved: g.State == conference.Approved, At: g.At,
	}
	if g.Badge != "" {
		sum := sha256.Sum256([]byte(g.Badge)) // so that a device that gets lost cannot print badges
		info.Mark = hex.EncodeToString(sum[:16])
	}
	return info
}

// checkIn lets people in.
func (s *Server) checkIn(ctx context.Context, who asker, in *body[protocol.ArrivalsInput]) (protocol.Arrivals, error) {
	var done protocol.Arrivals
	arrivals := make([]store.Arrival, len(in.Body.Arrivals))
	for i, a := range in.Body.Arrivals {
		if err := conference.CheckClientID(string(a.ID)); err != nil {
			return done, err
		}
		if (a.Badge == "") == (a.Registration == "") {
			return done, conference.Errorf(conference.Invalid, "an arrival has either a badge or a registration")
		}
		arrivals[i] = store.Arrival{ID: a.ID, Badge: a.Badge, Registration: a.Registration, At: a.At}
	}
	came, err := s.store.CheckIn(ctx, who.Conference.ID, arrivals, who.Person.ID, who.Now)
	for i, one := range came {
		arrived := protocol.Arrived{ID: arrivals[i].ID, Outcome: one.Outcome}
		if one.Outcome != conference.UnknownBadge {
			guest := guestInfo(one.Guest)
			arrived.Guest = &guest
		}
		done.Arrivals = append(done.Arrivals, arrived)
	}
	return done, err
}

// undoCheckIn takes back that somebody was let in.
func (s *Server) undoCheckIn(ctx context.Context, who asker, in *registrationInput) error {
	row, err := s.registrationRow(ctx, who, in.Registration)
	if err != nil {
		return err
	}
	return s.store.UndoCheckIn(ctx, row.ID, who.Person.ID, who.Now)
}
