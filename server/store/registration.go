package store

import (
	"context"
	"fmt"
	"strings"

	"plenary/server/conference"
)

const noRegistration = "there is no such registration"

// unaliased are the columns of a registration without what it is searched by, and columns the same of a table that is
// called r.
const unaliased = `id, conference_id, person_id, name, delegation_id, organization, category, function, participation,
	head, listed, registered_by, state, draft, reason, decided_by, decided_at, created_at, changed_at`

const columns = `r.id, r.conference_id, r.person_id, r.name, r.delegation_id, r.organization, r.category, r.function,
	r.participation, r.head, r.listed, r.registered_by, r.state, r.draft, r.reason, r.decided_by, r.decided_at, r.created_at, r.changed_at`

// RegistrationRow is a registration with what an organizer sees beside it.
type RegistrationRow struct {
	conference.Registration
	Email          string
	DelegationName string
	Code           string
}

const addRegistration = `
	insert into registration (id, conference_id, person_id, name, delegation_id, organization, category, function,
		participation, head, listed, registered_by, state, draft, reason, decided_by, decided_at, created_at, changed_at)
	values (:id, :conference_id, :person_id, :name, :delegation_id, :organization, :category, :function,
		coalesce(nullif(:participation, ''), 'speaking'), :head, :listed, :registered_by, :state, :draft, :reason, :decided_by, :decided_at,
		:created_at, :changed_at)`

// CreateRegistration adds a registration. A second one of the same person is a Conflict.
func (s *Store) CreateRegistration(ctx context.Context, r conference.Registration) error {
	return s.write(ctx, func(t *tx) error { return t.createRegistration(r) })
}

func (t *tx) createRegistration(r conference.Registration) error {
	if err := t.withinQuota(conference.Registration{}, r); err != nil {
		return err
	}
	if _, err := t.put(addRegistration, r); err != nil {
		return err
	}
	return t.key(r.ID)
}

// Apply stores a person, her registration for a conference and her answers, all or nothing, and returns what is there
// then. A person with this address, or a registration of hers, that is there already is left as it is; a note of the try
// is made instead.
func (s *Store) Apply(
	ctx context.Context, p conference.Person, r conference.Registration, answers conference.Answers,
) (there conference.Registration, err error) {
	err = s.write(ctx, func(t *tx) error {
		// It counts when the address is proven; who would be too many then learns it now.
		counted := r
		counted.State = conference.Submitted
		if err := t.withinQuota(conference.Registration{}, counted); err != nil {
			return err
		}
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
		added, err = t.add(&there, addRegistration+` on conflict (conference_id, person_id) do nothing returning `+unaliased, mine)
		if err == nil && added {
			if _, err = t.answer(r.ID, nil, answers); err == nil {
				err = t.key(r.ID)
			}
			return err
		}
		if err != nil {
			return err
		}
		err = t.get(noRegistration, &there, `select `+columns+` from registration r where r.conference_id = ? and r.person_id = ?`, r.ConferenceID, person.ID)
		if err != nil {
			return err
		}
		return t.record(Entry{At: r.CreatedAt, Action: "register-again", Subject: string(there.ID)})
	})
	return there, err
}

// Registration returns a registration.
func (s *Store) Registration(ctx context.Context, id conference.RegistrationID) (r conference.Registration, err error) {
	err = s.get(ctx, noRegistration, &r, `select `+columns+` from registration r where r.id = ?`, id)
	return r, err
}

// RegistrationOf returns a person's registration for a conference.
func (s *Store) RegistrationOf(ctx context.Context, id conference.ConferenceID, person conference.PersonID) (r conference.Registration, err error) {
	err = s.get(ctx, noRegistration, &r, `select `+columns+` from registration r where r.conference_id = ? and r.person_id = ?`, id, person)
	return r, err
}

// UpdateRegistration writes a registration, if it still is in the state it was in; else it is a Conflict. Who is approved
// and finds no place free is put on the waiting list; a place that falls free goes to the first of it. It returns the
// registration as it is now. By is who did it.
func (s *Store) UpdateRegistration(
	ctx context.Context, r conference.Registration, was conference.RegistrationState, by conference.PersonID,
) (conference.Registration, error) {
	return s.FillIn(ctx, r, was, nil, nil, by)
}

// FillIn is [Store.UpdateRegistration] with answers, and what they were.
func (s *Store) FillIn(
	ctx context.Context, r conference.Registration, was conference.RegistrationState, were, are conference.Answers, by conference.PersonID,
) (conference.Registration, error) {
	var now conference.Registration
	err := s.write(ctx, func(t *tx) error {
		changes, err := t.answer(r.ID, were, are)
		if err == nil {
			now, err = t.moveRegistration(r, was, changes, by)
		}
		return err
	})
	return now, err
}

func (t *tx) moveRegistration(
	r conference.Registration, was conference.RegistrationState, changes string, by conference.PersonID,
) (conference.Registration, error) {
	var before conference.Registration
	if err := t.get(noRegistration, &before, `select `+columns+` from registration r where r.id = ?`, r.ID); err != nil {
		return r, err
	}
	if r.DelegationID == nil || delegationOf(r) != delegationOf(before) {
		r.Head = false
	}
	if err := t.withinQuota(before, r); err != nil { // before the places of a category: all lock in this order
		return r, err
	}
	if seated(r) && !(seated(before) && before.Category == r.Category) {
		free, err := t.vacancies(r.ConferenceID, r.Category)
		if err != nil {
			return r, err
		}
		r = r.Seated(was, free.Take(r.Category))
	}
	if r.State == conference.Waiting && before.State != conference.Waiting {
		free, err := t.vacancies(r.ConferenceID, r.Category)
		if err != nil {
			return r, err
		}
		if free[r.Category] > 0 {
			return r, conference.Errorf(conference.Conflict, "there are places free in this category, so there is nothing to wait for")
		}
	}
	n, err := t.put(`
		update registration set name = :name, delegation_id = :delegation_id, organization = :organization,
			category = :category, function = :function, participation = coalesce(nullif(:participation, ''), participation),
			head = :head, listed = :listed, registered_by = :registered_by, state = :state, draft = :draft, reason = :reason, decided_by = :decided_by,
			decided_at = :decided_at, changed_at = :changed_at
		where id = :id and state = :was`, struct {
		conference.Registration
		Was conference.RegistrationState
	}{r, was})
	if err != nil {
		return r, err
	}
	if n == 0 {
		return r, t.moved(`select state from registration where id = ?`, r.ID, noRegistration)
	}
	if err := t.key(r.ID); err != nil {
		return r, err
	}
	err = t.record(Entry{
		At: r.ChangedAt, PersonID: by, Action: "registration-" + string(r.State), Subject: string(r.ID), Detail: difference(before, r) + changes,
	})
	if err == nil {
		err = t.movedTiding(before, r, by)
	}
	if err != nil || !seated(before) || seated(r) && before.Category == r.Category {
		return r, err
	}
	return r, t.promote(r.ConferenceID, before.Category, r.ChangedAt)
}

func seated(r conference.Registration) bool { return r.State == conference.Approved }

// key writes what a registration is searched and sorted by.
func (t *tx) key(id conference.RegistrationID) error {
	_, err := t.exec(`
		update registration set name_key = lower(name),
			place_key = lower(coalesce((select d.name from delegation d where d.id = registration.delegation_id), organization))
		where id = ?`, id)
	return err
}

// difference is what the audit says of a change: from which state into which, why, and what was filled in before and after.
func difference(was, is conference.Registration) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s → %s", was.State, is.State)
	if is.Reason != "" && is.Reason != was.Reason {
		fmt.Fprintf(&b, ": %s", is.Reason)
	}
	note := func(field, before, after string) {
		if before != after {
			fmt.Fprintf(&b, "\n%s: %q → %q", field, before, after)
		}
	}
	note("name", was.Name, is.Name)
	note("delegation", delegationOf(was), delegationOf(is))
	note("organization", was.Organization, is.Organization)
	note("category", string(was.Category), string(is.Category))
	note("function", was.Function, is.Function)
	note("participation", string(was.Participation), string(is.Participation))
	return b.String()
}

func delegationOf(r conference.Registration) string {
	if r.DelegationID == nil {
		return ""
	}
	return string(*r.DelegationID)
}
