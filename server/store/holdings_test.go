package store

import (
	"slices"
	"testing"
)

// A table that is not listed would be in no copy.
func TestAllTablesAreListed(t *testing.T) {
	s := openFile(t)
	var there []string
	err := s.list(t.Context(), &there, `select name from sqlite_master where type = 'table' and name not like 'sqlite%' and name not like 'goose%'`)
	if err != nil {
		t.Fatal(err)
	}
	listed := slices.Sorted(slices.Values(tables))
	if slices.Sort(there); !slices.Equal(there, listed) {
		t.Errorf("there are %v, listed are %v", there, listed)
	}
}
