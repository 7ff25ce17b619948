// Command hold takes the one write lock of a SQLite database, as another program does that has the file open, says so on
// standard output, and holds it until standard input is closed. End-to-end tests see with it what people are told
// meanwhile.
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: hold FILE")
		os.Exit(2)
	}
	if err := hold(context.Background(), os.Args[1], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// hold locks a file until in ends. Nothing is written: what it began is undone.
func hold(ctx context.Context, file string, in io.Reader, out io.Writer) (err error) {
	db, err := sql.Open("sqlite", "file:"+file+"?mode=rw&_txlock=immediate&_pragma=busy_timeout(10000)")
	if err != nil {
		return fmt.Errorf("open %s: %w", file, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("lock %s: %w", file, err)
	}
	if _, err := fmt.Fprintln(out, "held"); err != nil {
		return errors.Join(fmt.Errorf("say that %s is locked: %w", file, err), tx.Rollback())
	}
	_, err = io.Copy(io.Discard, in)
	return errors.Join(err, tx.Rollback())
}
