package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// benchOptions is what the command line of crowd bench says.
type benchOptions struct {
	plenary string
	viewers counts
	seconds int
	joining int
	json    bool
	verbose bool
}

// counts is a list of numbers, as "50,100,200" on the command line.
type counts []int

func (c *counts) String() string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(*c), " ", ","), "[]")
}

func (c *counts) Set(text string) error {
	*c = nil
	for part := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil || n < 1 || n > 1000 {
			return errors.New("viewers are numbers from 1 to 1000 with commas between")
		}
		*c = append(*c, n)
	}
	return nil
}

func parseBench(args []string, stderr io.Writer) (benchOptions, error) {
	o := benchOptions{viewers: counts{50, 100, 200}}
	f := flag.NewFlagSet("crowd bench", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&o.plenary, "plenary", "", "the server's binary (default the one beside this program)")
	f.Var(&o.viewers, "viewers", "numbers of viewers to measure with, one after another")
	f.IntVar(&o.seconds, "seconds", 15, "length of each measurement once all have joined")
	f.IntVar(&o.joining, "joining", 8, "how many viewers join at a time")
	f.BoolVar(&o.json, "json", false, "print JSON instead of a table")
	f.BoolVar(&o.verbose, "verbose", false, "show what the server logs")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if o.seconds < 2 || o.seconds > 600 || o.joining < 1 {
		return o, errors.New("--seconds is from 2 to 600, --joining at least 1")
	}
	if o.plenary == "" {
		self, err := os.Executable()
		if err != nil {
			return o, fmt.Errorf("find the server's binary: %w", err)
		}
		o.plenary = filepath.Join(filepath.Dir(self), "plenary")
	}
	return o, nil
}

// runBench measures one publisher and N viewers over loopback, for each N with a server of its own. It ends by
// itself: every step has a limit.
func runBench(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	o, err := parseBench(args, stderr)
	if err != nil {
		return err
	}
	level := slog.LevelWarn
	if o.verbose {
		level = slog.LevelInfo
	}
	log := slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: level}))
	var rows []measurement
	for _, n := range o.viewers {
		fmt.Fprintf(stderr, "measuring with %d viewers …\n", n)
		m, err := measureWithin(ctx, o, n, log)
		switch {
		case err == nil:
			rows = append(rows, m)
		case ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded):
			// A busy machine is no fault of what is measured: say so, and never fail on a time.
			fmt.Fprintf(stderr, "no figures with %d viewers, the machine is too slow or too busy: %v\n", n, err)
		default:
			return errors.Join(fmt.Errorf("measure with %d viewers: %w", n, err), writeRows(stdout, o, rows))
		}
	}
	return writeRows(stdout, o, rows)
}

// measureWithin gives a step a limit: joining takes tens of milliseconds each, and whoever needs far longer is stuck.
func measureWithin(ctx context.Context, o benchOptions, n int, log *slog.Logger) (measurement, error) {
	limit := 90*time.Second + time.Duration(n)*300*time.Millisecond + time.Duration(o.seconds)*time.Second
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return measure(ctx, o, n, log)
}

func writeRows(stdout io.Writer, o benchOptions, rows []measurement) error {
	if o.json {
		return writeMeasurements(stdout, rows)
	}
	return writeTable(stdout, rows)
}
