package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"text/tabwriter"

	"plenary/server/conference"
	"plenary/server/store"
)

func migrateFlags(f *flag.FlagSet, o *options) {
	f.StringVar(&o.copyFrom, "copy", "", "copy everything from this SQLite database, which no server has open, into --database, which is PostgreSQL's and holds no data")
}

func runMigrate(ctx context.Context, at console, cfg config, o options) (err error) {
	if err := makeData(cfg); err != nil {
		return err
	}
	st, err := store.Connect(ctx, cfg.database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	applied, err := st.Migrate(ctx)
	if err != nil {
		return err
	}
	current, _, err := st.Version(ctx)
	if err != nil {
		return err
	}
	if _, err = fmt.Fprintf(at.stdout, "%d applied; the schema is at %d\n", applied, current); err != nil || o.copyFrom == "" {
		return err
	}
	return copyInto(ctx, at, st, o.copyFrom)
}

// copyInto copies a conference and says how much of it there is at both ends.
func copyInto(ctx context.Context, at console, st *store.Store, from string) (err error) {
	if !store.Exists(from) {
		return conference.Errorf(conference.NotFound, "--copy: there is no SQLite database %s", from)
	}
	source, err := store.Connect(ctx, from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	copied, err := st.CopyFrom(ctx, source)
	if err != nil {
		return fmt.Errorf("copy: %w; nothing was copied", err)
	}
	table := tabwriter.NewWriter(at.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "table\trows\tchecksum, the same at both ends")
	for _, one := range copied {
		fmt.Fprintf(table, "%s\t%d\t%s\n", one.Table, one.Rows, one.Sum)
	}
	return table.Flush()
}
