package server

import (
	"context"

	"plenary/server/conference"
	"plenary/server/protocol"
)

func releaseInfo(r conference.Release) protocol.ReleaseInfo {
	return protocol.ReleaseInfo{Number: r.Number, Name: r.Name, Notes: r.Notes, ReleasedAt: r.ReleasedAt}
}

// releases lists all releases, the newest first.
func (s *Server) releases(ctx context.Context, who asker, _ *nothing) (protocol.List[protocol.ReleaseInfo], error) {
	list, err := s.store.Releases(ctx, who.Conference.ID)
	infos := protocol.List[protocol.ReleaseInfo]{}
	for _, r := range list {
		infos = append(infos, releaseInfo(r))
	}
	return infos, err
}

// release lets everybody see the draft. Rooms of changed sessions are told; what is live goes on.
func (s *Server) release(ctx context.Context, who asker, in *body[protocol.ReleaseInput]) (protocol.ReleaseInfo, error) {
	name, err := conference.CleanText(in.Body.Name, 200)
	if err != nil {
		return protocol.ReleaseInfo{}, inField("name", err)
	}
	r := conference.Release{
		ID: conference.NewID[conference.ReleaseID](), ConferenceID: who.Conference.ID, Name: name, Notes: in.Body.Notes,
	}
	r, changes, err := s.store.Release(ctx, r, in.Body.Stamp, who.Person.ID, who.Now)
	if err != nil {
		return protocol.ReleaseInfo{}, err
	}
	for _, c := range changes {
		s.rooms.SessionChanged(ctx, c.Session)
	}
	return releaseInfo(r), nil
}

type differenceInput struct {
	From int64 `query:"from" minimum:"-1" doc:"the number of a release; -1: the newest; 0: nothing"`
	To   int64 `query:"to" minimum:"0" doc:"the number of a release; 0: the draft"`
}

// difference is what changed from one release to another, or to the draft, and whom that concerns.
func (s *Server) difference(ctx context.Context, who asker, in *differenceInput) (protocol.Difference, error) {
	d := protocol.Difference{To: in.To}
	before, after, err := s.compared(ctx, who, in, &d)
	if err != nil {
		return d, err
	}
	changes := conference.Diff(before, after)
	// What is gone may have been in a hall that is gone too.
	halls := append(append([]conference.Hall{}, before.Halls...), after.Halls...)
	d.Changes = changeInfos(changes, halls)
	d.Changelog = conference.Changelog(conference.PublicChanges(changes), halls, zoneOf(who.Conference), conference.EnglishMail)
	affected := conference.Affected(changes)
	plates, err := s.plates(ctx, who, affected...)
	for _, id := range affected {
		d.Affected = append(d.Affected, plates.of(id))
	}
	return d, err
}

func changeInfos(changes []conference.Change, halls []conference.Hall) protocol.List[protocol.ChangeInfo] {
	names := map[conference.HallID]string{}
	for _, h := range halls {
		names[h.ID] = h.Name
	}
	list := protocol.List[protocol.ChangeInfo]{}
	for _, c := range changes {
		info := protocol.ChangeInfo{Session: c.Session, Before: placed(c.Before, names), After: placed(c.After, names), Fields: c.Fields}
		if info.Title = c.Before.Name(); c.After != nil {
			info.Title = c.After.Name()
		}
		list = append(list, info)
	}
	return list
}

// compared reads the two programmes that a difference is between.
func (s *Server) compared(ctx context.Context, who asker, in *differenceInput, d *protocol.Difference) (before, after conference.Snapshot, err error) {
	if in.From != 0 {
		r, err := s.store.ReleaseNumbered(ctx, who.Conference.ID, max(0, in.From))
		if err != nil {
			return before, after, err
		}
		d.From = r.Number
		if before, err = r.Read(); err != nil {
			return before, after, err
		}
	}
	if in.To != 0 {
		r, err := s.store.ReleaseNumbered(ctx, who.Conference.ID, in.To)
		if err != nil {
			return before, after, err
		}
		after, err = r.Read()
		return before, after, err
	}
	plan, _, err := s.plan(ctx, who)
	if err != nil {
		return before, after, err
	}
	halls, err := s.store.Halls(ctx, who.Conference.ID)
	return before, conference.TakeSnapshot(halls, plan.Drafts, plan.People), err
}

func placed(p *conference.Planned, halls map[conference.HallID]string) *protocol.Placed {
	if p == nil {
		return nil
	}
	session := p.Session()
	return &protocol.Placed{Title: session.Title, Hall: halls[session.HallID], StartsAt: session.StartsAt, EndsAt: session.EndsAt}
}
