package store

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"

	"plenary/server/conference"
)

const readers = 4

// connectSQLite opens a file, which is made when it is missing. Its directory must exist.
//
// Transactions take the write lock when they begin: a transaction that reads first and asks for the lock later is
// refused at once when another has written meanwhile, whatever the busy timeout says.
func connectSQLite(path string) (*Store, error) {
	if path == "" {
		return nil, conference.Errorf(conference.Invalid, "the database needs a path")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("find the database: %w", err)
	}
	lock, err := lockFile(path)
	if err != nil {
		return nil, err
	}
	s := &Store{dialect: goose.DialectSQLite3, lock: lock}
	// FULL: an acknowledged change outlives a power failure, not only a crash.
	s.writer, err = openSQLite(path, 1, "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)")
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	s.reader, err = openSQLite(path, readers, "query_only(ON)")
	if err != nil {
		return nil, errors.Join(err, s.writer.Close(), lock.Close())
	}
	s.batch = &batch{commit: s.commitAll}
	return s, nil
}

func openSQLite(path string, connections int, pragmas ...string) (*sqlx.DB, error) {
	q := url.Values{
		"_txlock":              {"immediate"},
		"_inttotime":           {"1"},
		"_time_integer_format": {"unix_micro"},
		"_timezone":            {"UTC"},
		"_pragma":              append([]string{"busy_timeout(10000)", "temp_store(MEMORY)", "cache_size(-16000)"}, pragmas...),
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

// lockFile holds a file beside the database, so that two servers never think that they own its rooms. The operating
// system lets go of it whatever way this process ends.
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
		return nil, errors.Join(conference.Errorf(conference.Conflict,
			"the database %s is in use by another plenary process; stop that one first, or use PostgreSQL", path), f.Close())
	}
	return f, nil
}
