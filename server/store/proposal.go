package store

import (
	"context"
	"time"

	"plenary/server/conference"
)

const noProposal = "there is no such proposal"

// Propose adds a proposal and gives it its number. The same again returns the one that is there.
func (s *Store) Propose(ctx context.Context, d conference.Proposal) (proposed conference.Proposal, err error) {
	err = s.write(ctx, func(t *tx) error {
		var err error
		if d.Number, err = t.next(d.SessionID, "proposal"); err != nil {
			return err
		}
		added, err := t.add(&proposed, `
			insert into proposal (id, session_id, person_id, number, text, document_id, state, proposed_at, silence_ends, ended_at, ended_by)
			values (:id, :session_id, :person_id, :number, :text, :document_id, :state, :proposed_at, :silence_ends, null, null)
			on conflict (id) do nothing returning *`, d)
		if err != nil {
			return err
		}
		if added {
			return t.record(Entry{At: d.ProposedAt, PersonID: d.PersonID, Action: "propose", Subject: string(d.ID), Detail: d.Text})
		}
		if err := t.get(noProposal, &proposed, `select * from proposal where id = ?`, d.ID); err != nil {
			return err
		}
		if proposed.PersonID != d.PersonID || proposed.SessionID != d.SessionID {
			return conference.Errorf(conference.Conflict, "there is a proposal with this id already")
		}
		return t.giveBack(d.SessionID, "proposal")
	})
	return proposed, err
}

// EndProposal writes what became of a proposal, if it still is one.
func (s *Store) EndProposal(ctx context.Context, d conference.Proposal) error {
	return s.write(ctx, func(t *tx) error { return t.endProposal(d) })
}

func (t *tx) endProposal(d conference.Proposal) error {
	n, err := t.put(`update proposal set state = :state, ended_at = :ended_at, ended_by = :ended_by where id = :id and state = 'proposed'`, d)
	if err != nil {
		return err
	}
	if n == 0 {
		return t.moved(`select state from proposal where id = ?`, d.ID, noProposal)
	}
	by := conference.PersonID("")
	if d.EndedBy != nil {
		by = *d.EndedBy
	}
	return t.record(Entry{At: *d.EndedAt, PersonID: by, Action: "proposal-" + string(d.State), Subject: string(d.ID), Detail: d.Text})
}

// Object keeps a delegation's objection, and with the first one what becomes of the proposal. A second one of the same
// delegation changes nothing.
func (s *Store) Object(ctx context.Context, d conference.Proposal, o conference.Objection) error {
	return s.write(ctx, func(t *tx) error {
		var now conference.Proposal
		// The row is taken: the chair adopts before it, or learns that it is broken.
		if _, err := t.exec(`update proposal set state = state where id = ?`, d.ID); err != nil {
			return err
		}
		if err := t.get(noProposal, &now, `select * from proposal where id = ?`, d.ID); err != nil {
			return err
		}
		broken, err := now.Object(o.PersonID, o.ObjectedAt)
		if err != nil {
			return err
		}
		if now.State == conference.Proposed {
			if err := t.endProposal(broken); err != nil {
				return err
			}
		}
		_, err = t.put(`
			insert into objection (proposal_id, delegation_id, person_id, text, objected_at)
			values (:proposal_id, :delegation_id, :person_id, :text, :objected_at) on conflict do nothing`, o)
		return err
	})
}

// SettleProposals writes down which proposals of a session were adopted because silence was kept until its end, at that
// time: nobody needed to be there, nor the server. Who reads proposals settles them before.
func (s *Store) SettleProposals(ctx context.Context, session conference.SessionID, now time.Time) error {
	due := false
	err := s.get(ctx, "", &due, `select exists (select 1 from proposal where session_id = ? and state = 'proposed' and silence_ends <= ?)`, session, now)
	if err != nil || !due {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		var list []conference.Proposal
		err := t.list(&list, `select * from proposal where session_id = ? and state = 'proposed' and silence_ends <= ? order by number`, session, now)
		if err != nil {
			return err
		}
		for _, d := range list {
			d.State, d.EndedAt = conference.Adopted, d.SilenceEnds
			if err := t.endProposal(d); err != nil {
				return err
			}
		}
		return nil
	})
}

// Proposals returns what was proposed in a session, in that order, and who objected, in that order.
func (s *Store) Proposals(ctx context.Context, session conference.SessionID) (list []conference.Proposal, objections []conference.Objection, err error) {
	if err = s.list(ctx, &list, `select * from proposal where session_id = ? order by number`, session); err != nil {
		return nil, nil, err
	}
	err = s.list(ctx, &objections, `
		select o.* from objection o join proposal d on d.id = o.proposal_id where d.session_id = ? order by o.objected_at, o.delegation_id`, session)
	return list, objections, err
}

// VoiceOf returns for which delegation a person may object in a conference; "" for none.
func (s *Store) VoiceOf(ctx context.Context, id conference.ConferenceID, person conference.PersonID) (conference.DelegationID, error) {
	var rows []struct {
		DelegationID *conference.DelegationID
		Category     conference.Category
		State        conference.RegistrationState
	}
	err := s.list(ctx, &rows, `
		select r.delegation_id, coalesce(d.category, r.category) as category, r.state
		from registration r left join delegation d on d.id = r.delegation_id
		where r.conference_id = ? and r.person_id = ?`, id, person)
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return conference.Voice(rows[0].DelegationID, rows[0].Category, rows[0].State), nil
}
