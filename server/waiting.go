package server

import (
	"context"

	"plenary/server/conference"
	"plenary/server/live"
	"plenary/server/protocol"
)

// doorOf says how the asker stands at the door of a session. Who waits asks again and again.
func (s *Server) doorOf(ctx context.Context, who asker, _ *nothing) (protocol.DoorInfo, error) {
	info := protocol.DoorInfo{Title: who.Session.Title, Now: who.Now, Answer: answerAt(who)}
	if info.Answer != protocol.MayKnock && info.Answer != protocol.DoorIsLocked {
		return info, nil
	}
	pass, err := s.store.PassOf(ctx, who.Session.ID, who.Person.ID)
	if err != nil {
		return info, err
	}
	s.waits(who, pass, &info)
	return info, nil
}

// answerAt is the answer as far as it does not hang upon whether the asker has knocked.
func answerAt(who asker) protocol.DoorAnswer {
	standing, access := who.standing, who.Session.AccessAt(who.Now)
	passed := standing
	passed.Barred = false
	switch {
	case who.Role.Can(conference.Watch):
		return protocol.ComeIn
	case standing.Removed:
		return protocol.WasRemoved
	case passed.RoleIn(access).Can(conference.Watch) && who.Session.Door == conference.DoorLocked:
		return protocol.DoorIsLocked
	case passed.RoleIn(access).Can(conference.Watch):
		return protocol.MayKnock
	case who.Session.ClosedTo != "" && passed.RoleIn(who.Session.PlannedAccess(who.Now)).Can(conference.Watch):
		return protocol.MeetingIsClosed
	}
	return protocol.NotInvited
}

// waits has those inside know of somebody who waits.
func (s *Server) waits(who asker, pass conference.Pass, info *protocol.DoorInfo) {
	switch {
	case pass.State == conference.PassRefused:
		info.Answer = protocol.TurnedAway
	case pass.State == conference.PassAdmitted: // since the door asked
		info.Answer = protocol.ComeIn
	case pass.State == conference.PassWaiting && info.Answer == protocol.MayKnock:
		info.Answer = protocol.PleaseWait
		info.Place = s.rooms.Waits(who.Session.ID, live.Plate(who.Plate), pass.AskedAt)
	}
}

// knock has the asker wait at the door of a session that is held.
func (s *Server) knock(ctx context.Context, who asker, _ *nothing) (protocol.DoorInfo, error) {
	info := protocol.DoorInfo{Title: who.Session.Title, Now: who.Now, Answer: answerAt(who)}
	if info.Answer == protocol.ComeIn {
		return info, nil
	}
	if info.Answer != protocol.MayKnock && info.Answer != protocol.DoorIsLocked {
		return info, conference.Errorf(conference.Forbidden, "you may not enter this session")
	}
	if err := who.Session.Knock(); err != nil {
		return info, err
	}
	pass, err := s.store.Knock(ctx, who.Session.ID, who.Person.ID, who.Now)
	if err != nil {
		return info, err
	}
	s.waits(who, pass, &info)
	return info, nil
}

type closingInput struct {
	Access conference.Access `query:"access"`
}

// previewClosing says who would have to leave a closed meeting.
func (s *Server) previewClosing(ctx context.Context, who asker, in *closingInput) (protocol.ClosingPreview, error) {
	if _, err := who.Session.CloseTo(in.Access); err != nil || in.Access == "" {
		return protocol.ClosingPreview{}, inField("access", conference.Errorf(conference.Invalid, "please choose for whom the meeting goes on"))
	}
	return s.rooms.ClosingPreview(ctx, who.Session.ID, in.Access)
}
