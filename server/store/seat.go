package store

import (
	"context"

	"plenary/server/conference"
)

// SeatRow is who speaks for a delegation in a session. Without a person nobody does.
type SeatRow struct {
	SessionID conference.SessionID
	PersonID  conference.PersonID
	Name      string // as on her plate
}

// SpeakingSeats returns who speaks for a delegation, in which sessions.
func (s *Store) SpeakingSeats(ctx context.Context, id conference.DelegationID) (list []SeatRow, err error) {
	err = s.list(ctx, &list, `
		select k.session_id, k.person_id, r.name from speaking_seat k
		join registration r on r.person_id = k.person_id and r.delegation_id = k.delegation_id
		where k.delegation_id = ? and r.state = 'approved' and r.participation <> 'observer'`, id)
	return list, err
}

// PassSeat gives a delegation's speaking seat in a session to one of its members, or to nobody. It returns who had it.
func (s *Store) PassSeat(ctx context.Context, seat conference.SpeakingSeat) (before conference.PersonID, err error) {
	err = s.write(ctx, func(t *tx) error {
		before, err = t.passSeat(seat)
		return err
	})
	return before, err
}

func (t *tx) passSeat(seat conference.SpeakingSeat) (before conference.PersonID, err error) {
	if err := t.holdDelegations(seat.DelegationID); err != nil {
		return "", err
	}
	var had []conference.PersonID
	err = t.list(&had, `select person_id from speaking_seat where session_id = ? and delegation_id = ?`, seat.SessionID, seat.DelegationID)
	if err != nil {
		return "", err
	}
	if len(had) > 0 {
		before = had[0]
	}
	if before == seat.PersonID {
		return before, nil
	}
	if seat.PersonID == "" {
		_, err = t.exec(`delete from speaking_seat where session_id = ? and delegation_id = ?`, seat.SessionID, seat.DelegationID)
	} else {
		err = t.giveSeat(seat)
	}
	if err != nil {
		return before, err
	}
	return before, t.record(Entry{
		At: seat.GivenAt, PersonID: seat.GivenBy, Action: "speaking-seat", Subject: string(seat.SessionID),
		Detail: string(seat.DelegationID) + ": " + string(before) + " → " + string(seat.PersonID),
	})
}

func (t *tx) giveSeat(seat conference.SpeakingSeat) error {
	var session conference.Session
	if err := t.get(noSession, &session, `select * from session where id = ?`, seat.SessionID); err != nil {
		return err
	}
	var r conference.Registration
	err := t.get(noRegistration, &r, `select `+columns+` from registration r where r.conference_id = ? and r.person_id = ?`,
		session.ConferenceID, seat.PersonID)
	if err != nil {
		return err
	}
	if err := session.HoldSeat(r, seat.DelegationID); err != nil {
		return err
	}
	_, err = t.put(`
		insert into speaking_seat (session_id, delegation_id, person_id, given_by, given_at)
		values (:session_id, :delegation_id, :person_id, :given_by, :given_at)
		on conflict (session_id, delegation_id) do update set person_id = excluded.person_id, given_by = excluded.given_by,
			given_at = excluded.given_at`, seat)
	return err
}
