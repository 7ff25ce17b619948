package main

import (
	"bytes"
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

func TestIdleShare(t *testing.T) {
	if got := (machine{idle: 150, all: 400}).idleSince(machine{idle: 100, all: 200}); got != 0.25 {
		t.Errorf("idle %v of the time, want a quarter", got)
	}
	if m, err := readMachine(); err != nil || m.all <= m.idle || m.idle == 0 {
		t.Errorf("this machine: %+v, %v", m, err)
	}
}

func TestTable(t *testing.T) {
	var b bytes.Buffer
	if err := writeTable(&b, []measurement{{Viewers: 50, MicrosPacket: 12.34, LossPercent: 0.5}}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"50", "12.3", "0.500", "CPU us/packet"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in the table:\n%s", want, b.String())
		}
	}
}
