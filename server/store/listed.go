package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"plenary/server/conference"
)

// ListedRow is somebody who stands in the list of participants. It has no address.
type ListedRow struct {
	Name         string
	Function     string
	Organization string // the delegation's name, or what was typed
	Code         string
	Category     conference.Category // of the delegation, or her own
	Delegation   bool
	Head         bool
}

// Listed returns the approved people who agreed to be listed: States in their order, then the other organizations, and
// in each its head first. It is one query, whatever their number.
func (s *Store) Listed(ctx context.Context, id conference.ConferenceID) (rows []ListedRow, err error) {
	err = s.list(ctx, &rows, `
		select r.name, r.function, coalesce(d.name, r.organization) as organization, coalesce(d.code, '') as code,
			coalesce(d.category, r.category) as category, d.id is not null as delegation, r.head
		from registration r left join delegation d on d.id = r.delegation_id
		where r.conference_id = ? and r.state = 'approved' and r.listed`, id)
	// Ordered here, because the two databases compare letters differently.
	names := alphabet()
	slices.SortFunc(rows, func(a, b ListedRow) int {
		return cmp.Or(
			cmp.Compare(rank(a), rank(b)), names.CompareString(a.Organization, b.Organization), cmp.Compare(a.Organization, b.Organization),
			later(a.Head, b.Head), names.CompareString(a.Name, b.Name),
		)
	})
	return rows, err
}

// rank puts States before others, and listed delegations before what people typed.
func rank(r ListedRow) int {
	switch {
	case r.Delegation:
		return precedence(r.Category)
	default:
		return 2
	}
}

// later puts what is true first.
func later(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// SetParticipantList says who may read the list of participants, and until when.
func (s *Store) SetParticipantList(ctx context.Context, c conference.Conference, by conference.PersonID, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.put(`update conference set participants = :participants, participants_until = :participants_until where id = :id`, c)
		if err != nil {
			return err
		}
		until := "for good"
		if c.ParticipantsUntil != nil {
			until = "until " + instant(*c.ParticipantsUntil).Format(time.RFC3339)
		}
		return t.record(Entry{At: at, PersonID: by, Action: "participant-list", Subject: string(c.ID), Detail: string(c.Participants) + " " + until})
	})
}
