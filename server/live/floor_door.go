package live

import (
	"context"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// floorDeed finds what a command of who runs the floor does.
func (s *Seat) floorDeed(id string, c protocol.Command) deed {
	switch c := any(c).(type) {
	case protocol.SetFloorList:
		return change(func(ctx context.Context) error { return s.setFloorList(ctx, c) })
	case protocol.SetFloorShown:
		return change(func(ctx context.Context) error { return s.setFloorShown(ctx, c) })
	case protocol.AddFloorRequest:
		return making(func(ctx context.Context) error { return s.addFloorRequest(ctx, conference.FloorRequestID(id), c) })
	case protocol.MoveFloorRequest:
		return change(func(ctx context.Context) error { return s.moveFloorRequest(ctx, c) })
	case protocol.SwapFloorRequests:
		return change(func(ctx context.Context) error { return s.swapFloorRequests(ctx, c) })
	case protocol.RemoveFloorRequest:
		return change(func(ctx context.Context) error { return s.removeFloorRequest(ctx, c) })
	case protocol.DrawLots:
		return change(s.drawLots)
	case protocol.CallSpeaker:
		return change(func(ctx context.Context) error { return s.callSpeaker(ctx, c) })
	case protocol.GiveFloor:
		return change(func(ctx context.Context) error { return s.giveFloor(ctx, c) })
	case protocol.ThankSpeaker:
		return change(func(ctx context.Context) error { return s.room.takeFloorBack(ctx, conference.FloorTakenBack, s.person) })
	case protocol.PauseClock:
		return change(func(ctx context.Context) error { return s.pauseClock(ctx, c) })
	case protocol.ExtendClock:
		return change(func(ctx context.Context) error { return s.extendClock(ctx, c) })
	case protocol.SetFloorLimit:
		return change(func(ctx context.Context) error { return s.setFloorLimit(ctx, c) })
	case protocol.SetProcedure:
		return change(func(ctx context.Context) error { return s.setProcedure(ctx, c) })
	case protocol.PutInWriting:
		return change(s.putInWriting)
	case protocol.InviteToFloor:
		return change(func(ctx context.Context) error { return s.inviteToFloor(ctx, conference.FloorRequestID(id), c) })
	}
	return change(func(context.Context) error {
		return conference.Errorf(conference.Invalid, "there is no command of this name")
	})
}
