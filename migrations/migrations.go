// Package migrations holds the schema: numbered SQL files, forward only, one set for SQLite and PostgreSQL.
//
// The files keep to what means the same in both: text, bigint, double precision, boolean, and timestamp, which always
// holds UTC to the microsecond (SQLite keeps it as an integer). What a row may be is said here, in constraints, and not
// only in Go.
package migrations

import "embed"

// Files holds the migrations for goose.
//
//go:embed *.sql
var Files embed.FS
