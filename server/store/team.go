package store

import (
	"context"
	"time"

	"plenary/server/conference"
)

const noTeam = "there is no such team"

// PutTeam adds a team of interpreters or replaces the one with its id.
func (s *Store) PutTeam(ctx context.Context, team conference.Team) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.put(`
			insert into team (id, conference_id, name, languages) values (:id, :conference_id, :name, :languages)
			on conflict (id) do update set name = excluded.name, languages = excluded.languages`, team)
		return err
	})
}

// Teams returns a conference's teams by name.
func (s *Store) Teams(ctx context.Context, id conference.ConferenceID) (list []conference.Team, err error) {
	err = s.list(ctx, &list, `select * from team where conference_id = ? order by name`, id)
	return list, err
}

// DeleteTeam deletes a team and when it can be had. Sessions that it was to interpret are without it.
func (s *Store) DeleteTeam(ctx context.Context, id conference.TeamID, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		var team conference.Team
		if err := t.get(noTeam, &team, `select * from team where id = ?`, id); err != nil {
			return err
		}
		_, err := t.exec(`delete from availability where subject_kind = ? and subject_id = ?`, conference.TeamSubject, id)
		if err != nil {
			return err
		}
		if _, err := t.exec(`delete from team where id = ?`, id); err != nil {
			return err
		}
		return t.record(Entry{At: at, PersonID: by, Action: "delete-team", Subject: string(id), Detail: team.Name})
	})
}

// SetAvailability replaces the times at which a person, a hall or a team can be had; none: always.
func (s *Store) SetAvailability(ctx context.Context, id conference.ConferenceID, kind conference.SubjectKind, subject string, times []conference.Availability) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`delete from availability where conference_id = ? and subject_kind = ? and subject_id = ?`, id, kind, subject)
		if err != nil {
			return err
		}
		for _, a := range times {
			a.ID, a.ConferenceID, a.SubjectKind, a.SubjectID = conference.NewID[conference.AvailabilityID](), id, kind, subject
			_, err := t.put(`
				insert into availability (id, conference_id, subject_kind, subject_id, starts_at, ends_at)
				values (:id, :conference_id, :subject_kind, :subject_id, :starts_at, :ends_at)`, a)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Availabilities returns when the people, halls and teams of a conference can be had, as far as that is known.
func (s *Store) Availabilities(ctx context.Context, id conference.ConferenceID) (list []conference.Availability, err error) {
	err = s.list(ctx, &list, `select * from availability where conference_id = ? order by subject_kind, subject_id, starts_at`, id)
	return list, err
}

// Accredited returns who has an approved registration for a conference.
func (s *Store) Accredited(ctx context.Context, id conference.ConferenceID) (map[conference.PersonID]bool, error) {
	var list []conference.PersonID
	err := s.list(ctx, &list, `select person_id from registration where conference_id = ? and state = ?`, id, conference.Approved)
	accredited := make(map[conference.PersonID]bool, len(list))
	for _, person := range list {
		accredited[person] = true
	}
	return accredited, err
}
