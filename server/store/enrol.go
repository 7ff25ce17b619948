package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"plenary/server/conference"
)

// Enrolment is a registration out of a list, with the person she is if she has no account yet.
type Enrolment struct {
	Person       conference.Person
	Registration conference.Registration // submitted
	Head         bool
	Answers      conference.Answers
}

// Addresses returns who is registered for a conference, by address, and how far that is.
func (s *Store) Addresses(ctx context.Context, id conference.ConferenceID) (map[string]conference.RegistrationState, error) {
	var rows []struct {
		Email string
		State conference.RegistrationState
	}
	err := s.list(ctx, &rows, `select p.email, r.state from registration r join person p on p.id = r.person_id where r.conference_id = ?`, id)
	found := make(map[string]conference.RegistrationState, len(rows))
	for _, row := range rows {
		found[row.Email] = row.State
	}
	return found, err
}

// Enrol registers all people of a list, or nobody: when one of them has registered meanwhile, or a quota is full, it is a
// Conflict.
func (s *Store) Enrol(ctx context.Context, list []Enrolment, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		list := slices.Clone(list) // it is given the people's ids, perhaps again
		if err := t.holdQuotas(list); err != nil {
			return err
		}
		for part := range slices.Chunk(list, 500) {
			if err := t.enrol(part, by, at); err != nil {
				return err
			}
		}
		for _, e := range list {
			if e.Head {
				if err := t.lead(e.Registration, by, at); err != nil {
					return err
				}
			}
		}
		detail := fmt.Sprintf("%d people", len(list))
		return t.record(Entry{At: at, PersonID: by, Action: "import-people", Subject: "registrations", Detail: detail})
	})
}

// holdQuotas refuses a list of which a delegation would have too many members.
func (t *tx) holdQuotas(list []Enrolment) error {
	more := map[conference.QuotaOf]int{}
	for _, e := range list {
		if of, counts := e.Registration.Quota(); counts {
			more[of]++
		}
	}
	for _, of := range slices.SortedFunc(maps.Keys(more), func(a, b conference.QuotaOf) int {
		return strings.Compare(string(a.Delegation)+string(a.Participation), string(b.Delegation)+string(b.Participation))
	}) {
		if err := t.fits(of, more[of]); err != nil {
			return err
		}
	}
	return nil
}

// enrol registers a part of a list.
func (t *tx) enrol(part []Enrolment, by conference.PersonID, at time.Time) error {
	if err := t.accounts(part); err != nil {
		return err
	}
	if err := t.enter(part); err != nil {
		return err
	}
	if err := t.enterAnswers(part); err != nil {
		return err
	}
	return t.recordAll(len(part), func(i int) Entry {
		r := part[i].Registration
		return Entry{
			At: at, PersonID: by, Action: "register-on-behalf", Subject: string(r.ID),
			Detail: fmt.Sprintf("%s, %s", r.Name, r.Participation),
		}
	})
}

// enter writes the registrations of a part. What a stranger typed with one of the addresses, and nobody confirmed, makes
// way; its id stays.
func (t *tx) enter(part []Enrolment) error {
	people := make([]conference.PersonID, len(part))
	var args []any
	for i, e := range part {
		r := e.Registration
		people[i] = r.PersonID
		args = append(args, r.ID, r.ConferenceID, r.PersonID, r.Name, r.DelegationID, r.Organization, r.Category, r.Function,
			r.Participation, r.Listed, r.RegisteredBy, r.State, "", r.CreatedAt, r.ChangedAt)
	}
	n, err := t.exec(`insert into registration (id, conference_id, person_id, name, delegation_id, organization, category, function,
		participation, listed, registered_by, state, reason, created_at, changed_at)
		values `+strings.TrimSuffix(strings.Repeat(marks(len(args)/len(part))+", ", len(part)), ", ")+`
		on conflict (conference_id, person_id) do update set name = excluded.name, delegation_id = excluded.delegation_id,
			organization = excluded.organization, category = excluded.category, function = excluded.function,
			participation = excluded.participation, listed = false, registered_by = excluded.registered_by,
			state = excluded.state, changed_at = excluded.changed_at
		where registration.state = 'unconfirmed'`, args...)
	if err != nil {
		return err
	}
	if n != int64(len(part)) {
		return conference.Errorf(conference.Conflict, "somebody in the list has registered meanwhile; please look at the preview again")
	}
	of := append([]any{part[0].Registration.ConferenceID}, anys(people)...)
	var entered []conference.Registration
	err = t.list(&entered, `select `+columns+` from registration r where r.conference_id = ? and r.person_id in `+marks(len(people)), of...)
	if err != nil {
		return err
	}
	ids := make(map[conference.PersonID]conference.RegistrationID, len(entered))
	for _, r := range entered {
		ids[r.PersonID] = r.ID
	}
	for i := range part {
		part[i].Registration.ID = ids[part[i].Registration.PersonID]
	}
	_, err = t.exec(`
		update registration set name_key = lower(name),
			place_key = lower(coalesce((select d.name from delegation d where d.id = registration.delegation_id), organization))
		where conference_id = ? and person_id in `+marks(len(people)), of...)
	return err
}

// enterAnswers writes what a part of a list says to the fields of the form, in place of what a stranger typed.
func (t *tx) enterAnswers(part []Enrolment) error {
	ids := make([]conference.RegistrationID, len(part))
	var all []conference.Answer
	for i, e := range part {
		ids[i] = e.Registration.ID
		for _, field := range slices.Sorted(maps.Keys(e.Answers)) {
			all = append(all, conference.Answer{RegistrationID: ids[i], FieldID: field, Value: e.Answers[field]})
		}
	}
	if _, err := t.exec(`delete from answer where registration_id in `+marks(len(ids)), anys(ids)...); err != nil {
		return err
	}
	return t.rows(`insert into answer (registration_id, field_id, value) values`, len(all), func(i int) []any {
		return []any{all[i].RegistrationID, all[i].FieldID, all[i].Value}
	})
}

// accounts finds the people of a part, and adds those who are not there.
func (t *tx) accounts(part []Enrolment) error {
	emails := make([]string, len(part))
	for i, e := range part {
		emails[i] = e.Person.Email
	}
	var there []struct {
		ID    conference.PersonID
		Email string
	}
	if err := t.list(&there, `select id, email from person where email in `+marks(len(emails)), anys(emails)...); err != nil {
		return err
	}
	known := make(map[string]conference.PersonID, len(there))
	for _, p := range there {
		known[p.Email] = p.ID
	}
	var added []conference.Person
	for i := range part {
		id, is := known[part[i].Person.Email]
		if !is {
			id = part[i].Person.ID
			added = append(added, part[i].Person)
		}
		part[i].Registration.PersonID = id
	}
	return t.rows(`insert into person (id, email, name, administrator, password_hash, created_at) values`, len(added), func(i int) []any {
		p := added[i]
		return []any{p.ID, p.Email, p.Name, false, "", p.CreatedAt}
	})
}

// AllRegistrations returns all registrations that a filter picks, in its order, at most so many.
func (s *Store) AllRegistrations(ctx context.Context, id conference.ConferenceID, f RegistrationFilter) (rows []RegistrationRow, err error) {
	where, args := f.where(id)
	err = s.list(ctx, &rows, `
		select `+columns+`, p.email, coalesce(d.name, '') as delegation_name, coalesce(d.code, '') as code
		from registration r join person p on p.id = r.person_id left join delegation d on d.id = r.delegation_id
		where `+where+` order by `+f.order()+` limit ?`, append(args, f.Limit)...)
	return rows, err
}
