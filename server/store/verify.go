package store

import (
	"context"
	"errors"
	"maps"
	"slices"

	"plenary/server/conference"
)

// Break is the first place where the chain is broken.
type Break struct {
	Number int64 // of the row; for one that is gone, where it was
	Fault  conference.AuditFault
}

// Verdict is what a verification of the audit found.
type Verdict struct {
	Head   Seal   // the end of the chain
	Broken *Break // nil: every row is as it was written
}

// entriesAtOnce is how many rows are read at once to be verified.
const entriesAtOnce = 5000

// VerifyAudit reads the whole audit and says whether every row is as it was written and none is missing. Seen, if it is
// not zero, is an end of the chain that somebody noted earlier: whoever rewrites the whole chain has another one there.
func (s *Store) VerifyAudit(ctx context.Context, seen Seal) (v Verdict, err error) {
	var head []Seal
	if err := s.list(ctx, &head, `select number, hash from audit_head where name = 'audit'`); err != nil {
		return v, err
	}
	if len(head) == 1 {
		v.Head = head[0]
	}
	erased := erasures{}
	last, broken, err := s.walk(ctx, v.Head.Number, seen, erased)
	switch {
	case err != nil:
		return v, err
	case broken != nil:
		v.Broken = broken
	case last != v.Head:
		v.Broken = &Break{Number: last.Number + 1, Fault: conference.EntriesCut}
	case seen.Number > v.Head.Number:
		v.Broken = &Break{Number: v.Head.Number + 1, Fault: conference.EntriesCut}
	case len(erased) > 0: // nobody recorded it
		v.Broken = &Break{Number: slices.Min(slices.Collect(maps.Keys(erased))), Fault: conference.EntryChanged}
	default:
		v.Broken, err = s.outside(ctx)
	}
	return v, err
}

// walk follows the chain from its first row to the one with this number, and notes which rows have been erased although no
// later one says so.
func (s *Store) walk(ctx context.Context, to int64, seen Seal, erased erasures) (last Seal, broken *Break, err error) {
	for last.Number < to {
		var rows []chained
		err := s.list(ctx, &rows, `
			select id, at, coalesce(person_id, '') as person_id, action, subject, detail, via, number, coalesce(hash, '') as hash, salt, digest
			from audit where number > ? and number <= ? order by number limit ?`, last.Number, to, entriesAtOnce)
		if err != nil {
			return last, nil, err
		}
		if len(rows) == 0 {
			return last, nil, nil
		}
		for _, row := range rows {
			if row.Number != last.Number+1 {
				return last, &Break{Number: last.Number + 1, Fault: conference.EntryMissing}, nil
			}
			hash, err := row.follows(last.Hash)
			if err != nil {
				return last, nil, err
			}
			said, err := erased.note(row)
			if err != nil {
				return last, nil, err
			}
			if hash != row.Hash || !said {
				return last, &Break{Number: row.Number, Fault: conference.EntryChanged}, nil
			}
			if row.Number == seen.Number && row.Hash != seen.Hash {
				return last, &Break{Number: row.Number, Fault: conference.EntriesForged}, nil
			}
			last = row.Seal
		}
	}
	return last, nil, nil
}

// outside finds a row that is in no chain. The end is read once more, since people go on writing.
func (s *Store) outside(ctx context.Context) (*Break, error) {
	var number int64
	err := s.get(ctx, "every row is chained", &number, `
		select coalesce(number, 0) from audit
		where number is null or number < 1 or number > coalesce((select max(number) from audit_head), 0)
		order by coalesce(number, 0) limit 1`)
	if refused, ok := errors.AsType[*conference.Error](err); ok && refused.Kind == conference.NotFound {
		return nil, nil //nolint:nilnil // no break is no error
	}
	if err != nil {
		return nil, err
	}
	return &Break{Number: number, Fault: conference.EntryForeign}, nil
}

// AuditHead is the end of the chain, for an operator to note where the database cannot reach.
func (s *Store) AuditHead(ctx context.Context) (head Seal, err error) {
	var list []Seal
	if err := s.list(ctx, &list, `select number, hash from audit_head where name = 'audit'`); err != nil || len(list) == 0 {
		return head, err
	}
	return list[0], nil
}
