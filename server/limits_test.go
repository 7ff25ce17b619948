package server

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"plenary/server/conference"
)

func TestABucketFillsAgain(t *testing.T) {
	l := newLimits(0)
	a, now := allowance{burst: 3, period: 30 * time.Second}, day
	key := bucketKey{rate: writing, kind: 'a', name: "x"}
	for range 3 {
		if err := l.spend(key, a, now); err != nil {
			t.Fatal(err)
		}
	}
	err := l.spend(key, a, now)
	if refused, ok := errors.AsType[*conference.Error](err); !ok || refused.Kind != conference.TooMany || refused.RetryAfter != 10*time.Second {
		t.Fatalf("the fourth: %#v", err)
	}
	if err := l.spend(key, a, now.Add(9*time.Second)); err == nil {
		t.Error("too early")
	}
	if err := l.spend(key, a, now.Add(10*time.Second)); err != nil {
		t.Errorf("in time: %v", err)
	}
	if err := l.spend(key, a, now.Add(-time.Hour)); err == nil {
		t.Error("a clock that was put back gave something")
	}
	if err := l.spend(bucketKey{rate: writing, kind: 'a', name: "y"}, a, now); err != nil {
		t.Errorf("somebody else: %v", err)
	}
}

// However many come, what is remembered of them is bounded, and those who are known keep their own.
func TestBucketsAreBounded(t *testing.T) {
	l := newLimits(1)
	a := allowance{burst: 2, period: time.Hour}
	for i := range mostBuckets + 5000 {
		_ = l.spend(bucketKey{rate: writing, kind: 'a', name: fmt.Sprint(i)}, a, day)
	}
	if n := len(l.buckets); n > mostBuckets+1 {
		t.Errorf("%d buckets", n)
	}
	if err := l.spend(bucketKey{rate: writing, kind: 'a', name: "0"}, a, day); err != nil {
		t.Errorf("an old one: %v", err)
	}
	if err := l.spend(bucketKey{rate: writing, kind: 'a', name: "new"}, a, day); err == nil {
		t.Error("the common bucket has no end")
	}
	if err := l.spend(bucketKey{rate: writing, kind: 'a', name: "later"}, a, day.Add(2*time.Hour)); err != nil || len(l.buckets) > 10 {
		t.Errorf("when all are full again: %v, %d buckets", err, len(l.buckets))
	}
}

func TestNetwork(t *testing.T) {
	for in, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", "::ffff:192.0.2.7": "192.0.2.7", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
		"fe80::1%eth0": "fe80::/64", "no address": "no address", "": "",
	} {
		if got := network(in); got != want {
			t.Errorf("network(%q) = %q; want %q", in, got, want)
		}
	}
}

// Reading is limited too, generously, and each person for herself.
func TestAFloodIsRefusedAndSaysWhenToComeBack(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.RateScale = 0.1 })
	flooder, other := w.as(conference.Attendee), w.as(conference.Press)
	var last answer
	for range 30 {
		if last = flooder.send("GET", "/api/me", nil); last.status != 200 {
			break
		}
	}
	if last.status != 429 || last.headers.Get("Retry-After") == "" || last.problem(t).Kind != conference.TooMany {
		t.Errorf("%d %s %v", last.status, last.body, last.headers)
	}
	if a := other.send("GET", "/api/me", nil); a.status != 200 {
		t.Errorf("somebody else at the same address: %d", a.status)
	}
}
