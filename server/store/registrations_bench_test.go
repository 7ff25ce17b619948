package store_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"plenary/server/conference"
	"plenary/server/store"
)

// many registers people of 60 delegations and four categories, in all states.
func (w *world) many(n int) {
	w.t.Helper()
	numbers := fmt.Sprintf(`with recursive n(i) as (select 0 union all select i + 1 from n where i + 1 < %d) `, n)
	must(w.t, w.Change(w.t.Context(), func(exec func(string, ...any) error) error {
		for _, statement := range []string{
			`with recursive n(i) as (select 0 union all select i + 1 from n where i < 59)
				insert into delegation (id, conference_id, code, name, category)
				select 'd' || i, 'conference', '', 'Delegation ' || i, 'participating-state' from n`,
			numbers + `insert into person (id, email, name, administrator, password_hash, created_at)
				select 'm' || i, 'person' || i || '@many.example', 'Person ' || i, false, '', (select created_at from person where id = 'person-ana') from n`,
			numbers + `insert into registration (id, conference_id, person_id, name, delegation_id, organization, category, function,
					state, reason, created_at, changed_at, name_key, place_key)
				select 'r' || i, 'conference', 'm' || i, 'Person ' || i, 'd' || (i % 60), '',
					case i % 4 when 0 then 'media' when 1 then 'academia' when 2 then 'staff' else 'participating-state' end, 'Counsellor',
					case i % 10 when 0 then 'submitted' when 1 then 'rejected' when 2 then 'waiting' else 'approved' end, '',
					p.created_at, p.created_at, 'person ' || i, 'delegation ' || (i % 60)
				from n cross join person p where p.id = 'person-ana'`,
		} {
			if err := exec(statement); err != nil {
				return err
			}
		}
		return nil
	}))
}

// BenchmarkRegistrations reads pages of 50 among 20,000 registrations, each with the total and the count of each state,
// as the organizers' list does.
func BenchmarkRegistrations(b *testing.B) {
	w := newWorld(b, open(b, filepath.Join(b.TempDir(), "plenary.db")))
	w.many(20_000)
	for _, c := range []struct {
		name   string
		filter store.RegistrationFilter
	}{
		{"newest", store.RegistrationFilter{}},
		{"last page", store.RegistrationFilter{Offset: 19_950}},
		{"state", store.RegistrationFilter{State: conference.Submitted}},
		{"category", store.RegistrationFilter{Category: conference.Media}},
		{"delegation", store.RegistrationFilter{Delegation: "d7"}},
		{"by name", store.RegistrationFilter{Order: store.ByName}},
		{"by delegation", store.RegistrationFilter{Order: store.ByDelegation}},
		{"text", store.RegistrationFilter{Query: "person 1999"}},
		{"text of all", store.RegistrationFilter{Query: "person"}},
	} {
		b.Run(c.name, func(b *testing.B) {
			c.filter.Limit = 50
			for b.Loop() {
				_, err := w.Registrations(b.Context(), w.conference.ID, c.filter)
				must(b, err)
			}
		})
	}
}

// BenchmarkSweep decides about 10,000 registrations and undoes it.
func BenchmarkSweep(b *testing.B) {
	w := newWorld(b, open(b, filepath.Join(b.TempDir(), "plenary.db")))
	w.many(10_000)
	filter := store.RegistrationFilter{Query: "person"}
	for b.Loop() {
		sweep := w.sweepOf(conference.NewID[conference.SweepID](), conference.Cancel)
		_, err := w.Sweep(b.Context(), sweep, filter, 10_000)
		must(b, err)
		_, err = w.UndoSweep(b.Context(), sweep.ID, w.olga.ID, sweep.At)
		must(b, err)
	}
}
