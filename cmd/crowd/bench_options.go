//go:build linux

package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// benchOptions is what the command line of crowd bench says.
type benchOptions struct {
	plenary  string
	viewers  counts
	seconds  int
	joining  int
	controls int
	cores    int
	whep     bool
	loopback bool
	steer    bool
	profile  string
	flood    bool
	json     bool
	verbose  bool
	out      io.Writer // where figures go
	inside   string    // how the parent has placed this process; "": it has not
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
		if err != nil || n < 1 || n > 20_000 {
			return errors.New("viewers are numbers from 1 to 20000 with commas between")
		}
		*c = append(*c, n)
	}
	return nil
}

func parseBench(args []string, stderr io.Writer) (benchOptions, error) {
	o := benchOptions{viewers: counts{200, 1000}}
	f := flag.NewFlagSet("crowd bench", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&o.plenary, "plenary", "", "the server's binary (default the one beside this program)")
	f.Var(&o.viewers, "viewers", "numbers of viewers to measure with, one after another")
	f.IntVar(&o.seconds, "seconds", 15, "length of each measurement once all have joined")
	f.IntVar(&o.joining, "joining", 100, "how many viewers come in a second; 0 is all at once")
	f.IntVar(&o.controls, "controls", 1, "complete WebRTC clients among the viewers, whose figures must agree with the others'")
	f.IntVar(&o.cores, "server-cores", 1, "cores of the server, if there are more; the viewers have the others")
	f.BoolVar(&o.whep, "whep", false, "let viewers in as players (WHEP), without a seat in the room: the media plane by itself")
	f.BoolVar(&o.loopback, "loopback", false, "stay on the loopback interface, even if there could be a network of its own")
	f.BoolVar(&o.steer, "steer", false, "receive on the cores of who receives, as other machines would, not of who sends (needs the network)")
	f.StringVar(&o.profile, "profile", "", "have perf record the loaded server and the kernel under it, into this file")
	f.BoolVar(&o.flood, "flood", false, "measure nothing but how the panel fares while strangers and viewers flood the server")
	f.BoolVar(&o.json, "json", false, "print JSON instead of a table")
	f.BoolVar(&o.verbose, "verbose", false, "show what the server logs")
	f.StringVar(&o.inside, "inside", "", "for the bench's own use")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	switch {
	case o.seconds < 2 || o.seconds > 600 || o.joining < 0 || o.cores < 1:
		return o, errors.New("--seconds is from 2 to 600, --joining not negative, --server-cores at least 1")
	case o.controls < 0 || o.controls > 20:
		return o, errors.New("--controls is from 0 to 20: they cost as much as fifty viewers each")
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
