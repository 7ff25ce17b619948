package live

import (
	"context"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// A deed is what a command does.
type deed struct {
	free  bool // needs no turn: it changes nothing that rules are about, and may take long
	once  bool // needs no turn, but is noted: done again, it changes nothing
	again bool // the same once more, whenever it is done again
	do    func(ctx context.Context) (answer string, err error)
}

// change is a deed that changes the room, and so takes its turn.
func change(f func(ctx context.Context) error) deed {
	return deed{do: func(ctx context.Context) (string, error) { return "", f(ctx) }}
}

// making is a change to what has the command's id, or is there or not.
func making(f func(ctx context.Context) error) deed {
	d := change(f)
	d.again = true
	return d
}

// freely is a change that others of the room may be made beside.
func freely(f func(ctx context.Context) error) deed {
	d := change(f)
	d.free, d.once = true, true
	return d
}

// atOnce is a deed about a leg, or one that takes its turn itself.
func atOnce(f func(ctx context.Context) (string, error)) deed { return deed{free: true, do: f} }

// deed finds what a command does.
func (s *Seat) deed(id string, c protocol.Command) deed {
	switch c := c.(type) {
	case protocol.Say, protocol.EditLine, protocol.SetChatRule, protocol.React, protocol.DeleteLine, protocol.ReleaseLine, protocol.RefuseLine,
		protocol.ReactToLine, protocol.SayAside, protocol.DeleteAside:
		return s.chatDeed(id, c)

	case protocol.AskQuestion:
		return making(func(ctx context.Context) error { return s.askQuestion(ctx, conference.QuestionID(id), c.Text) })
	case protocol.EditQuestion:
		return making(func(ctx context.Context) error { return s.editQuestion(ctx, c) })
	case protocol.WithdrawQuestion:
		return making(func(ctx context.Context) error { return s.withdrawQuestion(ctx, c) })
	case protocol.Upvote:
		return making(func(ctx context.Context) error { return s.upvote(ctx, c) })
	case protocol.ApproveQuestion:
		return change(func(ctx context.Context) error { return s.approveQuestion(ctx, id, c) })
	case protocol.DismissQuestion:
		return change(func(ctx context.Context) error { return s.dismissQuestion(ctx, id, c) })
	case protocol.MoveQuestion:
		return change(func(ctx context.Context) error { return s.moveQuestion(ctx, id, c) })
	case protocol.AnswerQuestion:
		return change(func(ctx context.Context) error { return s.answerQuestion(ctx, id, c) })
	case protocol.FinishQuestion:
		return change(func(ctx context.Context) error { return s.finishQuestion(ctx, id, c) })
	case protocol.ReturnQuestion:
		return change(func(ctx context.Context) error { return s.returnQuestion(ctx, id, c) })
	case protocol.MergeQuestion:
		return change(func(ctx context.Context) error { return s.mergeQuestion(ctx, id, c) })
	case protocol.WriteAnswer:
		return change(func(ctx context.Context) error { return s.writeAnswer(ctx, id, c) })
	case protocol.FollowUpQuestion:
		return change(func(ctx context.Context) error { return s.followUpQuestion(ctx, id, c) })
	case protocol.MarkQuestion:
		return change(func(ctx context.Context) error { return s.markQuestion(ctx, id, c) })
	case protocol.ClaimQuestion:
		return making(func(context.Context) error { return s.claim(c) })
	case protocol.UndoAct:
		return change(func(ctx context.Context) error { return s.undo(ctx, c) })

	case protocol.PreparePoll:
		return making(func(ctx context.Context) error { return s.preparePoll(ctx, conference.PollID(id), c.Paper) })
	case protocol.RewordPoll:
		return change(func(ctx context.Context) error { return s.rewordPoll(ctx, c) })
	case protocol.OpenPoll:
		return change(func(ctx context.Context) error { return s.openPoll(ctx, c) })
	case protocol.ClosePoll:
		return change(func(ctx context.Context) error { return s.closePoll(ctx, c) })
	case protocol.ArchivePoll:
		return change(func(ctx context.Context) error { return s.archivePoll(ctx, c) })
	case protocol.ShowPoll:
		return change(func(ctx context.Context) error { return s.showPoll(ctx, c) })
	case protocol.CastBallot:
		return freely(func(ctx context.Context) error { return s.castBallot(ctx, c) })

	case protocol.Propose:
		return making(func(ctx context.Context) error { return s.propose(ctx, conference.ProposalID(id), c) })
	case protocol.AdoptProposal:
		return change(func(ctx context.Context) error { return s.endProposal(ctx, c.Proposal, conference.Proposal.Adopt) })
	case protocol.DropProposal:
		return change(func(ctx context.Context) error { return s.endProposal(ctx, c.Proposal, conference.Proposal.Drop) })
	case protocol.ObjectToProposal:
		return change(func(ctx context.Context) error { return s.object(ctx, c) })

	case protocol.RequestFloor:
		return making(func(ctx context.Context) error { return s.requestFloor(ctx, conference.FloorRequestID(id), c) })
	case protocol.EditFloorRequest:
		return change(func(ctx context.Context) error { return s.editFloorRequest(ctx, c) })
	case protocol.WithdrawFloorRequest:
		return change(func(ctx context.Context) error { return s.withdrawFloorRequest(ctx, c) })
	case protocol.YieldFloor:
		return change(s.yieldFloor)
	case protocol.Align:
		return making(func(ctx context.Context) error { return s.align(ctx, c) })
	case protocol.SetFloorList, protocol.SetFloorShown, protocol.AddFloorRequest, protocol.MoveFloorRequest, protocol.SwapFloorRequests,
		protocol.RemoveFloorRequest, protocol.DrawLots, protocol.CallSpeaker, protocol.GiveFloor, protocol.ThankSpeaker, protocol.PauseClock,
		protocol.ExtendClock, protocol.SetFloorLimit, protocol.SetProcedure, protocol.PutInWriting, protocol.InviteToFloor:
		return s.floorDeed(id, c)

	case protocol.Silence:
		return change(func(ctx context.Context) error { return s.silence(ctx, c) })
	case protocol.RemovePerson:
		return change(func(ctx context.Context) error { return s.removePerson(ctx, c) })

	case protocol.SetDoor:
		return atOnce(func(ctx context.Context) (string, error) { return "", s.setDoor(ctx, c.Door) })
	case protocol.AnswerKnocks:
		return change(func(ctx context.Context) error { return s.answerKnocks(ctx, c) })
	case protocol.Suspend:
		return atOnce(func(ctx context.Context) (string, error) { return "", s.suspend(ctx, c.On) })
	case protocol.CloseMeeting:
		return atOnce(func(ctx context.Context) (string, error) { return "", s.closeMeeting(ctx, c.Access) })

	case protocol.EnterBackstage:
		return change(s.enterBackstage)
	case protocol.LeaveBackstage:
		return change(s.leaveBackstage)
	case protocol.BringOnStage:
		return change(func(ctx context.Context) error { return s.bringOnStage(ctx, c.Person) })
	case protocol.TakeOffStage:
		return change(func(ctx context.Context) error { return s.takeOffStage(ctx, c.Person) })
	case protocol.Mute:
		return change(func(context.Context) error { return s.mute(c) })
	case protocol.SetSource:
		return change(func(context.Context) error { return s.setSource(c) })
	case protocol.Attend:
		return change(func(context.Context) error { return s.attend(c.Place) })

	case protocol.OpenLeg:
		return atOnce(func(ctx context.Context) (string, error) { return s.openLeg(ctx, c) })
	case protocol.RestartLeg:
		return atOnce(func(ctx context.Context) (string, error) { return s.restartLeg(ctx, c) })
	case protocol.CloseLeg:
		return atOnce(func(context.Context) (string, error) { return "", s.closeLeg(c.Leg) })
	case protocol.Show:
		return atOnce(func(context.Context) (string, error) { return "", s.show(c.Views) })
	case protocol.Listen:
		return atOnce(func(context.Context) (string, error) { return "", s.listen(c.Language) })
	case protocol.ReportPlayback:
		return atOnce(func(context.Context) (string, error) { return s.reportPlayback(c) })
	}
	return change(func(context.Context) error {
		return conference.Errorf(conference.Invalid, "there is no command of this name")
	})
}
