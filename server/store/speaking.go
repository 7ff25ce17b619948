package store

import (
	"context"
	"time"

	"plenary/server/conference"
)

func (t *tx) putSpeaking(id conference.SessionID, list []conference.SpeakingTime) error {
	for _, one := range list {
		_, err := t.exec(`
			insert into speaking (session_id, person_id, seconds) values (?, ?, ?)
			on conflict (session_id, person_id) do update set seconds = excluded.seconds`, id, one.PersonID, int64(one.Time/time.Second))
		if err != nil {
			return err
		}
	}
	return nil
}

// SpeakingTimes returns for how long people were heard in a session, as far as that was written down.
func (s *Store) SpeakingTimes(ctx context.Context, id conference.SessionID) ([]conference.SpeakingTime, error) {
	var rows []struct {
		PersonID conference.PersonID
		Seconds  int64
	}
	err := s.list(ctx, &rows, `select person_id, seconds from speaking where session_id = ?`, id)
	list := make([]conference.SpeakingTime, len(rows))
	for i, row := range rows {
		list[i] = conference.SpeakingTime{PersonID: row.PersonID, Time: time.Duration(row.Seconds) * time.Second}
	}
	return list, err
}

// Speaker is somebody who was heard in a session.
type Speaker struct {
	PersonID   conference.PersonID
	Name       string
	Delegation string // State or organization
	Seconds    int
}

// Speakers returns who was heard in a session, the longest first.
func (s *Store) Speakers(ctx context.Context, conferenceID conference.ConferenceID, id conference.SessionID) (list []Speaker, err error) {
	err = s.list(ctx, &list, `
		select p.id as person_id, coalesce(r.name, p.name) as name, coalesce(d.name, r.organization, '') as delegation, x.seconds
		from speaking x
		join person p on p.id = x.person_id
		left join registration r on r.person_id = p.id and r.conference_id = ? and r.state = 'approved'
		left join delegation d on d.id = r.delegation_id
		where x.session_id = ? and x.seconds > 0 order by x.seconds desc, p.id`, conferenceID, id)
	return list, err
}
