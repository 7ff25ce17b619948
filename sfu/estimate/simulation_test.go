package estimate

import (
	"math/rand/v2"
	"os"
	"testing"
	"time"
)

const (
	mega = 1e6
	kilo = 1e3

	seeds = 4 // of what is random in a network
)

var trace = os.Getenv("ESTIMATE_TRACE") != "" // have every half second logged

// stage builds a link of 5 Mbit/s with a queue of a quarter second and 20 ms each way, and a leg on it.
func stage(seed uint64) (*link, *leg) {
	l := &link{
		capacity: func(time.Duration) float64 { return 5 * mega },
		queue:    int(5 * mega / 8 / 4), delay: 20 * tick,
		random: rand.New(rand.NewPCG(seed, 2)),
	}
	a := attach(l)
	a.begins = time.Duration(seed*113%1000) * tick
	a.frame, a.audio = a.begins, a.begins
	return l, a
}

// attach puts another leg on a link.
func attach(l *link) *leg {
	return &leg{
		estimator: New(Config{Max: 8 * mega}), link: l, want: 8 * mega, probes: true,
		seq: 60_000, // so that numbers wrap
		receiver: &receiver{
			interval: 100 * tick, delay: 20 * tick, came: map[uint16]time.Duration{},
			broken: func(time.Duration) bool { return false },
		},
	}
}

// rates keeps what the target was.
type rates struct {
	t    testing.TB
	at   []time.Duration
	rate []float64
}

func record(t testing.TB, l *leg) *rates {
	r := &rates{t: t}
	l.watch = func(at time.Duration, l *leg) {
		if at%(10*tick) == 0 {
			r.at, r.rate = append(r.at, at), append(r.rate, float64(l.estimator.Target()))
		}
		if trace && at%(500*tick) == 0 {
			s := l.estimator.State()
			t.Logf("%5.1fs target %4.0fk delay %4.0fk loss %4.0fk acked %4.0fk sent %4.0fk lost %.3f inherent %.3f rtt %v queue %v jitter %v %v thr %.0f",
				at.Seconds(), float64(s.Target)/kilo, float64(s.Delay)/kilo, float64(s.Loss)/kilo, float64(s.Acknowledged)/kilo, float64(s.Sent)/kilo,
				s.Lost, s.Inherent, s.RTT.Round(tick), s.Queue.Round(tick), s.Jitter.Round(tick), s.Usage, l.estimator.delay.trend.threshold)
		}
	}
	return r
}

// between are least, mean and most of the target in a time.
func (r *rates) between(from, to time.Duration) (least, mean, most float64) {
	n := 0
	for i, at := range r.at {
		if at < from || at >= to {
			continue
		}
		if n == 0 {
			least = r.rate[i]
		}
		least, most, mean, n = min(least, r.rate[i]), max(most, r.rate[i]), mean+r.rate[i], n+1
	}
	return least, mean / float64(max(n, 1)), most
}

// share is the share of a time in which the target is so.
func (r *rates) share(from, to time.Duration, ok func(rate float64) bool) float64 {
	n, all := 0, 0
	for i, at := range r.at {
		if at >= from && at < to {
			all++
			if ok(r.rate[i]) {
				n++
			}
		}
	}
	return float64(n) / float64(max(all, 1))
}

// first is how long after from the target first is at least (or most) a rate.
func (r *rates) first(from time.Duration, ok func(rate float64) bool) time.Duration {
	for i, at := range r.at {
		if at >= from && ok(r.rate[i]) {
			return at - from
		}
	}
	return time.Hour
}

const sec = time.Second

// steps is a capacity that changes at some times.
func steps(pairs ...float64) func(time.Duration) float64 {
	return func(at time.Duration) float64 {
		now := pairs[0]
		for i := 1; i < len(pairs); i += 2 {
			if at.Seconds() >= pairs[i] {
				now = pairs[i+1]
			}
		}
		return now
	}
}

func above(rate float64) func(float64) bool { return func(r float64) bool { return r >= rate } }
func below(rate float64) func(float64) bool { return func(r float64) bool { return r <= rate } }

// atLeast and atMost say what a figure must be.
func (r *rates) atLeast(what string, got, want float64) {
	r.t.Helper()
	r.t.Logf("%s: %.0f kbit/s", what, got/kilo)
	if got < want {
		r.t.Errorf("%s is %.0f kbit/s, want at least %.0f", what, got/kilo, want/kilo)
	}
}

func (r *rates) atMost(what string, got, want float64) {
	r.t.Helper()
	r.t.Logf("%s: %.0f kbit/s", what, got/kilo)
	if got > want {
		r.t.Errorf("%s is %.0f kbit/s, want at most %.0f", what, got/kilo, want/kilo)
	}
}

func (r *rates) within(what string, got, want time.Duration) {
	r.t.Helper()
	r.t.Logf("%s: %v", what, got)
	if got > want {
		r.t.Errorf("%s took %v, want %v at most", what, got, want)
	}
}

func TestScenarios(t *testing.T) {
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			for seed := range uint64(seeds) {
				l, a := stage(seed)
				if s.set != nil {
					s.set(l, a)
				}
				r := record(t, a)
				run(s.lasts, a)
				s.must(r, a)
			}
		})
	}
}

func TestTwoFlowsShare(t *testing.T) {
	for seed := range uint64(seeds) {
		l, a := stage(seed)
		b := attach(l)
		b.begins, b.frame, b.audio = 10*sec, 10*sec+7*tick, 10*sec+3*tick
		ra, rb := record(t, a), record(t, b)
		run(90*sec, a, b)
		_, first, _ := ra.between(40*sec, 90*sec)
		_, second, _ := rb.between(40*sec, 90*sec)
		ra.atLeast("both", first+second, 0.75*5*mega)
		ra.atMost("both", first+second, 1.1*5*mega)
		ra.atLeast("the first flow", first, second/3)
		rb.atLeast("the second flow", second, first/3)
	}
}
