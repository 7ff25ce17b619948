package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"plenary/server/protocol"
)

// What simulated attendees say. All of it says that it is simulated, for those who read along.
var (
	remarks = []string{
		"Good morning from a simulated attendee.",
		"The sound is clear here (simulated).",
		"Thank you to the panel, says the simulation.",
		"I agree with the last speaker (simulated).",
		"Could the slides be shared afterwards? (simulated)",
		"Greetings from the back row of the simulation.",
		"This line was written by a program.",
	}
	questions = []string{
		"Will the recording of this simulated panel be published?",
		"How does the panel see regional cooperation? (simulated question)",
		"What is the timetable for the next steps? (simulated question)",
		"How can smaller delegations take part? (simulated question)",
		"Which lessons of last year were taken up? (simulated question)",
		"Who would maintain what was decided? (simulated question)",
	}
)

// talk lets attendees chat at the rate asked for.
func (c *crowd) talk(ctx context.Context) {
	c.atRate(ctx, c.o.chatRate, func(s *seat, n int) {
		id := newID() // also the line's, by which every attendee knows when it was said
		c.tally.saying(id)
		text := remarks[rand.IntN(len(remarks))]
		if _, err := s.doAs(ctx, id, protocol.Say{Text: text}); err != nil && ctx.Err() == nil {
			c.tally.trouble("chat: " + kindOfTrouble(err))
		}
	})
}

// ask lets attendees ask questions at the rate asked for.
func (c *crowd) ask(ctx context.Context) {
	c.atRate(ctx, c.o.askRate, func(s *seat, n int) {
		text := fmt.Sprintf("%s (%d)", questions[rand.IntN(len(questions))], n)
		if _, err := s.do(ctx, protocol.AskQuestion{Text: text}); err != nil && ctx.Err() == nil {
			c.tally.trouble("question: " + kindOfTrouble(err))
		}
	})
}

// atRate has random attendees do something so many times a second. Slow answers do not slow the rate down; a limit
// on what is under way keeps a dead server from collecting goroutines.
func (c *crowd) atRate(ctx context.Context, rate float64, act func(s *seat, n int)) {
	if rate <= 0 {
		return
	}
	busy := make(chan struct{}, 64)
	for n := 1; sleep(ctx, time.Duration(rand.ExpFloat64()/rate*float64(time.Second))); n++ {
		s := c.someSeat()
		if s == nil {
			continue
		}
		select {
		case busy <- struct{}{}:
		default:
			c.tally.trouble("too many commands without an answer")
			continue
		}
		go func() {
			defer func() { <-busy }()
			act(s, n)
		}()
	}
	for range cap(busy) {
		busy <- struct{}{} // wait for those under way; all end with ctx
	}
}
