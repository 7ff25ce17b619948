package store

import (
	"context"

	"plenary/server/conference"
)

// CalendarEntries returns what calendars were told of the sessions of a conference.
func (s *Store) CalendarEntries(ctx context.Context, id conference.ConferenceID) (list []conference.CalendarEntry, err error) {
	err = s.list(ctx, &list, `select * from calendar_entry where conference_id = ? order by session_id`, id)
	return list, err
}

// TellCalendars remembers what calendars are told. Of two who tell at once, the second changes nothing that the first
// has told already: sequences only rise.
func (s *Store) TellCalendars(ctx context.Context, entries []conference.CalendarEntry) error {
	if len(entries) == 0 {
		return nil
	}
	return s.write(ctx, func(t *tx) error {
		for _, e := range entries {
			_, err := t.put(`
				insert into calendar_entry (session_id, conference_id, sequence, cancelled, said, changed_at)
				values (:session_id, :conference_id, :sequence, :cancelled, :said, :changed_at)
				on conflict (session_id) do update set sequence = excluded.sequence, cancelled = excluded.cancelled,
					said = excluded.said, changed_at = excluded.changed_at
				where calendar_entry.sequence < excluded.sequence`, e)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// PutCalendarAddress gives a person's calendar an address; one that it had before is good no more.
func (s *Store) PutCalendarAddress(ctx context.Context, a conference.CalendarAddress) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.put(`
			insert into calendar_address (conference_id, person_id, token_hash, created_at)
			values (:conference_id, :person_id, :token_hash, :created_at)
			on conflict (conference_id, person_id) do update set token_hash = excluded.token_hash, created_at = excluded.created_at`, a)
		return err
	})
}

const noCalendar = "there is no such calendar"

// CalendarAddress returns a calendar address by the hash of its secret.
func (s *Store) CalendarAddress(ctx context.Context, hash string) (a conference.CalendarAddress, err error) {
	err = s.get(ctx, noCalendar, &a, `select * from calendar_address where token_hash = ?`, hash)
	return a, err
}

// CalendarAddressOf returns a person's calendar address.
func (s *Store) CalendarAddressOf(ctx context.Context, id conference.ConferenceID, person conference.PersonID) (a conference.CalendarAddress, err error) {
	err = s.get(ctx, noCalendar, &a, `select * from calendar_address where conference_id = ? and person_id = ?`, id, person)
	return a, err
}

// DeleteCalendarAddress takes the address of a person's calendar back; there may be none.
func (s *Store) DeleteCalendarAddress(ctx context.Context, id conference.ConferenceID, person conference.PersonID) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`delete from calendar_address where conference_id = ? and person_id = ?`, id, person)
		return err
	})
}
