package server

import (
	"context"
	"slices"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/server/store"
)

type delegationPath struct {
	Delegation conference.DelegationID `path:"delegation" maxLength:"64"`
}

// represented is a delegation with what the asker may do with it.
type represented struct {
	conference.Delegation
	registrar bool // registers its members
	leads     bool // is its head
}

// represent returns a delegation to its focal points, its head and organizers. For others it is not there.
func (s *Server) represent(ctx context.Context, who asker, id conference.DelegationID) (represented, error) {
	d, err := s.store.Delegation(ctx, id)
	if err == nil && d.ConferenceID != who.Conference.ID {
		err = noSuchDelegation()
	}
	r := represented{Delegation: d, registrar: who.Role.Can(conference.DecideRegistrations)}
	if err != nil || r.registrar {
		return r, err
	}
	if r.registrar, err = s.store.IsFocalPoint(ctx, id, who.Person.ID); err != nil {
		return r, err
	}
	mine, err := s.store.DelegationsOf(ctx, who.Conference.ID, who.Person.ID)
	if err != nil {
		return r, err
	}
	if !slices.ContainsFunc(mine, func(d conference.Delegation) bool { return d.ID == id }) {
		return r, noSuchDelegation()
	}
	own, err := s.store.RegistrationOf(ctx, who.Conference.ID, who.Person.ID)
	if err != nil && !isKind(err, conference.NotFound) {
		return r, err
	}
	r.leads = own.Head && own.State == conference.Approved && own.DelegationID != nil && *own.DelegationID == id
	return r, nil
}

// noSuchDelegation has the words that the store has for a delegation that is not there.
func noSuchDelegation() error {
	return conference.Errorf(conference.NotFound, "there is no such delegation")
}

// delegation is a delegation with its members.
func (s *Server) delegation(ctx context.Context, who asker, in *delegationPath) (protocol.DelegationDetail, error) {
	d, err := s.represent(ctx, who, in.Delegation)
	if err != nil {
		return protocol.DelegationDetail{}, err
	}
	return s.detail(ctx, who, d)
}

func (s *Server) detail(ctx context.Context, who asker, d represented) (protocol.DelegationDetail, error) {
	organizing := who.Role.Can(conference.DecideRegistrations)
	detail := protocol.DelegationDetail{
		Open: d.registrar && (organizing || who.Conference.RegistrationOpen(who.Now)), Registrar: d.registrar, SeatPasser: true,
	}
	row, err := s.store.DelegationRowOf(ctx, d.Delegation)
	if err != nil {
		return detail, err
	}
	detail.Row = delegationRow(row)
	members, err := s.store.Members(ctx, d.ID)
	if err != nil {
		return detail, err
	}
	for _, row := range members {
		info := rowInfo(who, row)
		detail.Members = append(detail.Members, protocol.Member{Registration: info, Changeable: d.registrar && (info.Changeable || organizing && row.State.Holds())})
	}
	detail.Seats, err = s.seatsOf(ctx, who, d.ID)
	return detail, err
}

// seatsOf lists the sessions that the asker may know of and that are not over, with who speaks for a delegation in each.
func (s *Server) seatsOf(ctx context.Context, who asker, id conference.DelegationID) (list protocol.List[protocol.SeatHold], err error) {
	held, err := s.store.SpeakingSeats(ctx, id)
	if err != nil {
		return nil, err
	}
	programme, err := s.programme(ctx, who, nil)
	for _, p := range programme.Sessions {
		session := p.Session
		if session.State == conference.Closed || session.Kind == conference.Break {
			continue
		}
		hold := protocol.SeatHold{Session: session.ID, Title: session.Title, Hall: session.Hall, StartsAt: session.StartsAt, State: session.State}
		for _, h := range held {
			if h.SessionID == session.ID {
				hold.Person, hold.Name = h.PersonID, h.Name
			}
		}
		list = append(list, hold)
	}
	return list, err
}

func delegationRow(row store.DelegationRow) protocol.DelegationRow {
	info := protocol.DelegationRow{Delegation: delegationInfo(row.Delegation), Head: row.Head}
	for _, q := range row.Quotas {
		quota := protocol.Quota{Participation: q.Participation, Taken: q.Taken, Own: q.Own}
		if q.Places != nil {
			quota.Limited, quota.Places = true, *q.Places
		}
		info.Quotas = append(info.Quotas, quota)
	}
	for _, f := range row.Focal {
		info.Focal = append(info.Focal, protocol.FocalPoint{Person: f.PersonID, Name: f.Name, Email: f.Email})
	}
	return info
}

type headInput struct {
	Delegation   conference.DelegationID   `path:"delegation" maxLength:"64"`
	Registration conference.RegistrationID `path:"registration" maxLength:"64"`
}

// setHead makes a member the head of her delegation.
func (s *Server) setHead(ctx context.Context, who asker, in *headInput) (protocol.DelegationDetail, error) {
	d, r, err := s.memberOf(ctx, who, in.Delegation, in.Registration)
	if err == nil {
		err = s.store.Lead(ctx, r, who.Person.ID, who.Now)
	}
	if err != nil {
		return protocol.DelegationDetail{}, err
	}
	return s.detail(ctx, who, d)
}

// passSeat has another member speak for a delegation in a session. Her open seat in the room gets the right at once, and
// who had it before loses it.
func (s *Server) passSeat(ctx context.Context, who asker, in *body[protocol.SpeakingSeatInput]) (protocol.DelegationDetail, error) {
	d, err := s.represent(ctx, who, in.Body.Delegation)
	if isKind(err, conference.NotFound) {
		err = inField("delegation", conference.Errorf(conference.Invalid, "only a delegation's focal point or head passes its speaking seat"))
	}
	if err != nil {
		return protocol.DelegationDetail{}, err
	}
	before, err := s.store.PassSeat(ctx, conference.SpeakingSeat{
		SessionID: who.Session.ID, DelegationID: d.ID, PersonID: in.Body.Person, GivenBy: who.Person.ID, GivenAt: who.Now,
	})
	if isKind(err, conference.NotFound) {
		err = inField("person", conference.Errorf(conference.Invalid, "only a member of the delegation can speak for it"))
	}
	if err != nil {
		return protocol.DelegationDetail{}, err
	}
	for _, person := range []conference.PersonID{before, in.Body.Person} {
		if person != "" {
			s.rooms.PersonChanged(ctx, person)
		}
	}
	return s.detail(ctx, who, d)
}
