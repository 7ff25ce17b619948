package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/jmoiron/sqlx"
)

// tx is one change: everything in it is committed together, or nothing is. All its statements go through the methods
// below, which notice what they write.
type tx struct {
	ctx      context.Context
	sql      *sqlx.Tx
	gathered *gathered   // nil: everything is written at once
	touched  *keptTables // where it is taken down which kept rows are written
	entries  []Entry     // of the audit, to be written last
	via      string      // whose name they have beside the person's
}

// write makes a change and returns when it is committed. On an error nothing has changed. It may make the change again,
// after nothing has come of the first time: what the change returns it must set anew.
func (s *Store) write(ctx context.Context, change func(t *tx) error) (err error) {
	var touched keptTables
	change = watched(named(ctx, noted(ctx, change)), &touched)
	if s.batch != nil {
		err = s.batch.write(ctx, change)
	} else {
		err = s.commit(ctx, change)
	}
	s.forget(touched)
	err = notSaved(err)
	s.writing.note(err)
	return err
}

// exec runs a statement and says how many rows it touched.
func (t *tx) exec(query string, args ...any) (int64, error) {
	t.note(query)
	result, err := t.sql.ExecContext(t.ctx, t.sql.Rebind(query), instants(args)...)
	if err != nil {
		return 0, failure(err, "")
	}
	n, err := result.RowsAffected()
	return n, failure(err, "")
}

// put runs a statement with :names from a row.
func (t *tx) put(query string, row any) (int64, error) {
	t.note(query)
	query, args, err := t.sql.BindNamed(query, row)
	if err != nil {
		return 0, fmt.Errorf("bind a row: %w", err)
	}
	result, err := t.sql.ExecContext(t.ctx, query, instants(args)...)
	if err != nil {
		return 0, failure(err, "")
	}
	n, err := result.RowsAffected()
	return n, failure(err, "")
}

// add inserts a row with :names from row and reads it back into dest, by a query that ends with "on conflict (id) do
// nothing returning *". It says whether the row was new.
func (t *tx) add(dest any, query string, row any) (added bool, err error) {
	t.note(query)
	query, args, err := t.sql.BindNamed(query, row)
	if err != nil {
		return false, fmt.Errorf("bind a row: %w", err)
	}
	err = t.sql.GetContext(t.ctx, dest, query, instants(args)...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, failure(err, "")
}

// get reads one row inside the change. No row is the NotFound with this sentence.
func (t *tx) get(missing string, dest any, query string, args ...any) error {
	t.note(query)
	return failure(t.sql.GetContext(t.ctx, dest, t.sql.Rebind(query), instants(args)...), missing)
}

// list reads rows inside the change.
func (t *tx) list(dest any, query string, args ...any) error {
	t.note(query)
	return failure(t.sql.SelectContext(t.ctx, dest, t.sql.Rebind(query), instants(args)...), "")
}

// columns are the columns of a table, and what each holds: names from a file never become part of a statement.
func (t *tx) columns(table string) (map[string]*sql.ColumnType, error) {
	rows, err := t.sql.QueryContext(t.ctx, `select * from `+table+` where 1 = 0`)
	if err != nil {
		return nil, failure(err, "")
	}
	defer rows.Close()
	types, err := rows.ColumnTypes()
	if err != nil {
		return nil, failure(err, "")
	}
	columns := map[string]*sql.ColumnType{}
	for _, column := range types {
		columns[column.Name()] = column
	}
	return columns, failure(rows.Err(), "")
}

// onPostgres says which of the two databases this is.
func (t *tx) onPostgres() bool { return t.sql.DriverName() == "pgx" }

// note takes down which kept rows a statement may write.
func (t *tx) note(statement string) {
	if touched := written(statement); touched != 0 && t.touched != nil {
		*t.touched |= touched
	}
}

// instants writes every time the one way that both databases keep: UTC, whole microseconds. PostgreSQL's timestamp
// would otherwise drop the zone and keep the civil time.
func instants(args []any) []any {
	for i, arg := range args {
		switch at := arg.(type) {
		case time.Time:
			args[i] = instant(at)
		case *time.Time:
			if at != nil {
				args[i] = instant(*at)
			}
		}
	}
	return args
}

func instant(at time.Time) time.Time { return at.UTC().Truncate(time.Microsecond) }

// column is the column of a field: "TokenHash" is token_hash, "ID" is id, "HallID" is hall_id.
func column(field string) string {
	var b strings.Builder
	letters := []rune(field)
	for i, r := range letters {
		if unicode.IsUpper(r) && i > 0 && unicode.IsLower(letters[i-1]) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

func begin(ctx context.Context, db *sqlx.DB) (*sqlx.Tx, error) {
	t, err := db.BeginTxx(ctx, &sql.TxOptions{})
	if err != nil {
		return nil, fmt.Errorf("begin a change: %w", err)
	}
	return t, nil
}
