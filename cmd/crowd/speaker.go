package main

import (
	"context"
	"fmt"
	"time"

	"plenary/server/protocol"
	"plenary/sfu/sfutest"
)

// mutedFor is how long a speaker who was muted takes to notice and to turn her microphone on again: moderators
// mute, they never unmute, and a demonstration should not fall silent for good.
const mutedFor = time.Minute

// speak is the life of a speaker: backstage, publishing, on stage when a moderator says so.
func (c *crowd) speak(ctx context.Context, who person) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	log := c.log.With("speaker", who.index+1)
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
	for ctx.Err() == nil {
		err := c.publish(ctx, s, gone, who.index)
		select {
		case <-gone:
			return
		default:
		}
		if err != nil && ctx.Err() == nil {
			log.Warn("publishing ended", "error", err)
			c.tally.trouble("publishing: " + kindOfTrouble(err))
		}
		if !sleep(ctx, 2*time.Second) {
			return
		}
	}
}

// publish holds one publish leg until it ends or the room was entered anew.
func (c *crowd) publish(ctx context.Context, s *seat, gone <-chan struct{}, i int) error {
	here, welcomes := s.view.here()
	if here.Place == "audience" {
		if _, err := s.do(ctx, protocol.EnterBackstage{}); err != nil {
			return fmt.Errorf("go backstage: %w", err)
		}
	}
	ended := s.view.legsEnded(protocol.PublishLeg)
	p, err := sfutest.NewPublisher(s.legSignal(protocol.PublishLeg), append(c.mediaOptions(),
		sfutest.WithName(string(here.Me.ID)), sfutest.WithClip(c.clips[i]), sfutest.WithScreen(c.slides), sfutest.WithTurn(i, c.o.speakers))...)
	if err != nil {
		return err
	}
	defer func() {
		c.tally.spoke(p.Stats())
		if err := p.Close(); err != nil {
			s.log.Debug("closing a publisher", "error", err)
		}
	}()
	connecting, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if err := p.Connect(connecting); err != nil {
		return err
	}
	if err := c.turnOn(ctx, s, p, i); err != nil {
		return err
	}
	s.log.Info("publishing", "person", here.Me.ID)
	c.announce(string(here.Me.ID))
	muted := hush{}
	look := time.NewTicker(time.Second)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-gone:
			return nil
		case <-p.Done():
			return sfutest.ErrLost
		case <-look.C:
		}
		now, n := s.view.here()
		switch {
		case n > welcomes:
			return nil // a new room: begin anew
		case s.view.legsEnded(protocol.PublishLeg) > ended:
			return fmt.Errorf("the server ended the leg: %w", sfutest.ErrLost)
		case now.Place == "audience":
			return nil // sent home: come back and wait again
		}
		muted.obey(ctx, s, p)
	}
}

// turnOn says which sources are on, and sends them.
func (c *crowd) turnOn(ctx context.Context, s *seat, p *sfutest.Publisher, i int) error {
	on := []protocol.SourceKind{protocol.Microphone, protocol.Camera}
	if c.o.share && i == 0 {
		on = append(on, protocol.Screen)
	}
	for _, source := range on {
		if _, err := s.do(ctx, protocol.SetSource{Source: source, On: true}); err != nil {
			return fmt.Errorf("turn the %s on: %w", source, err)
		}
		p.Send(string(source), true)
	}
	return nil
}

// announce tells the simulated moderator, if there is one.
func (c *crowd) announce(person string) {
	if !c.o.moderator {
		return
	}
	select {
	case c.ready <- person:
	default: // she has as many announcements as there can be speakers
	}
}

// hush keeps track of the sources that a moderator muted.
type hush map[protocol.SourceKind]time.Time

// obey turns off what a moderator muted, and on again what was muted a while ago.
func (h hush) obey(ctx context.Context, s *seat, p *sfutest.Publisher) {
	for _, source := range s.view.takeMuted() {
		s.log.Info("muted by a moderator", "source", source)
		p.Send(string(source), false)
		h[source] = time.Now()
	}
	for source, since := range h {
		if time.Since(since) < mutedFor {
			continue
		}
		delete(h, source)
		if _, err := s.do(ctx, protocol.SetSource{Source: source, On: true}); err != nil {
			s.tally.trouble("unmute: " + kindOfTrouble(err))
			continue
		}
		p.Send(string(source), true)
	}
}
