package store

import (
	"context"
	"strings"

	"plenary/server/conference"
)

// RegistrationOrder says in which order a list comes.
type RegistrationOrder string

// The orders.
const (
	NewestFirst   RegistrationOrder = "newest" // the default
	OldestFirst   RegistrationOrder = "oldest" // the order of arrival
	ByName        RegistrationOrder = "name"
	ByDelegation  RegistrationOrder = "delegation" // or organization
	ChangedLately RegistrationOrder = "changed"
)

// RegistrationOrders lists all orders.
var RegistrationOrders = []RegistrationOrder{NewestFirst, OldestFirst, ByName, ByDelegation, ChangedLately}

// orders has an index for each.
var orders = map[RegistrationOrder]string{
	NewestFirst:   "r.created_at desc, r.id desc",
	OldestFirst:   "r.created_at, r.id",
	ByName:        "r.name_key, r.id",
	ByDelegation:  "r.place_key, r.name_key, r.id",
	ChangedLately: "r.changed_at desc, r.id desc",
}

// RegistrationFilter picks registrations. What is empty picks all.
type RegistrationFilter struct {
	State      conference.RegistrationState
	Category   conference.Category
	Delegation conference.DelegationID
	Query      string                      // in name, delegation, organization or address
	IDs        []conference.RegistrationID // only these; empty: all
	Order      RegistrationOrder
	Offset     int
	Limit      int
}

// where is the condition, of the registration r and its person p.
func (f RegistrationFilter) where(id conference.ConferenceID) (condition string, args []any) {
	conditions, args := []string{"r.conference_id = ?"}, []any{id}
	add := func(condition string, values ...any) {
		conditions, args = append(conditions, condition), append(args, values...)
	}
	if f.State != "" {
		add("r.state = ?", f.State)
	}
	if f.Category != "" {
		add("r.category = ?", f.Category)
	}
	if f.Delegation != "" {
		add("r.delegation_id = ?", f.Delegation)
	}
	if strings.TrimSpace(f.Query) != "" {
		like := containing(f.Query)
		add(`(r.name_key like ? escape '\' or r.place_key like ? escape '\' or p.email like ? escape '\')`, like, like, like)
	}
	if len(f.IDs) > 0 {
		ids := make([]any, len(f.IDs))
		for i, id := range f.IDs {
			ids[i] = id
		}
		add("r.id in (?"+strings.Repeat(", ?", len(ids)-1)+")", ids...)
	}
	return strings.Join(conditions, " and "), args
}

// source is what the condition is asked of: the people only where their addresses are searched.
func (f RegistrationFilter) source() string {
	if strings.TrimSpace(f.Query) != "" {
		return `registration r join person p on p.id = r.person_id`
	}
	return `registration r`
}

// Registrations returns one page of a conference's registrations, and how many there are on all pages.
func (s *Store) Registrations(ctx context.Context, id conference.ConferenceID, f RegistrationFilter) (list []RegistrationRow, total int, err error) {
	order, known := orders[f.Order]
	if !known {
		order = orders[NewestFirst]
	}
	where, args := f.where(id)
	if err := s.get(ctx, "", &total, `select count(*) from `+f.source()+` where `+where, args...); err != nil {
		return nil, 0, err
	}
	// The page is found first, and only its rows are looked up in the other tables.
	err = s.list(ctx, &list, `
		select `+columns+`, p.email, coalesce(d.name, '') as delegation_name, coalesce(d.code, '') as code
		from (select r.id from `+f.source()+` where `+where+` order by `+order+` limit ? offset ?) page
			join registration r on r.id = page.id
			join person p on p.id = r.person_id left join delegation d on d.id = r.delegation_id
		order by `+order, append(args, f.Limit, f.Offset)...)
	return list, total, err
}

// RegistrationCounts says how many registrations that a filter picks are in each state, whichever state it names; states
// without any are left out.
func (s *Store) RegistrationCounts(ctx context.Context, id conference.ConferenceID, f RegistrationFilter) (map[conference.RegistrationState]int, error) {
	var rows []struct {
		State conference.RegistrationState
		Count int
	}
	f.State = ""
	where, args := f.where(id)
	err := s.list(ctx, &rows, `select r.state, count(*) as count from `+f.source()+` where `+where+` group by r.state`, args...)
	counts := make(map[conference.RegistrationState]int, len(rows))
	for _, row := range rows {
		counts[row.State] = row.Count
	}
	return counts, err
}
