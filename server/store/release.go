package store

import (
	"context"
	"time"

	"plenary/server/conference"
)

// Release lets everybody see the draft of the programme as it is, and keeps that under a name. stamp is the
// [Store.DraftStamp] of what the organizer looked at: when the draft has changed since, it is a Conflict. It returns the
// release and what changed for everybody.
func (s *Store) Release(ctx context.Context, r conference.Release, stamp int64, by conference.PersonID, at time.Time) (conference.Release, []conference.Change, error) {
	r.ReleasedAt, r.ReleasedBy = at, nil
	if by != "" {
		r.ReleasedBy = &by
	}
	var changes []conference.Change
	err := s.write(ctx, func(t *tx) error {
		var now int64
		if err := t.get("", &now, draftStamp, r.ConferenceID); err != nil {
			return err
		}
		if now != stamp {
			return conference.Errorf(conference.Conflict, "somebody has changed the draft while you looked at it; look again")
		}
		before, err := t.lastSnapshot(&r)
		if err != nil {
			return err
		}
		after, err := t.publishAll(r.ConferenceID)
		if err != nil {
			return err
		}
		changes = conference.Diff(before, after)
		if r.Snapshot, err = after.Pack(); err != nil {
			return err
		}
		_, err = t.put(`
			insert into release (id, conference_id, number, name, notes, snapshot, released_by, released_at)
			values (:id, :conference_id, :number, :name, :notes, :snapshot, :released_by, :released_at)`, r)
		if err != nil {
			return err
		}
		return t.record(Entry{At: at, PersonID: by, Action: "release-programme", Subject: string(r.ID), Detail: r.Name})
	})
	return r, changes, err
}

// lastSnapshot is what the newest release shows; r gets the number after it.
func (t *tx) lastSnapshot(r *conference.Release) (conference.Snapshot, error) {
	var last []conference.Release
	err := t.list(&last, `select * from release where conference_id = ? order by number desc limit 1`, r.ConferenceID)
	if err != nil {
		return conference.Snapshot{}, err
	}
	r.Number = 1
	if len(last) == 0 {
		return conference.Snapshot{}, nil
	}
	r.Number += last[0].Number
	return last[0].Read()
}

// publishAll makes what everybody sees of all sessions what their drafts say.
func (t *tx) publishAll(id conference.ConferenceID) (s conference.Snapshot, err error) {
	var halls []conference.Hall
	var drafts []conference.Draft
	var appointed []conference.Appointment
	for _, q := range []struct {
		dest  any
		query string
	}{
		{&halls, `select * from hall where conference_id = ? order by position, name`},
		{&drafts, `select * from draft where conference_id = ? order by starts_at is null, starts_at, ends_at, id`},
		{&appointed, `select a.* from appointment a join draft d on d.id = a.session_id where d.conference_id = ?
			order by a.session_id, a.position, a.person_id`},
	} {
		if err := t.list(q.dest, q.query, id); err != nil {
			return s, err
		}
	}
	people := map[conference.SessionID][]conference.Appointment{}
	for _, a := range appointed {
		people[a.SessionID] = append(people[a.SessionID], a)
	}
	for _, d := range drafts {
		if err := t.publish(d); err != nil {
			return s, err
		}
		if d.Removed {
			if err := t.forget(d.ID); err != nil {
				return s, err
			}
		}
	}
	return conference.TakeSnapshot(halls, drafts, people), nil
}

const draftStamp = `select coalesce(sum(version), 0) + 1000000 * count(*) from draft where conference_id = ?`

// DraftStamp is a number that changes with every change of a conference's draft.
func (s *Store) DraftStamp(ctx context.Context, id conference.ConferenceID) (stamp int64, err error) {
	err = s.get(ctx, "", &stamp, draftStamp, id)
	return stamp, err
}

// Releases returns a conference's releases, the newest first, without what they show.
func (s *Store) Releases(ctx context.Context, id conference.ConferenceID) (list []conference.Release, err error) {
	err = s.list(ctx, &list, `
		select id, conference_id, number, name, notes, '' as snapshot, released_by, released_at from release
		where conference_id = ? order by number desc`, id)
	return list, err
}

// ReleaseNumbered returns one release; number 0 is the newest, or none when there is none.
func (s *Store) ReleaseNumbered(ctx context.Context, id conference.ConferenceID, number int64) (r conference.Release, err error) {
	const none = "there is no such release"
	if number != 0 {
		err = s.get(ctx, none, &r, `select * from release where conference_id = ? and number = ?`, id, number)
		return r, err
	}
	var list []conference.Release
	err = s.list(ctx, &list, `select * from release where conference_id = ? order by number desc limit 1`, id)
	if err == nil && len(list) > 0 {
		r = list[0]
	}
	return r, err
}

// SetLateness writes how late sessions are expected, as they were changed from before; when one has another lateness by
// now, it is a Conflict and nothing is written.
func (s *Store) SetLateness(ctx context.Context, before, after []conference.Session, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		for i, now := range after {
			n, err := t.exec(`update session set delay = ?, extension = ? where id = ? and delay = ? and extension = ? and state = ?`,
				now.Delay, now.Extension, now.ID, before[i].Delay, before[i].Extension, before[i].State)
			if err != nil {
				return err
			}
			if n == 0 {
				return conference.Errorf(conference.Conflict, "somebody else was faster; look again at what is expected now")
			}
			detail := now.ExpectedStart().UTC().Format(time.RFC3339)
			if err := t.record(Entry{At: at, PersonID: by, Action: "run-late", Subject: string(now.ID), Detail: detail}); err != nil {
				return err
			}
		}
		return nil
	})
}
