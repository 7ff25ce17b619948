package store

import (
	"context"
	"errors"
	"slices"
	"time"

	"plenary/server/conference"
)

// BadgeCodes returns the codes of the badges of these registrations, and makes those that are not there yet.
func (s *Store) BadgeCodes(ctx context.Context, ids []conference.RegistrationID, now time.Time) (map[conference.RegistrationID]string, error) {
	codes := make(map[conference.RegistrationID]string, len(ids))
	err := s.write(ctx, func(t *tx) error {
		clear(codes)
		for part := range slices.Chunk(ids, 500) {
			var there []conference.BadgeCode
			if err := t.list(&there, `select * from badge where registration_id in `+marks(len(part)), anys(part)...); err != nil {
				return err
			}
			for _, b := range there {
				codes[b.RegistrationID] = b.Code
			}
		}
		for _, id := range ids {
			if codes[id] != "" {
				continue
			}
			var b conference.BadgeCode
			_, err := t.add(&b, `
				insert into badge (registration_id, code, created_at) values (:registration_id, :code, :created_at)
				on conflict (registration_id) do update set code = badge.code returning *`,
				conference.BadgeCode{RegistrationID: id, Code: conference.NewID[string](), CreatedAt: now})
			if err != nil {
				return err
			}
			codes[id] = b.Code
		}
		return nil
	})
	return codes, err
}

// RenewBadge gives a registration another badge code; badges with the old one are good no more.
func (s *Store) RenewBadge(ctx context.Context, id conference.RegistrationID, by conference.PersonID, now time.Time) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.put(`
			insert into badge (registration_id, code, created_at) values (:registration_id, :code, :created_at)
			on conflict (registration_id) do update set code = excluded.code, created_at = excluded.created_at`,
			conference.BadgeCode{RegistrationID: id, Code: conference.NewID[string](), CreatedAt: now})
		if err != nil {
			return err
		}
		return t.record(Entry{At: now, PersonID: by, Action: "badge-renewed", Subject: string(id)})
	})
}

// Guest is somebody as she is seen at the door.
type Guest struct {
	ID       conference.RegistrationID
	Name     string
	Function string
	Place    string // delegation or organization
	Code     string // of a State
	Category conference.Category
	State    conference.RegistrationState
	Badge    string     // its code; empty: no badge was printed
	At       *time.Time // when she came in; nil: not yet
}

const guests = `
	select r.id, r.name, r.function, coalesce(d.name, r.organization) as place, coalesce(d.code, '') as code, r.category, r.state,
		coalesce(b.code, '') as badge,
		(select c.at from check_in c where c.registration_id = r.id and not c.undone order by c.at limit 1) as at
	from registration r left join delegation d on d.id = r.delegation_id left join badge b on b.registration_id = r.id
	where r.conference_id = ?`

// Guests returns all who may come in; with a time, instead, everybody about whom something changed since.
func (s *Store) Guests(ctx context.Context, id conference.ConferenceID, since time.Time) (list []Guest, err error) {
	if since.IsZero() {
		err = s.list(ctx, &list, guests+` and r.state = ? order by r.id`, id, conference.Approved)
		return list, err
	}
	err = s.list(ctx, &list, guests+` and r.id in (
			select id from registration where conference_id = ? and changed_at >= ?
			union select registration_id from check_in where conference_id = ? and changed_at >= ?
			union select registration_id from badge where created_at >= ?)
		order by r.id`, id, id, since, id, since, since)
	return list, err
}

// Arrival is a badge that was shown at the door, or a name that was picked from the list.
type Arrival struct {
	ID           conference.CheckInID
	Badge        string                    // what it said; or else
	Registration conference.RegistrationID // who was picked
	At           time.Time
}

// Arrived says what came of an [Arrival].
type Arrived struct {
	Outcome conference.CheckInOutcome
	Guest   Guest // zero when unknown
}

// CheckIn lets people in who may come in, in the order in which they came; by is who stood at the door.
func (s *Store) CheckIn(
	ctx context.Context, id conference.ConferenceID, arrivals []Arrival, by conference.PersonID, now time.Time,
) (list []Arrived, err error) {
	err = s.write(ctx, func(t *tx) error {
		list = list[:0]
		for _, a := range arrivals {
			one, err := t.arrive(id, a, by, now)
			if err != nil {
				return err
			}
			list = append(list, one)
		}
		return nil
	})
	return list, err
}

func (t *tx) arrive(id conference.ConferenceID, a Arrival, by conference.PersonID, now time.Time) (Arrived, error) {
	condition, value := ` and r.id = ?`, string(a.Registration)
	if a.Badge != "" {
		condition, value = ` and b.code = ?`, conference.ReadBadge(a.Badge)
	}
	var g Guest
	err := t.get("unknown", &g, guests+condition, id, value)
	var missing *conference.Error
	switch {
	case errors.As(err, &missing) && missing.Kind == conference.NotFound:
		return Arrived{Outcome: conference.UnknownBadge}, nil
	case err != nil:
		return Arrived{}, err
	case g.State != conference.Approved:
		return Arrived{Outcome: conference.NotAdmitted, Guest: g}, nil
	}
	at := instant(conference.CheckInTime(a.At, now))
	n, err := t.put(`
		insert into check_in (id, conference_id, registration_id, person_id, at, changed_at, undone)
		values (:id, :conference_id, :registration_id, :person_id, :at, :changed_at, :undone) on conflict (id) do nothing`,
		conference.CheckIn{ID: a.ID, ConferenceID: id, RegistrationID: g.ID, PersonID: by, At: at, ChangedAt: now})
	if err != nil {
		return Arrived{}, err
	}
	if g.At != nil && n > 0 {
		return Arrived{Outcome: conference.InAlready, Guest: g}, nil
	}
	if n > 0 {
		g.At = &at
		err = t.record(Entry{At: now, PersonID: by, Action: "check-in", Subject: string(g.ID)})
	}
	return Arrived{Outcome: conference.CheckedIn, Guest: g}, err
}

// UndoCheckIn takes back that somebody was let in, however often; by is who says so.
func (s *Store) UndoCheckIn(ctx context.Context, id conference.RegistrationID, by conference.PersonID, now time.Time) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(`update check_in set undone = ?, changed_at = ? where registration_id = ? and not undone`, true, now, id)
		if err != nil || n == 0 {
			return err
		}
		return t.record(Entry{At: now, PersonID: by, Action: "check-in-undone", Subject: string(id)})
	})
}
