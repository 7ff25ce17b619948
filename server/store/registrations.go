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

// where is the condition, of the registration r.
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
		// The addresses are read once, one after another; looking up each registration's person takes several times as long.
		like := containing(f.Query)
		add(`(r.name_key like ? escape '\' or r.place_key like ? escape '\'
			or r.person_id in (select p.id from person p where p.email like ? escape '\'))`, like, like, like)
	}
	if len(f.IDs) > 0 {
		add("r.id in "+marks(len(f.IDs)), anys(f.IDs)...)
	}
	return strings.Join(conditions, " and "), args
}

// order is by what a list is sorted.
func (f RegistrationFilter) order() string {
	if order, known := orders[f.Order]; known {
		return order
	}
	return orders[NewestFirst]
}

// marks are the places of n values in a list.
func marks(n int) string {
	return "(?" + strings.Repeat(", ?", n-1) + ")"
}

func anys[T any](list []T) []any {
	values := make([]any, len(list))
	for i, value := range list {
		values[i] = value
	}
	return values
}

// RegistrationPage is one page of a list of registrations.
type RegistrationPage struct {
	Rows   []RegistrationRow
	Total  int                                  // on all pages
	Counts map[conference.RegistrationState]int // how many there are in each state, whichever the filter names
}

// Registrations returns one page of a conference's registrations.
func (s *Store) Registrations(ctx context.Context, id conference.ConferenceID, f RegistrationFilter) (page RegistrationPage, err error) {
	var ids []conference.RegistrationID
	if strings.TrimSpace(f.Query) != "" {
		ids, page.Counts, err = s.search(ctx, id, f)
	} else {
		page.Counts, err = s.RegistrationCounts(ctx, id, f)
		if err == nil {
			where, args := f.where(id)
			err = s.list(ctx, &ids, `select r.id from registration r where `+where+` order by `+f.order()+` limit ? offset ?`,
				append(args, f.Limit, f.Offset)...)
		}
	}
	for state, n := range page.Counts {
		if f.State == "" || f.State == state {
			page.Total += n
		}
	}
	if err != nil || len(ids) == 0 {
		return page, err
	}
	// Only the rows of the page are looked up in the other tables.
	err = s.list(ctx, &page.Rows, `
		select `+columns+`, p.email, coalesce(d.name, '') as delegation_name, coalesce(d.code, '') as code
		from registration r join person p on p.id = r.person_id left join delegation d on d.id = r.delegation_id
		where r.id in `+marks(len(ids))+` order by `+f.order(), anys(ids)...)
	return page, err
}

// search finds the page and counts the states of what a filter with a text picks. No index helps to find a text within
// others, so all registrations are read; this reads them once.
func (s *Store) search(ctx context.Context, id conference.ConferenceID, f RegistrationFilter) (ids []conference.RegistrationID, counts map[conference.RegistrationState]int, err error) {
	var rows []struct {
		ID    conference.RegistrationID
		State conference.RegistrationState
		Count int
	}
	every := f
	every.State = ""
	where, args := every.where(id)
	err = s.list(ctx, &rows, `
		with found as materialized (
			select r.id, r.state, r.created_at, r.changed_at, r.name_key, r.place_key from registration r where `+where+`)
		select '' as id, r.state, count(*) as count from found r group by r.state
		union all
		select page.id, '', 0 from (
			select r.id from found r where ? in ('', r.state) order by `+f.order()+` limit ? offset ?) page`,
		append(args, f.State, f.Limit, f.Offset)...)
	counts = map[conference.RegistrationState]int{}
	for _, row := range rows {
		if row.ID != "" {
			ids = append(ids, row.ID)
		} else {
			counts[row.State] = row.Count
		}
	}
	return ids, counts, err
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
	source, prefix := "registration r where "+where, ""
	if f.Delegation != "" {
		// Few rows: found first, lest SQLite reads all registrations because an index has them by state already.
		source, prefix = "found r", `with found as materialized (select r.state from registration r where `+where+`) `
	}
	err := s.list(ctx, &rows, prefix+`select r.state, count(*) as count from `+source+` group by r.state`, args...)
	counts := make(map[conference.RegistrationState]int, len(rows))
	for _, row := range rows {
		counts[row.State] = row.Count
	}
	return counts, err
}
