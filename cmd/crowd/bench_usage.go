package main

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

func (s *benchServer) usage() (usage, error) { return readUsage(strconv.Itoa(s.command.Process.Pid)) }

// usage is what a process has used so far.
type usage struct {
	user, system time.Duration
	rss          int64 // bytes
}

func (u usage) total() time.Duration { return u.user + u.system }

// readUsage reads Linux's accounts of a process, proc(5).
func readUsage(pid string) (usage, error) {
	const tick = time.Second / 100 // USER_HZ, which is 100 on every Linux
	b, err := os.ReadFile("/proc/" + pid + "/stat")
	if err != nil {
		return usage{}, fmt.Errorf("read what the process used (Linux only): %w", err)
	}
	// The name in parentheses may contain anything; the fields after it are counted from the third.
	fields := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
	if len(fields) < 22 {
		return usage{}, fmt.Errorf("read what the process used: %d fields", len(fields))
	}
	number := func(field int) int64 {
		n, _ := strconv.ParseInt(fields[field-3], 10, 64) // the kernel writes numbers
		return n
	}
	return usage{
		user:   time.Duration(number(14)) * tick,
		system: time.Duration(number(15)) * tick,
		rss:    number(24) * int64(os.Getpagesize()),
	}, nil
}

// machine is how the machine has spent its time so far, all CPUs together.
type machine struct{ idle, all int64 }

// readMachine reads Linux's accounts of all CPUs, proc(5).
func readMachine() (machine, error) {
	b, err := os.ReadFile("/proc/stat")
	if err != nil {
		return machine{}, fmt.Errorf("read what the machine did (Linux only): %w", err)
	}
	line, _, _ := strings.Cut(string(b), "\n")
	var m machine
	for i, field := range strings.Fields(line) {
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil || i > 8 { // the name; from guest on, time that is counted already
			continue
		}
		m.all += n
		if i == 4 || i == 5 { // idle, and idle with a disk at work
			m.idle += n
		}
	}
	return m, nil
}

// idleSince is the share of time in which nobody needed a CPU.
func (m machine) idleSince(earlier machine) float64 {
	if m.all == earlier.all {
		return 0
	}
	return float64(m.idle-earlier.idle) / float64(m.all-earlier.all)
}
