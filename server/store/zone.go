package store

import (
	"context"
	"fmt"
	"time"

	"plenary/server/conference"
)

// SetTimeZone has a conference take place in another zone. What its clocks are to show stays: sessions in the draft, when
// halls, people and interpreters can be had, when registration closes. What was released stays at its moment until the next
// release, as every change of the draft. Once a session was opened the zone can no longer change: what was held was held.
func (s *Store) SetTimeZone(ctx context.Context, id conference.ConferenceID, name string, by conference.PersonID, at time.Time) error {
	to, err := conference.Zone(name)
	if err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		var c conference.Conference
		if err := t.get(noConference, &c, `select * from conference where id = ?`, id); err != nil || c.TimeZone == name {
			return err
		}
		from, err := conference.Zone(c.TimeZone)
		if err != nil {
			return err
		}
		var held bool
		if err := t.get("", &held, `select exists (select 1 from session where conference_id = ? and opened_at is not null)`, id); err != nil {
			return err
		}
		if held {
			return conference.Errorf(conference.Conflict, "a session has been opened already: the time zone can no longer be changed")
		}
		moved := func(at time.Time) time.Time { return conference.MovedClock(at, from, to) }
		n, err := t.moveDrafts(id, moved, by, at)
		if err != nil {
			return err
		}
		if err := t.moveAvailability(id, moved); err != nil {
			return err
		}
		was := c.TimeZone
		c.TimeZone, c.RegistrationOpens, c.RegistrationCloses = name, moved(c.RegistrationOpens), moved(c.RegistrationCloses)
		for _, until := range []**time.Time{&c.ModificationCloses, &c.ParticipantsUntil} {
			if *until != nil {
				*until = new(moved(**until))
			}
		}
		_, err = t.put(`
			update conference set time_zone = :time_zone, registration_opens = :registration_opens,
				registration_closes = :registration_closes, modification_closes = :modification_closes,
				participants_until = :participants_until
			where id = :id`, c)
		if err != nil {
			return err
		}
		detail := fmt.Sprintf("%s → %s, %d sessions stay at what the clock shows", was, name, n)
		return t.record(Entry{At: at, PersonID: by, Action: "time-zone", Subject: string(id), Detail: detail})
	})
}

// moveDrafts moves all sessions in a draft that have a time; each lasts as long as before.
func (t *tx) moveDrafts(id conference.ConferenceID, moved func(time.Time) time.Time, by conference.PersonID, at time.Time) (n int, err error) {
	var drafts []conference.Draft
	if err := t.list(&drafts, `select * from draft where conference_id = ? and starts_at is not null order by id`, id); err != nil {
		return 0, err
	}
	for _, d := range drafts {
		lasts := d.Lasts()
		d = changed(d, by, at)
		start := moved(*d.StartsAt)
		d.StartsAt, d.EndsAt = &start, new(start.Add(lasts))
		if _, err := t.put(`update draft set `+draftChange+` where id = :id`, d); err != nil {
			return 0, err
		}
		if err := t.show(d); err != nil {
			return 0, err
		}
	}
	return len(drafts), nil
}

// moveAvailability moves the times at which halls, people and teams can be had.
func (t *tx) moveAvailability(id conference.ConferenceID, moved func(time.Time) time.Time) error {
	var times []conference.Availability
	if err := t.list(&times, `select * from availability where conference_id = ?`, id); err != nil {
		return err
	}
	for _, a := range times {
		start := moved(a.StartsAt)
		if _, err := t.exec(`update availability set starts_at = ?, ends_at = ? where id = ?`, start, start.Add(a.EndsAt.Sub(a.StartsAt)), a.ID); err != nil {
			return err
		}
	}
	return nil
}
