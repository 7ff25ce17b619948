package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"plenary/server/conference"
)

const noConference = "there is no such conference"

// PutConference adds a conference or replaces the one with its id.
func (s *Store) PutConference(ctx context.Context, c conference.Conference) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.put(`
			insert into conference (id, slug, title, organizer, place, time_zone, first_day, last_day,
				registration_opens, registration_closes, languages, demo)
			values (:id, :slug, :title, :organizer, :place, :time_zone, :first_day, :last_day,
				:registration_opens, :registration_closes, :languages, :demo)
			on conflict (id) do update set slug = excluded.slug, title = excluded.title, organizer = excluded.organizer,
				place = excluded.place, time_zone = excluded.time_zone, first_day = excluded.first_day,
				last_day = excluded.last_day, registration_opens = excluded.registration_opens,
				registration_closes = excluded.registration_closes, languages = excluded.languages, demo = excluded.demo`, c)
		return err
	})
}

// Conferences returns all conferences, the latest first. They are kept in memory, as [Store.Session] says.
func (s *Store) Conferences(ctx context.Context) ([]conference.Conference, error) {
	list, err := s.conferences.of(ctx, struct{}{})
	return slices.Clone(list), err
}

func (s *Store) readConferences(ctx context.Context, _ struct{}) (list []conference.Conference, err error) {
	err = s.list(ctx, &list, `select * from conference order by first_day desc, slug`)
	return list, err
}

// ConferenceBySlug returns a conference by its name in addresses. It is kept in memory, as [Store.Session] says.
func (s *Store) ConferenceBySlug(ctx context.Context, slug string) (conference.Conference, error) {
	return s.bySlug.of(ctx, slug)
}

func (s *Store) readConferenceBySlug(ctx context.Context, slug string) (c conference.Conference, err error) {
	err = s.get(ctx, noConference, &c, `select * from conference where slug = ?`, slug)
	return c, err
}

// Conference returns a conference.
func (s *Store) Conference(ctx context.Context, id conference.ConferenceID) (c conference.Conference, err error) {
	err = s.get(ctx, noConference, &c, `select * from conference where id = ?`, id)
	return c, err
}

// AddOrganizer makes a person an organizer of a conference. By is empty when the command line asks.
func (s *Store) AddOrganizer(ctx context.Context, id conference.ConferenceID, person, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(`insert into organizer (conference_id, person_id) values (?, ?) on conflict do nothing`, id, person)
		if err != nil || n == 0 {
			return err
		}
		return t.record(Entry{At: at, PersonID: by, Action: "add-organizer", Subject: string(person), Detail: string(id)})
	})
}

// RemoveOrganizer takes a conference out of a person's hands.
func (s *Store) RemoveOrganizer(ctx context.Context, id conference.ConferenceID, person, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(`delete from organizer where conference_id = ? and person_id = ?`, id, person)
		if err != nil || n == 0 {
			return err
		}
		return t.record(Entry{At: at, PersonID: by, Action: "remove-organizer", Subject: string(person), Detail: string(id)})
	})
}

// IsOrganizer says whether a person organizes a conference.
func (s *Store) IsOrganizer(ctx context.Context, id conference.ConferenceID, person conference.PersonID) (is bool, err error) {
	err = s.get(ctx, "", &is, `select exists (select 1 from organizer where conference_id = ? and person_id = ?)`, id, person)
	return is, err
}

// SetRegistrationRules writes when one may register for a conference and change what one filled in.
func (s *Store) SetRegistrationRules(ctx context.Context, c conference.Conference, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		var before conference.Conference
		if err := t.get(noConference, &before, `select * from conference where id = ?`, c.ID); err != nil {
			return err
		}
		_, err := t.put(`
			update conference set registration_opens = :registration_opens, registration_closes = :registration_closes,
				modification = :modification, modification_closes = :modification_closes, editing_resets = :editing_resets
			where id = :id`, c)
		if err != nil || rules(before) == rules(c) {
			return err
		}
		return t.record(Entry{
			At: at, PersonID: by, Action: "registration-rules", Subject: string(c.ID), Detail: rules(before) + " → " + rules(c),
		})
	})
}

func rules(c conference.Conference) string {
	until := "no deadline"
	if c.ModificationCloses != nil {
		until = "until " + instant(*c.ModificationCloses).Format(time.RFC3339)
	}
	return fmt.Sprintf("open %s to %s, changes %s, %s, resetting %t", instant(c.RegistrationOpens).Format(time.RFC3339),
		instant(c.RegistrationCloses).Format(time.RFC3339), c.Modification, until, c.EditingResets)
}
