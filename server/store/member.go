package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"plenary/server/conference"
)

// MostMembers is how many members of a delegation a page shows.
const MostMembers = 1000

// Members returns those who take a place of a delegation, or did: its head first, then by name.
func (s *Store) Members(ctx context.Context, id conference.DelegationID) (rows []RegistrationRow, err error) {
	err = s.list(ctx, &rows, `
		select `+columns+`, p.email, d.name as delegation_name, d.code
		from registration r join person p on p.id = r.person_id join delegation d on d.id = r.delegation_id
		where r.delegation_id = ? order by r.head desc, r.name_key, r.id limit ?`, id, MostMembers)
	return rows, err
}

// RegisterMember stores what somebody filled in for another person: made gives the registration, knowing what there is
// of that person, which is nil when she has none. It returns the registration and whose it is.
func (s *Store) RegisterMember(
	ctx context.Context, p conference.Person, id conference.ConferenceID, head bool, by conference.PersonID, at time.Time,
	made func(was *conference.Registration) (conference.Registration, error),
) (r conference.Registration, person conference.Person, err error) {
	err = s.write(ctx, func(t *tx) error {
		if person, err = t.account(p); err != nil {
			return err
		}
		r, err = t.registerOther(person, id, by, at, made)
		if err == nil && head {
			err = t.lead(r, by, at)
			r.Head = true
		}
		return err
	})
	return r, person, err
}

func (t *tx) registerOther(
	person conference.Person, id conference.ConferenceID, by conference.PersonID, at time.Time,
	made func(was *conference.Registration) (conference.Registration, error),
) (conference.Registration, error) {
	var there []conference.Registration
	err := t.list(&there, `select `+columns+` from registration r where r.conference_id = ? and r.person_id = ?`, id, person.ID)
	if err != nil {
		return conference.Registration{}, err
	}
	var was *conference.Registration
	if len(there) > 0 {
		was = &there[0]
	}
	r, err := made(was)
	if err != nil {
		return r, err
	}
	r.PersonID = person.ID
	if was == nil {
		err = t.createRegistration(r)
	} else {
		r, err = t.moveRegistration(r, was.State, "", by)
	}
	if err == nil {
		err = t.tiding(conference.Tiding{
			ConferenceID: id, PersonID: &r.PersonID, RegistrationID: &r.ID, DelegationID: r.DelegationID, Kind: conference.OnBehalfMail, ActorID: &by, CreatedAt: at,
		})
	}
	if err != nil {
		return r, err
	}
	return r, t.record(Entry{
		At: at, PersonID: by, Action: "register-on-behalf", Subject: string(r.ID),
		Detail: fmt.Sprintf("%s, %s", r.Name, r.Participation),
	})
}

// Lead makes a member the head of her delegation; who was it is it no longer.
func (s *Store) Lead(ctx context.Context, r conference.Registration, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error { return t.lead(r, by, at) })
}

func (t *tx) lead(r conference.Registration, by conference.PersonID, at time.Time) error {
	if !r.Member() {
		return conference.Errorf(conference.Conflict, "only a member can lead the delegation")
	}
	if err := t.holdDelegations(*r.DelegationID); err != nil {
		return err
	}
	var before []string
	if err := t.list(&before, `select name from registration where delegation_id = ? and head and id <> ?`, *r.DelegationID, r.ID); err != nil {
		return err
	}
	if _, err := t.exec(`update registration set head = false where delegation_id = ? and head and id <> ?`, *r.DelegationID, r.ID); err != nil {
		return err
	}
	n, err := t.exec(`update registration set head = true where id = ? and delegation_id = ? and not head and state in `+holding, r.ID, *r.DelegationID)
	if err != nil {
		return err
	}
	if n == 0 {
		var is bool
		if err := t.get(noRegistration, &is, `select head from registration where id = ?`, r.ID); err != nil {
			return err
		}
		if !is {
			return conference.Errorf(conference.Conflict, "only a member can lead the delegation")
		}
		return nil
	}
	return t.record(Entry{
		At: at, PersonID: by, Action: "head-of-delegation", Subject: string(r.ID),
		Detail: fmt.Sprintf("%s → %s", strings.Join(before, ", "), r.Name),
	})
}
