package storetest

import (
	"strings"
	"testing"
)

// Beside finds the rows of all tables of a database in which each of some words stands, in one text column or several.
func Beside(t testing.TB, database string, words ...string) (rows []string) {
	t.Helper()
	db, err := open(database)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	columns := `select table_name, column_name from information_schema.columns where table_schema = current_schema() and data_type = 'text'`
	if isSQLite(database) {
		columns = `select m.name, c.name from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table' and lower(c.type) = 'text'`
	}
	l := look{ctx: t.Context(), db: db}
	tables, searched := map[string][]string{}, 0
	l.each(columns, func(scan func(...any)) {
		var table, column string
		scan(&table, &column)
		tables[table] = append(tables[table], "coalesce("+column+", '')")
		searched++
	})
	if searched < 100 {
		t.Fatalf("only %d columns are searched", searched)
	}
	for table, columns := range tables {
		text := strings.Join(columns, " || ' ' || ")
		var where []string
		for _, word := range words {
			where = append(where, "("+text+") like '%"+word+"%'")
		}
		l.each("select "+text+" from "+table+" where "+strings.Join(where, " and "), func(scan func(...any)) {
			var row string
			scan(&row)
			rows = append(rows, table+": "+row)
		})
	}
	if l.err != nil {
		t.Fatal(l.err)
	}
	return rows
}
