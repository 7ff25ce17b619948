package store_test

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"plenary/server/store"
)

// onEach runs a test on a fresh SQLite file, and on a fresh schema of the PostgreSQL named in PLENARY_TEST_POSTGRES when
// there is one.
func onEach(t *testing.T, test func(t *testing.T, s *store.Store)) {
	t.Helper()
	onEachDatabase(t, func(t *testing.T, database string) {
		t.Helper()
		test(t, open(t, database))
	})
}

// onEachDatabase does the same with the address, where nothing has been opened.
func onEachDatabase(t *testing.T, test func(t *testing.T, database string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, "sqlite:"+filepath.Join(t.TempDir(), "plenary.db"))
	})
	if address := os.Getenv("PLENARY_TEST_POSTGRES"); address != "" {
		t.Run("postgres", func(t *testing.T) {
			t.Parallel()
			test(t, freshSchema(t, address))
		})
	}
}

func open(t testing.TB, database string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// freshSchema makes a schema for one test and returns the address of a database in which it is the only one.
func freshSchema(t testing.TB, address string) string {
	t.Helper()
	name := "test_" + strings.ToLower(rand.Text()[:12])
	run := func(ctx context.Context, statement string) {
		conn, err := pgx.Connect(ctx, address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(ctx)
		if _, err := conn.Exec(ctx, statement); err != nil {
			t.Error(err)
		}
	}
	run(t.Context(), "create schema "+name)
	t.Cleanup(func() { run(context.Background(), "drop schema "+name+" cascade") })
	parsed, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	query := parsed.Query()
	query.Set("search_path", name)
	parsed.RawQuery = query.Encode()
	return parsed.String()
}

func TestMigrationsAreAppliedOnce(t *testing.T) {
	onEach(t, func(t *testing.T, s *store.Store) {
		applied, err := s.Migrate(t.Context())
		if err != nil || applied != 0 {
			t.Errorf("a second time applied %d, %v", applied, err)
		}
		current, newest, err := s.Version(t.Context())
		if err != nil || current != newest || current == 0 {
			t.Errorf("version %d of %d, %v", current, newest, err)
		}
	})
}
