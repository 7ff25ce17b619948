package store_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"plenary/server/store"
)

// A disk that is full is noticed while committing, unlike a database that may not grow. It takes root to make one.
func TestFullDiskIsUnavailableAndHealsItself(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=3m,mode=0700"); err != nil {
		t.Skipf("a small disk cannot be made here: %v", err)
	}
	t.Cleanup(func() { must(t, syscall.Unmount(dir, syscall.MNT_DETACH)) })
	s, err := store.Open(t.Context(), filepath.Join(dir, "plenary.db"))
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	newWorld(t, s)
	filler := filepath.Join(dir, "filler")
	if err := os.WriteFile(filler, make([]byte, 4<<20), 0o600); err == nil {
		t.Fatal("the disk is larger than it was made")
	}
	for range 3 {
		_, err = s.Say(t.Context(), aLine("line-0123456789ab"))
		unsaved(t, s, err, "no space left")
	}
	must(t, os.Remove(filler))
	said, err := s.Say(t.Context(), aLine("line-0123456789ab"))
	must(t, err)
	same(t, "the number", said.Number, 1)
	var found string
	must(t, s.Writer().GetContext(t.Context(), &found, "pragma integrity_check"))
	same(t, "the integrity", found, "ok")
}
