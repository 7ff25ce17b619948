//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// The kinds of network.
const (
	ownNetwork = "network"
	noNetwork  = "loopback"
)

// threads is how the environment says how many threads of Go may run.
const threads = "GOMAXPROCS="

// moveInside starts this program again on the cores of the generator and, where it may, in a network namespace of its
// own, which ends with it whatever ends it.
func moveInside(ctx context.Context, o benchOptions, args []string, stdout, stderr io.Writer) error {
	server, own, err := splitCores(o.cores)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find this program: %w", err)
	}
	start := func(network string, flags uintptr) error {
		inside := fmt.Sprintf("-inside=%s/%s/%s", network, listed(server), listed(own))
		c := exec.CommandContext(ctx, self, append([]string{"bench", inside}, args...)...)
		c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
		c.WaitDelay = 30 * time.Second
		c.Stdout, c.Stderr = stdout, stderr
		c.Env = append(os.Environ(), threads+"4") // that share a core: who waits for the kernel holds up nobody
		c.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM, Unshareflags: flags, Setsid: true}
		return onCores(own, c.Run)
	}
	if _, err := exec.LookPath("ip"); err == nil && os.Geteuid() == 0 && !o.loopback {
		err := start(ownNetwork, unix.CLONE_NEWNET|unix.CLONE_NEWNS)
		if !errors.Is(err, unix.EPERM) {
			return ended(ctx, err)
		}
	}
	return ended(ctx, start(noNetwork, 0))
}

// ended is how the bench came out: what it had to say it has said itself.
func ended(ctx context.Context, err error) error {
	var exit *exec.ExitError
	switch {
	case err != nil && ctx.Err() != nil:
		return fmt.Errorf("bench cut short: %w", context.Cause(ctx))
	case errors.As(err, &exit):
		return errors.New("the bench did not come to its end")
	default:
		return err
	}
}

// splitCores gives the server the first n cores that this process may use, and the rest to the generator. If there are
// not enough, they share.
func splitCores(n int) (server, generator []int, err error) {
	var set unix.CPUSet
	if err := unix.SchedGetaffinity(0, &set); err != nil {
		return nil, nil, fmt.Errorf("find the cores: %w", err)
	}
	var all []int
	for cpu := range 64 * len(set) {
		if set.IsSet(cpu) {
			all = append(all, cpu)
		}
	}
	if len(all) <= n {
		return all, all, nil
	}
	return all[:n], all[n:], nil
}

// onCores calls f on a thread that has these cores, as have the processes that it starts.
func onCores(cores []int, f func() error) error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread ends with the goroutine
		if err := settleOn(cores); err != nil {
			done <- err
			return
		}
		done <- f()
	}()
	return <-done
}

func settleOn(cores []int) error {
	var set unix.CPUSet
	for _, cpu := range cores {
		set.Set(cpu)
	}
	if err := unix.SchedSetaffinity(0, &set); err != nil {
		return fmt.Errorf("keep to cores %v: %w", cores, err)
	}
	return nil
}

// ground is where the server of a measurement runs, and how the viewers reach it: a thread that is on the server's cores
// and, with a network, in the server's namespace, from which the server is started.
type ground struct {
	network bool
	steered bool
	server  []int // cores
	viewers []int
	jobs    chan func()
}

func newGround(ctx context.Context, o benchOptions) (*ground, error) {
	preferred()
	w := &ground{}
	if err := w.readPlacing(o.inside); err != nil {
		return nil, err
	}
	thread := 0
	var err error
	w.jobs, err = onThread(func() error {
		err := settleOn(w.server)
		if err == nil && w.network {
			err = unix.Unshare(unix.CLONE_NEWNET)
		}
		thread = unix.Gettid()
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("make a place for the server: %w", err)
	}
	if w.network {
		if err := w.join(ctx, thread, o.steer); err != nil {
			w.close()
			return nil, fmt.Errorf("join two network namespaces: %w", err)
		}
	}
	return w, nil
}

// onThread prepares a thread and has it do jobs until there are no more of them. Cores and namespaces that it takes are its
// own and those of the processes that it starts, and end with it.
func onThread(prepare func() error) (chan func(), error) {
	jobs, ready := make(chan func()), make(chan error)
	go func() {
		runtime.LockOSThread() // as in onCores
		ready <- prepare()
		for job := range jobs {
			job()
		}
	}()
	if err := <-ready; err != nil {
		close(jobs)
		return nil, err
	}
	return jobs, nil
}

// preferred has this process and those that it starts go before what else the machine does, if that is allowed: they are
// a session of their own, which counts as one to a kernel that schedules by sessions.
func preferred() {
	_ = unix.Setpriority(unix.PRIO_PGRP, 0, -10)
	_ = os.WriteFile("/proc/self/autogroup", []byte("-10"), 0o600)
}

// readPlacing reads what moveInside says about where this process is: the kind of network, the server's cores, its own.
func (w *ground) readPlacing(inside string) error {
	parts := strings.Split(inside, "/")
	if len(parts) != 3 {
		return fmt.Errorf("--inside %q is not what the bench writes", inside)
	}
	w.network = parts[0] == ownNetwork
	for i, list := range []*[]int{&w.server, &w.viewers} {
		for text := range strings.SplitSeq(parts[i+1], ",") {
			cpu, err := strconv.Atoi(text)
			if err != nil {
				return fmt.Errorf("--inside %q is not what the bench writes: %w", inside, err)
			}
			*list = append(*list, cpu)
		}
	}
	return nil
}

func listed(cores []int) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(cores), " ", ","), "[]")
}

// String says what the figures were measured on.
func (w *ground) String() string {
	var b strings.Builder
	if w.network {
		b.WriteString("two network namespaces joined by veth")
		if w.steered {
			b.WriteString(", each side receiving on its own cores")
		}
	} else {
		b.WriteString("loopback (as root on Linux, with ip, it is a network of its own)")
	}
	if slices.Equal(w.server, w.viewers) {
		fmt.Fprintf(&b, ", server and viewers share cores %v", w.server)
	} else {
		fmt.Fprintf(&b, ", server on core %v, viewers and publisher on %v", w.server, w.viewers)
	}
	return b.String()
}

// do calls f where the server is.
func (w *ground) do(f func() error) error { return doOn(w.jobs, f) }

func doOn(jobs chan func(), f func() error) error {
	done := make(chan error, 1)
	jobs <- func() { done <- f() }
	return <-done
}

// close gives the place up. Namespaces and what is in them end with the thread and the process.
func (w *ground) close() { close(w.jobs) }
