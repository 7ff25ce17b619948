//go:build linux

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// benchServer is a demonstration server of its own for one measurement.
type benchServer struct {
	url     string
	metrics string
	command *exec.Cmd
	dir     string
	said    *tail
	ended   chan error
}

// startServer runs the demonstration without its panel on free ports and waits until it answers.
func startServer(ctx context.Context, o benchOptions, w *ground, log *slog.Logger) (*benchServer, error) {
	address, metrics := benchServerIP+":8080", benchServerIP+":9090"
	if !w.network {
		var err error
		if address, err = freeAddress(ctx); err != nil {
			return nil, err
		}
		if metrics, err = freeAddress(ctx); err != nil {
			return nil, err
		}
	}
	dir, err := os.MkdirTemp("", "plenary-bench-")
	if err != nil {
		return nil, fmt.Errorf("make a directory for the server: %w", err)
	}
	s := &benchServer{url: "http://" + address, metrics: "http://" + metrics, dir: dir, said: &tail{}, ended: make(chan error, 1)}
	s.command = exec.CommandContext(ctx, o.plenary, s.args(address, metrics, w.network)...)
	s.command.Env = slices.DeleteFunc(os.Environ(), func(x string) bool { return strings.HasPrefix(x, threads) }) // ours
	s.command.Cancel = func() error { return s.command.Process.Signal(syscall.SIGTERM) }
	s.command.WaitDelay = 20 * time.Second
	s.command.Stdout, s.command.Stderr = s.said, s.said
	s.command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	if err := w.do(s.command.Start); err != nil {
		_ = os.RemoveAll(dir)
		return nil, fmt.Errorf("start the server: %w", err)
	}
	go func() { s.ended <- s.command.Wait() }()
	if err := s.waitReady(ctx); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	if err := s.waitPasses(ctx); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	log.Info("server started", "pid", s.command.Process.Pid, "url", s.url)
	return s, nil
}

// args are the command line of a demonstration that nobody but the bench meets.
func (s *benchServer) args(address, metrics string, network bool) []string {
	args := []string{"demo", "--no-crowd", "--listen", address, "--metrics-listen", metrics, "--data", s.dir, "--rate-scale", "1000"}
	if network {
		args = append(args, "--allow-strangers", "--address", s.url, "--public-ip", benchServerIP, "--media-udp", fmt.Sprintf(":%d", benchMediaPort))
	}
	return args
}

func freeAddress(ctx context.Context) (string, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	defer l.Close()
	return l.Addr().String(), nil
}

func (s *benchServer) waitReady(ctx context.Context) error {
	for range 300 {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/readyz", nil)
		if err != nil {
			return fmt.Errorf("ask whether the server is ready: %w", err)
		}
		if res, err := http.DefaultClient.Do(req); err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case err := <-s.ended:
			s.ended <- err
			return fmt.Errorf("the server ended: %w\n%s", cmp.Or(err, errors.New("nobody knows why")), s.said)
		case <-ctx.Done():
			return fmt.Errorf("wait for the server: %w", context.Cause(ctx))
		case <-time.After(100 * time.Millisecond):
		}
	}
	return fmt.Errorf("the server did not become ready\n%s", s.said)
}

// passes is where the demonstration puts the logins of simulated people.
func (s *benchServer) passes() string { return filepath.Join(s.dir, "crowd.passes") }

func (s *benchServer) waitPasses(ctx context.Context) error {
	for range 100 {
		if passes, err := readPasses(s.passes()); err == nil && len(passes["attendee"]) > 0 {
			return nil
		}
		if !sleep(ctx, 100*time.Millisecond) {
			break
		}
	}
	return fmt.Errorf("the server wrote no logins to %s\n%s", s.passes(), s.said)
}

// stop ends the server, kindly at first.
func (s *benchServer) stop() error {
	defer os.RemoveAll(s.dir)
	_ = s.command.Process.Signal(syscall.SIGTERM)
	select {
	case err := <-s.ended:
		s.ended <- err
		return nil // how it ended matters to nobody any more
	case <-time.After(20 * time.Second):
		_ = s.command.Process.Kill()
		s.ended <- <-s.ended
		return fmt.Errorf("the server had to be killed\n%s", s.said)
	}
}

// tail keeps the last of what a process says, for when it ends badly.
type tail struct {
	mu sync.Mutex
	b  []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.b = append(t.b, p...)
	if extra := len(t.b) - 8<<10; extra > 0 {
		t.b = append(t.b[:0], t.b[extra:]...)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.b)
}
