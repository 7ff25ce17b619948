package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"plenary/server/conference"
	"plenary/server/store"
)

// A backup under load is the database as it was at one moment: all that was acknowledged before, nothing half, no gap.
func TestBackupWhilePeopleWrite(t *testing.T) {
	dir := t.TempDir()
	path, copied := filepath.Join(dir, "plenary.db"), filepath.Join(dir, "copy.db")
	s := open(t, path)
	newWorld(t, s)
	writing, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	begun := make(chan conference.Line, 1)
	for speaker := range 8 {
		all.Go(func() {
			for i := 0; writing.Err() == nil; i++ {
				line, err := s.Say(t.Context(), aLine(fmt.Sprintf("line-%d-%012d", speaker, i)))
				if err != nil {
					t.Error(err)
					return
				}
				select {
				case begun <- line:
				default:
				}
			}
		})
	}
	before := <-begun
	look, err := store.Look(t.Context(), path)
	must(t, err)
	held, err := look.Backup(t.Context(), copied)
	must(t, err)
	must(t, look.Close())
	stop()
	all.Wait()

	restored := filepath.Join(dir, "restored.db")
	r, err := store.Restore(t.Context(), "sqlite:"+restored, copied, false, day)
	must(t, err)
	same(t, "the number of rows", r.Total(), held.Total())
	same(t, "what was put aside", r.Aside, "")
	lines, err := open(t, restored).LastLines(t.Context(), "session", 1<<20)
	must(t, err)
	same(t, "the number of lines", int64(len(lines)), held.Rows["line"])
	there := false
	for i, line := range lines {
		same(t, "a number", line.Number, int64(i+1))
		there = there || line.ID == before.ID
	}
	same(t, "what was acknowledged before is there", there, true)
	info, err := os.Stat(restored)
	must(t, err)
	same(t, "who may read it", info.Mode().Perm(), 0o600)
	left, err := filepath.Glob(filepath.Join(dir, "*.part-*"))
	must(t, err)
	same(t, "the number of parts left behind", len(left), 0)
}

func TestRestoreRefuses(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	s := open(t, in("plenary.db"))
	newWorld(t, s)
	_, err := s.Backup(t.Context(), in("good.db"))
	must(t, err)
	_, err = s.Backup(t.Context(), in("good.db"))
	refused(t, err, conference.Conflict) // never over another
	good, err := os.ReadFile(in("good.db"))
	must(t, err)

	write := func(name string, content []byte) string {
		t.Helper()
		must(t, os.WriteFile(in(name), content, 0o600))
		return in(name)
	}
	damaged := append([]byte(nil), good...)
	for i := 20_000; i < 28_000; i++ {
		damaged[i] = 0x5a
	}
	write("used.db", good)
	write("used.db-wal", []byte("something"))
	later := open(t, in("later.db"))
	must(t, later.Change(t.Context(), func(exec func(string, ...any) error) error {
		return exec(`insert into goose_db_version (version_id, is_applied) values (9999, true)`)
	}))
	_, err = later.Backup(t.Context(), in("later-copy.db"))
	must(t, err)
	for _, c := range []struct {
		backup string
		kind   conference.Kind
	}{
		{in("missing.db"), conference.NotFound},
		{write("damaged.db", damaged), conference.Invalid},
		{write("short.db", good[:len(good)/2]), conference.Invalid},
		{write("text.db", []byte(strings.Repeat("no database at all\n", 1000))), conference.Invalid},
		{write("empty.db", nil), conference.Invalid},
		{in("used.db"), conference.Invalid},
		{in("later-copy.db"), conference.Conflict},
	} {
		t.Run(filepath.Base(c.backup), func(t *testing.T) {
			_, err := store.Restore(t.Context(), in("target.db"), c.backup, true, day)
			refused(t, err, c.kind)
			for _, name := range []string{"target.db", "target.db.restoring"} {
				if _, err := os.Stat(in(name)); err == nil {
					t.Errorf("%s was left behind", name)
				}
			}
		})
	}
	_, err = store.Restore(t.Context(), in("plenary.db"), in("good.db"), true, day)
	refused(t, err, conference.Conflict) // it is open
	_, err = store.Restore(t.Context(), "postgres://example", in("good.db"), true, day)
	refused(t, err, conference.Invalid)

	// A database without any data is as good as none.
	fresh, err := store.Open(t.Context(), in("fresh.db"))
	must(t, err)
	must(t, fresh.Close())
	_, err = store.Restore(t.Context(), in("fresh.db"), in("good.db"), false, day)
	must(t, err)
	// One that cannot be read is put aside when that is wished.
	write("broken.db", damaged[:30_000])
	_, err = store.Restore(t.Context(), in("broken.db"), in("good.db"), false, day)
	refused(t, err, conference.Conflict)
	r, err := store.Restore(t.Context(), in("broken.db"), in("good.db"), true, day)
	must(t, err)
	same(t, "what was put aside", r.Aside, in("broken.db.replaced-20200914T085000Z"))
}

func TestBackupOfPostgresSaysWhoDoesIt(t *testing.T) {
	s := open(t, onPostgres(t))
	_, err := s.Backup(t.Context(), filepath.Join(t.TempDir(), "copy.db"))
	refused(t, err, conference.Invalid)
	if err == nil || !strings.Contains(err.Error(), "pg_dump") {
		t.Errorf("it says %v", err)
	}
}
