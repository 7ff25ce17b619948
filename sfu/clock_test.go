package sfu

import (
	"testing"
	"time"
)

func TestWallClockTakesTheQuickestReport(t *testing.T) {
	hers, ours := time.Unix(5000, 0), time.Unix(9000, 0)
	var c wallClock
	if _, known := c.offset(); known {
		t.Error("an offset without any report")
	}
	for i, late := range []time.Duration{80, 20, 300, 45} {
		sent := time.Duration(i) * time.Second
		c.note(hers.Add(sent), ours.Add(sent+late*time.Millisecond))
	}
	if got, _ := c.offset(); got != 4000*time.Second+20*time.Millisecond {
		t.Errorf("offset %v, want that of the quickest report", got)
	}
	for i := range 40 { // her clock was set back meanwhile
		sent := time.Duration(i) * time.Second
		c.note(hers.Add(sent), ours.Add(sent+time.Minute))
	}
	if got, _ := c.offset(); got != 4060*time.Second {
		t.Errorf("offset %v: an old report still counts", got)
	}
}

func TestSenderReportBothWays(t *testing.T) {
	r := senderReport{rtp: 0xffff_ff00, hers: time.Unix(5000, 0)}
	offset := 4000 * time.Second
	for _, c := range []struct {
		timestamp uint32
		want      time.Duration // after the report
	}{{0xffff_ff00, 0}, {89744, time.Second}, {0xffff_ff00 - 45000, -time.Second / 2}} {
		at := r.taken(c.timestamp, 90000, offset)
		if got := at.Sub(time.Unix(9000, 0)); got != c.want {
			t.Errorf("timestamp %d was taken %v after the report, want %v", c.timestamp, got, c.want)
		}
		if back := r.timestamp(at, 90000, offset); back != c.timestamp {
			t.Errorf("and back: %d, want %d", back, c.timestamp)
		}
	}
}

func TestNTP(t *testing.T) {
	at := time.Date(2026, 11, 23, 12, 0, 0, 250_000_000, time.UTC)
	if got := fromNTP(ntp(at)); got.Sub(at).Abs() > time.Microsecond {
		t.Errorf("%v became %v", at, got.UTC())
	}
	if got := ntp(time.Date(1970, 1, 1, 0, 0, 0, 500_000_000, time.UTC)); got != 2_208_988_800<<32|1<<31 {
		t.Errorf("half past the epoch: %x", got)
	}
}
