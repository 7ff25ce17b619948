package main

import (
	"context"
	"time"

	"plenary/server/protocol"
)

// answerEvery is how long a simulated panel takes for a question.
const answerEvery = 20 * time.Second

// moderate is the life of the simulated moderator: she brings every simulated speaker on stage once she is ready, but
// never fights a person who takes one off again; and she runs the questions if that is asked for.
func (c *crowd) moderate(ctx context.Context, who person) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	log := c.log.With("moderator", who.index+1)
	s, gone := c.takeSeat(ctx, who, log)
	defer func() { <-gone }()
	defer cancel()
	if err := c.waitInside(ctx, s, gone); err != nil {
		if ctx.Err() == nil {
			log.Warn("not in the room", "error", err)
			c.tally.arrived(false)
		}
		return
	}
	c.tally.arrived(true)
	m := moderator{crowd: c, seat: s, waiting: map[string]bool{}, answered: time.Now()}
	look := time.NewTicker(time.Second)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-gone:
			return
		case person := <-c.ready:
			m.waiting[person] = true
		case <-s.view.changed:
		case <-look.C:
		}
		m.bringOn(ctx)
		if c.o.moderate {
			m.runQuestions(ctx)
		}
	}
}

type moderator struct {
	crowd    *crowd
	seat     *seat
	waiting  map[string]bool // speakers who said that they are ready
	answered time.Time       // when the last question was taken up
}

func (m *moderator) bringOn(ctx context.Context) {
	here, _ := m.seat.view.here()
	for _, p := range here.Stage {
		delete(m.waiting, string(p.Person.ID))
	}
	if here.Session.State != "open" {
		return
	}
	for _, p := range here.Backstage {
		if !m.waiting[string(p.Person.ID)] || !p.Connected {
			continue
		}
		if _, err := m.seat.do(ctx, protocol.BringOnStage{Person: p.Person.ID}); err != nil {
			if ctx.Err() == nil {
				m.crowd.tally.trouble("bring on stage: " + kindOfTrouble(err))
				sleep(ctx, time.Second)
			}
			return
		}
		delete(m.waiting, string(p.Person.ID))
		m.seat.log.Info("brought on stage", "person", p.Person.ID)
	}
}

func (m *moderator) runQuestions(ctx context.Context) {
	for _, q := range m.seat.view.inState("incoming") {
		m.try(ctx, protocol.ApproveQuestion{Question: q.ID})
	}
	if time.Since(m.answered) < answerEvery {
		return
	}
	queued := m.seat.view.inState("queued")
	if len(queued) == 0 {
		for _, q := range m.seat.view.inState("answering") {
			m.try(ctx, protocol.FinishQuestion{Question: q.ID})
			m.answered = time.Now()
		}
		return
	}
	m.try(ctx, protocol.AnswerQuestion{Question: queued[0].ID})
	m.answered = time.Now()
}

func (m *moderator) try(ctx context.Context, command protocol.Command) {
	if _, err := m.seat.do(ctx, command); err != nil && ctx.Err() == nil {
		m.crowd.tally.trouble(nameOf(command) + ": " + kindOfTrouble(err))
	}
}
