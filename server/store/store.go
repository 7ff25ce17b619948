// Package store keeps the rows at rest. It is the only package that writes SQL; SQL is lower-case text, the same for
// SQLite and PostgreSQL, and rows are structs of package conference.
//
// What can be expected to go wrong comes back as a [conference.Error]: NotFound, Conflict, or Unavailable when the database
// is slow, locked, full or gone; everything else is wrapped and internal. A change is committed when its method returns
// without an error, and synced to the disk; after an error nothing of it is there, unless the error says that this is not
// known. Times go in as any zone and come out as UTC, to the microsecond.
package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"

	"plenary/migrations"
	"plenary/server/conference"
)

// Store is the database.
type Store struct {
	dialect goose.Dialect
	writer  *sqlx.DB      // SQLite: one connection, because there is one writer anyway
	reader  *sqlx.DB      // connections of their own, so that reading waits for no writer; SQLite: they cannot write
	lock    *os.File      // SQLite: held as long as the store is open
	batch   *batch        // SQLite: groups commits, so that one sync serves many
	lanes   lanes         // PostgreSQL: the same for what many do to one thing at once
	answer  time.Duration // PostgreSQL: how long it has for a reading or a transaction
	log     *slog.Logger
	reading diary
	writing diary

	shared      sync.WaitGroup // queries that several wait for
	conferences *kept[struct{}, []conference.Conference]
	bySlug      *kept[string, conference.Conference]
	sessions    *kept[conference.SessionID, conference.Session]
	byLogin     *gathering[askerQuestion, askerByLogin]
	byToken     *gathering[askerQuestion, askerByToken]
	votes       *gathering[votesQuestion, []conference.QuestionID]
	prepared    prepared
}

// Option changes how a database is opened.
type Option func(*Store)

// WithLogger has outages of the database logged; without it nothing is.
func WithLogger(log *slog.Logger) Option { return func(s *Store) { s.log = log } }

// Open opens a database and brings its schema up to date. The database is "sqlite:PATH", a bare path, or
// "postgres://…". A second opener of a SQLite file is refused.
func Open(ctx context.Context, database string, options ...Option) (*Store, error) {
	s, err := Connect(ctx, database, options...)
	if err != nil {
		return nil, err
	}
	if _, err := s.Migrate(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// OpenBeside opens a database as [Open] does, or, when a server has it open, beside that server. That is for small
// changes by hand, of rows that no room holds in memory: a person, a link, a grant.
func OpenBeside(ctx context.Context, database string) (*Store, error) {
	s, err := connect(ctx, database, beside)
	if err != nil {
		return nil, err
	}
	if s.dialect == goose.DialectSQLite3 && s.lock == nil {
		err = s.checkVersion(ctx)
	} else {
		_, err = s.Migrate(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Connect opens a database as [Open] does, but leaves its schema as it is.
func Connect(ctx context.Context, database string, options ...Option) (*Store, error) {
	return connect(ctx, database, owning, options...)
}

func connect(ctx context.Context, database string, how manner, options ...Option) (*Store, error) {
	s, err := dial(database, how)
	if err != nil {
		return nil, err
	}
	s.remember()
	s.log = slog.New(slog.DiscardHandler)
	for _, option := range options {
		option(s)
	}
	s.reading.log, s.reading.what = s.log, "reading"
	s.writing.log, s.writing.what = s.log, "writing"
	err = s.Ping(ctx)
	if err == nil && s.dialect == goose.DialectPostgres {
		err = s.checkPostgres(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// manner is how a SQLite file is opened, of which one process is the owner.
type manner int

const (
	owning  manner = iota
	beside         // as the owner if there is none
	looking        // never as the owner, and only to read
)

// remember makes what is kept in memory, and what gathers those who ask.
func (s *Store) remember() {
	s.conferences = newKept(&s.shared, s.readConferences)
	s.bySlug = newKept(&s.shared, s.readConferenceBySlug)
	s.sessions = newKept(&s.shared, s.readSession)
	s.byLogin = newGathering(&s.shared, s.answerLogins)
	s.byToken = newGathering(&s.shared, s.answerTokens)
	s.votes = newGathering(&s.shared, s.answerVotes)
}

func dial(database string, how manner) (*Store, error) {
	path, sqlite := sqlitePath(database)
	switch {
	case sqlite:
		return connectSQLite(path, how)
	case isPostgres(database):
		return connectPostgres(database)
	}
	return nil, conference.Errorf(conference.Invalid, "the database must be sqlite:PATH or postgres://…")
}

// sqlitePath is the path in the address of a SQLite database.
func sqlitePath(database string) (path string, ok bool) {
	return strings.TrimPrefix(database, "sqlite:"), !strings.Contains(database, "://")
}

func isPostgres(database string) bool {
	return strings.HasPrefix(database, "postgres://") || strings.HasPrefix(database, "postgresql://")
}

// Close waits for what is being written and closes the database.
func (s *Store) Close() error {
	var err error
	if s.reader != nil && s.reader != s.writer {
		err = s.reader.Close()
	}
	if s.writer != nil {
		err = errors.Join(err, s.writer.Close())
	}
	s.shared.Wait() // for what found the database closed
	if s.lock != nil {
		err = errors.Join(err, s.lock.Close())
	}
	if err != nil {
		return fmt.Errorf("close the database: %w", err)
	}
	return nil
}

// Ping says whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	ctx, cancel := s.within(ctx)
	defer cancel()
	if err := s.writer.PingContext(ctx); err != nil {
		return fmt.Errorf("reach the database: %w", err)
	}
	return nil
}

// Migrate brings the schema up to date and says how many steps that took.
func (s *Store) Migrate(ctx context.Context) (applied int, err error) {
	p, err := s.provider()
	if err != nil {
		return 0, err
	}
	results, err := p.Up(ctx)
	s.forget(conferenceTable | sessionTable)
	if err != nil {
		return len(results), fmt.Errorf("migrate the database: %w", err)
	}
	return len(results), s.guardAudit(ctx)
}

// Version says which migration the schema is at, and which one it would be at after [Store.Migrate].
func (s *Store) Version(ctx context.Context) (current, newest int64, err error) {
	p, err := s.provider()
	if err != nil {
		return 0, 0, err
	}
	current, newest, err = p.GetVersions(ctx)
	if err != nil {
		return 0, 0, fmt.Errorf("read the schema's version: %w", err)
	}
	return current, newest, nil
}

func (s *Store) checkVersion(ctx context.Context) error {
	current, newest, err := s.Version(ctx)
	if err == nil && current != newest {
		err = conference.Errorf(conference.Conflict,
			"the server that has the database open is of another version (schema %d, here %d); use its own plenary command", current, newest)
	}
	return err
}

func (s *Store) provider() (*goose.Provider, error) {
	options := []goose.ProviderOption{goose.WithLogger(goose.NopLogger()), goose.WithDisableGlobalRegistry(true)}
	if s.dialect == goose.DialectPostgres {
		locker, err := postgresLocker()
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	p, err := goose.NewProvider(s.dialect, s.writer.DB, migrations.Files, options...)
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	return p, nil
}

// get reads one row into dest, a pointer to a struct or a value. No row is the NotFound with this sentence.
func (s *Store) get(ctx context.Context, missing string, dest any, query string, args ...any) error {
	return s.read(ctx, missing, func(ctx context.Context) error {
		return s.reader.GetContext(ctx, dest, s.reader.Rebind(query), instants(args)...)
	})
}

// list reads rows into dest, a pointer to a slice.
func (s *Store) list(ctx context.Context, dest any, query string, args ...any) error {
	return s.read(ctx, "", func(ctx context.Context) error {
		return s.reader.SelectContext(ctx, dest, s.reader.Rebind(query), instants(args)...)
	})
}

// read reads, once more when the connection turns out to be gone: PostgreSQL may have been restarted meanwhile.
func (s *Store) read(ctx context.Context, missing string, f func(ctx context.Context) error) error {
	ctx, cancel := s.within(ctx)
	defer cancel()
	err := f(ctx)
	if err != nil && disconnected(err) && ctx.Err() == nil {
		err = f(ctx)
	}
	err = failure(err, missing)
	s.reading.note(err)
	return err
}

// among is list with one argument that is a slice, for "in (?)".
func (s *Store) among(ctx context.Context, dest any, query string, args ...any) error {
	query, args, err := sqlx.In(query, args...)
	if err != nil {
		return fmt.Errorf("expand a list: %w", err)
	}
	return s.list(ctx, dest, query, args...)
}
