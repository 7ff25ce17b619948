package main

import (
	"context"
	"fmt"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
)

// mostInscribed is how many delegations stand on the list of speakers of the session that is under way.
const mostInscribed = 5

// notInscribed are how many of the invented people before them only listen.
const notInscribed = 6

// inscribe opens the list of speakers of the session that is under way, with some delegations on it.
func (s *seeder) inscribe(ctx context.Context) error {
	session := s.current()
	if !s.fresh || session.ID == "" || session.Access == conference.ClosedAccess {
		return nil
	}
	rules, _ := conference.PresetProcedure(conference.DefaultProcedure)
	floor := conference.NewFloor(session.ID)
	floor.Procedure, floor.ListOpen = rules.Key, true
	opened := conference.NewProceeding(session.ID, conference.ListOpened, s.people[string(conference.Chair)], session.StartsAt, conference.ProceedingDetail{})
	step := store.Step{SessionID: session.ID, Floor: &floor, Proceedings: []conference.Proceeding{opened}}
	if _, _, err := s.store.Proceed(ctx, step); err != nil {
		return fmt.Errorf("open the list of speakers: %w", err)
	}
	said := conference.Said{Name: func(p conference.PersonID) string { return string(p) }}
	listening := 0
	for _, f := range s.file.People {
		if f.Key != "" || f.State != "" || len(said.Requests) == mostInscribed {
			continue
		}
		if listening++; listening <= notInscribed {
			continue
		}
		p, err := s.store.PersonByEmail(ctx, f.Email)
		if err != nil {
			return err
		}
		claim, err := s.store.Claim(ctx, session.ConferenceID, session.ID, p.ID)
		if err != nil {
			return err
		}
		category, err := rules.Admit(claim, conference.NationalStatement, floor, said)
		if err != nil || claim.Appointment != "" {
			continue // an observer, or another of her delegation is on the list
		}
		at := session.StartsAt.Add(time.Duration(len(said.Requests)) * time.Minute)
		r := conference.FloorRequest{
			ID: conference.NewID[conference.FloorRequestID](), SessionID: session.ID, PersonID: p.ID, DelegationID: claim.DelegationID,
			Kind: conference.NationalStatement, Category: category.Key, Rank: category.Rank, Language: "en",
			Position: float64(len(said.Requests) + 1), State: conference.RequestWaiting, RequestedAt: at, ChangedAt: at,
		}
		if _, _, err := s.store.Proceed(ctx, store.Step{SessionID: session.ID, Adds: &r}); err != nil {
			return fmt.Errorf("put %s on the list of speakers: %w", f.Name, err)
		}
		said.Requests = append(said.Requests, r)
	}
	return nil
}
