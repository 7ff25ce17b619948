package store

import (
	"context"

	"plenary/server/conference"
)

// Floor returns the floor of a session; of one about which nobody has decided anything, what it has then.
func (s *Store) Floor(ctx context.Context, id conference.SessionID) (conference.Floor, error) {
	var found []conference.Floor
	err := s.list(ctx, &found, `select * from floor where session_id = ?`, id)
	if err != nil || len(found) == 0 {
		return conference.NewFloor(id), err
	}
	return found[0], nil
}

func (t *tx) putFloor(f conference.Floor) error {
	_, err := t.put(`
		insert into floor (session_id, procedure, list_open, opens_at, closes_at, list_shown, times_shown, limits)
		values (:session_id, :procedure, :list_open, :opens_at, :closes_at, :list_shown, :times_shown, :limits)
		on conflict (session_id) do update set procedure = excluded.procedure, list_open = excluded.list_open,
			opens_at = excluded.opens_at, closes_at = excluded.closes_at, list_shown = excluded.list_shown,
			times_shown = excluded.times_shown, limits = excluded.limits`, f)
	return err
}

const (
	noFloorRequest = "there is no such request for the floor"
	noSpeech       = "there is no such speech"
)

// FloorRequests returns all requests for the floor of a session, in the order of inscription.
func (s *Store) FloorRequests(ctx context.Context, id conference.SessionID) (list []conference.FloorRequest, err error) {
	err = s.list(ctx, &list, `select * from floor_request where session_id = ? order by number`, id)
	return list, err
}

// FloorRequest returns a request for the floor.
func (s *Store) FloorRequest(ctx context.Context, id conference.FloorRequestID) (r conference.FloorRequest, err error) {
	err = s.get(ctx, noFloorRequest, &r, `select * from floor_request where id = ?`, id)
	return r, err
}

// Speeches returns who had the floor of a session, in the order in which they did.
func (s *Store) Speeches(ctx context.Context, id conference.SessionID) (list []conference.Speech, err error) {
	err = s.list(ctx, &list, `select * from speech where session_id = ? order by number`, id)
	return list, err
}

// Alignments returns which delegations associate themselves with group statements of a session, the first first.
func (s *Store) Alignments(ctx context.Context, id conference.SessionID) (list []conference.Alignment, err error) {
	err = s.list(ctx, &list, `
		select a.* from alignment a join floor_request f on f.id = a.request_id
		where f.session_id = ? order by a.aligned_at, a.delegation_id`, id)
	return list, err
}

// Proceedings returns what happened in a session, in its order.
func (s *Store) Proceedings(ctx context.Context, id conference.SessionID) (list []conference.Proceeding, err error) {
	err = s.list(ctx, &list, `select * from proceeding where session_id = ? order by number`, id)
	return list, err
}

// Claim returns all that decides whether a person may ask for the floor of a session but her role, which the caller knows.
func (s *Store) Claim(ctx context.Context, id conference.ConferenceID, session conference.SessionID, person conference.PersonID) (c conference.Claim, err error) {
	var found []conference.Claim
	err = s.list(ctx, &found, `
		select p.id as person_id, coalesce(a.role, '') as appointment, o.person_id is not null or p.administrator as organizer,
			coalesce(r.category, '') as category, r.delegation_id, coalesce(d.name, r.organization, '') as delegation,
			coalesce(r.function, '') as function, coalesce(r.participation, '') as participation,
			coalesce(h.name, '') as seat_holder
		from person p
		left join organizer o on o.conference_id = ? and o.person_id = p.id
		left join appointment a on a.session_id = ? and a.person_id = p.id
		left join registration r on r.conference_id = ? and r.person_id = p.id and r.state = 'approved'
		left join delegation d on d.id = r.delegation_id
		left join speaking_seat k on k.session_id = ? and k.delegation_id = r.delegation_id and k.person_id <> p.id
		left join registration h on h.person_id = k.person_id and h.delegation_id = k.delegation_id and h.state = 'approved'
			and h.participation <> 'observer'
		where p.id = ?`, id, session, id, session, person)
	if err != nil || len(found) == 0 {
		return c, err
	}
	return found[0], nil
}

// DelegationsByID returns delegations by their ids.
func (s *Store) DelegationsByID(ctx context.Context, ids []conference.DelegationID) (map[conference.DelegationID]conference.Delegation, error) {
	found := make(map[conference.DelegationID]conference.Delegation, len(ids))
	err := inParts(ids, func(part []conference.DelegationID) error {
		var list []conference.Delegation
		err := s.among(ctx, &list, `select * from delegation where id in (?)`, part)
		for _, d := range list {
			found[d.ID] = d
		}
		return err
	})
	return found, err
}
