package main

import (
	"context"
	"errors"
	"fmt"

	"plenary/server/store"
)

func runMigrate(ctx context.Context, at console, cfg config, _ options) (err error) {
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
	_, err = fmt.Fprintf(at.stdout, "%d applied; the schema is at %d\n", applied, current)
	return err
}
