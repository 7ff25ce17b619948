package store

import (
	"context"
	"time"

	"plenary/server/conference"
)

// Announce keeps an announcement. The same again changes nothing; another one by its id is refused, and so is one more
// than people can read at once.
func (s *Store) Announce(ctx context.Context, a conference.Announcement) error {
	return s.write(ctx, func(t *tx) error {
		var known []conference.Announcement
		err := t.list(&known, `select * from announcement where id = ? or conference_id = ? and expires_at > ?`, a.ID, a.ConferenceID, a.MadeAt)
		if err != nil {
			return err
		}
		shown := 0
		for _, k := range known {
			switch {
			case k.ID != a.ID:
				if k.Meets(a) {
					shown++
				}
			case k.ConferenceID == a.ConferenceID && k.PersonID == a.PersonID && k.Text == a.Text && k.Meets(a):
				return nil
			default:
				return conference.Errorf(conference.Conflict, "another announcement has this id")
			}
		}
		if shown >= conference.MostAnnouncements {
			return conference.Errorf(conference.Conflict, "%d announcements are shown already; please take one back first", shown)
		}
		if _, err := t.put(`
			insert into announcement (id, conference_id, session_id, person_id, text, made_at, expires_at)
			values (:id, :conference_id, :session_id, :person_id, :text, :made_at, :expires_at)`, a); err != nil {
			return err
		}
		return t.record(Entry{At: a.MadeAt, PersonID: a.PersonID, Action: "announce", Subject: string(a.ID), Detail: a.Text})
	})
}

// TakeBack has an announcement expire.
func (s *Store) TakeBack(ctx context.Context, id conference.AnnouncementID, of conference.ConferenceID, by conference.PersonID, now time.Time) error {
	return s.write(ctx, func(t *tx) error {
		var a conference.Announcement
		err := t.get("there is no such announcement", &a, `select * from announcement where id = ? and conference_id = ?`, id, of)
		if err != nil || !a.ExpiresAt.After(instant(now)) {
			return err
		}
		if _, err := t.exec(`update announcement set expires_at = ? where id = ?`, now, id); err != nil {
			return err
		}
		return t.record(Entry{At: now, PersonID: by, Action: "take-back-announcement", Subject: string(id)})
	})
}

// Announcements returns what is announced at a time, the oldest first.
func (s *Store) Announcements(ctx context.Context, id conference.ConferenceID, now time.Time) (list []conference.Announcement, err error) {
	err = s.list(ctx, &list, `select * from announcement where conference_id = ? and expires_at > ? order by made_at, id`, id, now)
	return list, err
}
