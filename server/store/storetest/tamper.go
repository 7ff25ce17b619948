package storetest

import (
	"strings"
	"testing"
)

// Exec runs a statement behind the store's back.
func Exec(t testing.TB, database, statement string) {
	t.Helper()
	db, err := open(database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// Unguard takes away what keeps the audit from being changed, as somebody does who has the database to herself.
func Unguard(t testing.TB, database string) {
	t.Helper()
	if !isSQLite(database) {
		Exec(t, database, "drop trigger audit_rows_kept on audit")
		return
	}
	for guard := range strings.FieldsSeq("audit_unchanged audit_undeleted audit_appended") {
		Exec(t, database, "drop trigger "+guard)
	}
}
