package store

import (
	"context"
	"time"

	"plenary/server/conference"
)

// PutHall adds a hall or replaces the one with its id.
func (s *Store) PutHall(ctx context.Context, h conference.Hall) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.put(`
			insert into hall (id, conference_id, name, position) values (:id, :conference_id, :name, :position)
			on conflict (id) do update set name = excluded.name, position = excluded.position`, h)
		return err
	})
}

// Halls returns a conference's halls by position, then name.
func (s *Store) Halls(ctx context.Context, id conference.ConferenceID) (list []conference.Hall, err error) {
	err = s.list(ctx, &list, `select * from hall where conference_id = ? order by position, name`, id)
	return list, err
}

// Hall returns a hall.
func (s *Store) Hall(ctx context.Context, id conference.HallID) (h conference.Hall, err error) {
	err = s.get(ctx, "there is no such hall", &h, `select * from hall where id = ?`, id)
	return h, err
}

// DeleteHall takes a hall off the programme. It is a Conflict while a session is scheduled there.
func (s *Store) DeleteHall(ctx context.Context, id conference.HallID, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		var h conference.Hall
		if err := t.get("there is no such hall", &h, `select * from hall where id = ?`, id); err != nil {
			return err
		}
		var busy bool
		if err := t.get("", &busy, `select exists (select 1 from session where hall_id = ?)
			or exists (select 1 from draft where hall_id = ?)`, id, id); err != nil {
			return err
		}
		if busy {
			return conference.Errorf(conference.Conflict, "there are sessions in this hall")
		}
		if _, err := t.exec(`delete from hall where id = ?`, id); err != nil {
			return err
		}
		return t.record(Entry{At: at, PersonID: by, Action: "delete-hall", Subject: string(id), Detail: h.Name})
	})
}
