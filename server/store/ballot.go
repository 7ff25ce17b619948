package store

import (
	"context"
	"time"

	"plenary/server/conference"
)

// Cast casts a person's ballot in an open poll. In a named poll she may cast it anew as long as the poll is open. In a secret
// one she may not: that she has voted is written down, without when, and her choices are added to the tally, whose rows were
// there before. No row says whose they were, neither by its time nor by where it stands. (For who reads the database's own
// log of changes, or two backups between which one person voted, there is no secret.)
func (s *Store) Cast(ctx context.Context, p conference.Poll, person conference.PersonID, choices []int, at time.Time) (cast conference.Ballot, err error) {
	err = s.writeInLane(ctx, string(p.ID), func(t *tx) error {
		cast = conference.Ballot{PollID: p.ID, PersonID: person}
		// This takes the poll's row: nobody closes it, or counts, meanwhile.
		n, err := t.exec(`update poll set casts = casts + 1 where id = ? and state = 'open'`, p.ID)
		if err != nil {
			return err
		}
		if n == 0 {
			return t.moved(`select state from poll where id = ?`, p.ID, noPoll)
		}
		if p.Secret {
			return t.castSecretly(p, person, choices)
		}
		if err := t.get(noPoll, &cast.Counted, `select casts from poll where id = ?`, p.ID); err != nil {
			return err
		}
		cast.Choices, cast.CastAt = conference.WriteChoices(choices), new(instant(at))
		return t.castNamed(p, cast)
	})
	return cast, err
}

func (t *tx) castSecretly(p conference.Poll, person conference.PersonID, choices []int) error {
	n, err := t.exec(`insert into ballot (poll_id, person_id, choices, counted, cast_at) values (?, ?, '', 0, null) on conflict do nothing`, p.ID, person)
	if err != nil {
		return err
	}
	if n == 0 {
		return conference.Errorf(conference.Conflict, "you have voted; a secret ballot cannot be changed, since nobody knows which is yours")
	}
	return t.tally(p, p.Weights(choices), true)
}

func (t *tx) castNamed(p conference.Poll, cast conference.Ballot) error {
	var before []string
	if err := t.list(&before, `select choices from ballot where poll_id = ? and person_id = ?`, p.ID, cast.PersonID); err != nil {
		return err
	}
	_, err := t.put(`
		insert into ballot (poll_id, person_id, choices, counted, cast_at) values (:poll_id, :person_id, :choices, :counted, :cast_at)
		on conflict (poll_id, person_id) do update set choices = excluded.choices, counted = excluded.counted, cast_at = excluded.cast_at`, cast)
	if err != nil {
		return err
	}
	weights := p.Weights(conference.ReadChoices(cast.Choices))
	for _, choices := range before {
		for i, w := range p.Weights(conference.ReadChoices(choices)) {
			weights[i] -= w
		}
	}
	return t.tally(p, weights, len(before) == 0)
}

// tally adds what a ballot gives to each option, and who voted for the first time.
func (t *tx) tally(p conference.Poll, weights []int, first bool) error {
	if first {
		if _, err := t.exec(`update poll set voters = voters + 1 where id = ?`, p.ID); err != nil {
			return err
		}
	}
	for option, w := range weights {
		if w == 0 && !p.Secret { // each secret ballot touches all rows alike
			continue
		}
		if _, err := t.exec(`update tally set votes = votes + ? where poll_id = ? and option = ?`, w, p.ID, option); err != nil {
			return err
		}
	}
	return nil
}

// Ballots returns who has voted in the polls of a session, and, in those that are not secret, what.
func (s *Store) Ballots(ctx context.Context, session conference.SessionID) (list []conference.Ballot, err error) {
	err = s.list(ctx, &list, `
		select * from ballot where poll_id in (select id from poll where session_id = ?) order by poll_id, person_id`, session)
	return list, err
}
