package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// mostSpeakers is how many simulated speakers a panel has at most.
const mostSpeakers = 3

// panel is the child process that plays the panel.
type panel struct {
	done chan struct{}
}

// writePasses puts the simulated people's logins into the data directory, which only its owner may read. Without a panel
// as well: whoever starts crowd by hand, or measures with it, comes in with them.
func (h *house) writePasses() (file string, err error) {
	file = filepath.Join(h.cfg.data, "crowd.passes")
	if err := os.WriteFile(file, []byte(h.demo.passes), 0o600); err != nil {
		return "", fmt.Errorf("write the simulated people's logins: %w", err)
	}
	return file, nil
}

// startPanel starts the program that simulates speakers. They come in by the same door as a browser: a login, a seat, a
// publish leg. Without the program the demonstration goes on with an empty stage, and says so.
func (h *house) startPanel(ctx context.Context, at console, address, passes string) (*panel, error) {
	d := h.demo
	speakers := min(strings.Count("\n"+d.passes, "\nspeaker "), mostSpeakers)
	if d.options.noCrowd || speakers == 0 {
		return nil, nil
	}
	program := d.options.crowd
	if program == "" {
		own, err := os.Executable()
		if err != nil {
			return nil, fmt.Errorf("find the simulated panel's program: %w", err)
		}
		program = filepath.Join(filepath.Dir(own), "crowd")
		if _, err := os.Stat(program); errors.Is(err, fs.ErrNotExist) {
			h.log.Warn("the stage stays empty: the program that simulates a panel is not there", "program", program)
			return nil, nil
		}
	}
	command := exec.CommandContext(ctx, program, "--url", address, "--session", string(d.session.ID), "--token-file", passes,
		"--speakers", strconv.Itoa(speakers), "--duration", "0", "--with-parent")
	return play(command, at.stderr)
}

// play starts the program. It ends when ctx does, by the end of its standard input: that comes whatever way this process
// ends, so no simulated panel is ever left behind.
func play(command *exec.Cmd, log io.Writer) (*panel, error) {
	pipe, err := command.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start the simulated panel: %w", err)
	}
	command.Cancel = pipe.Close
	command.WaitDelay = 10 * time.Second // then it is killed
	said, says := io.Pipe()
	command.Stdout, command.Stderr = says, says
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("start the simulated panel: %w", err)
	}
	p := &panel{done: make(chan struct{})}
	told := make(chan struct{})
	go func() {
		defer close(told)
		lines := bufio.NewScanner(said)
		for lines.Scan() {
			fmt.Fprintln(log, "crowd:", lines.Text())
		}
		_, _ = io.Copy(io.Discard, said) // a line too long to tell must not stop it
	}()
	go func() {
		defer close(p.done)
		err := command.Wait()
		_ = says.Close()
		<-told
		if err != nil && !errors.Is(err, context.Canceled) {
			fmt.Fprintln(log, "crowd: ended:", err)
		}
	}()
	return p, nil
}

// wait returns when the program has ended.
func (p *panel) wait() { <-p.done }
