package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"plenary/server/conference"
)

// QuotaRow is how many members of a delegation may take part in a way, and how many do.
type QuotaRow struct {
	DelegationID  conference.DelegationID
	Name          string // of the delegation
	Participation conference.Participation
	Own           bool // a rule of the delegation's own, not of its category or of all
	Places        *int // nil: no limit
	Taken         int
}

// quotas are the quotas of the delegations d that a condition picks, one row for each way to take part. Of a decision
// that can still be undone the places of those whom it put out are taken.
func quotas(where string) string {
	return `
	select d.id as delegation_id, d.name, w.participation, o.delegation_id is not null as own,
		case when o.delegation_id is not null then o.places when c.conference_id is not null then c.places else e.places end as places,
		(select count(*) from registration r where r.delegation_id = d.id and r.participation = w.participation and r.state in ` + holding + `)
		+ (select count(*) from sweep s join sweep_item i on i.sweep_id = s.id join registration r on r.id = i.registration_id
			where s.settled_at is null and s.undone_at is null and r.delegation_id = d.id and r.participation = w.participation
				and i.was_state in ` + holding + ` and r.state not in ` + holding + `) as taken
	from delegation d
	cross join (select 'in-room' as participation union all select 'speaking' union all select 'observer') w
	left join delegation_quota o on o.delegation_id = d.id and o.participation = w.participation
	left join category_quota c on c.conference_id = d.conference_id and c.category = d.category and c.participation = w.participation
	left join category_quota e on e.conference_id = d.conference_id and e.category = '' and e.participation = w.participation
	where ` + where
}

// holding are the states in which a registration takes a place; see [conference.RegistrationState.Holds].
const holding = `('submitted', 'correction-asked', 'approved', 'waiting')`

// Quotas returns the quotas of delegations, by their ids, each in the order of [conference.Participations].
func (s *Store) Quotas(ctx context.Context, ids ...conference.DelegationID) (map[conference.DelegationID][]QuotaRow, error) {
	found := make(map[conference.DelegationID][]QuotaRow, len(ids))
	err := inParts(ids, func(part []conference.DelegationID) error {
		var list []QuotaRow
		err := s.among(ctx, &list, quotas(`d.id in (?)`), part)
		slices.SortFunc(list, func(a, b QuotaRow) int {
			return cmp.Compare(slices.Index(conference.Participations, a.Participation), slices.Index(conference.Participations, b.Participation))
		})
		for _, row := range list {
			found[row.DelegationID] = append(found[row.DelegationID], row)
		}
		return err
	})
	return found, err
}

// withinQuota refuses a registration that would be one more than its delegation may have. From here on nobody else gets
// a place of the delegation before this change is committed.
func (t *tx) withinQuota(was, is conference.Registration) error {
	if is.Participation == "" {
		is.Participation = cmp.Or(was.Participation, conference.Speaking)
	}
	of, counts := is.Quota()
	if before, counted := was.Quota(); !counts || counted && before == of {
		return nil
	}
	return t.fits(of, 1)
}

// fits refuses more members than a delegation may have.
func (t *tx) fits(of conference.QuotaOf, more int) error {
	if err := t.holdDelegations(of.Delegation); err != nil {
		return err
	}
	var row QuotaRow
	err := t.get(noDelegation, &row, quotas(`d.id = ? and w.participation = ?`), of.Delegation, of.Participation)
	if err != nil || row.Places == nil || row.Taken+more <= *row.Places {
		return err
	}
	return conference.OverQuota(row.Name, of.Participation, *row.Places, row.Taken, more)
}

// holdDelegations keeps others from giving places of delegations until this change is committed. On PostgreSQL it waits
// for whoever gives one; SQLite has one writer anyway.
func (t *tx) holdDelegations(ids ...conference.DelegationID) error {
	slices.Sort(ids) // in one order for everybody, so that no two wait for each other
	for _, id := range slices.Compact(ids) {
		if _, err := t.exec(`update delegation set code = code where id = ?`, id); err != nil {
			return err
		}
	}
	return nil
}

// newcomers are the delegations of those who take no place of a quota yet.
func newcomers(candidates []conference.Candidate) []conference.DelegationID {
	var ids []conference.DelegationID
	for _, c := range candidates {
		if c.DelegationID != nil && !c.State.Holds() {
			ids = append(ids, *c.DelegationID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// quotasOf says how many places are left of the quotas of delegations, and holds them.
func (t *tx) quotasOf(ids []conference.DelegationID) (conference.QuotaLeft, error) {
	if err := t.holdDelegations(ids...); err != nil {
		return nil, err
	}
	return quotasLeft(ids, t.list)
}

func quotasLeft(ids []conference.DelegationID, list func(dest any, query string, args ...any) error) (conference.QuotaLeft, error) {
	left := conference.QuotaLeft{}
	err := inParts(ids, func(part []conference.DelegationID) error {
		var rows []QuotaRow
		err := list(&rows, quotas(`d.id in `+marks(len(part))), anys(part)...)
		for _, row := range rows {
			if row.Places != nil {
				left[conference.QuotaOf{Delegation: row.DelegationID, Participation: row.Participation}] = max(*row.Places-row.Taken, 0)
			}
		}
		return err
	})
	return left, err
}

// CategoryQuota is the rule for the delegations of a category; without a category, for all.
type CategoryQuota struct {
	Category      conference.Category
	Participation conference.Participation
	Places        *int // nil: no limit, although there is one for all
}

// CategoryQuotas returns a conference's rules.
func (s *Store) CategoryQuotas(ctx context.Context, id conference.ConferenceID) (list []CategoryQuota, err error) {
	err = s.list(ctx, &list, `select category, participation, places from category_quota where conference_id = ? order by category, participation`, id)
	return list, err
}

// SetCategoryQuotas replaces a conference's rules. Members whom a delegation has already it keeps.
func (s *Store) SetCategoryQuotas(ctx context.Context, id conference.ConferenceID, list []CategoryQuota, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec(`delete from category_quota where conference_id = ?`, id); err != nil {
			return err
		}
		said := make([]string, len(list))
		for i, q := range list {
			_, err := t.exec(`insert into category_quota (conference_id, category, participation, places) values (?, ?, ?, ?)`,
				id, q.Category, q.Participation, q.Places)
			if err != nil {
				return err
			}
			said[i] = fmt.Sprintf("%s %s: %s", cmp.Or(string(q.Category), "all"), q.Participation, placesWords(q.Places))
		}
		return t.record(Entry{At: at, PersonID: by, Action: "category-quotas", Subject: string(id), Detail: strings.Join(said, "\n")})
	})
}

// SetDelegationQuotas replaces the rules of a delegation's own; a way that is not among them goes by its category.
func (s *Store) SetDelegationQuotas(
	ctx context.Context, id conference.DelegationID, own map[conference.Participation]*int, by conference.PersonID, at time.Time,
) error {
	return s.write(ctx, func(t *tx) error {
		err := t.holdDelegations(id)
		if err == nil {
			_, err = t.exec(`delete from delegation_quota where delegation_id = ?`, id)
		}
		if err != nil {
			return err
		}
		var said []string
		for _, a := range conference.Participations {
			places, there := own[a]
			if !there {
				continue
			}
			if _, err := t.exec(`insert into delegation_quota (delegation_id, participation, places) values (?, ?, ?)`, id, a, places); err != nil {
				return err
			}
			said = append(said, fmt.Sprintf("%s: %s", a, placesWords(places)))
		}
		return t.record(Entry{At: at, PersonID: by, Action: "delegation-quotas", Subject: string(id), Detail: strings.Join(said, "\n")})
	})
}

func placesWords(places *int) string {
	if places == nil {
		return limitWords(0, false)
	}
	return limitWords(*places, true)
}
