package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"plenary/migrations"
	"plenary/server/conference"
)

// Restored says what a restoration did.
type Restored struct {
	Holdings
	Aside string // where the database that was there before is now; empty when there was none
}

// Restore puts a backup in the place of a SQLite database that no server has open. The backup is checked first, and stays
// where it is. A database that holds data is refused, unless it is to be replaced; it is then put aside, not deleted.
func Restore(ctx context.Context, database, backup string, replace bool, now time.Time) (r Restored, err error) {
	path, ok := sqlitePath(database)
	if !ok {
		return r, conference.Errorf(conference.Invalid,
			"the database is PostgreSQL's, which has its own tools: pg_restore --dbname=DATABASE FILE; nothing was restored")
	}
	if path, err = filepath.Abs(path); err != nil {
		return r, fmt.Errorf("find the database: %w", err)
	}
	lock, err := lockFile(path)
	if err != nil {
		return r, err
	}
	if lock == nil {
		return r, conference.Errorf(conference.Conflict,
			"the database %s is in use by another plenary process; stop that one before restoring", path)
	}
	defer func() { err = errors.Join(err, lock.Close()) }()

	part := path + ".restoring"
	defer os.Remove(part) // nothing is left of it once it has its name
	if r.Holdings, err = fetch(ctx, backup, part); err != nil {
		return r, err
	}
	if err := mayReplace(ctx, path, replace); err != nil {
		return r, err
	}
	if r.Aside, err = putAside(path, now); err != nil {
		return r, err
	}
	if err := os.Rename(part, path); err != nil {
		return r, fmt.Errorf("name the restored database: %w", err)
	}
	return r, syncPath(filepath.Dir(path))
}

// fetch copies a backup to the disk where it will be used, and checks the copy.
func fetch(ctx context.Context, backup, part string) (h Holdings, err error) {
	if info, err := os.Stat(backup + "-wal"); err == nil && info.Size() > 0 {
		return h, conference.Errorf(conference.Invalid, "%s is a database in use and no backup: a part of it is in %s-wal", backup, backup)
	}
	from, err := os.Open(backup)
	if errors.Is(err, fs.ErrNotExist) {
		return h, conference.Errorf(conference.NotFound, "there is no file %s", backup)
	}
	if err != nil {
		return h, fmt.Errorf("read the backup: %w", err)
	}
	defer from.Close()
	to, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return h, fmt.Errorf("restore the backup: %w", err)
	}
	_, err = io.Copy(to, from)
	if err = errors.Join(err, to.Sync(), to.Close()); err != nil {
		return h, fmt.Errorf("copy the backup: %w", err)
	}
	if h, err = inspect(ctx, part); err != nil {
		return h, fmt.Errorf("check the backup %s: %w", backup, err)
	}
	newest, err := newestMigration()
	if err == nil && h.Schema > newest {
		err = conference.Errorf(conference.Conflict,
			"the backup is of a later version of plenary (schema %d, here %d); restore it with that one", h.Schema, newest)
	}
	return h, err
}

// newestMigration is the number of the last file.
func newestMigration() (newest int64, err error) {
	files, err := fs.Glob(migrations.Files, "*.sql")
	if err != nil {
		return 0, fmt.Errorf("list the migrations: %w", err)
	}
	for _, name := range files {
		number, _, _ := strings.Cut(name, "_")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("read the number of a migration: %w", err)
		}
		newest = max(newest, n)
	}
	return newest, nil
}

// mayReplace says whether a database may go. One that cannot be read may be the reason for restoring, but is not ours to
// judge.
func mayReplace(ctx context.Context, path string, replace bool) error {
	if _, err := os.Stat(path); replace || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var rows int64
	db, err := openSQLite(path, 1, "query_only(ON)")
	if err == nil {
		var held map[string]int64
		held, err = count(ctx, db)
		rows = Holdings{Rows: held}.Total()
		err = errors.Join(err, db.Close())
	}
	switch {
	case err != nil:
		return conference.Errorf(conference.Conflict, "the database %s cannot be read (%s); with --replace it is put aside", path, err)
	case rows > 0:
		return conference.Errorf(conference.Conflict, "the database %s holds data (%d rows); with --replace it is put aside", path, rows)
	}
	return nil
}

// putAside renames a database and what SQLite keeps beside it. The file itself goes last: until then the rest belongs to
// it.
func putAside(path string, now time.Time) (aside string, err error) {
	name := path + ".replaced-" + now.UTC().Format("20060102T150405Z")
	for _, part := range []string{"-wal", "-shm", ""} {
		err := os.Rename(path+part, name+part)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return "", fmt.Errorf("put the database aside: %w", err)
		case part == "":
			aside = name
		}
	}
	return aside, nil
}
