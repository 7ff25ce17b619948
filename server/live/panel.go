package live

import (
	"context"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// The commands about places.

func (s *Seat) place() (p conference.Place, err error) {
	err = s.room.look(func() { p = s.member.place })
	return p, err
}

// enterBackstage says "I am ready". Who is there already, or on the stage, stays.
func (s *Seat) enterBackstage(ctx context.Context) error {
	place, err := s.place()
	if err != nil || place != conference.Audience {
		return err
	}
	return s.room.move(ctx, s.member, conference.Backstage)
}

func (s *Seat) leaveBackstage(ctx context.Context) error {
	place, err := s.place()
	if err != nil || place == conference.Audience {
		return err
	}
	return s.room.move(ctx, s.member, conference.Audience)
}

func (s *Seat) bringOnStage(ctx context.Context, person conference.PersonID) error {
	var m *member
	err := s.room.ask(func() error {
		from := conference.Audience
		if m = s.room.stage.there[person]; m != nil {
			from = m.place
		}
		return s.room.session.BringOnStage(from)
	})
	if err != nil {
		return err
	}
	return s.room.move(ctx, m, conference.OnStage)
}

func (s *Seat) takeOffStage(ctx context.Context, person conference.PersonID) error {
	if person != s.person {
		if err := s.may(conference.ManageStage); err != nil {
			return err
		}
	}
	var m *member
	err := s.room.ask(func() error {
		if m = s.room.stage.there[person]; m == nil || m.place != conference.OnStage {
			return conference.Errorf(conference.Conflict, "this person is not on the stage")
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.room.move(ctx, m, conference.Backstage)
}

// attend chooses whose media the seat's audience leg carries.
func (s *Seat) attend(p conference.Place) error {
	r := s.room
	switch p {
	case conference.OnStage:
	case conference.Backstage:
		if err := s.may(conference.GoBackstage); err != nil {
			return err
		}
	case conference.Audience:
		return conference.Errorf(conference.Invalid, "the stage or backstage can be attended")
	default:
		return conference.Errorf(conference.Invalid, "there is no such place")
	}
	l, err := s.leg(protocol.AudienceLeg)
	if err != nil {
		return err
	}
	if l != nil {
		l.to(r.stage.at(p))
	}
	return r.look(func() {
		s.window.attends = p
		s.see()
		r.whisper(s, protocol.SpeakerChanged{Speaker: r.stage.speaker[p]})
	})
}
