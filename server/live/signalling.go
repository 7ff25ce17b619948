package live

import (
	"context"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/sfu"
)

// The commands about legs that are open.

// must returns the seat's leg of a kind.
func (s *Seat) must(kind protocol.LegKind) (*leg, error) {
	l, err := s.leg(kind)
	if err == nil && l == nil {
		err = conference.Errorf(conference.NotFound, "there is no such leg; open a new one")
	}
	return l, err
}

func (s *Seat) restartLeg(ctx context.Context, c protocol.RestartLeg) (string, error) {
	l, err := s.must(c.Leg)
	if err != nil {
		return "", err
	}
	return l.restart(ctx, c.SDP)
}

func (l *leg) restart(ctx context.Context, offer string) (answer string, err error) {
	if l.kind == protocol.PublishLeg {
		answer, err = l.publisher.Answer(ctx, offer)
	} else {
		answer, err = l.viewer.Answer(ctx, offer)
	}
	if err != nil {
		return "", mediaRefusal(err)
	}
	return answer, nil
}

// closeLeg ends a leg; there may be none any more.
func (s *Seat) closeLeg(kind protocol.LegKind) error {
	return s.room.look(func() {
		if l := s.window.legs[kind]; l != nil {
			s.room.drop(l, nil)
		}
	})
}

// viewsMost is how many views one command may name; a page has no more slots.
const viewsMost = 64

func (s *Seat) show(views []protocol.View) error {
	if len(views) > viewsMost {
		return conference.Errorf(conference.Invalid, "there are not so many slots")
	}
	l, err := s.must(protocol.AudienceLeg)
	if err != nil {
		return err
	}
	list := make([]sfu.View, len(views))
	for i, v := range views {
		list[i] = sfu.View{Slot: v.Slot, Width: max(0, v.Width), Height: max(0, v.Height)}
	}
	l.viewer.Show(list)
	return nil
}

func (s *Seat) listen(language string) error {
	if err := s.room.ask(func() error { return s.room.session.Listen(language) }); err != nil {
		return err
	}
	l, err := s.must(protocol.AudienceLeg)
	if err != nil {
		return err
	}
	l.viewer.Listen(language)
	return nil
}
