// Command plenary serves the live sessions of a conference.
//
// This package is wiring: settings, signals, and what is started and stopped in which order. Everything that a
// conference is lies below it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // a conference's zone must be known on any machine
)

// patience is how long the process takes to end after a signal at most, whatever hangs: longer than the goodbye, shorter
// than service managers wait.
const patience = goodbye + 5*time.Second

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, func() {
		stop() // a second signal ends the process at once
		time.AfterFunc(patience, func() {
			fmt.Fprintln(os.Stderr, "plenary: something would not end; what was acknowledged is saved all the same")
			os.Exit(1)
		})
	})
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	var misused usageError
	switch {
	case err == nil:
	case errors.As(err, &misused):
		fmt.Fprintln(os.Stderr, "plenary:", err)
		os.Exit(2)
	default:
		fmt.Fprintln(os.Stderr, "plenary:", err)
		os.Exit(1)
	}
}

// console is where a command reads its environment and writes to.
type console struct {
	getenv         func(string) string
	stdout, stderr io.Writer
}

// command is a word after "plenary".
type command struct {
	name    string
	args    string // what follows the flags
	summary string
	flags   func(*flag.FlagSet, *options) // beside the settings
	run     func(context.Context, console, config, options) error
}

// options are the flags of single commands, which are no settings: they make sense on a command line only.
type options struct {
	args      []string
	demoData  bool   // serve
	replace   bool   // restore
	copyFrom  string // migrate
	access    string // import
	auditSeen string // audit
	remove    bool
	preview   bool

	registrations bool // export
	demo          demoOptions
	helpTable     bool
}

var commands = []command{
	{name: "serve", summary: "serve the conference", flags: serveFlags, run: runServe},
	{name: "demo", summary: "serve a demonstration with fictional people and data of its own", flags: demoFlags, run: runDemo},
	{name: "migrate", summary: "bring the database's schema up to date, which serve does as well; copy a conference to PostgreSQL", flags: migrateFlags, run: runMigrate},
	{name: "backup", args: "FILE", summary: "copy the embedded database into a new file, also while the server runs", run: runBackup},
	{name: "restore", args: "FILE", summary: "put a backup in the place of the embedded database, while no server runs", flags: restoreFlags, run: runRestore},
	{name: "import", args: "FILE", summary: "add or update a conference from a file of ours, or its programme from a schedule.json or schedule.xml", flags: importFlags, run: runImport},
	{name: "export", args: "FILE", summary: "write a conference, its settings and its programme into a file that import reads", flags: exportFlags, run: runExport},
	{name: "admin", args: "create EMAIL NAME | grant organizer|administrator EMAIL | login-link EMAIL", summary: "change people by hand, also while the server runs", run: runAdmin},
	{name: "audit", args: "verify", summary: "verify that the audit log is as it was written, also while the server runs", flags: auditFlags, run: runAudit},
	{name: "version", summary: "say which version this is", run: runVersion},
}

// usageError is a command line that makes no sense.
type usageError struct{ error }

func misuse(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// run carries out one command line. It returns when the command is done or ctx has ended and everything is put away.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) error {
	if len(args) == 0 {
		writeOverview(stderr)
		return misuse("name a command")
	}
	if args[0] == "help" || args[0] == "--help" || args[0] == "-h" {
		writeOverview(stdout)
		return nil
	}
	for _, c := range commands {
		if c.name == args[0] {
			return c.call(ctx, args[1:], console{getenv, stdout, stderr})
		}
	}
	return misuse("there is no command %q; plenary help lists them", args[0])
}

func (c command) call(ctx context.Context, args []string, at console) error {
	var o options
	f := flag.NewFlagSet(c.name, flag.ContinueOnError)
	f.SetOutput(io.Discard) // its own words are not ours
	if c.flags != nil {
		c.flags(f, &o)
	}
	f.BoolVar(&o.helpTable, "help-markdown", false, "print the settings as the table in README.md")
	given := addSettings(f)
	switch err := f.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		writeHelp(at.stdout, c)
		return nil
	case err != nil:
		return misuse("%w; plenary %s --help lists what there is", err, c.name)
	case o.helpTable:
		writeTable(at.stdout)
		return nil
	}
	o.args = f.Args()
	if c.args == "" && len(o.args) > 0 {
		return misuse("plenary %s takes no %q", c.name, o.args[0])
	}
	cfg, err := load(given(), at.getenv, defaultsOf(c.name))
	if err != nil {
		return err
	}
	return c.run(ctx, at, cfg, o)
}
