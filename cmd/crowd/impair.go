//go:build linux

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// impairOptions is what the command line of crowd impair says.
type impairOptions struct {
	plenary string
	page    string // where the page's sources are
	viewers string
	only    string
	keep    string
	json    bool
	verbose bool

	inside      string // what this process is: "", "home" or "viewer"
	url, passes string // of a viewer
	tcp         bool
}

func parseImpair(args []string, stderr io.Writer) (impairOptions, error) {
	var o impairOptions
	f := flag.NewFlagSet("crowd impair", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&o.plenary, "plenary", "", "the server's binary (default the one beside this program)")
	f.StringVar(&o.page, "page", "web", "the sources of the page, with what drives a browser")
	f.StringVar(&o.viewers, "viewers", inChromium+","+inPion, "who watches, each behind a road of her own")
	f.StringVar(&o.only, "only", "", "what to go through, with commas between (default everything)")
	f.StringVar(&o.keep, "keep", "", "keep all that the viewers saw in this directory")
	f.BoolVar(&o.json, "json", false, "print JSON instead of a table")
	f.BoolVar(&o.verbose, "verbose", false, "show what the server logs")
	f.StringVar(&o.inside, "inside", "", "for the command's own use")
	f.StringVar(&o.url, "url", "", "for the command's own use")
	f.StringVar(&o.passes, "passes", "", "for the command's own use")
	f.BoolVar(&o.tcp, "tcp", false, "for the command's own use")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	for kind := range strings.SplitSeq(o.viewers, ",") {
		if kind != inChromium && kind != inPion {
			return o, fmt.Errorf("--viewers are of %s and %s, not %q", inChromium, inPion, kind)
		}
	}
	var names []string
	for _, s := range scenarios() {
		names = append(names, s.name)
	}
	for name := range strings.SplitSeq(o.only, ",") {
		if o.only != "" && !slices.Contains(names, name) {
			return o, fmt.Errorf("--only: %q is none of %s", name, strings.Join(names, ", "))
		}
	}
	self, err := os.Executable()
	if err != nil {
		return o, fmt.Errorf("find the server's binary: %w", err)
	}
	if o.plenary == "" {
		o.plenary = filepath.Join(filepath.Dir(self), "plenary")
	}
	return o, nil
}

// runImpair has viewers watch while the network between them and the server is bad in one way after another, and prints
// how they fared. It fails when a picture or sound does not come back, or takes a new negotiation; never on a time.
func runImpair(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	o, err := parseImpair(args, stderr)
	if err != nil {
		return err
	}
	switch o.inside {
	case "viewer":
		return watchBare(ctx, o, stdout, stderr)
	case "":
		return moveHome(ctx, args, stdout, stderr)
	}
	level := slog.LevelWarn
	if o.verbose {
		level = slog.LevelInfo
	}
	t, err := newTrial(ctx, o, slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: level})))
	if err != nil {
		return err
	}
	var rows []figures
	for _, s := range scenarios() {
		if o.only != "" && !slices.Contains(strings.Split(o.only, ","), s.name) {
			continue
		}
		fmt.Fprintf(stderr, "%s …\n", s.name)
		more, failed := t.goThrough(ctx, s)
		rows = append(rows, more...)
		if err = failed; err != nil {
			break
		}
	}
	err = errors.Join(err, t.close())
	if o.json {
		err = errors.Join(err, writeFiguresJSON(stdout, rows))
	} else {
		err = errors.Join(err, writeFigures(stdout, rows))
	}
	for _, r := range rows {
		for _, wrong := range r.Wrong {
			err = errors.Join(err, fmt.Errorf("%s, %s: %s", r.Scenario, r.Viewer, wrong))
		}
	}
	return err
}

// moveHome starts this program again in a network namespace of its own, where the server will be. It ends with it,
// whatever ends it.
func moveHome(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if os.Geteuid() != 0 {
		return errors.New("roads between network namespaces are made as root")
	}
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	c := exec.CommandContext(ctx, self, append([]string{"impair", "--inside", "home"}, args...)...)
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	c.WaitDelay = 30 * time.Second
	c.Stdout, c.Stderr = stdout, stderr
	jobs, err := onThread(func() error { return nil }) // a thread that lasts: the death of one is that of what it started
	if err != nil {
		return err
	}
	defer close(jobs)
	c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM, Unshareflags: unix.CLONE_NEWNET}
	if err := doOn(jobs, c.Run); err != nil {
		if _, exited := errors.AsType[*exec.ExitError](err); exited {
			return errors.New("not all is well: see above")
		}
		return err
	}
	return nil
}
