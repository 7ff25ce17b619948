package store

import "testing"

// Whoever adds a table says whether a conference's file has it, and if not, why.
func TestEveryTableIsExportedOrSaysWhyNot(t *testing.T) {
	in := map[string]bool{}
	for _, e := range exports {
		in[e.name] = true
	}
	for _, table := range tables {
		if in[table] == (notExported[table] != "") {
			t.Errorf("table %s: put it into exports, or into notExported with a reason (server/store/export.go)", table)
		}
	}
}

// Whatever a person can ask to see goes when she is erased, or it says why it stays.
func TestEveryPersonalTableIsErasedOrSaysWhyNot(t *testing.T) {
	goes := map[string]bool{}
	for _, e := range erased {
		goes[e.table] = true
	}
	for _, p := range personals {
		if goes[p.name] == (erasureLeaves[p.name] != "") {
			t.Errorf("table %s: put it into erased, or into erasureLeaves with a reason (server/store/erase.go)", p.name)
		}
	}
}

// Whoever adds a table says whether a person gets what it has about her, and if not, why.
func TestEveryTableIsPersonalOrSaysWhyNot(t *testing.T) {
	in := map[string]bool{}
	for _, p := range personals {
		in[p.name] = true
	}
	for _, table := range tables {
		if in[table] == (notPersonal[table] != "") {
			t.Errorf("table %s: put it into personals, or into notPersonal with a reason (server/store/personal.go)", table)
		}
	}
}
