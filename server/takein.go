package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/schedule"
)

type takeInInput struct {
	Access  conference.Access `query:"access" maxLength:"40" doc:"who may enter sessions that are new; sessions that are there keep theirs"`
	Remove  bool              `query:"remove" doc:"take sessions off that were brought in before and are not in the file any more"`
	Stamp   string            `query:"stamp" maxLength:"64" doc:"what the preview said: what is done is what was shown"`
	RawBody []byte            `contentType:"application/octet-stream" doc:"a schedule.json or schedule.xml"`
}

// previewTakeIn says what bringing a schedule file in would do, and names everything in it that is a problem.
func (s *Server) previewTakeIn(ctx context.Context, who asker, in *takeInInput) (protocol.TakeIn, error) {
	_, seen, err := s.planTakeIn(ctx, who, in)
	return seen, err
}

// takeIn brings a schedule file in, as its preview said. The sessions are drafts until the next release, as if they had
// been typed.
func (s *Server) takeIn(ctx context.Context, who asker, in *takeInInput) (protocol.TakeIn, error) {
	plan, seen, err := s.planTakeIn(ctx, who, in)
	if err != nil {
		return seen, err
	}
	if in.Stamp != seen.Stamp {
		return seen, conference.Errorf(conference.Conflict, "the programme has changed since the preview; please look at it again")
	}
	if err := s.store.TakeIn(ctx, plan, who.Person.ID, who.Now); err != nil {
		return seen, err
	}
	for _, d := range plan.Changed {
		s.rooms.SessionChanged(ctx, d.ID)
	}
	for _, d := range plan.Removed {
		s.rooms.SessionChanged(ctx, d.ID)
	}
	return seen, nil
}

func (s *Server) planTakeIn(ctx context.Context, who asker, in *takeInInput) (plan conference.Intake, seen protocol.TakeIn, err error) {
	if in.Access == "" {
		in.Access = conference.ParticipantsAccess
	}
	read, notes, err := schedule.Read(in.RawBody, zoneOf(who.Conference))
	if err != nil {
		return plan, seen, inField("file", conference.Errorf(conference.Invalid, "the file cannot be read: %v", err))
	}
	present := schedule.Present{Conference: who.Conference}
	id := who.Conference.ID
	if present.Halls, err = s.store.Halls(ctx, id); err != nil {
		return plan, seen, err
	}
	if present.Drafts, err = s.store.Drafts(ctx, id); err != nil {
		return plan, seen, err
	}
	if present.Counterparts, err = s.store.Counterparts(ctx, id); err != nil {
		return plan, seen, err
	}
	plan = schedule.Plan(read, notes, present, schedule.Choices{Access: in.Access, Remove: in.Remove})
	count := read.Count()
	seen = protocol.TakeIn{
		Title: read.Conference.Title, Sessions: count.Events, Halls: count.Rooms, People: count.Persons, Links: count.Links,
		Added: len(plan.Added), Changed: len(plan.Changed), Removed: len(plan.Removed),
		Lines: protocol.List[protocol.TakeInLine]{},
	}
	for _, l := range plan.Lines {
		seen.Lines = append(seen.Lines, protocol.TakeInLine{Deed: l.Deed, Name: l.Name, Says: l.Says})
	}
	seen.Stamp, err = stamp(in, seen, present)
	return plan, seen, err
}

// stamp names a preview: the same file, choices and programme have the same.
func stamp(in *takeInInput, seen protocol.TakeIn, present schedule.Present) (string, error) {
	h := sha256.New()
	h.Write(in.RawBody)
	fmt.Fprintf(h, "\x00%s\x00%v\x00", in.Access, in.Remove)
	if err := json.NewEncoder(h).Encode(seen.Lines); err != nil {
		return "", fmt.Errorf("name a preview: %w", err)
	}
	for _, d := range present.Drafts {
		fmt.Fprintf(h, "%s %d ", d.ID, d.Version)
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}
