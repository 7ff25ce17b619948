package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// program is plenary as it is installed, built once for all tests that need a process of its own.
var program struct {
	once sync.Once
	dir  string
	err  error
}

func buildProgram() {
	if program.dir, program.err = os.MkdirTemp("", "plenary-test-*"); program.err != nil {
		return
	}
	// As make builds it, so that one of the two finds the other's work done.
	out, err := exec.CommandContext(context.Background(), "go", "build", "-trimpath", "-o", program.dir, ".").CombinedOutput()
	if err != nil {
		program.err = fmt.Errorf("build plenary: %w\n%s", err, out)
	}
}

// removeProgram is for TestMain.
func removeProgram() {
	if program.dir != "" {
		_ = os.RemoveAll(program.dir)
	}
}

// process is a server that runs apart from the test, and can be killed without warning.
type process struct {
	address string
	log     *notebook
	begun   time.Duration // from nothing to an answer

	cmd   *exec.Cmd
	ended chan struct{} // closed when nothing of it is left
	err   error         // how it ended
}

// serveApart starts a server on a data directory and waits until it is ready.
func serveApart(t *testing.T, args ...string) *process {
	t.Helper()
	if program.once.Do(buildProgram); program.err != nil {
		t.Fatal(program.err)
	}
	p := &process{log: newNotebook(), ended: make(chan struct{})}
	p.cmd = exec.CommandContext(context.Background(), filepath.Join(program.dir, "plenary"), append([]string{
		"serve", "--listen", "127.0.0.1:0", "--media-udp", "127.0.0.1:0", "--media-tcp", "off", "--metrics-listen", "off", "--rate-scale", "10000",
	}, args...)...)
	p.cmd.Env = []string{"HOME=" + t.TempDir()}
	p.cmd.Stdout, p.cmd.Stderr = p.log, p.log
	began := time.Now()
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	living, over := context.WithCancel(t.Context())
	go func() {
		p.err = p.cmd.Wait()
		over()
		close(p.ended)
	}()
	t.Cleanup(func() { p.kill() })
	if !p.log.await(living, "msg=serving ") {
		t.Fatalf("it did not begin:\n%s", p.log)
	}
	_, rest, _ := strings.Cut(p.log.String(), "msg=serving address=")
	p.address, _, _ = strings.Cut(rest, " ")
	get(t, p.address+"/readyz", new(string))
	p.begun = time.Since(began)
	return p
}

// kill is SIGKILL: the process learns nothing of it.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may have ended
	<-p.ended
}

// stop is SIGTERM: the process says goodbye, and how it went.
func (p *process) stop() error {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	<-p.ended
	return p.err
}
