package store

import (
	"context"
	"strings"
	"time"

	"plenary/server/conference"
)

// Entry is one line of the audit: who did what to whom, and when. There is no way to change or delete one.
type Entry struct {
	At       time.Time
	PersonID conference.PersonID // who did it; empty: the command line or the server itself
	Action   string              // "registration-approved", "appoint-chair", "session-open", "removed", "delete-line"
	Subject  string              // the id of what it was done to
	Detail   string
	Via      string // the name of the token that a program came with; empty: the person herself
}

type viaKey struct{}

// Via says that changes made with this context are a program's, which came with a token of this name: entries of the
// audit say so too.
func Via(ctx context.Context, token string) context.Context {
	return context.WithValue(ctx, viaKey{}, token)
}

// named has the entries of a change name the token it is made with.
func named(ctx context.Context, change func(t *tx) error) func(t *tx) error {
	via, of := ctx.Value(viaKey{}).(string)
	if !of {
		return change
	}
	return func(t *tx) error {
		t.via = via
		defer func() { t.via = "" }() // the transaction may be others' too
		return change(t)
	}
}

// Record adds an entry that belongs to no change of a row. Changes write theirs themselves, in the same transaction.
func (s *Store) Record(ctx context.Context, e Entry) error {
	return s.write(ctx, func(t *tx) error { return t.record(e) })
}

// Entries returns the last entries, the newest first.
func (s *Store) Entries(ctx context.Context, limit int) (list []Entry, err error) {
	err = s.list(ctx, &list, `
		select at, coalesce(person_id, '') as person_id, action, subject, detail, via from audit order by number desc limit ?`, limit)
	return list, err
}

// EntryFilter picks entries of the audit.
type EntryFilter struct {
	Who     string // in name or address of who did it, or in the name of the token; empty: all
	Action  string // exactly; empty: all
	Subject string // the id of what it was done to, or in its name, or in the detail; empty: all
	From    time.Time
	To      time.Time // the first moment after; zero: no end
	Offset  int
	Limit   int
}

// EntryRow is an entry with its place in the chain and the names of whom it is about.
type EntryRow struct {
	chained
	Erased      bool // the words are gone, because they named somebody who was forgotten
	PersonName  string
	PersonEmail string
	SubjectName string // empty when the subject has none, or is gone
}

// What an entry may be about, by its id; ids of different kinds are never the same.
const entriesFrom = `
	from audit a left join person p on p.id = a.person_id
		left join person sp on sp.id = a.subject
		left join registration sr on sr.id = a.subject
		left join session ss on ss.id = a.subject
		left join hall sh on sh.id = a.subject
	where a.number is not null`

const subjectName = `coalesce(sp.name, sr.name, ss.title, sh.name, '')`

func (f EntryFilter) where() (where string, args []any) {
	add := func(condition string, values ...any) {
		where += " and " + condition
		args = append(args, values...)
	}
	if who := strings.TrimSpace(f.Who); who != "" {
		like := containing(who)
		add(`(lower(p.name) like ? escape '\' or p.email like ? escape '\' or lower(a.via) like ? escape '\')`, like, like, like)
	}
	if f.Action != "" {
		add(`a.action = ?`, f.Action)
	}
	if subject := strings.TrimSpace(f.Subject); subject != "" {
		like := containing(subject)
		add(`(a.subject = ? or lower(`+subjectName+`) like ? escape '\' or lower(a.detail) like ? escape '\')`, subject, like, like)
	}
	if !f.From.IsZero() {
		add(`a.at >= ?`, f.From)
	}
	if !f.To.IsZero() {
		add(`a.at < ?`, f.To)
	}
	return where, args
}

// Audit returns one page of entries, the newest first, and how many there are on all pages.
func (s *Store) Audit(ctx context.Context, f EntryFilter) (list []EntryRow, total int, err error) {
	where, args := f.where()
	if err := s.get(ctx, "", &total, `select count(*)`+entriesFrom+where, args...); err != nil {
		return nil, 0, err
	}
	err = s.list(ctx, &list, `
		select a.id, a.at, coalesce(a.person_id, '') as person_id, a.action, a.subject, a.detail, a.via, a.number, a.hash,
			a.salt = '' as erased,
			coalesce(p.name, '') as person_name, coalesce(p.email, '') as person_email, `+subjectName+` as subject_name`+
		entriesFrom+where+` order by a.number desc limit ? offset ?`, append(args, f.Limit, f.Offset)...)
	return list, total, err
}

// AuditActions lists what the audit tells of, by name.
func (s *Store) AuditActions(ctx context.Context) (list []string, err error) {
	err = s.list(ctx, &list, `select distinct action from audit order by action`)
	return list, err
}
