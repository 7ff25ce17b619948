package store

import (
	"context"
	"strings"
	"time"

	"plenary/server/conference"
)

// staysTogether is how many stays one change writes: others are to have their turn in between.
const staysTogether = 200

// RecordStays keeps who was in a room and since when, or until when, who was heard for how long in all, and that the room
// was seen.
func (s *Store) RecordStays(ctx context.Context, id conference.SessionID, stays []conference.Stay, speaking []conference.SpeakingTime, seen time.Time) error {
	for {
		part := stays[:min(len(stays), staysTogether)]
		stays = stays[len(part):]
		err := s.write(ctx, func(t *tx) error {
			if err := t.putStays(id, part); err != nil {
				return err
			}
			if err := t.putSpeaking(id, speaking); err != nil {
				return err
			}
			_, err := t.exec(`
				insert into attendance_seen (session_id, seen_at) values (?, ?)
				on conflict (session_id) do update set seen_at = excluded.seen_at`, id, seen)
			return err
		})
		if err != nil || len(stays) == 0 {
			return err
		}
		speaking = nil
	}
}

func (t *tx) putStays(id conference.SessionID, stays []conference.Stay) error {
	if len(stays) == 0 {
		return nil
	}
	args := make([]any, 0, 4*len(stays))
	for _, stay := range stays {
		args = append(args, id, stay.PersonID, stay.CameAt, stay.LeftAt)
	}
	_, err := t.exec(`
		insert into attendance (session_id, person_id, came_at, left_at) values (?, ?, ?, ?)`+strings.Repeat(", (?, ?, ?, ?)", len(stays)-1)+`
		on conflict (session_id, person_id, came_at) do update set left_at = excluded.left_at`, args...)
	return err
}

// EndStays has those leave who were in a room whose server was killed, when it was seen last.
func (s *Store) EndStays(ctx context.Context, id conference.SessionID) error {
	var open int
	if err := s.get(ctx, "", &open, `select count(*) from attendance where session_id = ? and left_at is null`, id); err != nil || open == 0 {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`
			update attendance set left_at = (select max(seen_at) from attendance_seen where session_id = ?)
			where session_id = ? and left_at is null`, id, id)
		return err
	})
}

// Visits returns who was in a session's room, as far as that was written down, the first first.
func (s *Store) Visits(ctx context.Context, conferenceID conference.ConferenceID, id conference.SessionID) ([]conference.Visit, error) {
	var rows []struct { // a time that is computed would come back as a number
		conference.Stay
		Name       string
		Delegation string
		Category   conference.Category
		SeenAt     time.Time
	}
	err := s.list(ctx, &rows, `
		select p.id as person_id, coalesce(r.name, p.name) as name, coalesce(d.name, r.organization, '') as delegation,
			coalesce(r.category, '') as category, a.came_at, a.left_at, x.seen_at
		from attendance a
		join attendance_seen x on x.session_id = a.session_id
		join person p on p.id = a.person_id
		left join registration r on r.person_id = p.id and r.conference_id = ? and r.state = 'approved'
		left join delegation d on d.id = r.delegation_id
		where a.session_id = ? order by a.came_at, p.id`, conferenceID, id)
	list := make([]conference.Visit, len(rows))
	for i, row := range rows {
		list[i] = conference.Visit{
			PersonID: row.PersonID, Name: row.Name, Delegation: row.Delegation, Category: row.Category, CameAt: row.CameAt, LeftAt: row.SeenAt,
		}
		if row.LeftAt != nil {
			list[i].LeftAt = *row.LeftAt
		}
		if list[i].LeftAt.Before(row.CameAt) {
			list[i].LeftAt = row.CameAt
		}
	}
	return list, err
}

// Attended returns for how long a person was in the rooms of a conference, session by session.
func (s *Store) Attended(ctx context.Context, id conference.ConferenceID, person conference.PersonID) (map[conference.SessionID]time.Duration, error) {
	var rows []struct {
		SessionID conference.SessionID
		CameAt    time.Time
		LeftAt    *time.Time
		SeenAt    time.Time
	}
	err := s.list(ctx, &rows, `
		select a.session_id, a.came_at, a.left_at, x.seen_at
		from attendance a
		join attendance_seen x on x.session_id = a.session_id
		join session s on s.id = a.session_id
		where s.conference_id = ? and a.person_id = ?`, id, person)
	there := make(map[conference.SessionID]time.Duration, len(rows))
	for _, row := range rows {
		until := row.SeenAt
		if row.LeftAt != nil {
			until = *row.LeftAt
		}
		there[row.SessionID] += max(0, until.Sub(row.CameAt))
	}
	return there, err
}

// SessionFigures is what happened in a session, counted.
type SessionFigures struct {
	SessionID conference.SessionID
	People    int // who were there, each once
	Lines     int
	Questions int // asked
	Answered  int
	Polls     int // that were opened
	Speaking  int // seconds for which somebody was heard
}

// Figures counts what happened in the sessions of a conference; those in which nothing did are left out.
func (s *Store) Figures(ctx context.Context, id conference.ConferenceID) (found map[conference.SessionID]SessionFigures, err error) {
	var list []SessionFigures
	err = s.list(ctx, &list, `
		select session_id, sum(people) as people, sum(lines) as lines, sum(questions) as questions, sum(answered) as answered,
			sum(speaking) as speaking, sum(polls) as polls from (
			select session_id, count(distinct person_id) as people, 0 as lines, 0 as questions, 0 as answered, 0 as speaking, 0 as polls from attendance
			where session_id in (select id from session where conference_id = ?) group by session_id
			union all
			select session_id, 0, count(*), 0, 0, 0, 0 from line
			where deleted_at is null and session_id in (select id from session where conference_id = ?) group by session_id
			union all
			select session_id, 0, 0, count(*), sum(case when state in ('answered', 'written', 'replied') then 1 else 0 end), 0, 0 from question
			where session_id in (select id from session where conference_id = ?) group by session_id
			union all
			select session_id, 0, 0, 0, 0, sum(seconds), 0 from speaking
			where session_id in (select id from session where conference_id = ?) group by session_id
			union all
			select session_id, 0, 0, 0, 0, 0, count(*) from poll
			where number > 0 and session_id in (select id from session where conference_id = ?) group by session_id
		) counted group by session_id`, id, id, id, id, id)
	found = make(map[conference.SessionID]SessionFigures, len(list))
	for _, f := range list {
		found[f.SessionID] = f
	}
	return found, err
}
