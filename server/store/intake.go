package store

import (
	"context"
	"fmt"
	"time"

	"plenary/server/conference"
)

// Counterparts returns what stands for the conference, its halls and its sessions in the file of another program.
func (s *Store) Counterparts(ctx context.Context, id conference.ConferenceID) (list []conference.Counterpart, err error) {
	err = s.list(ctx, &list, `select * from counterpart where conference_id = ? order by kind, subject`, id)
	return list, err
}

// TakeIn changes the draft of the programme as an intake says, in one step. A session that somebody has changed since
// the intake was made is a Conflict, and nothing is changed.
func (s *Store) TakeIn(ctx context.Context, in conference.Intake, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		for _, h := range in.Halls {
			_, err := t.put(`insert into hall (id, conference_id, name, position) values (:id, :conference_id, :name, :position)`, h)
			if err != nil {
				return err
			}
		}
		for _, d := range in.Added {
			d = changed(d, by, at)
			d.Version = 1
			if _, err := t.put(`insert into draft (`+draftColumns+`) values (`+draftValues+`)`, d); err != nil {
				return err
			}
			if err := t.show(d); err != nil {
				return err
			}
		}
		for _, list := range [][]conference.Draft{in.Changed, in.Removed} {
			for _, d := range list {
				if err := t.changeDraft(changed(d, by, at)); err != nil {
					return fmt.Errorf("%s: %w", d.Title, err)
				}
			}
		}
		for _, c := range in.Counterparts {
			_, err := t.put(`
				insert into counterpart (conference_id, kind, subject, guid, source)
				values (:conference_id, :kind, :subject, :guid, :source)
				on conflict (conference_id, kind, subject) do update set guid = excluded.guid, source = excluded.source`, c)
			if err != nil {
				return err
			}
		}
		detail := fmt.Sprintf("%d sessions added, %d changed, %d removed", len(in.Added), len(in.Changed), len(in.Removed))
		return t.record(Entry{At: at, PersonID: by, Action: "take-in-schedule", Subject: "programme", Detail: detail})
	})
}

func (t *tx) changeDraft(d conference.Draft) error {
	n, err := t.put(`update draft set `+draftChange+` where id = :id and version = :version`, d)
	if err != nil {
		return err
	}
	if n == 0 {
		return t.outdated(d.ID)
	}
	return t.show(d)
}
