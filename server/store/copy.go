package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"

	"plenary/server/conference"
)

// Copied says what was copied of a table: as much, and the same, at both ends.
type Copied struct {
	Table string
	Rows  int64
	Sum   string
}

// CopyFrom copies everything from a SQLite database into this one, which is PostgreSQL's and must hold no data. It all
// happens in one transaction here, which is committed only when each table has as many rows, with the same contents, as
// where they came from. Nobody can write to either meanwhile.
func (s *Store) CopyFrom(ctx context.Context, source *Store) (copied []Copied, err error) {
	if source.dialect != goose.DialectSQLite3 || s.dialect != goose.DialectPostgres {
		return nil, conference.Errorf(conference.Invalid, "only from SQLite to PostgreSQL can be copied")
	}
	if err := sameVersion(ctx, source, s); err != nil {
		return nil, err
	}
	from, err := begin(ctx, source.writer) // with SQLite's lock on writing
	if err != nil {
		return nil, failure(err, "")
	}
	defer from.Rollback() // it was only read
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return nil, failure(err, "")
	}
	defer conn.Close()
	defer s.forget(conferenceTable | sessionTable)
	err = conn.Raw(func(driver any) error {
		c, ok := driver.(*stdlib.Conn)
		if !ok {
			return errors.New("the connection is not pgx's")
		}
		return pgx.BeginFunc(ctx, c.Conn(), func(to pgx.Tx) error {
			copied, err = copyTables(ctx, from, to)
			return err
		})
	})
	return copied, failure(err, "")
}

// sameVersion refuses to copy from one schema into another.
func sameVersion(ctx context.Context, source, target *Store) error {
	from, newest, err := source.Version(ctx)
	if err != nil {
		return err
	}
	to, _, err := target.Version(ctx)
	if err == nil && (from != newest || to != newest) {
		err = conference.Errorf(conference.Conflict,
			"the schemas are at %d and %d, not both at %d; bring them up to date with plenary migrate first", from, to, newest)
	}
	return err
}

func copyTables(ctx context.Context, from *sqlx.Tx, to pgx.Tx) (copied []Copied, err error) {
	if _, err := to.Exec(ctx, "set local idle_in_transaction_session_timeout = 0"); err != nil {
		return nil, fmt.Errorf("take time: %w", err) // it waits while SQLite adds up
	}
	if _, err := to.Exec(ctx, "lock table "+strings.Join(tables, ", ")+" in access exclusive mode"); err != nil {
		return nil, fmt.Errorf("lock the tables: %w", err)
	}
	for _, table := range tables {
		var used bool
		if err := to.QueryRow(ctx, "select exists (select 1 from "+table+")").Scan(&used); err != nil {
			return nil, fmt.Errorf("look into %s: %w", table, err)
		}
		if used {
			return nil, conference.Errorf(conference.Conflict, "the database that is copied to holds data already (in table %s)", table)
		}
	}
	for _, table := range tables {
		one, err := copyTable(ctx, table, from, to)
		if err != nil {
			return nil, fmt.Errorf("copy table %s: %w", table, err)
		}
		copied = append(copied, one)
	}
	return copied, nil
}

// copyTable copies a table and reads back what has arrived.
func copyTable(ctx context.Context, table string, from *sqlx.Tx, to pgx.Tx) (Copied, error) {
	rows, err := from.QueryxContext(ctx, "select * from "+table)
	if err != nil {
		return Copied{}, err
	}
	defer rows.Close()
	columns, err := rows.ColumnTypes()
	if err != nil {
		return Copied{}, err
	}
	names := make([]string, len(columns))
	for i, column := range columns {
		names[i] = column.Name()
	}
	var sent, arrived digest
	_, err = to.CopyFrom(ctx, pgx.Identifier{table}, names, pgx.CopyFromFunc(func() ([]any, error) { return sendRow(rows, columns, &sent) }))
	if err != nil {
		return Copied{}, err
	}
	back, err := to.Query(ctx, "select "+strings.Join(names, ", ")+" from "+table)
	if err != nil {
		return Copied{}, err
	}
	defer back.Close()
	for back.Next() {
		values, err := back.Values()
		if err == nil {
			err = arrived.add(values)
		}
		if err != nil {
			return Copied{}, err
		}
	}
	if err := back.Err(); err != nil {
		return Copied{}, err
	}
	if sent != arrived {
		return Copied{}, fmt.Errorf("%d rows (%s) were sent and %d rows (%s) arrived", sent.rows, sent.sum(), arrived.rows, arrived.sum())
	}
	return Copied{Table: table, Rows: sent.rows, Sum: sent.sum()}, nil
}

// sendRow is the next row; none after the last.
func sendRow(rows *sqlx.Rows, columns []*sql.ColumnType, sent *digest) ([]any, error) {
	if !rows.Next() {
		return nil, rows.Err()
	}
	values, err := rows.SliceScan()
	if err != nil {
		return nil, err
	}
	for i := range values {
		values[i] = plain(values[i], columns[i])
	}
	return values, sent.add(values)
}

// plain is a value of SQLite's as its column means it: SQLite itself has neither booleans nor times.
func plain(value any, column *sql.ColumnType) any {
	n, ok := value.(int64)
	switch strings.ToLower(column.DatabaseTypeName()) {
	case "boolean":
		if ok {
			return n != 0
		}
	case "timestamp":
		if ok {
			return time.UnixMicro(n).UTC()
		}
	case "double precision":
		if ok {
			return float64(n)
		}
	}
	return value
}
