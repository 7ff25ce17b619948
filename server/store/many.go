package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"sync"

	"github.com/pressly/goose/v3"
)

// many is a query that answers any number of questions, which it finds in a table "asked": their numbers, and what else
// each has in its columns. A row of the answer begins with the number of its question.
type many struct {
	columns string // of asked; the first is the number
	text    string
}

// manySizes are the numbers of questions that there are statements for, so that each can stay prepared. What is left of
// one is filled with empty questions, which nothing answers.
var manySizes = [...]int{1, 4, 16, mostAsked}

// statement is the query for as many questions as the size says.
func (m *many) statement(size int) string {
	marks := strings.Repeat(", ?", strings.Count(m.columns, ","))
	var b strings.Builder
	b.WriteString("with asked (" + m.columns + ") as (values ")
	for i := range size {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("(" + strconv.Itoa(i) + marks + ")")
	}
	b.WriteString(")" + m.text)
	return b.String()
}

// askMany answers questions by a query; each is called for every row.
func askMany[Q interface{ args() []any }, A any](ctx context.Context, s *Store, m *many, all []*asked[Q, A], each func(*sql.Rows) error) error {
	which := 0
	for manySizes[which] < len(all) {
		which++
	}
	size, width := manySizes[which], strings.Count(m.columns, ",")
	args := make([]any, 0, size*width)
	for _, a := range all {
		args = append(args, a.question.args()...)
	}
	for len(args) < size*width {
		args = append(args, "")
	}
	return s.read(ctx, "", func(ctx context.Context) error {
		for _, a := range all { // of a try before
			a.answer = *new(A)
		}
		rows, err := s.queryMany(ctx, m, size, args)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			if err := each(rows); err != nil {
				return err
			}
		}
		return rows.Err()
	})
}

// prepared are statements that SQLite has parsed: it does so once for each connection. (pgx does the same by itself.)
type prepared struct {
	mu         sync.Mutex
	statements map[preparedKey]*sql.Stmt
	texts      map[preparedKey]string
}

type preparedKey struct {
	query *many
	size  int
}

func (s *Store) queryMany(ctx context.Context, m *many, size int, args []any) (*sql.Rows, error) {
	statement, text, err := s.prepare(ctx, m, size) //nolint:sqlclosecheck // kept until the database is closed
	switch {
	case err != nil:
		return nil, err
	case statement == nil:
		return s.reader.QueryContext(ctx, text, args...)
	}
	return statement.QueryContext(ctx, args...)
}

// prepare returns a query as a statement, or, for PostgreSQL, as a text.
func (s *Store) prepare(ctx context.Context, m *many, size int) (statement *sql.Stmt, text string, err error) {
	key := preparedKey{m, size}
	s.prepared.mu.Lock()
	defer s.prepared.mu.Unlock()
	if text = s.prepared.texts[key]; text != "" {
		return s.prepared.statements[key], text, nil
	}
	text = s.reader.Rebind(m.statement(size))
	if s.dialect == goose.DialectSQLite3 {
		if statement, err = s.reader.PrepareContext(ctx, text); err != nil { //nolint:sqlclosecheck // likewise
			return nil, "", err
		}
	}
	if s.prepared.texts == nil {
		s.prepared.texts, s.prepared.statements = map[preparedKey]string{}, map[preparedKey]*sql.Stmt{}
	}
	s.prepared.texts[key], s.prepared.statements[key] = text, statement
	return statement, text, nil
}
