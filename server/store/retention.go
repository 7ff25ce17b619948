package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"plenary/server/conference"
)

// Purgeable is how many answers to a field there are to delete, and how many of them are files.
type Purgeable struct {
	FieldID conference.FieldID
	Answers int
	Files   int
}

// Purge is what there is to delete: of each field that somebody has answered, and of how many people.
type Purge struct {
	Fields  []Purgeable
	Answers int
	Files   int
	People  int
}

const (
	purgeableFrom = `
		from answer a join registration r on r.id = a.registration_id
			left join upload u on u.registration_id = a.registration_id and u.field_id = a.field_id
		where r.conference_id = ? and a.field_id in (?)`
	selectPurgeable = `select a.field_id, count(*) as answers, count(u.field_id) as files` + purgeableFrom + ` group by a.field_id order by a.field_id`
	selectPurged    = `select count(distinct a.registration_id)` + purgeableFrom
)

// Purgeable says what [Store.Purge] would delete.
func (s *Store) Purgeable(ctx context.Context, id conference.ConferenceID, fields []conference.FieldID) (p Purge, err error) {
	if len(fields) == 0 {
		return p, nil
	}
	if err := s.among(ctx, &p.Fields, selectPurgeable, id, fields); err != nil {
		return p, err
	}
	var people []int
	if err := s.among(ctx, &people, selectPurged, id, fields); err != nil {
		return p, err
	}
	p.People = people[0]
	p.sum()
	return p, nil
}

func (p *Purge) sum() {
	for _, field := range p.Fields {
		p.Answers += field.Answers
		p.Files += field.Files
	}
}

// Purge deletes all answers to some fields, files too; the registrations stay. Expected is how many answers the organizer
// was told of; when there are others by now, nothing is deleted.
func (s *Store) Purge(
	ctx context.Context, id conference.ConferenceID, fields []conference.FieldID, expected int, by conference.PersonID, at time.Time,
) error {
	if len(fields) == 0 {
		return conference.Errorf(conference.Conflict, "there is nothing to delete by now; please look again")
	}
	return s.write(ctx, func(t *tx) error {
		query, args, err := sqlx.In(selectPurgeable, id, fields)
		if err != nil {
			return fmt.Errorf("expand a list: %w", err)
		}
		var p Purge
		if err := t.list(&p.Fields, query, args...); err != nil {
			return err
		}
		p.sum()
		if p.Answers != expected || p.Answers == 0 {
			return conference.Errorf(conference.Conflict, "there are %d answers to delete now, not %d; please look again", p.Answers, expected)
		}
		for _, table := range []string{"upload", "answer"} {
			query, args, err := sqlx.In(`delete from `+table+` where field_id in (?)
				and registration_id in (select id from registration where conference_id = ?)`, fields, id)
			if err != nil {
				return fmt.Errorf("expand a list: %w", err)
			}
			if _, err := t.exec(query, args...); err != nil {
				return err
			}
		}
		said := make([]string, len(p.Fields))
		for i, field := range p.Fields {
			said[i] = fmt.Sprintf("%s: %d answers, %d files", field.FieldID, field.Answers, field.Files)
		}
		return t.record(Entry{At: at, PersonID: by, Action: "purge-answers", Subject: string(id), Detail: strings.Join(said, "\n")})
	})
}

// SetRetention writes how many days after a conference answers are deleted, and the fields that have a rule of their own;
// 0 keeps them, or does as the conference says.
func (s *Store) SetRetention(
	ctx context.Context, id conference.ConferenceID, days int, fields map[conference.FieldID]int, by conference.PersonID, at time.Time,
) error {
	return s.write(ctx, func(t *tx) error {
		var was int
		if err := t.get(noConference, &was, `select retention_days from conference where id = ?`, id); err != nil {
			return err
		}
		var said []string
		if was != days {
			said = append(said, fmt.Sprintf("%d → %d days", was, days))
			if _, err := t.exec(`update conference set retention_days = ? where id = ?`, days, id); err != nil {
				return err
			}
		}
		for _, field := range slices.Sorted(maps.Keys(fields)) {
			n, err := t.exec(`update form_field set retention_days = ? where conference_id = ? and id = ? and retention_days <> ?`,
				fields[field], id, field, fields[field])
			if err != nil {
				return err
			}
			if n > 0 {
				said = append(said, fmt.Sprintf("%s: %d days", field, fields[field]))
			}
		}
		if len(said) == 0 {
			return nil
		}
		return t.record(Entry{At: at, PersonID: by, Action: "retention", Subject: string(id), Detail: strings.Join(said, "\n")})
	})
}
