package server

import (
	"context"
	"errors"
	"sync"
	"time"

	"plenary/server/conference"
	"plenary/server/store"
)

// teller puts mail into the outbox about what people are to be told: of what was decided about many at once, or by the
// rule of the waiting list, when it can be undone no longer; of all else, when a request did not come to it. What it still has to tell is in the database, so that a restart loses nothing; who was being
// told when the server died has her mail in the outbox once.
type teller struct {
	server  *Server
	woken   chan struct{}
	running sync.WaitGroup
}

const (
	tellTogether = 100
	tellIdle     = time.Minute // between two looks, when nobody wakes it
	tellAgain    = 30 * time.Second
)

func newTeller(s *Server) *teller { return &teller{server: s, woken: make(chan struct{}, 1)} }

// start begins to tell; it ends with the server.
func (t *teller) start() { t.running.Go(t.run) }

// close waits for the mail that is being sent; the server's context has ended.
func (t *teller) close() { t.running.Wait() }

// wake has it look now; it is looking already when it need not be told.
func (t *teller) wake() {
	select {
	case t.woken <- struct{}{}:
	default:
	}
}

func (t *teller) run() {
	for t.server.base.Err() == nil {
		wait := tellAgain
		if err := t.round(t.server.base); err == nil {
			wait = t.idle(t.server.base)
		} else if t.server.base.Err() == nil {
			t.server.log.Error("people are not told what was decided; another try follows", "error", err)
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-t.woken:
		case <-t.server.base.Done():
		}
		timer.Stop()
	}
}

// idle is how long there is nothing to do.
func (t *teller) idle(ctx context.Context) time.Duration {
	due, some, err := t.server.store.DueSweep(ctx)
	if err != nil || !some {
		return tellIdle
	}
	return min(max(due.Sub(t.server.now()), 10*time.Millisecond), tellIdle)
}

// round tells everybody who is to be told by now. What cannot be told of a change keeps no decision about many back.
func (t *teller) round(ctx context.Context) error {
	return errors.Join(t.changes(ctx), t.sweeps(ctx))
}

func (t *teller) changes(ctx context.Context) error {
	for {
		if more, err := t.tidings(ctx, tellTogether); err != nil || !more {
			return err
		}
	}
}

func (t *teller) sweeps(ctx context.Context) error {
	for {
		list, err := t.server.store.CloseSweeps(ctx, t.server.now(), tellTogether)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, one := range list {
			if err := t.tell(ctx, one); err != nil {
				return err
			}
		}
	}
}

// tell tells one person, unless something else has been decided about her since, of which there is another mail.
func (t *teller) tell(ctx context.Context, one store.Telling) error {
	s := t.server
	if one.Decision == conference.Promotion {
		s.rooms.PersonChanged(ctx, one.PersonID)
	}
	if one.State == one.Swept {
		c, err := s.store.Conference(ctx, one.ConferenceID)
		if err != nil {
			return err
		}
		kind, ok := conference.MailKindOf(one.State)
		if ok && one.Decision == conference.Promotion {
			kind = conference.PromotedMail
		}
		if ok {
			if err := s.decided(ctx, asker{Conference: c, Now: s.now()}, kind, one.Registration, one.Email); err != nil {
				return err
			}
		}
	}
	return s.store.Told(ctx, one.SweepID, one.ID, s.now())
}
