package live

import (
	"context"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// StageShown is what a stage view shows: what everybody in the room sees of the stage, and in parts of the session that
// are more closed than the view was made for, that it is closed.
func (rs *Rooms) StageShown(ctx context.Context, v conference.StageView) (shown protocol.StageShown, err error) {
	r, err := rs.room(ctx, v.SessionID)
	if err != nil {
		return shown, err
	}
	err = r.look(func() { shown = r.shownTo(v) })
	return shown, err
}

func (r *Room) shownTo(v conference.StageView) protocol.StageShown {
	now := r.now()
	shown := protocol.StageShown{Title: conference.Tame(r.session.Title), Now: now, Slate: protocol.NoSlate}
	switch {
	case !v.Shows(r.session.AccessAt(now)):
		shown.Slate = protocol.ClosedSlate
		return shown
	case r.session.Suspended():
		shown.Slate = protocol.SuspendedSlate
		return shown
	case r.session.State == conference.Closed:
		shown.Slate = protocol.EndedSlate
		return shown
	case r.session.State == conference.Scheduled:
		shown.Slate = protocol.SoonSlate
	}
	for _, p := range r.performers(conference.OnStage) {
		shown.Stage = append(shown.Stage, p.Person)
	}
	shown.Speaker = r.stage.speaker[conference.OnStage]
	for _, a := range r.announced {
		if a.ExpiresAt.After(now) {
			shown.Announcements = append(shown.Announcements, a)
		}
	}
	// As the press sees them: somebody who is in the room and may do nothing.
	for _, q := range r.questionsFor("", conference.Press) {
		if q.State == conference.Answering {
			shown.Question = &q
		}
	}
	for _, p := range r.polls.all {
		if info, visible := p.seen(conference.Press, ""); visible && info.OnStage {
			shown.Poll = &info
		}
	}
	return shown
}
