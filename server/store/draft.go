package store

import (
	"context"
	"time"

	"plenary/server/conference"
)

const draftColumns = `id, conference_id, hall_id, title, abstract, translations, kind, access, segments, languages, teams,
	capacity, recorded, chat, questions, askers, starts_at, ends_at, version, removed, changed_by, changed_at`

const draftValues = `:id, :conference_id, :hall_id, :title, :abstract, :translations, :kind, :access, :segments, :languages, :teams,
	:capacity, :recorded, :chat, :questions, :askers, :starts_at, :ends_at, :version, :removed, :changed_by, :changed_at`

const draftChange = `hall_id = :hall_id, title = :title, abstract = :abstract, translations = :translations, kind = :kind,
	access = :access, segments = :segments, languages = :languages, teams = :teams, capacity = :capacity,
	recorded = :recorded, chat = :chat, questions = :questions, askers = :askers, starts_at = :starts_at, ends_at = :ends_at,
	removed = :removed, changed_by = :changed_by, changed_at = :changed_at, version = version + 1`

// AddDraft adds a session to the draft of the programme. Everybody sees it after the next release, or at once when there
// has never been one.
func (s *Store) AddDraft(ctx context.Context, d conference.Draft, by conference.PersonID, at time.Time) (conference.Draft, error) {
	d = changed(d, by, at)
	d.Version = 1
	err := s.write(ctx, func(t *tx) error {
		if _, err := t.put(`insert into draft (`+draftColumns+`) values (`+draftValues+`)`, d); err != nil {
			return err
		}
		if err := t.show(d); err != nil {
			return err
		}
		return t.record(Entry{At: at, PersonID: by, Action: "schedule-session", Subject: string(d.ID), Detail: d.Title})
	})
	return d, err
}

// PutDraft changes a session in the draft of the programme, made on its Version. When it has another version by now, it
// is a Conflict: somebody else changed it meanwhile.
func (s *Store) PutDraft(ctx context.Context, d conference.Draft, by conference.PersonID, at time.Time) (conference.Draft, error) {
	d = changed(d, by, at)
	err := s.write(ctx, func(t *tx) error {
		n, err := t.put(`update draft set `+draftChange+` where id = :id and version = :version`, d)
		if err != nil {
			return err
		}
		if n == 0 {
			return t.outdated(d.ID)
		}
		if err := t.show(d); err != nil {
			return err
		}
		return t.record(Entry{At: at, PersonID: by, Action: "edit-session", Subject: string(d.ID), Detail: d.Title})
	})
	d.Version++
	return d, err
}

func changed(d conference.Draft, by conference.PersonID, at time.Time) conference.Draft {
	d.ChangedBy, d.ChangedAt = nil, at
	if by != "" {
		d.ChangedBy = &by
	}
	return d
}

// outdated says who changed a draft meanwhile.
func (t *tx) outdated(id conference.SessionID) error {
	var name string
	err := t.get(noSession, &name, `
		select coalesce(p.name, '') from draft d left join person p on p.id = d.changed_by where d.id = ?`, id)
	if err != nil {
		return err
	}
	if name == "" {
		name = "somebody else"
	}
	return conference.Errorf(conference.Conflict, "%s has changed this session meanwhile; look at it and decide again", name)
}

// overwriteDraft writes a draft whatever version there is, and says whether there was one.
func (t *tx) overwriteDraft(d conference.Draft) (known bool, err error) {
	n, err := t.put(`update draft set `+draftChange+` where id = :id`, d)
	if err != nil || n > 0 {
		return n > 0, err
	}
	d.Version = 1
	_, err = t.put(`insert into draft (`+draftColumns+`) values (`+draftValues+`)`, d)
	return false, err
}

// show lets everybody see a draft at once, if the programme was never released.
func (t *tx) show(d conference.Draft) error {
	var released bool
	err := t.get("", &released, `select exists (select 1 from release where conference_id = ?)`, d.ConferenceID)
	if err != nil || released {
		return err
	}
	return t.publish(d)
}

// publish makes what everybody sees of a session what its draft says.
func (t *tx) publish(d conference.Draft) error {
	if d.Public() {
		return t.putSession(d.Session())
	}
	var seen bool
	if err := t.get("", &seen, `select exists (select 1 from session where id = ?)`, d.ID); err != nil || !seen {
		return err
	}
	if err := t.mayUnpublish(d.ID); err != nil {
		return err
	}
	_, err := t.exec(`delete from session where id = ?`, d.ID)
	return err
}

// Drafts returns the draft of a conference's programme by start; what has none comes last. What was removed since the
// newest release is in it, marked.
func (s *Store) Drafts(ctx context.Context, id conference.ConferenceID) (list []conference.Draft, err error) {
	err = s.list(ctx, &list, `
		select * from draft where conference_id = ? order by starts_at is null, starts_at, ends_at, id`, id)
	return list, err
}

// Draft returns a session as the organizers are working on it.
func (s *Store) Draft(ctx context.Context, id conference.SessionID) (d conference.Draft, err error) {
	err = s.get(ctx, noSession, &d, `select * from draft where id = ?`, id)
	return d, err
}
