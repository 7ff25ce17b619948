package store

import (
	"context"
	"time"

	"plenary/server/conference"
)

const noPerson = "there is no such person"

const addPerson = `
	insert into person (id, email, name, administrator, password_hash, created_at)
	values (:id, :email, :name, :administrator, :password_hash, :created_at)`

// CreatePerson adds a person. An address that somebody has is a Conflict.
func (s *Store) CreatePerson(ctx context.Context, p conference.Person) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.put(addPerson, p)
		return err
	})
}

// Person returns a person.
func (s *Store) Person(ctx context.Context, id conference.PersonID) (p conference.Person, err error) {
	err = s.get(ctx, noPerson, &p, `select * from person where id = ?`, id)
	return p, err
}

// PersonByEmail returns the person with an address, which is given in lower case.
func (s *Store) PersonByEmail(ctx context.Context, email string) (p conference.Person, err error) {
	err = s.get(ctx, noPerson, &p, `select * from person where email = ?`, email)
	return p, err
}

// UpdatePerson writes a person's address, name and password. Administrator is not written: [Store.SetAdministrator] is.
func (s *Store) UpdatePerson(ctx context.Context, p conference.Person) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.put(`update person set email = :email, name = :name, password_hash = :password_hash where id = :id`, p)
		return found(n, err, noPerson)
	})
}

// SetAdministrator lets a person do everything on this server, or no longer.
func (s *Store) SetAdministrator(ctx context.Context, person conference.PersonID, on bool, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(`update person set administrator = ? where id = ?`, on, person)
		if err := found(n, err, noPerson); err != nil {
			return err
		}
		action := "remove-administrator"
		if on {
			action = "add-administrator"
		}
		return t.record(Entry{At: at, PersonID: by, Action: action, Subject: string(person)})
	})
}

// People returns people by their ids; those who are not there are left out.
func (s *Store) People(ctx context.Context, ids []conference.PersonID) (map[conference.PersonID]conference.Person, error) {
	people := make(map[conference.PersonID]conference.Person, len(ids))
	err := inParts(ids, func(part []conference.PersonID) error {
		var list []conference.Person
		err := s.among(ctx, &list, `select * from person where id in (?)`, part)
		for _, p := range list {
			people[p.ID] = p
		}
		return err
	})
	return people, err
}

// inParts calls f with lists that fit into one statement.
func inParts[T any](list []T, f func(part []T) error) error {
	const most = 1000
	for len(list) > 0 {
		n := min(len(list), most)
		if err := f(list[:n]); err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

func found(n int64, err error, missing string) error {
	if err == nil && n == 0 {
		return conference.Errorf(conference.NotFound, "%s", missing)
	}
	return err
}
