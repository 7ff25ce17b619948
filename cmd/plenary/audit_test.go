package main

import (
	"strings"
	"testing"

	"plenary/server/store/storetest"
)

func TestAuditIsVerifiedFromTheCommandLine(t *testing.T) {
	storetest.OnEach(t, func(t *testing.T, database string) {
		flags := []string{"--data", t.TempDir(), "--database", database}
		plenary := func(args ...string) (string, error) {
			var out, log strings.Builder
			err := run(t.Context(), append([]string{args[0]}, append(flags, args[1:]...)...), func(string) string { return "" }, &out, &log)
			return out.String(), err
		}
		for _, args := range [][]string{
			{"admin", "create", "ana@conference.example", "Ana"}, {"admin", "grant", "administrator", "ana@conference.example"},
		} {
			if _, err := plenary(args...); err != nil {
				t.Fatal(err)
			}
		}
		said, err := plenary("audit", "verify")
		if err != nil || !strings.HasPrefix(said, "1 entries are as they were written") {
			t.Fatalf("%q, %v", said, err)
		}
		seen := strings.TrimSpace(said[strings.LastIndex(said, " ")+1:])
		if _, err := plenary("audit", "--seen", seen, "verify"); err != nil {
			t.Error(err)
		}
		if _, err := plenary("audit", "--seen", "1:"+strings.Repeat("0", 64), "verify"); err == nil || !strings.Contains(err.Error(), "broken at entry 1") {
			t.Errorf("another log than was seen: %v", err)
		}
		if _, err := plenary("audit", "--seen", "yesterday", "verify"); err == nil {
			t.Error("a seal that is none is taken")
		}
		storetest.Unguard(t, database)
		storetest.Exec(t, database, "update audit set detail = 'nothing'")
		if _, err := plenary("audit", "verify"); err == nil || !strings.Contains(err.Error(), "broken at entry 1: it is not as it was written") {
			t.Errorf("a row was changed: %v", err)
		}
	})
}
