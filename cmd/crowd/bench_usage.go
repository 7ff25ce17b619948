//go:build linux

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

// core is how one core, or all of them together, have spent their time so far, in ticks.
type core struct{ idle, softirq, all int64 }

// machine is all cores, by number; -1 is all of them together.
type machine map[int]core

// readMachine reads Linux's accounts of the cores, proc(5).
func readMachine() (machine, error) {
	b, err := os.ReadFile("/proc/stat")
	if err != nil {
		return nil, fmt.Errorf("read what the machine did (Linux only): %w", err)
	}
	m := machine{}
	for line := range strings.Lines(string(b)) {
		fields := strings.Fields(line)
		if len(fields) < 9 || !strings.HasPrefix(fields[0], "cpu") {
			continue
		}
		number := -1
		if fields[0] != "cpu" {
			if number, err = strconv.Atoi(fields[0][3:]); err != nil {
				continue
			}
		}
		var c core
		for i, field := range fields[1:9] { // from guest on, time that is counted already
			n, _ := strconv.ParseInt(field, 10, 64) // the kernel writes numbers
			c.all += n
			switch i {
			case 3, 4: // idle, and idle with a disk at work
				c.idle += n
			case 6:
				c.softirq += n
			}
		}
		m[number] = c
	}
	return m, nil
}

// since is what some cores have done after an earlier moment.
func (m machine) since(earlier machine, cores ...int) core {
	var c core
	for _, n := range cores {
		now, then := m[n], earlier[n]
		c.idle += now.idle - then.idle
		c.softirq += now.softirq - then.softirq
		c.all += now.all - then.all
	}
	return c
}

// idleShare is the share of time in which nobody needed a core.
func (c core) idleShare() float64 {
	if c.all == 0 {
		return 0
	}
	return float64(c.idle) / float64(c.all)
}
