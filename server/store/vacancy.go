package store

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"plenary/server/conference"
)

// CategoryLimit says how many people of a category may be approved, and how many are.
type CategoryLimit struct {
	Category conference.Category
	Places   int
	Taken    int
}

// CategoryLimits returns the limits of a conference; a category that is not among them has none.
func (s *Store) CategoryLimits(ctx context.Context, id conference.ConferenceID) (list []CategoryLimit, err error) {
	err = s.list(ctx, &list, `
		select l.category, l.places, `+taken+` as taken from category_limit l where l.conference_id = ? order by l.category`, id)
	return list, err
}

// taken counts the places of the category of l that are given: also those of people whom a decision put out of one that
// can still be undone.
const taken = `(
	(select count(*) from registration r where r.conference_id = l.conference_id and r.category = l.category and r.state = 'approved')
	+ (select count(*) from sweep w join sweep_item i on i.sweep_id = w.id join registration r on r.id = i.registration_id
		where w.settled_at is null and w.undone_at is null and w.conference_id = l.conference_id
			and i.was_state = 'approved' and r.state <> 'approved' and r.category = l.category))`

// vacancies counts the places that are free in categories, and keeps others from giving any until this change is
// committed.
func (t *tx) vacancies(id conference.ConferenceID, categories ...conference.Category) (conference.Vacancies, error) {
	free := conference.Vacancies{}
	for _, c := range categories {
		// On PostgreSQL this waits for whoever gives a place of the category; SQLite has one writer anyway.
		n, err := t.exec(`update category_limit set places = places where conference_id = ? and category = ?`, id, c)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			continue
		}
		var left int
		err = t.get("", &left, `select l.places - `+taken+` from category_limit l where l.conference_id = ? and l.category = ?`, id, c)
		if err != nil {
			return nil, err
		}
		free[c] = max(left, 0)
	}
	return free, nil
}

// promote gives the places that are free in a category to those on its waiting list, in the order of their arrival. They
// are told by a sweep of the server's own, which is due at once.
func (t *tx) promote(id conference.ConferenceID, category conference.Category, at time.Time) error {
	free, err := t.vacancies(id, category)
	if err != nil || free[category] == 0 {
		return err
	}
	var first []conference.Registration
	err = t.list(&first, `
		select `+columns+` from registration r where r.conference_id = ? and r.category = ? and r.state = ?
		order by r.created_at, r.id limit ?`, id, category, conference.Waiting, free[category])
	if err != nil || len(first) == 0 {
		return err
	}
	sweep := conference.Sweep{
		ID: conference.NewID[conference.SweepID](), ConferenceID: id, Decision: conference.Promotion, At: at, DueAt: at,
	}
	moves := make([]move, 0, len(first))
	for _, r := range first {
		to, err := r.Promote(at)
		if err != nil {
			return err
		}
		moves = append(moves, move{was: r, is: to})
	}
	return t.sweep(sweep, moves)
}

// SetCategoryLimits replaces the limits of a conference. Where there are more places than before, those who wait get
// them; nobody loses one.
func (s *Store) SetCategoryLimits(ctx context.Context, id conference.ConferenceID, limits map[conference.Category]int, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		var before []CategoryLimit
		err := t.list(&before, `select category, places from category_limit where conference_id = ?`, id)
		if err != nil {
			return err
		}
		had := map[conference.Category]int{}
		for _, l := range before {
			had[l.Category] = l.Places
		}
		for _, c := range conference.Categories {
			places, limited := limits[c]
			old, was := had[c]
			if limited == was && places == old {
				continue
			}
			if err := t.limit(id, c, places, limited); err != nil {
				return err
			}
			err := t.record(Entry{
				At: at, PersonID: by, Action: "category-limit", Subject: string(id),
				Detail: fmt.Sprintf("%s: %s → %s", c, limitWords(old, was), limitWords(places, limited)),
			})
			if err == nil {
				err = t.promoteLimited(id, c, limited, at)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *tx) limit(id conference.ConferenceID, c conference.Category, places int, limited bool) (err error) {
	if limited {
		_, err = t.exec(`insert into category_limit (conference_id, category, places) values (?, ?, ?)
			on conflict (conference_id, category) do update set places = excluded.places`, id, c, places)
	} else {
		_, err = t.exec(`delete from category_limit where conference_id = ? and category = ?`, id, c)
	}
	return err
}

// promoteLimited promotes where there is a limit now. Where it was lifted the organizers decide: on a list without a
// limit people wait for another reason.
func (t *tx) promoteLimited(id conference.ConferenceID, c conference.Category, limited bool, at time.Time) error {
	if !limited {
		return nil
	}
	return t.promote(id, c, at)
}

func limitWords(places int, limited bool) string {
	if !limited {
		return "none"
	}
	return strconv.Itoa(places)
}
