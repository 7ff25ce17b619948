package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"plenary/server/store"
	"plenary/server/store/storetest"
)

// onEach runs a test on an empty SQLite file, and on an empty schema of the PostgreSQL named in PLENARY_TEST_POSTGRES when
// there is one.
func onEach(t *testing.T, test func(t *testing.T, s *store.Store)) {
	t.Helper()
	each(t, storetest.Empty, func(t *testing.T, database string) {
		t.Helper()
		test(t, open(t, database))
	})
}

// onEachDatabase does the same with the address, where nothing has been opened.
func onEachDatabase(t *testing.T, test func(t *testing.T, database string)) {
	t.Helper()
	each(t, func(t testing.TB) string { return filepath.Join(t.TempDir(), "plenary.db") }, test)
}

func each(t *testing.T, file func(testing.TB) string, test func(t *testing.T, database string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, "sqlite:"+file(t))
	})
	if address := os.Getenv(storetest.Variable); address != "" {
		t.Run("postgres", func(t *testing.T) {
			t.Parallel()
			test(t, storetest.Schema(t, address))
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
