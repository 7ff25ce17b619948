package store

import (
	"context"
	"time"

	"plenary/server/conference"
)

const noInvitation = "there is no such invitation"

// InvitationRow is an invitation with the name of its delegation.
type InvitationRow struct {
	conference.Invitation
	DelegationName string
	Mail           conference.MailState // of the last mail with it; empty: it is not in the outbox yet
}

// Invite adds an invitation. An address that has been invited, or has registered, is a Conflict.
func (s *Store) Invite(ctx context.Context, i conference.Invitation) error {
	return s.write(ctx, func(t *tx) error { return t.invite(i) })
}

// InviteAll adds all invitations of a list, or none: when one of them has been invited or has registered meanwhile, it is
// a Conflict.
func (s *Store) InviteAll(ctx context.Context, list []conference.Invitation) error {
	return s.write(ctx, func(t *tx) error {
		for _, i := range list {
			if err := t.invite(i); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *tx) invite(i conference.Invitation) error {
	var registered bool
	err := t.get("", &registered, `select exists (select 1 from registration r join person p on p.id = r.person_id
		where r.conference_id = ? and p.email = ? and r.state <> 'unconfirmed')`, i.ConferenceID, i.Email)
	if err != nil {
		return err
	}
	if registered {
		return conference.Errorf(conference.Conflict, "%s has registered already", i.Email)
	}
	n, err := t.put(`
		insert into invitation (id, conference_id, email, name, category, delegation_id, organization, participation, function,
			state, token_hash, invited_by, invited_at, sent_at, expires_at)
		values (:id, :conference_id, :email, :name, :category, :delegation_id, :organization, :participation, :function,
			:state, :token_hash, :invited_by, :invited_at, :sent_at, :expires_at)
		on conflict (conference_id, email) do nothing`, i)
	if err == nil && n == 0 {
		err = conference.Errorf(conference.Conflict, "%s has been invited already", i.Email)
	}
	if err != nil {
		return err
	}
	if err := t.tiding(conference.Tiding{ConferenceID: i.ConferenceID, InvitationID: &i.ID, Kind: conference.InvitationMail, CreatedAt: i.InvitedAt}); err != nil {
		return err
	}
	return t.record(Entry{At: i.InvitedAt, PersonID: *i.InvitedBy, Action: "invite", Subject: string(i.ID), Detail: i.Email})
}

// InvitedAddresses returns whom a conference has invited.
func (s *Store) InvitedAddresses(ctx context.Context, id conference.ConferenceID) (list []string, err error) {
	err = s.list(ctx, &list, `select email from invitation where conference_id = ?`, id)
	return list, err
}

// ArmInvitation gives an invitation, whose mail is about to be handed over, the secret that the mail has and the time to
// answer it. It says whether anybody still waits for an answer.
func (s *Store) ArmInvitation(ctx context.Context, id conference.InvitationID, hash string, at time.Time) (pending bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		n, err := t.exec(`
			update invitation set token_hash = ?, sent_at = ?, expires_at = ? where id = ? and state = 'pending'`, hash, at, at.Add(conference.InvitationLife), id)
		pending = n > 0
		return err
	})
	return pending, err
}

// Invitations returns one page of a conference's invitations, the newest first, and how many there are.
func (s *Store) Invitations(ctx context.Context, id conference.ConferenceID, query string, offset, limit int) (rows []InvitationRow, total int, err error) {
	where, args := `i.conference_id = ? and (i.email like ? escape '\' or lower(i.name) like ? escape '\')`, []any{id, containing(query), containing(query)}
	if err := s.get(ctx, "", &total, `select count(*) from invitation i where `+where, args...); err != nil {
		return nil, 0, err
	}
	err = s.list(ctx, &rows, `
		select i.*, coalesce(d.name, '') as delegation_name,
			coalesce((select m.state from mail m where m.invitation_id = i.id order by m.created_at desc, m.id limit 1), '') as mail from invitation i left join delegation d on d.id = i.delegation_id
		where `+where+` order by i.invited_at desc, i.id desc limit ? offset ?`, append(args, limit, offset)...)
	return rows, total, err
}

// Invitation returns an invitation.
func (s *Store) Invitation(ctx context.Context, id conference.InvitationID) (i conference.Invitation, err error) {
	err = s.get(ctx, noInvitation, &i, `select * from invitation where id = ?`, id)
	return i, err
}

// InvitationBySecret returns the invitation whose secret has a hash.
func (s *Store) InvitationBySecret(ctx context.Context, hash string) (i conference.Invitation, err error) {
	err = s.get(ctx, noInvitation, &i, `select * from invitation where token_hash = ?`, hash)
	return i, err
}

// Resend has an invitation that was not accepted mailed once more, with more time. The old secret is good no more; hash is
// of one that nobody has, until that mail is handed over.
func (s *Store) Resend(ctx context.Context, i conference.Invitation, hash string, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(`
			update invitation set state = 'pending', token_hash = ?, sent_at = ?, expires_at = ?, answered_at = null
			where id = ? and state <> 'accepted'`, hash, at, at.Add(conference.InvitationLife), i.ID)
		if err == nil && n == 0 {
			err = conference.Errorf(conference.Conflict, "this invitation has been accepted")
		}
		if err != nil {
			return err
		}
		if err := t.tiding(conference.Tiding{ConferenceID: i.ConferenceID, InvitationID: &i.ID, Kind: conference.InvitationMail, CreatedAt: at}); err != nil {
			return err
		}
		return t.record(Entry{At: at, PersonID: by, Action: "invite-again", Subject: string(i.ID)})
	})
}

// RevokeInvitation takes an invitation back that nobody has answered.
func (s *Store) RevokeInvitation(ctx context.Context, id conference.InvitationID, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(`update invitation set state = 'revoked', answered_at = ? where id = ? and state = 'pending'`, at, id)
		if err == nil && n == 0 {
			err = conference.Errorf(conference.Conflict, "this invitation has been answered or taken back")
		}
		if err != nil {
			return err
		}
		return t.record(Entry{At: at, PersonID: by, Action: "revoke-invitation", Subject: string(id)})
	})
}

// Decline answers an invitation with no. Of two answers at once one wins.
func (s *Store) Decline(ctx context.Context, hash string, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		i, err := t.spend(hash, conference.InvitationDeclined, at)
		if err != nil {
			return err
		}
		return t.record(Entry{At: at, Action: "invitation-declined", Subject: string(i.ID)})
	})
}

// Accept answers an invitation with yes: its person has an account then, and a draft of a registration, unless she has
// registered already. P is what she is when she has no account.
func (s *Store) Accept(ctx context.Context, hash string, p conference.Person, at time.Time) (person conference.PersonID, err error) {
	err = s.write(ctx, func(t *tx) error {
		i, err := t.spend(hash, conference.InvitationAccepted, at)
		if err != nil {
			return err
		}
		mine := p
		mine.Email = i.Email
		if i.Name != "" {
			mine.Name = i.Name
		} else {
			mine.Name = i.Email
		}
		account, err := t.account(mine)
		if err != nil {
			return err
		}
		person = account.ID
		r := i.Registration(at)
		r.PersonID = person
		var there conference.Registration
		added, err := t.add(&there, addRegistration+` on conflict (conference_id, person_id) do nothing returning `+unaliased, r)
		if err == nil && !added {
			err = t.get(noRegistration, &there, `select `+columns+` from registration r where r.conference_id = ? and r.person_id = ?`, r.ConferenceID, person)
		}
		if err == nil && !added && there.State == conference.Unconfirmed {
			// Whatever a stranger typed with this address makes way for what the invitation says.
			r.ID, r.CreatedAt = there.ID, there.CreatedAt
			there, err = t.moveRegistration(r, conference.Unconfirmed, "", person)
		}
		if err != nil {
			return err
		}
		if err := t.key(there.ID); err != nil {
			return err
		}
		if _, err := t.exec(`update invitation set registration_id = ? where id = ?`, there.ID, i.ID); err != nil {
			return err
		}
		return t.record(Entry{At: at, PersonID: person, Action: "invitation-accepted", Subject: string(i.ID)})
	})
	return person, err
}

// spend spends the secret of an invitation.
func (t *tx) spend(hash string, state conference.InvitationState, at time.Time) (i conference.Invitation, err error) {
	n, err := t.exec(`update invitation set state = ?, answered_at = ? where token_hash = ? and state = 'pending' and expires_at > ?`, state, at, hash, at)
	if err != nil {
		return i, err
	}
	if err := t.get(noInvitation, &i, `select * from invitation where token_hash = ?`, hash); err != nil {
		return i, err
	}
	if n == 0 {
		return i, i.Answer(at)
	}
	return i, nil
}
