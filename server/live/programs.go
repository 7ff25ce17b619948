package live

import (
	"context"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// A Program is a leg without a page: an encoder that publishes (WHIP, RFC 9725) or a player that watches (WHEP), for the
// person whose bearer token it has, with her rights and at her place.
type Program struct {
	ID string // names it in addresses; cannot be guessed

	room   *Room
	window *window
	kind   protocol.LegKind
	ended  chan struct{}
}

// PublishProgram lets an encoder publish as a person. She appears backstage, or on the stage if she is there.
func (rs *Rooms) PublishProgram(ctx context.Context, e Entry, offer string) (*Program, string, error) {
	if !e.Role.Can(conference.GoBackstage) {
		return nil, "", conference.Errorf(conference.Forbidden, "you may not publish in this session")
	}
	p, err := rs.start(ctx, e, protocol.PublishLeg)
	if err != nil {
		return nil, "", err
	}
	err = p.room.inTurn(ctx, func() error {
		place := conference.Audience
		if err := p.room.look(func() { place = p.window.member.place }); err != nil || place != conference.Audience {
			return err
		}
		if !p.window.member.may(conference.GoBackstage) {
			return conference.Errorf(conference.Forbidden, "you may not publish in this session")
		}
		return p.room.move(ctx, p.window.member, conference.Backstage)
	})
	if err != nil {
		p.Close()
		return nil, "", err
	}
	return p.answered(p.room.openPublish(ctx, p.window, offer))
}

// WatchProgram lets a player watch as a person.
func (rs *Rooms) WatchProgram(ctx context.Context, e Entry, offer string) (*Program, string, error) {
	p, err := rs.start(ctx, e, protocol.AudienceLeg)
	if err != nil {
		return nil, "", err
	}
	return p.answered(p.room.openAudience(ctx, p.window, offer, nil))
}

func (p *Program) answered(answer string, err error) (*Program, string, error) {
	if err != nil {
		p.Close()
		return nil, "", err
	}
	return p, answer, nil
}

// start lets a program in.
func (rs *Rooms) start(ctx context.Context, e Entry, kind protocol.LegKind) (*Program, error) {
	p := &Program{ID: conference.NewID[string](), kind: kind, ended: make(chan struct{})}
	e.Window = p.ID
	err := rs.admit(ctx, &e, func(r *Room, _ func() ([]conference.QuestionID, error)) error {
		p.room = r
		return r.ask(func() error {
			m, err := r.known(&e)
			if err != nil {
				return err
			}
			if m.here >= r.limits.SeatsPerPerson {
				return conference.Errorf(conference.Unavailable, "the room is full; please try again later")
			}
			p.window = r.window(m, windowName{e.Person.ID, e.Login, e.Window})
			p.window.program = p
			r.enter(p.window)
			return nil
		})
	})
	if err != nil {
		return nil, err
	}
	if err := rs.check(ctx, p.window.member, p.room, &e); err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

// Restart offers the same leg with new ICE credentials.
func (p *Program) Restart(ctx context.Context, offer string) (string, error) {
	var l *leg
	if err := p.room.look(func() { l = p.window.legs[p.kind] }); err != nil {
		return "", err
	}
	if l == nil {
		return "", conference.Errorf(conference.NotFound, "there is no such leg")
	}
	return l.restart(ctx, offer)
}

// Close ends the program's leg. Who published keeps her place for a while, in case the encoder starts again.
func (p *Program) Close() { _ = p.room.look(func() { p.room.discard(p.window) }) }

// Ended is closed when the program's leg has ended, by Close or otherwise: it was lost, or the right to it.
func (p *Program) Ended() <-chan struct{} { return p.ended }
