//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// Addresses of the bench's own network: those that are set aside for benchmarks (RFC 2544).
const (
	benchServerIP = "198.18.0.1"
	benchViewerIP = "198.18.0.2"

	benchMediaPort = 7000
)

// join makes a veth pair from here to the server's thread.
func (w *ground) join(ctx context.Context, thread int, steer bool) error {
	here := [][]string{
		{"link", "set", "lo", "up"},
		{"link", "add", "bench0", "type", "veth", "peer", "name", "bench1", "netns", fmt.Sprint(thread)},
		{"addr", "add", benchViewerIP + "/30", "dev", "bench0"},
		{"link", "set", "bench0", "up"},
	}
	there := [][]string{
		{"link", "set", "lo", "up"},
		{"addr", "add", benchServerIP + "/30", "dev", "bench1"},
		{"link", "set", "bench1", "up"},
	}
	for _, args := range here {
		if err := ip(ctx, args); err != nil {
			return err
		}
	}
	if err := w.do(func() error {
		for _, args := range there {
			if err := ip(ctx, args); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	if !steer {
		return nil
	}
	w.steered = true
	return errors.Join(steerTo("bench0", w.viewers), w.do(func() error { return steerTo("bench1", w.server) }))
}

func ip(ctx context.Context, args []string) error {
	if out, err := exec.CommandContext(ctx, "ip", args...).CombinedOutput(); err != nil {
		return fmt.Errorf("ip %s: %w: %s", strings.Join(args, " "), err, bytes.TrimSpace(out))
	}
	return nil
}

// steerTo has the kernel take what comes from a device on these cores (RPS). Where it is set shows only the devices of
// the namespace in which it was mounted.
func steerTo(device string, cores []int) error {
	dir, err := os.MkdirTemp("", "plenary-bench-sys-")
	if err != nil {
		return fmt.Errorf("steer %s: %w", device, err)
	}
	defer os.Remove(dir)
	if err := unix.Mount("sysfs", dir, "sysfs", 0, ""); err != nil {
		return fmt.Errorf("steer %s: %w", device, err)
	}
	defer func() { _ = unix.Unmount(dir, unix.MNT_DETACH) }()
	mask := 0
	for _, cpu := range cores {
		if cpu < 32 {
			mask |= 1 << cpu
		}
	}
	file := filepath.Join(dir, "class/net", device, "queues/rx-0/rps_cpus")
	if err := os.WriteFile(file, fmt.Appendf(nil, "%x", mask), 0o600); err != nil {
		return fmt.Errorf("steer %s: %w", device, err)
	}
	return nil
}
