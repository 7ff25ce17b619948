package server

import (
	"context"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// previewGuests says whom a list of people would invite, and names everything in it that is wrong.
func (s *Server) previewGuests(ctx context.Context, who asker, in *rosterInput) (protocol.RosterPreview, error) {
	_, seen, err := s.planGuests(ctx, who, in.RawBody)
	return seen, err
}

// takeGuests invites everybody in a list, as its preview said; with a single fault in it, nobody. Their mail goes into the
// outbox.
func (s *Server) takeGuests(ctx context.Context, who asker, in *rosterInput) (protocol.RosterPreview, error) {
	list, seen, err := s.planGuests(ctx, who, in.RawBody)
	switch {
	case err != nil:
		return seen, err
	case seen.Faulty > 0:
		return seen, inField("file", conference.Errorf(conference.Invalid, "the file has %d faults, and nobody is invited: please correct them first", seen.Faulty))
	case in.Stamp != seen.Stamp:
		return seen, conference.Errorf(conference.Conflict, "others have registered or were invited since the preview; please look at it again")
	}
	if err := s.store.InviteAll(ctx, list); err != nil {
		return seen, err
	}
	s.tell(ctx)
	return seen, nil
}

// planGuests reads a list as the invitations that it makes. Who has registered, or was invited, stays as she is.
func (s *Server) planGuests(ctx context.Context, who asker, file []byte) (list []conference.Invitation, seen protocol.RosterPreview, err error) {
	known, err := s.rosterKnown(ctx, who)
	if err != nil {
		return nil, seen, err
	}
	known.Invites = true
	invited, err := s.store.InvitedAddresses(ctx, who.Conference.ID)
	if err != nil {
		return nil, seen, err
	}
	for _, address := range invited {
		known.Present[address] = conference.Unfinished
	}
	roster, seen, err := s.readRoster(ctx, file, known)
	for _, e := range roster.Entries {
		r := e.Registration
		list = append(list, invitation(who, conference.Invitation{
			ConferenceID: who.Conference.ID, Email: e.Email, Name: r.Name, Category: r.Category, DelegationID: r.DelegationID,
			Organization: r.Organization, Participation: r.Participation, Function: r.Function,
		}))
	}
	return list, seen, err
}
