// Package storetest gives tests databases of their own, empty ones that the store made first, and looks into them behind the
// store's back: what is at rest there, whole or not, and what happens when somebody else holds it or stops it.
package storetest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "modernc.org/sqlite"             // the driver "sqlite"
)

// Variable names the PostgreSQL server that takes part in tests, if there is one.
const Variable = "PLENARY_TEST_POSTGRES"

// OnEach runs a test on an address where a SQLite file will be, and on an empty schema of a PostgreSQL server when there
// is one.
func OnEach(t *testing.T, test func(t *testing.T, database string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, "sqlite:"+filepath.Join(t.TempDir(), "plenary.db")) })
	if address := os.Getenv(Variable); address != "" {
		t.Run("postgres", func(t *testing.T) { test(t, Schema(t, address)) })
	}
}

// Schema makes a schema for one test and returns the address of a database in which it is the only one.
func Schema(t testing.TB, address string) string {
	t.Helper()
	name := "test_" + strings.ToLower(rand.Text()[:12])
	run := func(ctx context.Context, statement string) {
		db, err := open(address)
		if err == nil {
			defer db.Close()
			_, err = db.ExecContext(ctx, statement)
		}
		if err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	run(t.Context(), "create schema "+name)
	t.Cleanup(func() { run(context.Background(), "drop schema "+name+" cascade") })
	return With(t, address, "search_path", name)
}

// With adds a parameter to the address of a PostgreSQL database.
func With(t testing.TB, address, name, value string) string {
	t.Helper()
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatalf("read the address of PostgreSQL: %v", err)
	}
	query := parsed.Query()
	query.Set(name, value)
	parsed.RawQuery = query.Encode()
	return parsed.String()
}

// Lock takes the one write lock of a SQLite database, as another process does that has it open, until it is let go.
func Lock(t testing.TB, database string) (unlock func()) {
	t.Helper()
	db, err := open(database)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(t.Context(), "begin immediate"); err != nil {
		t.Fatalf("lock the database: %v", err)
	}
	unlocked := false
	unlock = func() {
		if unlocked {
			return
		}
		unlocked = true
		// Closing rolls back what was begun; the context of the test may have ended.
		if err := db.Close(); err != nil {
			t.Errorf("unlock the database: %v", err)
		}
	}
	t.Cleanup(unlock)
	return unlock
}

func isSQLite(database string) bool { return !strings.HasPrefix(database, "postgres") }

func open(database string) (*sql.DB, error) {
	driver, name := "pgx", database
	if isSQLite(database) {
		driver, name = "sqlite", "file:"+strings.TrimPrefix(database, "sqlite:")+"?_pragma=busy_timeout(10000)"
	}
	db, err := sql.Open(driver, name)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", database, err)
	}
	db.SetConnMaxIdleTime(time.Minute)
	return db, nil
}
