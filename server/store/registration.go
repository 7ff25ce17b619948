package store

import (
	"context"
	"strings"

	"plenary/server/conference"
)

const noRegistration = "there is no such registration"

// RegistrationFilter picks registrations.
type RegistrationFilter struct {
	State  conference.RegistrationState // empty: all
	Query  string                       // in name, delegation, organization or address; empty: all
	Offset int
	Limit  int
}

// RegistrationRow is a registration with what an organizer sees beside it.
type RegistrationRow struct {
	conference.Registration
	Email          string
	DelegationName string
	Code           string
}

const addRegistration = `
	insert into registration (id, conference_id, person_id, name, delegation_id, organization, category, function,
		state, reason, decided_by, decided_at, created_at, changed_at)
	values (:id, :conference_id, :person_id, :name, :delegation_id, :organization, :category, :function,
		:state, :reason, :decided_by, :decided_at, :created_at, :changed_at)`

// CreateRegistration adds a registration. A second one of the same person is a Conflict.
func (s *Store) CreateRegistration(ctx context.Context, r conference.Registration) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.put(addRegistration, r)
		return err
	})
}

// Apply stores a person and her registration for a conference, both or neither, and returns what is there then. A person
// with this address, or a registration of hers, that is there already is left as it is; a note of the try is made instead.
func (s *Store) Apply(ctx context.Context, p conference.Person, r conference.Registration) (there conference.Registration, err error) {
	err = s.write(ctx, func(t *tx) error {
		var person conference.Person
		added, err := t.add(&person, addPerson+` on conflict (email) do nothing returning *`, p)
		if err == nil && !added {
			if err = t.get(noPerson, &person, `select * from person where email = ?`, p.Email); err == nil {
				err = t.record(Entry{At: r.CreatedAt, Action: "register-known-address", Subject: string(person.ID)})
			}
		}
		if err != nil {
			return err
		}
		mine := r
		mine.PersonID = person.ID
		added, err = t.add(&there, addRegistration+` on conflict (conference_id, person_id) do nothing returning *`, mine)
		if err != nil || added {
			return err
		}
		err = t.get(noRegistration, &there, `select * from registration where conference_id = ? and person_id = ?`, r.ConferenceID, person.ID)
		if err != nil {
			return err
		}
		return t.record(Entry{At: r.CreatedAt, Action: "register-again", Subject: string(there.ID)})
	})
	return there, err
}

// Registration returns a registration.
func (s *Store) Registration(ctx context.Context, id conference.RegistrationID) (r conference.Registration, err error) {
	err = s.get(ctx, noRegistration, &r, `select * from registration where id = ?`, id)
	return r, err
}

// RegistrationOf returns a person's registration for a conference.
func (s *Store) RegistrationOf(ctx context.Context, id conference.ConferenceID, person conference.PersonID) (r conference.Registration, err error) {
	err = s.get(ctx, noRegistration, &r, `select * from registration where conference_id = ? and person_id = ?`, id, person)
	return r, err
}

// UpdateRegistration writes a registration, if it still is in the state it was in; else it is a Conflict.
func (s *Store) UpdateRegistration(ctx context.Context, r conference.Registration, was conference.RegistrationState) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.put(`
			update registration set name = :name, delegation_id = :delegation_id, organization = :organization,
				category = :category, function = :function, state = :state, reason = :reason, decided_by = :decided_by,
				decided_at = :decided_at, changed_at = :changed_at
			where id = :id and state = :was`, struct {
			conference.Registration
			Was conference.RegistrationState
		}{r, was})
		if err != nil {
			return err
		}
		if n == 0 {
			return t.moved(`select state from registration where id = ?`, r.ID, noRegistration)
		}
		return t.record(Entry{At: r.ChangedAt, PersonID: mover(r), Action: "registration-" + string(r.State), Subject: string(r.ID), Detail: r.Reason})
	})
}

// mover is who brought a registration into its state: an organizer decides, everything else its person does.
func mover(r conference.Registration) conference.PersonID {
	switch r.State {
	case conference.Approved, conference.Rejected, conference.CorrectionAsked:
		if r.DecidedBy != nil {
			return *r.DecidedBy
		}
		return ""
	case conference.Unconfirmed, conference.Submitted, conference.Withdrawn:
	}
	return r.PersonID
}

// Registrations returns one page of a conference's registrations, the newest first, and how many there are on all pages.
func (s *Store) Registrations(ctx context.Context, id conference.ConferenceID, f RegistrationFilter) (list []RegistrationRow, total int, err error) {
	from := `
		from registration r join person p on p.id = r.person_id left join delegation d on d.id = r.delegation_id
		where r.conference_id = ?`
	args := []any{id}
	if f.State != "" {
		from += ` and r.state = ?`
		args = append(args, f.State)
	}
	if strings.TrimSpace(f.Query) != "" {
		like := containing(f.Query)
		from += ` and (lower(r.name) like ? escape '\' or lower(coalesce(d.name, r.organization)) like ? escape '\' or p.email like ? escape '\')`
		args = append(args, like, like, like)
	}
	if err := s.get(ctx, "", &total, `select count(*)`+from, args...); err != nil {
		return nil, 0, err
	}
	err = s.list(ctx, &list, `
		select r.*, p.email, coalesce(d.name, '') as delegation_name, coalesce(d.code, '') as code`+from+`
		order by r.created_at desc, r.id limit ? offset ?`, append(args, f.Limit, f.Offset)...)
	return list, total, err
}

// RegistrationCounts says how many registrations of a conference are in each state; states without any are left out.
func (s *Store) RegistrationCounts(ctx context.Context, id conference.ConferenceID) (map[conference.RegistrationState]int, error) {
	var rows []struct {
		State conference.RegistrationState
		Count int
	}
	err := s.list(ctx, &rows, `select state, count(*) as count from registration where conference_id = ? group by state`, id)
	counts := make(map[conference.RegistrationState]int, len(rows))
	for _, row := range rows {
		counts[row.State] = row.Count
	}
	return counts, err
}
