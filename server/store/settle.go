package store

import (
	"context"
	"time"

	"plenary/server/conference"
)

// Telling is a person who is to be told what a sweep decided about her.
type Telling struct {
	conference.Registration
	SweepID  conference.SweepID
	Decision conference.Decision
	Email    string
	Swept    conference.RegistrationState // into which the sweep put her; where she is by now is in Registration
}

// DueSweep is when the next sweep is due, and whether there is one.
func (s *Store) DueSweep(ctx context.Context) (at time.Time, any bool, err error) {
	var due []time.Time
	err = s.list(ctx, &due, `select due_at from sweep where settled_at is null order by due_at limit 1`)
	if err != nil || len(due) == 0 {
		return at, false, err
	}
	return due[0], true, nil
}

// CloseSweeps settles the sweeps that are due, which can be undone no longer: the places that they freed go to those who
// wait. It returns people whom nobody has told yet what was decided about them, at most limit.
func (s *Store) CloseSweeps(ctx context.Context, now time.Time, limit int) (untold []Telling, err error) {
	err = s.write(ctx, func(t *tx) error {
		var due []conference.Sweep
		if err := t.list(&due, `select * from sweep where settled_at is null and due_at <= ? order by due_at, id`, now); err != nil {
			return err
		}
		for _, w := range due {
			if err := t.closeSweep(w, now); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = s.list(ctx, &untold, `
		select `+columns+`, w.id as sweep_id, w.decision, p.email, i.state as swept
		from sweep w join sweep_item i on i.sweep_id = w.id join registration r on r.id = i.registration_id
			join person p on p.id = r.person_id
		where w.undone_at is null and w.due_at <= ? and i.told_at is null
		order by w.due_at, w.at, w.id, r.created_at, r.id limit ?`, now, limit)
	return untold, err
}

// closeSweep settles one sweep, if nobody was faster.
func (t *tx) closeSweep(w conference.Sweep, now time.Time) error {
	n, err := t.exec(`update sweep set settled_at = ? where id = ? and settled_at is null`, now, w.ID)
	if err != nil || n == 0 {
		return err
	}
	var freed []conference.Category
	err = t.list(&freed, `
		select distinct r.category from sweep_item i join registration r on r.id = i.registration_id
		where i.sweep_id = ? and i.was_state = 'approved' and i.state <> 'approved' order by r.category`, w.ID)
	if err != nil {
		return err
	}
	for _, c := range freed {
		if err := t.promote(w.ConferenceID, c, now); err != nil {
			return err
		}
	}
	return nil
}

// Told notes that a person has been told what a sweep decided about her.
func (s *Store) Told(ctx context.Context, id conference.SweepID, registration conference.RegistrationID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(`update sweep_item set told_at = ? where sweep_id = ? and registration_id = ?`, at, id, registration)
		return err
	})
}
