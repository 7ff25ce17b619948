// Command crowd simulates the people of a conference: speakers with real media, attendees who watch, chat and ask, and
// a moderator, through the same doors that a browser uses. It fills the demonstration, rehearses and measures.
//
//	crowd [flags]        simulate people and report how they fared
//	crowd bench [flags]  start a server, load it in steps and print what it costs
//	crowd rooms [flags]  the same of a room's words: seats, deliveries, arrivals, readers that stop
//	crowd impair [flags] have viewers watch while the network is bad, and print how they fare
//
// A program that wants a panel beside it, as plenary demo does, starts it as
//
//	crowd --with-parent --url http://127.0.0.1:8080 --session ID --speakers 3 --duration 0 --token-file FILE
//
// and keeps its standard input open: crowd ends when that is closed, or on SIGTERM. FILE has a line for each simulated
// person, of a role (speaker, moderator, attendee) and a secret: the token of a login, as in its cookie, or a one-click link.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	switch {
	case err == nil:
	case errors.Is(err, flag.ErrHelp):
		os.Exit(2)
	default:
		fmt.Fprintln(os.Stderr, "crowd:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) error {
	if len(args) > 0 {
		switch args[0] {
		case "bench":
			return runBench(ctx, args[1:], stdout, stderr)
		case "rooms":
			return runRooms(ctx, args[1:], stdin, stdout, stderr)
		case "impair":
			return runImpair(ctx, args[1:], stdout, stderr)
		}
	}
	o, err := parseOptions(args, stderr)
	if err != nil {
		return err
	}
	if o.withParent {
		var cancel context.CancelFunc
		ctx, cancel = context.WithCancel(ctx)
		defer cancel()
		go func() {
			// A parent that dies closes the pipe; nothing else need ever come through it.
			_, _ = io.Copy(io.Discard, stdin)
			cancel()
		}()
	}
	level := slog.LevelInfo
	if o.verbose {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: level}))
	c, err := newCrowd(o, log)
	if err != nil {
		return err
	}
	if err := c.run(ctx); err != nil {
		return err
	}
	if o.json {
		return c.tally.report().writeJSON(stdout)
	}
	return c.tally.report().writeText(stdout)
}
