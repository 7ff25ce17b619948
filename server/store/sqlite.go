package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"

	"plenary/server/conference"
)

const (
	readers = 4
	// patience is how long SQLite waits for another program that has the file locked. Two of them, for the batch that a
	// change came too late for and its own, are within the time of a command.
	patience = 4 * time.Second
)

// SQLite's own lower knows only A to Z; a name in another script is searched for without regard to case as well.
func init() {
	sqlite.MustRegisterDeterministicScalarFunction("lower", 1, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		switch text := args[0].(type) {
		case string:
			return strings.ToLower(text), nil
		default:
			return text, nil
		}
	})
}

// connectSQLite opens a file, which is made when it is missing. Its directory must exist.
//
// Transactions take the write lock when they begin: a transaction that reads first and asks for the lock later is
// refused at once when another has written meanwhile, whatever the busy timeout says.
func connectSQLite(path string, how manner) (*Store, error) {
	if path == "" {
		return nil, conference.Errorf(conference.Invalid, "the database needs a path")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("find the database: %w", err)
	}
	var lock *os.File
	if how != looking {
		lock, err = lockFile(path)
	}
	if err == nil && lock == nil && how == owning {
		err = conference.Errorf(conference.Conflict,
			"the database %s is in use by another plenary process; stop that one first, or use PostgreSQL", path)
	}
	if err != nil {
		return nil, err
	}
	s := &Store{dialect: goose.DialectSQLite3, lock: lock}
	if lock != nil {
		err = private(path)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	// FULL: an acknowledged change outlives a power failure, not only a crash. What is deleted is overwritten: who has the
	// file does not find those who were forgotten.
	s.writer, err = openSQLite(path, 1, "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)", "secure_delete(ON)")
	if err == nil {
		s.reader, err = openSQLite(path, readers, "query_only(ON)")
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.batch = &batch{commit: s.commitAll}
	return s, nil
}

// private makes the file, because SQLite would let everybody read it; what that puts beside the file has the file's mode.
// Nobody may have the file open meanwhile: closing it lets go of the locks that this process has on it.
func private(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("make the database: %w", err)
	}
	return f.Close()
}

// scrub empties the log of what was written: it has what was deleted. Who reads meanwhile keeps it until the next time.
func (s *Store) scrub(ctx context.Context) {
	if s.dialect == goose.DialectSQLite3 {
		_, _ = s.writer.ExecContext(ctx, "pragma wal_checkpoint(truncate)")
	}
}

func openSQLite(path string, connections int, pragmas ...string) (*sqlx.DB, error) {
	q := url.Values{
		"_txlock":              {"immediate"},
		"_inttotime":           {"1"},
		"_time_integer_format": {"unix_micro"},
		"_timezone":            {"UTC"},
		"_pragma":              append([]string{fmt.Sprintf("busy_timeout(%d)", patience.Milliseconds()), "temp_store(MEMORY)", "cache_size(-16000)"}, pragmas...),
	}
	db, err := sqlx.Open("sqlite", (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String())
	if err != nil {
		return nil, fmt.Errorf("open the database %s: %w", path, err)
	}
	db.MapperFunc(column)
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

// lockFile holds a file beside the database, so that two servers never think that they own its rooms. It returns nil
// when another process holds it. The operating system lets go of it whatever way this process ends.
func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the database: %w", err)
	}
	taken, err := tryLock(f)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock the database %s: %w", path, err), f.Close())
	}
	if !taken {
		return nil, f.Close()
	}
	return f, nil
}
