package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

// This test binary plays the crowd for its own tests: a child that tells its arguments and ends with its standard input.
func TestMain(m *testing.M) {
	switch os.Getenv("PLENARY_TEST_CROWD") {
	case "":
		code := m.Run()
		removeProgram()
		os.Exit(code)
	case "stubborn":
		_, _ = io.Copy(io.Discard, os.Stdin)
		fmt.Println("will not go like this")
		os.Exit(3)
	default:
		fmt.Println("here with", strings.Join(os.Args[1:], " "))
		_, _ = io.Copy(io.Discard, os.Stdin)
		fmt.Fprintln(os.Stderr, "gone")
		os.Exit(0)
	}
}

// notebook is a writer that several may write to, and that says when it has a text.
type notebook struct {
	mu      sync.Mutex
	text    bytes.Buffer
	changed chan struct{}
}

func newNotebook() *notebook { return &notebook{changed: make(chan struct{}, 1)} }

func (n *notebook) Write(b []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	select {
	case n.changed <- struct{}{}:
	default:
	}
	return n.text.Write(b)
}

func (n *notebook) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.String()
}

// await returns once the notebook has a text, or when ctx ends.
func (n *notebook) await(ctx context.Context, text string) bool {
	for !strings.Contains(n.String(), text) {
		select {
		case <-n.changed:
		case <-ctx.Done():
			return false
		}
	}
	return true
}

func crowdCommand(ctx context.Context, t *testing.T, manner string) *exec.Cmd {
	t.Helper()
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(ctx, own, "--speakers", "3")
	command.Env = append(os.Environ(), "PLENARY_TEST_CROWD="+manner)
	return command
}

func TestPanelEndsWithTheDemonstration(t *testing.T) {
	for manner, last := range map[string]string{"polite": "crowd: gone\n", "stubborn": "crowd: ended: exit status 3\n"} {
		ctx, cancel := context.WithCancel(t.Context())
		log := newNotebook()
		p, err := play(crowdCommand(ctx, t, manner), log)
		if err != nil {
			t.Fatal(err)
		}
		if manner == "polite" && !log.await(t.Context(), "crowd: here with --speakers 3\n") {
			t.Errorf("it was not heard to begin: %q", log)
		}
		cancel()
		p.wait()
		if !strings.HasSuffix(log.String(), last) {
			t.Errorf("a %s one was heard to say %q, not %q at last", manner, log, last)
		}
	}
}

func TestPanelThatCannotPlay(t *testing.T) {
	if _, err := play(exec.CommandContext(t.Context(), "/nowhere/crowd"), io.Discard); err == nil {
		t.Error("a program that is not there was started")
	}
}
