package store

import (
	"cmp"
	"context"
	"slices"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"plenary/server/conference"
)

const noDelegation = "there is no such delegation"

// PutDelegation adds a delegation or replaces the one with its id.
func (s *Store) PutDelegation(ctx context.Context, d conference.Delegation) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.put(`
			insert into delegation (id, conference_id, code, name, category)
			values (:id, :conference_id, :code, :name, :category)
			on conflict (id) do update set code = excluded.code, name = excluded.name, category = excluded.category`, d)
		if err != nil {
			return err
		}
		_, err = t.exec(`update registration set place_key = lower(?) where delegation_id = ?`, d.Name, d.ID)
		return err
	})
}

// Delegations returns a conference's delegations: States in the order of their names, then the others likewise.
func (s *Store) Delegations(ctx context.Context, id conference.ConferenceID) (list []conference.Delegation, err error) {
	err = s.list(ctx, &list, `select * from delegation where conference_id = ?`, id)
	inOrder(list)
	return list, err
}

// inOrder puts delegations in their order: here, because the two databases compare letters differently.
func inOrder(list []conference.Delegation) {
	names := alphabet()
	slices.SortFunc(list, func(a, b conference.Delegation) int {
		return cmp.Or(cmp.Compare(precedence(a.Category), precedence(b.Category)), names.CompareString(a.Name, b.Name), cmp.Compare(a.Name, b.Name))
	})
}

// alphabet is how names are ordered: É beside E, Ё beside Е, each script for itself. It is for one goroutine.
func alphabet() *collate.Collator { return collate.New(language.Und, collate.IgnoreCase) }

func precedence(c conference.Category) int { return min(slices.Index(conference.Categories, c), 1) }

// Delegation returns a delegation.
func (s *Store) Delegation(ctx context.Context, id conference.DelegationID) (d conference.Delegation, err error) {
	err = s.get(ctx, noDelegation, &d, `select * from delegation where id = ?`, id)
	return d, err
}
