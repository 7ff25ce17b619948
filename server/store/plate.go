package store

import (
	"context"
	"strings"

	"plenary/server/conference"
)

// Plate is what a name plate says of a person.
type Plate struct {
	PersonID   conference.PersonID
	Name       string
	Delegation string // State or organization
	Code       string
	Category   conference.Category
	Function   string
}

// What somebody wrote in a registration stands on the plate only when it was approved: until then the name is whatever
// the account says, and there is no delegation to speak for.
const plateColumns = `
	p.id as person_id, coalesce(r.name, p.name) as name, coalesce(d.name, r.organization, '') as delegation,
	coalesce(d.code, '') as code, coalesce(r.category, '') as category, coalesce(r.function, '') as function`

const plates = `
	select ` + plateColumns + `
	from person p
	left join registration r on r.person_id = p.id and r.conference_id = ? and r.state = 'approved'
	left join delegation d on d.id = r.delegation_id`

// Plates returns name plates by their people's ids; people who are not there are left out.
func (s *Store) Plates(ctx context.Context, id conference.ConferenceID, ids []conference.PersonID) (map[conference.PersonID]Plate, error) {
	found := make(map[conference.PersonID]Plate, len(ids))
	err := inParts(ids, func(part []conference.PersonID) error {
		var list []Plate
		err := s.among(ctx, &list, plates+` where p.id in (?)`, id, part)
		for _, p := range list {
			found[p.PersonID] = p
		}
		return err
	})
	return found, err
}

// SearchPeople returns people of a conference (approved, appointed or organizing) whose name, delegation or address
// contains the query, by name.
func (s *Store) SearchPeople(ctx context.Context, id conference.ConferenceID, query string, limit int) (list []Plate, err error) {
	like := containing(query)
	err = s.list(ctx, &list, plates+`
		where (r.id is not null
			or exists (select 1 from organizer o where o.conference_id = ? and o.person_id = p.id)
			or exists (select 1 from appointment a join draft s on s.id = a.session_id
				where s.conference_id = ? and a.person_id = p.id))
		and (lower(p.name) like ? escape '\' or lower(coalesce(r.name, '')) like ? escape '\'
			or lower(coalesce(d.name, r.organization, '')) like ? escape '\' or p.email like ? escape '\')
		order by lower(coalesce(r.name, p.name)), p.id limit ?`, id, id, id, like, like, like, like, limit)
	return list, err
}

// containing is the pattern of like for texts, in lower case, that contain what somebody typed.
func containing(query string) string {
	query = strings.ToLower(strings.TrimSpace(query))
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(query) + "%"
}

// standingColumns are all that decides the role of a person p in a session: whether she is an organizer o, her registration
// n, her appointment a, whether she has the speaking seat h of her delegation, whether the floor is lent to her, what is held
// against her, x, and whether the door of the session is one, e, for which she has no pass v.
func standingColumns(session string) string {
	return `
	true as signed_in, p.administrator, o.person_id is not null as organizer,
	coalesce(n.state, '') as registration, coalesce(n.category, '') as category,
	coalesce(a.role, '') as appointment,
	h.person_id is not null and n.participation <> 'observer' as seat,
	exists (select 1 from floor_request f where f.person_id = p.id and f.session_id = ` + session + `
		and f.state in ('called', 'speaking')) as floor,
	x.person_id is not null as removed,
	e.id is not null and coalesce(v.state, '') <> 'admitted' as barred`
}

// Standing returns all that decides a person's role, in a session if one is named. Nobody stands at zero.
func (s *Store) Standing(ctx context.Context, id conference.ConferenceID, session conference.SessionID, person conference.PersonID) (conference.Standing, error) {
	var found []conference.Standing
	if person == "" {
		return conference.Standing{}, nil
	}
	err := s.list(ctx, &found, `
		select `+standingColumns("?")+`
		from person p
		left join organizer o on o.conference_id = ? and o.person_id = p.id
		left join registration n on n.conference_id = ? and n.person_id = p.id
		left join appointment a on a.session_id = ? and a.person_id = p.id
		left join speaking_seat h on h.session_id = ? and h.person_id = p.id and h.delegation_id = n.delegation_id
		left join restraint x on x.session_id = ? and x.person_id = p.id and x.restraint = 'removed'
		left join session e on e.id = ? and e.door <> 'open'
		left join pass v on v.session_id = e.id and v.person_id = p.id
		where p.id = ?`, session, id, id, session, session, session, session, person)
	if err != nil || len(found) == 0 {
		return conference.Standing{}, err
	}
	return found[0], nil
}

// Standings are a person's standings in all sessions of a conference.
type Standings struct {
	anywhere  conference.Standing
	appointed map[conference.SessionID]conference.Role
	removed   map[conference.SessionID]bool
	barred    map[conference.SessionID]bool
}

// In returns what decides the person's role in a session.
func (s Standings) In(session conference.SessionID) conference.Standing {
	standing := s.anywhere
	standing.Appointment, standing.Removed, standing.Barred = s.appointed[session], s.removed[session], s.barred[session]
	return standing
}

// Standings returns what [Store.Standing] does for every session, with as many statements for a thousand as for one.
func (s *Store) Standings(ctx context.Context, id conference.ConferenceID, person conference.PersonID) (all Standings, err error) {
	if person == "" {
		return all, nil
	}
	if all.anywhere, err = s.Standing(ctx, id, "", person); err != nil {
		return all, err
	}
	var appointments []conference.Appointment
	err = s.list(ctx, &appointments, `
		select a.* from appointment a join draft d on d.id = a.session_id where d.conference_id = ? and a.person_id = ?`, id, person)
	if err != nil {
		return all, err
	}
	var removals []conference.SessionID
	err = s.list(ctx, &removals, `
		select x.session_id from restraint x join session s on s.id = x.session_id
		where s.conference_id = ? and x.person_id = ? and x.restraint = 'removed'`, id, person)
	if err != nil {
		return all, err
	}
	var shut []conference.SessionID
	err = s.list(ctx, &shut, `
		select e.id from session e left join pass v on v.session_id = e.id and v.person_id = ?
		where e.conference_id = ? and e.door <> 'open' and coalesce(v.state, '') <> 'admitted'`, person, id)
	all.appointed, all.removed = map[conference.SessionID]conference.Role{}, map[conference.SessionID]bool{}
	all.barred = map[conference.SessionID]bool{}
	for _, a := range appointments {
		all.appointed[a.SessionID] = a.Role
	}
	for _, session := range removals {
		all.removed[session] = true
	}
	for _, session := range shut {
		all.barred[session] = true
	}
	return all, err
}
