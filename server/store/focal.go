package store

import (
	"context"
	"time"

	"plenary/server/conference"
)

// FocalRow is a focal point with her name and address.
type FocalRow struct {
	conference.FocalPoint
	Name  string
	Email string
}

// FocalPoints returns who registers the members of delegations, in the order in which they were named.
func (s *Store) FocalPoints(ctx context.Context, ids ...conference.DelegationID) (list []FocalRow, err error) {
	err = inParts(ids, func(part []conference.DelegationID) error {
		var some []FocalRow
		err := s.among(ctx, &some, `
			select f.*, p.name, p.email from focal_point f join person p on p.id = f.person_id
			where f.delegation_id in (?) order by f.named_at, p.id`, part)
		list = append(list, some...)
		return err
	})
	return list, err
}

// IsFocalPoint says whether a person registers the members of a delegation.
func (s *Store) IsFocalPoint(ctx context.Context, id conference.DelegationID, person conference.PersonID) (is bool, err error) {
	err = s.get(ctx, "", &is, `select exists (select 1 from focal_point where delegation_id = ? and person_id = ?)`, id, person)
	return is, err
}

// DelegationsOf returns the delegations whose members a person registers, or that she leads.
func (s *Store) DelegationsOf(ctx context.Context, id conference.ConferenceID, person conference.PersonID) (list []conference.Delegation, err error) {
	err = s.list(ctx, &list, `
		select d.* from delegation d where d.conference_id = ? and (
			exists (select 1 from focal_point f where f.delegation_id = d.id and f.person_id = ?)
			or exists (select 1 from registration r where r.delegation_id = d.id and r.person_id = ? and r.head and r.state = 'approved'))`,
		id, person, person)
	inOrder(list)
	return list, err
}

// NameFocalPoint lets a person register the members of a delegation. Who has no account yet gets one: p is what it is then.
// It returns the person as she is.
func (s *Store) NameFocalPoint(ctx context.Context, d conference.Delegation, p conference.Person, by conference.PersonID, at time.Time) (person conference.Person, err error) {
	err = s.write(ctx, func(t *tx) error {
		if person, err = t.account(p); err != nil {
			return err
		}
		n, err := t.exec(`insert into focal_point (delegation_id, person_id, named_at) values (?, ?, ?) on conflict do nothing`, d.ID, person.ID, at)
		if err != nil || n == 0 {
			return err
		}
		if err := t.tiding(conference.Tiding{ConferenceID: d.ConferenceID, PersonID: &person.ID, DelegationID: &d.ID, Kind: conference.FocalMail, CreatedAt: at}); err != nil {
			return err
		}
		return t.record(Entry{At: at, PersonID: by, Action: "name-focal-point", Subject: string(d.ID), Detail: string(person.ID)})
	})
	return person, err
}

// account adds a person, or finds the one who has the address.
func (t *tx) account(p conference.Person) (person conference.Person, err error) {
	added, err := t.add(&person, addPerson+` on conflict (email) do nothing returning *`, p)
	if err == nil && !added {
		err = t.get(noPerson, &person, `select * from person where email = ?`, p.Email)
	}
	return person, err
}

// DismissFocalPoint takes a delegation out of a person's hands.
func (s *Store) DismissFocalPoint(ctx context.Context, d conference.Delegation, person, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(`delete from focal_point where delegation_id = ? and person_id = ?`, d.ID, person)
		if err := found(n, err, "this person is no focal point of the delegation"); err != nil {
			return err
		}
		if err := t.tiding(conference.Tiding{ConferenceID: d.ConferenceID, PersonID: &person, DelegationID: &d.ID, Kind: conference.NoFocalMail, CreatedAt: at}); err != nil {
			return err
		}
		return t.record(Entry{At: at, PersonID: by, Action: "dismiss-focal-point", Subject: string(d.ID), Detail: string(person)})
	})
}
