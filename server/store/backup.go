package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pressly/goose/v3"

	"plenary/server/conference"
)

// Look opens a database that is there already beside whoever else has it open, only to read it: its schema stays as it
// is, and a server may start and end meanwhile.
func Look(ctx context.Context, database string) (*Store, error) {
	if path, ok := sqlitePath(database); ok && !Exists(database) {
		return nil, conference.Errorf(conference.NotFound, "there is no database %s", path)
	}
	return connect(ctx, database, looking)
}

// Exists says whether there is a file of a SQLite database: to open one that is missing makes it.
func Exists(database string) bool {
	path, ok := sqlitePath(database)
	if !ok {
		return false
	}
	_, err := os.Stat(path)
	return err == nil
}

// Backup writes a copy of a SQLite database, as it is at one moment, into a file that must not be there yet. People go on
// writing meanwhile. The copy has been checked and is on the disk when the file has its name.
func (s *Store) Backup(ctx context.Context, path string) (copied Holdings, err error) {
	if s.dialect != goose.DialectSQLite3 {
		return copied, conference.Errorf(conference.Invalid,
			"this database is PostgreSQL's, which has its own tools: pg_dump --format=custom --file=FILE DATABASE; nothing was backed up")
	}
	if path, err = filepath.Abs(path); err != nil {
		return copied, fmt.Errorf("find the file: %w", err)
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return copied, conference.Errorf(conference.Conflict, "%s is there already; name a new file", path)
	}
	part := path + ".part-" + rand.Text()[:8]
	if err := private(part); err != nil {
		return copied, err
	}
	defer os.Remove(part) // nothing is left of it once it has its name
	// Reads in one transaction of SQLite's, which in WAL mode keeps nobody from writing, and leaves out deleted content.
	if _, err := s.writer.ExecContext(ctx, "vacuum into ?", part); err != nil {
		return copied, fmt.Errorf("copy the database: %w", failure(err, ""))
	}
	if err := syncPath(part); err != nil { // SQLite does not, for a copy
		return copied, err
	}
	if copied, err = inspect(ctx, part); err != nil {
		return copied, err
	}
	if err := os.Rename(part, path); err != nil {
		return copied, fmt.Errorf("name the copy: %w", err)
	}
	return copied, syncPath(filepath.Dir(path))
}

// syncPath has the disk keep what was written to a file, or which names are in a directory.
func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("sync to the disk: %w", err)
	}
	defer f.Close()
	if err := f.Sync(); err != nil && !cannotSync(err) {
		return fmt.Errorf("sync to the disk: %w", err)
	}
	return nil
}
