//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"time"
)

// runBench measures one publisher and N viewers, for each N with a server of its own. It ends by itself: every step has
// a limit. The process that was asked does not measure; it starts itself again where measuring is fair.
func runBench(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	o, err := parseBench(args, stderr)
	if err != nil {
		return err
	}
	o.out = stdout
	if o.inside == "" {
		return moveInside(ctx, o, args, stdout, stderr)
	}
	level := slog.LevelWarn
	if o.verbose {
		level = slog.LevelInfo
	}
	log := slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: level}))
	debug.SetGCPercent(400) // the generator should not be what is measured
	w, err := newGround(ctx, o)
	if err != nil {
		return err
	}
	defer w.close()
	fmt.Fprintln(stderr, w)
	var rows []measurement
	for _, n := range o.viewers {
		fmt.Fprintf(stderr, "measuring with %d viewers …\n", n)
		m, err := measureWithin(ctx, o, w, n, log)
		switch {
		case err == nil:
			rows = append(rows, m)
		case ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded):
			// A busy machine is no fault of what is measured: say so, and never fail on a time.
			fmt.Fprintf(stderr, "no figures with %d viewers, the machine is too slow or too busy: %v\n", n, err)
		default:
			return errors.Join(fmt.Errorf("measure with %d viewers: %w", n, err), writeRows(stdout, o, w, rows))
		}
	}
	if o.flood {
		return nil // they have been written
	}
	return writeRows(stdout, o, w, rows)
}

// measureWithin gives a step a limit: joining takes tens of milliseconds each, and whoever needs far longer is stuck.
func measureWithin(ctx context.Context, o benchOptions, w *ground, n int, log *slog.Logger) (measurement, error) {
	limit := 90*time.Second + time.Duration(n)*100*time.Millisecond + time.Duration(o.seconds)*time.Second
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return measure(ctx, o, w, n, log)
}

func writeRows(stdout io.Writer, o benchOptions, w *ground, rows []measurement) error {
	if o.json {
		return writeMeasurements(stdout, rows)
	}
	return writeTable(stdout, w.String(), rows)
}
