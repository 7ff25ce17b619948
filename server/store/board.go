package store

import (
	"context"
	"strings"

	"plenary/server/conference"
)

// DelegationFilter picks a page of delegations. What is empty picks all.
type DelegationFilter struct {
	Category conference.Category
	Query    string // in the name
	Offset   int
	Limit    int
}

// DelegationRow is a delegation as organizers see it.
type DelegationRow struct {
	conference.Delegation
	Head   string // the name of who leads it; empty: nobody yet
	Quotas []QuotaRow
	Focal  []FocalRow
}

// DelegationPage returns one page of a conference's delegations, States first, and how many there are on all pages.
func (s *Store) DelegationPage(ctx context.Context, id conference.ConferenceID, f DelegationFilter) (rows []DelegationRow, total int, err error) {
	all, err := s.Delegations(ctx, id)
	if err != nil {
		return nil, 0, err
	}
	query := strings.ToLower(strings.TrimSpace(f.Query))
	for _, d := range all {
		fits := (f.Category == "" || f.Category == d.Category) &&
			(query == "" || strings.Contains(strings.ToLower(d.Name), query) || strings.EqualFold(d.Code, query))
		if !fits {
			continue
		}
		if total++; total > f.Offset && len(rows) < f.Limit {
			rows = append(rows, DelegationRow{Delegation: d})
		}
	}
	return rows, total, s.fillDelegations(ctx, rows)
}

// DelegationRowOf is one delegation as organizers see it.
func (s *Store) DelegationRowOf(ctx context.Context, d conference.Delegation) (DelegationRow, error) {
	rows := []DelegationRow{{Delegation: d}}
	err := s.fillDelegations(ctx, rows)
	return rows[0], err
}

// fillDelegations fills in what stands in other tables, by one query each.
func (s *Store) fillDelegations(ctx context.Context, rows []DelegationRow) error {
	ids := make([]conference.DelegationID, len(rows))
	at := make(map[conference.DelegationID]*DelegationRow, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
		at[rows[i].ID] = &rows[i]
	}
	quotas, err := s.Quotas(ctx, ids...)
	if err != nil {
		return err
	}
	for id, list := range quotas {
		at[id].Quotas = list
	}
	focal, err := s.FocalPoints(ctx, ids...)
	if err != nil {
		return err
	}
	for _, f := range focal {
		at[f.DelegationID].Focal = append(at[f.DelegationID].Focal, f)
	}
	return inParts(ids, func(part []conference.DelegationID) error {
		var heads []struct {
			DelegationID conference.DelegationID
			Name         string
		}
		err := s.among(ctx, &heads, `select delegation_id, name from registration where head and state in `+holding+` and delegation_id in (?)`, part)
		for _, h := range heads {
			at[h.DelegationID].Head = h.Name
		}
		return err
	})
}
