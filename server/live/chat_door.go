package live

import (
	"context"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// chatDeed is what a command about the chat does.
func (s *Seat) chatDeed(id string, c protocol.Command) deed {
	switch c := any(c).(type) {
	case protocol.Say:
		return making(func(ctx context.Context) error { return s.say(ctx, conference.LineID(id), c) })
	case protocol.EditLine:
		return change(func(ctx context.Context) error { return s.editLine(ctx, c) })
	case protocol.SetChatRule:
		return change(func(ctx context.Context) error { return s.setChatRule(ctx, c) })
	case protocol.React:
		return atOnce(func(context.Context) (string, error) { return "", s.react(c) })
	case protocol.ReactToLine:
		return atOnce(func(ctx context.Context) (string, error) { return "", s.reactToLine(ctx, c) })
	case protocol.DeleteLine:
		return change(func(ctx context.Context) error { return s.deleteLine(ctx, c.Line) })
	case protocol.ReleaseLine:
		return change(func(ctx context.Context) error { return s.releaseLine(ctx, c) })
	case protocol.RefuseLine:
		return change(func(ctx context.Context) error { return s.refuseLine(ctx, c) })
	case protocol.SayAside:
		return making(func(ctx context.Context) error { return s.sayAside(ctx, conference.LineID(id), c) })
	case protocol.DeleteAside:
		return change(func(ctx context.Context) error { return s.deleteAside(ctx, c.Aside) })
	}
	return change(func(context.Context) error {
		return conference.Errorf(conference.Invalid, "there is no command of this name")
	})
}
