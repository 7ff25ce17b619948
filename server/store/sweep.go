package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"plenary/server/conference"
)

const noSweep = "there is no such decision"

// SweepCount says what a sweep does, or would do.
type SweepCount struct {
	Matching int                                  // registrations that the filter picks
	To       map[conference.RegistrationState]int // how many get into which state; the rest stays as it is
}

// move is what a sweep does to one registration.
type move struct{ was, is conference.Registration }

// PreviewSweep says what a decision about all registrations that a filter picks would do.
func (s *Store) PreviewSweep(ctx context.Context, id conference.ConferenceID, d conference.Decision, f RegistrationFilter) (SweepCount, error) {
	candidates, err := s.candidates(ctx, id, f)
	if err != nil {
		return SweepCount{}, err
	}
	limits, err := s.CategoryLimits(ctx, id)
	if err != nil {
		return SweepCount{}, err
	}
	free := conference.Vacancies{}
	for _, l := range limits {
		free[l.Category] = max(l.Places-l.Taken, 0)
	}
	left, err := quotasLeft(newcomers(candidates), func(dest any, query string, args ...any) error {
		return s.list(ctx, dest, query, args...)
	})
	if err != nil {
		return SweepCount{}, err
	}
	count := SweepCount{Matching: len(candidates), To: map[conference.RegistrationState]int{}}
	for _, m := range conference.PlanSweep(d, candidates, free, left) {
		count.To[m.To]++
	}
	return count, tooMany(len(candidates))
}

func (s *Store) candidates(ctx context.Context, id conference.ConferenceID, f RegistrationFilter) (list []conference.Candidate, err error) {
	where, args := f.where(id)
	err = s.list(ctx, &list, `select r.id, r.category, r.delegation_id, r.participation, r.state from registration r where `+where+`
		order by r.created_at, r.id limit ?`, append(args, conference.MostSwept+1)...)
	return list, err
}

func tooMany(n int) error {
	if n > conference.MostSwept {
		return conference.Errorf(conference.Invalid, "these are more than %d registrations; please narrow the list", conference.MostSwept)
	}
	return nil
}

// Sweep decides about all registrations that a filter picks, in one change. Expected is how many the organizer saw that
// it picks: are there others by now, it is a Conflict. A sweep that was made already, whose answer was lost, is not made
// again.
func (s *Store) Sweep(ctx context.Context, sweep conference.Sweep, f RegistrationFilter, expected int) (count SweepCount, err error) {
	err = s.write(ctx, func(t *tx) error {
		count, err = t.decideMany(sweep, f, expected)
		return err
	})
	return count, err
}

func (t *tx) decideMany(sweep conference.Sweep, f RegistrationFilter, expected int) (SweepCount, error) {
	count := SweepCount{To: map[conference.RegistrationState]int{}}
	known, err := t.madeBefore(sweep, count.To)
	if err != nil || known {
		count.Matching = expected
		return count, err
	}
	where, args := f.where(sweep.ConferenceID)
	var rows []conference.Registration
	err = t.list(&rows, `select `+columns+` from registration r where `+where+` order by r.created_at, r.id limit ?`,
		append(args, conference.MostSwept+1)...)
	if err != nil {
		return count, err
	}
	if err := tooMany(len(rows)); err != nil {
		return count, err
	}
	if count.Matching = len(rows); count.Matching != expected {
		return count, conference.Errorf(conference.Conflict, "the list has changed meanwhile: %d registrations fit now, not %d; please look again", count.Matching, expected)
	}
	left, err := t.quotasOf(newcomers(candidatesOf(rows)))
	if err != nil {
		return count, err
	}
	free, err := t.vacancies(sweep.ConferenceID, categoriesOf(rows)...)
	if err != nil {
		return count, err
	}
	moves := planned(sweep, rows, free, left)
	for _, m := range moves {
		count.To[m.is.State]++
	}
	return count, t.sweep(sweep, moves)
}

// madeBefore says whether a sweep was made already, and counts what it did.
func (t *tx) madeBefore(sweep conference.Sweep, to map[conference.RegistrationState]int) (known bool, err error) {
	err = t.get("", &known, `select exists (select 1 from sweep where id = ? and conference_id = ?)`, sweep.ID, sweep.ConferenceID)
	if err != nil || !known {
		return known, err
	}
	var made []struct {
		State conference.RegistrationState
		Count int
	}
	err = t.list(&made, `select state, count(*) as count from sweep_item where sweep_id = ? group by state`, sweep.ID)
	for _, m := range made {
		to[m.State] = m.Count
	}
	return known, err
}

// categoriesOf lists the categories in one order for everybody, so that no two wait for each other.
func categoriesOf(rows []conference.Registration) []conference.Category {
	var list []conference.Category
	for _, r := range rows {
		if !slices.Contains(list, r.Category) {
			list = append(list, r.Category)
		}
	}
	slices.Sort(list)
	return list
}

func candidatesOf(rows []conference.Registration) []conference.Candidate {
	candidates := make([]conference.Candidate, len(rows))
	for i, r := range rows {
		candidates[i] = conference.Candidate{
			ID: r.ID, Category: r.Category, DelegationID: r.DelegationID, Participation: r.Participation, State: r.State,
		}
	}
	return candidates
}

func planned(sweep conference.Sweep, rows []conference.Registration, free conference.Vacancies, left conference.QuotaLeft) []move {
	byID := make(map[conference.RegistrationID]conference.Registration, len(rows))
	for _, r := range rows {
		byID[r.ID] = r
	}
	var moves []move
	for _, m := range conference.PlanSweep(sweep.Decision, candidatesOf(rows), free, left) {
		was := byID[m.ID]
		is := was
		is.State, is.Reason, is.DecidedBy, is.DecidedAt, is.ChangedAt = m.To, sweep.Reason, sweep.PersonID, &sweep.At, sweep.At
		moves = append(moves, move{was, is})
	}
	return moves
}

// sweep writes a sweep, moves its registrations and tells the audit of each.
func (t *tx) sweep(sweep conference.Sweep, moves []move) error {
	_, err := t.put(`
		insert into sweep (id, conference_id, person_id, decision, reason, at, due_at, undone_at, settled_at)
		values (:id, :conference_id, :person_id, :decision, :reason, :at, :due_at, :undone_at, :settled_at)`, sweep)
	if err != nil {
		return err
	}
	err = t.rows(`insert into sweep_item (sweep_id, registration_id, was_state, was_reason, was_decided_by, was_decided_at, state) values`,
		len(moves), func(i int) []any {
			was := moves[i].was
			return []any{sweep.ID, was.ID, was.State, was.Reason, was.DecidedBy, was.DecidedAt, moves[i].is.State}
		})
	if err != nil {
		return err
	}
	set := `reason = ?, decided_by = ?, decided_at = ?, changed_at = ?`
	args := []any{sweep.Reason, sweep.PersonID, sweep.At, sweep.At}
	if sweep.Decision == conference.Promotion { // an organizer's decision, that there was no place for, is carried out
		set, args = `reason = ?, changed_at = ?`, []any{"", sweep.At}
	}
	_, err = t.exec(`
		update registration set `+set+`,
			state = (select i.state from sweep_item i where i.sweep_id = ? and i.registration_id = registration.id)
		where id in (select registration_id from sweep_item where sweep_id = ?)`, append(args, sweep.ID, sweep.ID)...)
	if err != nil {
		return err
	}
	by := conference.PersonID("")
	if sweep.PersonID != nil {
		by = *sweep.PersonID
	}
	return t.recordAll(len(moves), func(i int) Entry {
		m := moves[i]
		return Entry{
			At: sweep.At, PersonID: by, Action: "registration-" + string(m.is.State), Subject: string(m.is.ID),
			Detail: difference(m.was, m.is) + "\n" + string(sweep.Decision) + " " + string(sweep.ID),
		}
	})
}

// rows inserts many rows by few statements. The query ends before the first "(".
func (t *tx) rows(query string, n int, row func(i int) []any) error {
	const together = 500 // both databases bind more values than these have
	for from := 0; from < n; from += together {
		to := min(from+together, n)
		var args []any
		for i := from; i < to; i++ {
			args = append(args, row(i)...)
		}
		one := "(?" + strings.Repeat(", ?", len(args)/(to-from)-1) + ")"
		if _, err := t.exec(query+" "+one+strings.Repeat(", "+one, to-from-1), args...); err != nil {
			return err
		}
	}
	return nil
}

// SweepOf returns a sweep.
func (s *Store) SweepOf(ctx context.Context, id conference.SweepID) (w conference.Sweep, err error) {
	err = s.get(ctx, noSweep, &w, `select * from sweep where id = ?`, id)
	return w, err
}

// UndoSweep gives each registration of a sweep the state back that it had, as by may at now, and says which. One that has
// been moved again since stays as it is.
func (s *Store) UndoSweep(ctx context.Context, id conference.SweepID, by conference.PersonID, now time.Time) (restored []conference.Registration, err error) {
	err = s.write(ctx, func(t *tx) error {
		restored, err = t.undo(id, by, now)
		return err
	})
	return restored, err
}

func (t *tx) undo(id conference.SweepID, by conference.PersonID, now time.Time) ([]conference.Registration, error) {
	// First, so that of two who undo, or undo and settle, at once one waits for the other.
	if _, err := t.exec(`update sweep set due_at = due_at where id = ?`, id); err != nil {
		return nil, err
	}
	var sweep conference.Sweep
	if err := t.get(noSweep, &sweep, `select * from sweep where id = ?`, id); err != nil {
		return nil, err
	}
	if err := sweep.Undo(by, now); err != nil {
		return nil, err
	}
	const unmoved = `from sweep_item i join registration r on r.id = i.registration_id
		where i.sweep_id = ? and r.state = i.state and r.changed_at = ?`
	var was []conference.Registration
	if err := t.list(&was, `select `+columns+` `+unmoved+` order by r.created_at, r.id`, id, sweep.At); err != nil {
		return nil, err
	}
	_, err := t.exec(`
		update registration set (state, reason, decided_by, decided_at) = (
			select i.was_state, i.was_reason, i.was_decided_by, i.was_decided_at from sweep_item i
			where i.sweep_id = ? and i.registration_id = registration.id), changed_at = ?
		where id in (select r.id `+unmoved+`)`, id, now, id, sweep.At)
	if err != nil {
		return nil, err
	}
	if _, err := t.exec(`update sweep set undone_at = ?, settled_at = ? where id = ?`, now, now, id); err != nil {
		return nil, err
	}
	var is []conference.Registration
	err = t.list(&is, `select `+columns+` from registration r join sweep_item i on i.registration_id = r.id
		where i.sweep_id = ? and r.changed_at = ? order by r.created_at, r.id`, id, now)
	if err != nil {
		return nil, err
	}
	before := make(map[conference.RegistrationID]conference.Registration, len(was))
	for _, r := range was {
		before[r.ID] = r
	}
	err = t.recordAll(len(is), func(i int) Entry {
		return Entry{
			At: now, PersonID: by, Action: "registration-" + string(is[i].State), Subject: string(is[i].ID),
			Detail: difference(before[is[i].ID], is[i]) + "\nundone " + string(id),
		}
	})
	if err != nil {
		return nil, err
	}
	for _, c := range categoriesOf(is) { // who was approved has given the place back
		if err := t.promote(sweep.ConferenceID, c, now); err != nil {
			return nil, err
		}
	}
	return is, nil
}

// Swept returns the people whose registrations a sweep moved.
func (s *Store) Swept(ctx context.Context, id conference.SweepID) (people []conference.PersonID, err error) {
	err = s.list(ctx, &people, `
		select r.person_id from sweep_item i join registration r on r.id = i.registration_id where i.sweep_id = ?`, id)
	return people, err
}
