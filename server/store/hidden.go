package store

import (
	"context"
	"time"

	"plenary/server/conference"
)

// HidePerson keeps that somebody does not want to read what another one writes, who takes part in a conference; doing so twice
// changes nothing. It is in no log: whom she hides is her own affair.
func (s *Store) HidePerson(ctx context.Context, by, hidden conference.PersonID, within conference.ConferenceID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		var known []conference.PersonID
		err := t.list(&known, `select person_id from registration where person_id = ? and conference_id = ?`, hidden, within)
		if err == nil && len(known) == 0 {
			err = conference.Errorf(conference.NotFound, "there is no such person")
		}
		if err != nil {
			return err
		}
		var all []conference.PersonID
		if err := t.list(&all, `select hidden_id from hidden_person where person_id = ?`, by); err != nil {
			return err
		}
		if len(all) >= conference.MostHidden {
			return conference.Errorf(conference.Conflict, "you have hidden %d people; please show one of them first", len(all))
		}
		_, err = t.exec(`insert into hidden_person (person_id, hidden_id, hidden_at) values (?, ?, ?) on conflict do nothing`, by, hidden, at)
		return err
	})
}

// ShowPerson forgets that somebody is hidden.
func (s *Store) ShowPerson(ctx context.Context, by, hidden conference.PersonID) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(`delete from hidden_person where person_id = ? and hidden_id = ?`, by, hidden)
		if err == nil && n == 0 {
			err = conference.Errorf(conference.NotFound, "this person is not hidden")
		}
		return err
	})
}

// HiddenPeople returns whom somebody has hidden, who was last first.
func (s *Store) HiddenPeople(ctx context.Context, by conference.PersonID) (list []conference.PersonID, err error) {
	err = s.list(ctx, &list, `select hidden_id from hidden_person where person_id = ? order by hidden_at desc, hidden_id`, by)
	return list, err
}
