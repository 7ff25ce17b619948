package store

import (
	"context"

	"plenary/server/conference"
)

// tiding writes what somebody is to be told, in the change that it tells of.
func (t *tx) tiding(d conference.Tiding) error {
	d.ID = conference.NewID[conference.MailID]()
	_, err := t.put(`
		insert into tiding (id, conference_id, person_id, registration_id, delegation_id, invitation_id, kind, reason, actor_id, created_at)
		values (:id, :conference_id, :person_id, :registration_id, :delegation_id, :invitation_id, :kind, :reason, :actor_id, :created_at)`, d)
	return err
}

// movedTiding writes what a person is to be told of a move of her registration.
func (t *tx) movedTiding(was, is conference.Registration, by conference.PersonID) error {
	kind, ok := conference.MailAbout(was, is, by)
	if !ok {
		return nil
	}
	return t.tiding(conference.Tiding{
		ConferenceID: is.ConferenceID, PersonID: &is.PersonID, RegistrationID: &is.ID, Kind: kind, Reason: is.Reason, CreatedAt: is.ChangedAt,
	})
}

// Tidings returns what somebody is still to be told, the oldest first.
func (s *Store) Tidings(ctx context.Context, limit int) (list []conference.Tiding, err error) {
	err = s.list(ctx, &list, `select * from tiding order by created_at, id limit ?`, limit)
	return list, err
}

// Tell puts the mail that tells something into the outbox, and takes the tiding away with it: it is told once, by whoever
// comes first. Mail of the same invitation that has not gone is dropped, since its link would not be good.
func (s *Store) Tell(ctx context.Context, d conference.Tiding, m conference.Mail) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(`delete from tiding where id = ?`, d.ID)
		if err != nil || n == 0 {
			return err
		}
		if d.InvitationID != nil {
			_, err := t.exec(`
				update mail set state = 'dropped', changed_at = ?, version = version + 1
				where invitation_id = ? and state in ('draft', 'queued', 'bounced', 'failed')`, m.CreatedAt, *d.InvitationID)
			if err != nil {
				return err
			}
		}
		_, err = t.putMail(m)
		return err
	})
}
