package live

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// Watching a stage.
const (
	stageWait    = 10 * time.Second       // for which somebody waits until a stage view shows something else
	stageEvery   = 200 * time.Millisecond // what changes faster is shown together
	mostWatching = 200                    // who wait in a room; everybody else is answered at once
	decidedShown = 20 * time.Second       // for which a decision is shown
)

// StageShown is what a stage view shows: what everybody in the room sees of the stage, and in parts of the session that
// are more closed than the view was made for, that it is closed. Of a version that is seen already it waits for the next
// one, some seconds; it then may have been taken back, so waited says that it has to be asked for again.
func (rs *Rooms) StageShown(ctx context.Context, v conference.StageView, seen string) (shown protocol.StageShown, waited bool, err error) {
	r, err := rs.room(ctx, v.SessionID)
	if err != nil {
		return shown, false, err
	}
	bell := make(chan struct{}, 1)
	may := false
	err = r.look(func() {
		if may = seen != "" && len(r.watching) < mostWatching; may {
			r.watching[bell] = struct{}{}
		}
		shown = r.shownTo(v)
	})
	if err != nil || !may {
		return shown, false, err
	}
	defer func() { _ = r.look(func() { delete(r.watching, bell) }) }() // a room that closes forgets them all
	over := time.NewTimer(stageWait)
	defer over.Stop()
	for shown.Version == seen {
		waited = true
		select {
		case <-bell:
		case <-over.C:
			return shown, true, nil
		case <-r.done:
			return shown, true, errClosing
		case <-ctx.Done():
			return shown, true, context.Cause(ctx)
		}
		select {
		case <-time.After(stageEvery):
		case <-ctx.Done():
		}
		gone := false
		err = r.look(func() {
			shown = r.shownTo(v)
			_, there := r.watching[bell]
			gone = !there
		})
		if err != nil || gone {
			return shown, true, err
		}
	}
	return shown, waited, nil
}

// StageViewsChanged says that a stage view of a session was taken back: those who wait for what it shows are answered.
func (rs *Rooms) StageViewsChanged(id conference.SessionID) {
	if r := rs.found(id); r != nil {
		_ = r.look(func() {
			r.ringWatching()
			clear(r.watching)
		})
	}
}

// ringWatching wakes those who wait for what a stage view shows: something was told.
func (r *Room) ringWatching() {
	for bell := range r.watching {
		select {
		case bell <- struct{}{}:
		default: // it rings already
		}
	}
}

// shownTo is what a stage view shows now, with the version that this is.
func (r *Room) shownTo(v conference.StageView) protocol.StageShown {
	shown := r.shownNow(v)
	text, err := json.Marshal(shown)
	if err != nil {
		panic(err) // our own structs can be written
	}
	sum := sha256.Sum256(text)
	shown.Version, shown.Now = hex.EncodeToString(sum[:12]), r.now()
	return shown
}

func (r *Room) shownNow(v conference.StageView) protocol.StageShown {
	now := r.now()
	shown := protocol.StageShown{Title: conference.Tame(r.session.Title), Slate: protocol.NoSlate}
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
	r.showFloor(&shown)
	return shown
}

// showFloor adds who has the floor, who is next, and what is to be decided.
func (r *Room) showFloor(shown *protocol.StageShown) {
	f := &r.floor
	if speech := f.current(); speech != nil {
		info := r.speechInfo(*speech)
		shown.Speech, shown.Warnings = &info, f.rules.Warnings
	}
	if list := f.list(); f.ListShown {
		for _, one := range list[:min(len(list), calledMost)] {
			shown.Next = append(shown.Next, protocol.StageSpeaker{Person: f.plates[one.PersonID], Kind: one.Kind, OnBehalf: one.OnBehalf})
		}
	}
	for _, d := range r.allProposals() {
		late := d.EndedAt == nil || r.now().Sub(*d.EndedAt) > decidedShown
		if d.State == conference.Proposed || d.State != conference.Dropped && !late {
			info := d.info()
			info.Objections = nil
			shown.Decision = &info
		}
	}
}
