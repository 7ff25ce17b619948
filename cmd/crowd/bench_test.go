//go:build linux

package main

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"
)

func TestUsageGrows(t *testing.T) {
	before, err := readUsage("self")
	if err != nil {
		t.Fatal(err)
	}
	if before.rss < 1<<20 {
		t.Errorf("this test has %d bytes in memory", before.rss)
	}
	// Work until the kernel has counted some.
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); {
		now, err := readUsage("self")
		if err != nil {
			t.Fatal(err)
		}
		if now.total() > before.total() {
			return
		}
	}
	t.Error("ten seconds of work were not counted")
}

func TestShares(t *testing.T) {
	earlier := machine{-1: {idle: 100, all: 200}, 1: {idle: 10, softirq: 5, all: 20}}
	now := machine{-1: {idle: 150, all: 400}, 1: {idle: 10, softirq: 9, all: 30}}
	if got := now.since(earlier, -1).idleShare(); got != 0.25 {
		t.Errorf("idle %v of the time, want a quarter", got)
	}
	if got, want := now.since(earlier, 1, 7), (core{softirq: 4, all: 10}); got != want {
		t.Errorf("a core did %+v, want %+v", got, want)
	}
	if m, err := readMachine(); err != nil || len(m) < 2 || m[-1].all <= m[-1].idle || m[-1].idle == 0 {
		t.Errorf("this machine: %+v, %v", m, err)
	}
}

func TestSumMetrics(t *testing.T) {
	got := sumMetrics("# HELP a x\na 1\nb{layer=\"q\"} 2\nb{layer=\"h h\"} 3.5\nbroken\n\n")
	if got["a"] != 1 || got["b"] != 5.5 || len(got) != 2 {
		t.Errorf("read %v", got)
	}
}

func TestDoubts(t *testing.T) {
	fine := measurement{LossPercent: 1, LatencyP50: 2, Control: control{Clients: 1, Loss: 1.2, LatencyP50: 4, Frames: 80, Others: 81}}
	if list := fine.doubts(); len(list) != 0 {
		t.Errorf("doubts %q about figures that agree", list)
	}
	for _, spoil := range []func(*measurement){
		func(m *measurement) { m.Control.Loss = 3 },
		func(m *measurement) { m.Control.LatencyP50 = 40 },
		func(m *measurement) { m.Control.Frames = 50 },
		func(m *measurement) { m.Forged = 1 },
		func(m *measurement) { m.Missing = 1 },
	} {
		m := fine
		if spoil(&m); len(m.doubts()) != 1 {
			t.Errorf("doubts %q, want one", m.doubts())
		}
	}
}

func TestPlacing(t *testing.T) {
	w := &ground{}
	if err := w.readPlacing("network/0/" + listed([]int{1, 2})); err != nil || !w.network || len(w.server) != 1 || len(w.viewers) != 2 {
		t.Errorf("read %+v, %v", w, err)
	}
	for _, bad := range []string{"", "network", "loopback/a/1", "loopback/1/"} {
		if err := (&ground{}).readPlacing(bad); err == nil {
			t.Errorf("%q was good enough", bad)
		}
	}
}

func TestTable(t *testing.T) {
	var b bytes.Buffer
	if err := writeTable(&b, "loopback", []measurement{{Viewers: 50, MicrosPacket: 12.34, LossPercent: 0.5}}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"50", "12.34", "0.500", "CPU us/packet"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in the table:\n%s", want, b.String())
		}
	}
}

func TestBenchOptions(t *testing.T) {
	o, err := parseBench(strings.Fields("--viewers 5,10 --seconds 3 --plenary /x"), io.Discard)
	if err != nil || len(o.viewers) != 2 || o.viewers[1] != 10 || o.plenary != "/x" {
		t.Errorf("got %+v, %v", o, err)
	}
	for _, bad := range []string{"--viewers 0", "--viewers a", "--seconds 1", "--joining -1", "--server-cores 0", "--controls 50"} {
		if _, err := parseBench(strings.Fields(bad), io.Discard); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}
