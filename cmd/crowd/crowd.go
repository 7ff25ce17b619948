package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"plenary/server/protocol"
	"plenary/sfu/sfutest"
)

// crowd is all simulated people of one run.
type crowd struct {
	o       options
	log     *slog.Logger
	door    *door
	tally   *tally
	passes  map[string][]pass
	clips   []*sfutest.Clip
	slides  *sfutest.Clip
	session string

	ready chan string // persons who are backstage and publish, for the moderator

	mu    sync.Mutex // guards seats, and passes once people are in
	seats []*seat    // of attendees in the room
}

func newCrowd(o options, log *slog.Logger) (*crowd, error) {
	c := &crowd{o: o, log: log, door: newDoor(o.url), tally: newTally(), ready: make(chan string, 64)}
	var err error
	if o.tokenFile != "" {
		if c.passes, err = readPasses(o.tokenFile); err != nil {
			return nil, err
		}
		if have := len(c.passes["speaker"]); have < o.speakers {
			return nil, fmt.Errorf("%d speakers are asked for, but %s has %d", o.speakers, o.tokenFile, have)
		}
	}
	if c.clips, err = loadSpeakers(o.speakers); err != nil {
		return nil, err
	}
	if c.slides, err = loadSlides(); err != nil {
		return nil, err
	}
	return c, nil
}

// pass returns the i-th person's of a role; attendees share what there is, each in a window of her own.
func (c *crowd) pass(role string, i int) pass {
	if all := c.passes[role]; len(all) > 0 {
		return all[i%len(all)]
	}
	return pass{role: role, demo: true}
}

// run brings all people in and keeps them there for the time that was asked for.
func (c *crowd) run(ctx context.Context) error {
	all, err := c.signInAll(ctx)
	if err != nil {
		return err
	}
	if err := c.findSession(ctx, all); err != nil {
		return err
	}
	stay, leave := context.WithCancel(ctx)
	defer leave()
	var lives sync.WaitGroup
	if c.o.moderator && c.o.speakers > 0 {
		lives.Go(func() { c.moderate(stay, all.moderator) })
	}
	for _, who := range all.speakers {
		lives.Go(func() { c.speak(stay, who) })
	}
	lives.Go(func() { c.talk(stay) })
	lives.Go(func() { c.ask(stay) })
	arrived := c.arrive(stay, &lives, all.attendees)
	if arrived && c.o.duration > 0 {
		c.log.Info("everybody has been sent in", "staying", c.o.duration)
		sleep(ctx, c.o.duration)
	} else if arrived {
		<-ctx.Done()
	}
	leave()
	lives.Wait()
	return nil
}

// arrive sends attendees in, evenly over the ramp, and reports whether it came to the end of it.
func (c *crowd) arrive(ctx context.Context, lives *sync.WaitGroup, all []person) bool {
	for _, who := range all {
		lives.Go(func() { c.attend(ctx, who) })
		if !sleep(ctx, c.o.ramp/time.Duration(len(all))) {
			return false
		}
	}
	return ctx.Err() == nil
}

// person is one simulated person: the index-th of a role, and her login.
type person struct {
	role   string
	index  int
	cookie string
}

// people are all simulated people.
type people struct {
	moderator           person
	speakers, attendees []person
}

// signInAll signs everybody in before the first one goes anywhere: a wrong token is better known at once.
func (c *crowd) signInAll(ctx context.Context) (people, error) {
	var all people
	known := map[pass]string{} // a link works once, and one login serves all windows of a person
	enter := func(role string, i int) (person, error) {
		p := c.pass(role, i)
		who := person{role, i, known[p]}
		if who.cookie != "" {
			return who, nil
		}
		cookie, err := c.patiently(ctx, p)
		if err != nil {
			return who, fmt.Errorf("%s %d: %w", role, i+1, err)
		}
		who.cookie, known[p] = cookie, cookie
		return who, nil
	}
	var err error
	if c.o.moderator && c.o.speakers > 0 {
		if all.moderator, err = enter("moderator", 0); err != nil {
			return all, err
		}
	}
	for i := range c.o.speakers {
		who, err := enter("speaker", i)
		if err != nil {
			return all, err
		}
		all.speakers = append(all.speakers, who)
	}
	for i := range c.o.attendees {
		who, err := enter("attendee", i)
		if err != nil {
			return all, err
		}
		all.attendees = append(all.attendees, who)
	}
	return all, nil
}

// signInAgain renews a login that the server has forgotten: a demonstration that was started anew has written new ones.
func (c *crowd) signInAgain(ctx context.Context, who person) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.o.tokenFile != "" {
		passes, err := readPasses(c.o.tokenFile)
		if err != nil {
			return "", err
		}
		c.passes = passes
	}
	p := c.pass(who.role, who.index)
	if p.link != "" {
		return "", errors.New("a one-click link works once")
	}
	return c.door.signIn(ctx, p)
}

// patiently signs in, and tries again for a while: a server that has just been started may not listen yet.
func (c *crowd) patiently(ctx context.Context, p pass) (string, error) {
	for try := 0; ; try++ {
		cookie, err := c.door.signIn(ctx, p)
		if err == nil || try >= 20 || ctx.Err() != nil {
			return cookie, err
		}
		if !sleep(ctx, 500*time.Millisecond) {
			return "", err
		}
	}
}

func (c *crowd) findSession(ctx context.Context, all people) error {
	c.session = c.o.session
	if c.session != "" {
		return nil
	}
	for _, who := range slices.Concat([]person{all.moderator}, all.speakers, all.attendees) {
		if who.cookie != "" {
			var err error
			c.session, err = c.door.openSession(ctx, who.cookie)
			return err
		}
	}
	return errors.New("nobody is simulated: ask for speakers or attendees")
}

// takeSeat brings a person into the room. The seat ends with ctx; gone is closed when it has ended for whatever reason.
func (c *crowd) takeSeat(ctx context.Context, who person, log *slog.Logger) (s *seat, gone <-chan struct{}) {
	renew := func(ctx context.Context) (string, error) { return c.signInAgain(ctx, who) }
	s = newSeat(c.door, c.session, who.cookie, renew, log, c.tally)
	end := make(chan struct{})
	go func() {
		defer close(end)
		if err := s.run(ctx); err != nil {
			log.Warn("lost the seat", "error", err)
			c.tally.trouble("seat: " + err.Error())
		}
	}()
	return s, end
}

// waitInside waits until a seat has its first snapshot.
func (c *crowd) waitInside(ctx context.Context, s *seat, gone <-chan struct{}) error {
	limit := time.NewTimer(time.Minute)
	defer limit.Stop()
	for {
		if _, n := s.view.here(); n > 0 {
			return nil
		}
		select {
		case <-s.view.changed:
		case <-gone:
			return errStayAway
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-limit.C:
			return errors.New("no snapshot of the room within a minute")
		}
	}
}

// legSignal carries offers of one kind of leg over a seat.
func (s *seat) legSignal(kind protocol.LegKind) sfutest.Signal {
	return func(ctx context.Context, offer string) (string, error) {
		done, err := s.do(ctx, protocol.OpenLeg{Leg: kind, SDP: offer})
		return done.Answer, err
	}
}

// mediaOptions are what all headless peers of this run have in common.
func (c *crowd) mediaOptions() []sfutest.Option {
	var opts []sfutest.Option
	if c.o.loopback() {
		opts = append(opts, sfutest.WithLoopback())
	}
	if c.o.tcp {
		opts = append(opts, sfutest.WithTCP())
	}
	return opts
}

// someSeat picks an attendee at random.
func (c *crowd) someSeat() *seat {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.seats) == 0 {
		return nil
	}
	return c.seats[rand.IntN(len(c.seats))]
}
