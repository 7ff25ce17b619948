package storetest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"plenary/server/store"
)

// empty is a SQLite file with the schema and no rows, made once for all tests of a program: with the race detector,
// reading the migrations takes longer than most tests do.
var empty = sync.OnceValues(func() (content []byte, err error) {
	folder, err := os.MkdirTemp("", "plenary-empty-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	path := filepath.Join(folder, "plenary.db")
	s, err := store.Open(context.Background(), path)
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// Empty returns the path of a SQLite file of one test that has the schema already, so that opening it is quick.
func Empty(t testing.TB) string {
	t.Helper()
	content, err := empty()
	if err != nil {
		t.Fatalf("make an empty database: %v", err)
	}
	path := filepath.Join(t.TempDir(), "plenary.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
