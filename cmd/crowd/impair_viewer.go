//go:build linux

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// spectator is a viewer at the end of a road: a process there that tells what it sees.
type spectator struct {
	kind    string
	road    *road
	command *exec.Cmd
	said    *tail
	ended   chan struct{}

	mu    sync.Mutex // guards all below
	looks looks
}

// The kinds of viewer.
const (
	inChromium = "chromium"
	inPion     = "pion"
)

// comes starts a viewer.
func (t *trial) comes(ctx context.Context, kind string, r *road) (*spectator, error) {
	s := &spectator{kind: kind, road: r, said: &tail{}, ended: make(chan struct{})}
	if kind == inChromium {
		s.command = exec.CommandContext(ctx, "node", t.o.page+"/e2e/impair/watch.mjs", t.server.url, t.crowd.session)
		s.command.Env = append(os.Environ(), "PLENARY_LOGIN="+t.login)
	} else {
		self, err := os.Executable()
		if err != nil {
			return nil, fmt.Errorf("find this program: %w", err)
		}
		args := []string{"impair", "--inside", "viewer", "--url", t.server.url, "--passes", t.server.passes()}
		if t.tcp {
			args = append(args, "--tcp")
		}
		s.command = exec.CommandContext(ctx, self, args...)
	}
	s.command.Cancel = func() error { return s.command.Process.Signal(syscall.SIGTERM) }
	s.command.WaitDelay = 10 * time.Second
	s.command.Stderr = s.said
	s.command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	out, err := s.command.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("start a viewer: %w", err)
	}
	if err := r.do(s.command.Start); err != nil {
		return nil, fmt.Errorf("start a viewer in %s: %w", kind, err)
	}
	go func() {
		defer close(s.ended)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			var l look
			if json.Unmarshal(lines.Bytes(), &l) != nil {
				continue // something else that it says
			}
			s.mu.Lock()
			s.looks = append(s.looks, l)
			s.mu.Unlock()
		}
		_ = s.command.Wait() // how it ended matters to nobody
	}()
	return s, nil
}

// leaves ends a viewer and returns what she saw.
func (s *spectator) leaves() looks {
	_ = s.command.Process.Signal(syscall.SIGTERM)
	<-s.ended
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.looks
}

// settled reports whether the largest picture has moved for some time, with sound.
func (s *spectator) settled() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	const while = 3 * time.Second
	if len(s.looks) == 0 {
		return false
	}
	now := s.looks[len(s.looks)-1].at()
	l := s.looks.between(now.Add(-while), now)
	if now.Sub(l[0].at()) < while || l[len(l)-1].Sound == l[0].Sound || l.still() > 0 {
		return false
	}
	after, ok := l.topAfter(l[0].at())
	return ok && after == 0
}
