package store

import (
	"context"

	"plenary/server/conference"
)

const noPoll = "there is no such poll"

// PreparePoll adds a draft of a poll. Preparing it again, by its id, returns the one that is there; another person's or
// session's poll with this id is a Conflict.
func (s *Store) PreparePoll(ctx context.Context, p conference.Poll) (prepared conference.Poll, err error) {
	err = s.write(ctx, func(t *tx) error {
		var alive int
		err := t.get("", &alive, `select count(*) from poll where session_id = ? and state <> 'archived' and id <> ?`, p.SessionID, p.ID)
		if err != nil {
			return err
		}
		if alive >= conference.MostPolls {
			return conference.Errorf(conference.Conflict, "a session has at most %d polls; please archive some first", conference.MostPolls)
		}
		added, err := t.add(&prepared, `
			insert into poll (id, session_id, person_id, number, text, kind, options, most, secret, disclosure, state, on_stage,
				voters, casts, prepared_at, opened_at, closed_at, changed_at)
			values (:id, :session_id, :person_id, 0, :text, :kind, :options, :most, :secret, :disclosure, :state, :on_stage,
				0, 0, :prepared_at, null, null, :changed_at)
			on conflict (id) do nothing returning *`, p)
		if err != nil || added {
			return err
		}
		if err := t.get(noPoll, &prepared, `select * from poll where id = ?`, p.ID); err != nil {
			return err
		}
		if prepared.PersonID != p.PersonID || prepared.SessionID != p.SessionID {
			return conference.Errorf(conference.Conflict, "there is a poll with this id already")
		}
		return nil
	})
	return prepared, err
}

// UpdatePoll writes a poll, if it still is in the state it was in; else it is a Conflict, as is a second open poll. One that
// is opened gets its number; one that is put on the stage takes the place of the one there. Who voted is not written:
// [Store.Cast] counts them.
func (s *Store) UpdatePoll(ctx context.Context, p conference.Poll, was conference.PollState, by conference.PersonID) (updated conference.Poll, err error) {
	err = s.write(ctx, func(t *tx) error {
		opened := was == conference.PollDraft && p.State == conference.PollOpen
		if opened {
			number, err := t.next(p.SessionID, "poll")
			if err != nil {
				return err
			}
			p.Number = number
		}
		n, err := t.put(`
			update poll set number = :number, text = :text, kind = :kind, options = :options, most = :most, secret = :secret,
				disclosure = :disclosure, state = :state, on_stage = :on_stage, opened_at = :opened_at, closed_at = :closed_at,
				changed_at = :changed_at
			where id = :id and state = :was`, struct {
			conference.Poll
			Was conference.PollState
		}{p, was})
		if err != nil {
			return err
		}
		if n == 0 {
			return t.moved(`select state from poll where id = ?`, p.ID, noPoll)
		}
		if opened {
			for i := range p.OptionList() {
				if _, err := t.exec(`insert into tally (poll_id, option, votes) values (?, ?, 0)`, p.ID, i); err != nil {
					return err
				}
			}
		}
		if p.OnStage {
			if _, err := t.exec(`update poll set on_stage = ? where session_id = ? and id <> ? and on_stage`, false, p.SessionID, p.ID); err != nil {
				return err
			}
		}
		if err := t.get(noPoll, &updated, `select * from poll where id = ?`, p.ID); err != nil {
			return err
		}
		if p.State == was { // another wording, or on the stage: the record says what was asked when it was opened
			return nil
		}
		return t.record(Entry{At: p.ChangedAt, PersonID: by, Action: "poll-" + string(p.State), Subject: string(p.ID), Detail: p.Text})
	})
	return updated, err
}

// Polls returns all polls of a session: those that were opened in that order, then the others as they were prepared.
func (s *Store) Polls(ctx context.Context, session conference.SessionID) (list []conference.Poll, err error) {
	err = s.list(ctx, &list, `
		select * from poll where session_id = ? order by case when number = 0 then 1 else 0 end, number, prepared_at, id`, session)
	return list, err
}

// Tallies returns the votes or points of each option, of all polls of a session that were opened.
func (s *Store) Tallies(ctx context.Context, session conference.SessionID) (map[conference.PollID][]int, error) {
	var rows []struct {
		PollID conference.PollID
		Votes  int
	}
	err := s.list(ctx, &rows, `
		select poll_id, votes from tally where poll_id in (select id from poll where session_id = ?) order by poll_id, option`, session)
	tallies := map[conference.PollID][]int{}
	for _, row := range rows {
		tallies[row.PollID] = append(tallies[row.PollID], row.Votes)
	}
	return tallies, err
}
