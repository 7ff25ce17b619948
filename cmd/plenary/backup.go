package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"time"

	"plenary/server/store"
)

// runBackup copies the database while a server runs on it, or none.
func runBackup(ctx context.Context, at console, cfg config, o options) (err error) {
	if len(o.args) != 1 {
		return misuse("name the file that the backup is written to")
	}
	st, err := store.Look(ctx, cfg.database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	copied, err := st.Backup(ctx, o.args[0])
	if err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	_, err = fmt.Fprintf(at.stdout, "%s holds %d rows and has been checked; the schema is at %d\n", o.args[0], copied.Total(), copied.Schema)
	return err
}

func restoreFlags(f *flag.FlagSet, o *options) {
	f.BoolVar(&o.replace, "replace", false, "put a database that holds data aside")
}

// runRestore puts a backup in the place of the database.
func runRestore(ctx context.Context, at console, cfg config, o options) error {
	if len(o.args) != 1 {
		return misuse("name the file that the backup is in")
	}
	if err := makeData(cfg); err != nil {
		return err
	}
	r, err := store.Restore(ctx, cfg.database, o.args[0], o.replace, time.Now())
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if r.Aside != "" {
		fmt.Fprintf(at.stdout, "what was there before is now %s\n", r.Aside)
	}
	_, err = fmt.Fprintf(at.stdout, "%d rows are restored and have been checked; the schema is at %d\n", r.Total(), r.Schema)
	return err
}
