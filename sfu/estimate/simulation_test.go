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

// A scenario is a network, and what must be seen on it.
type scenario struct {
	name  string
	lasts time.Duration
	set   func(l *link, a *leg)
	must  func(r *rates, a *leg)
}

var ladder = []float64{200 * kilo, 600 * kilo, 1.6 * mega, 3.6 * mega}

var scenarios = []scenario{
	{
		"2 Mbit/s sent on 5, no probes", 20 * sec,
		func(_ *link, a *leg) { a.want, a.probes = 2*mega, false },
		func(r *rates, _ *leg) {
			least, _, most := r.between(12*sec, 20*sec)
			r.atLeast("least", least, 2*mega)
			r.atMost("most", most, 1.6*2*mega+allowance)
		},
	},
	{
		"as much as the link bears", 30 * sec, nil,
		func(r *rates, a *leg) {
			least, mean, most := r.between(5*sec, 30*sec)
			r.atLeast("least", least, 0.7*5*mega)
			r.atLeast("mean", mean, 0.85*5*mega)
			r.atMost("most", most, 1.1*5*mega)
			r.within("up to four fifths", r.first(0, above(4*mega)), 2*sec)
			r.atMost("probes", float64(a.probed)*8/30, 0.02*5*mega)
		},
	},
	{
		"5 Mbit/s to 500 kbit/s and back", 45 * sec,
		func(l *link, _ *leg) { l.capacity = steps(5*mega, 15, 500*kilo, 30, 5*mega) },
		func(r *rates, _ *leg) {
			r.within("down", r.first(15*sec, below(500*kilo)), sec)
			least, mean, most := r.between(20*sec, 30*sec)
			r.atLeast("least below", least, 250*kilo)
			r.atLeast("mean below", mean, 400*kilo)
			r.atMost("most below", most, 600*kilo)
			r.within("back", r.first(30*sec, above(4*mega)), 5*sec)
		},
	},
	{
		"the same with layers and keyframes", 45 * sec,
		func(l *link, a *leg) {
			l.capacity = steps(5*mega, 15, 500*kilo, 30, 5*mega)
			a.layers, a.keyframes = ladder, 3*sec
		},
		func(r *rates, _ *leg) {
			r.within("down", r.first(15*sec, below(600*kilo)), sec)
			r.within("back on the top layer", r.first(30*sec, above(3.6*mega)), 8*sec)
		},
	},
	{
		"the same with a round trip of 200 ms", 45 * sec,
		func(l *link, a *leg) {
			l.capacity = steps(5*mega, 15, 500*kilo, 30, 5*mega)
			l.delay, a.receiver.delay = 100*tick, 100*tick
			a.layers = ladder
		},
		func(r *rates, _ *leg) {
			r.within("down", r.first(15*sec, below(600*kilo)), sec)
			r.within("back on the top layer", r.first(30*sec, above(3.6*mega)), 8*sec)
		},
	},
	{
		"500 kbit/s for two minutes", 120 * sec,
		func(l *link, a *leg) {
			l.capacity, l.queue, a.layers = steps(500*kilo), 60_000, []float64{100 * kilo, 300 * kilo, 1.6 * mega}
		},
		func(r *rates, a *leg) {
			least, _, most := r.between(10*sec, 120*sec)
			r.atLeast("least", least, 300*kilo)
			r.atMost("most", most, 900*kilo)
			r.atMost("probes", float64(a.probed)*8/120, 0.05*500*kilo)
		},
	},
	{
		"10 % random loss", 60 * sec,
		func(l *link, _ *leg) { l.loss = 0.1 },
		func(r *rates, _ *leg) {
			least, mean, most := r.between(10*sec, 60*sec)
			r.atLeast("least", least, 0.6*5*mega)
			r.atLeast("mean", mean, 0.7*5*mega)
			r.atMost("most", most, 1.15*5*mega)
		},
	},
	{
		"10 % random loss that begins, with layers", 60 * sec,
		func(l *link, a *leg) { l.loss, l.lossFrom, a.layers = 0.1, 20*sec, ladder },
		func(r *rates, _ *leg) {
			least, _, _ := r.between(20*sec, 60*sec)
			r.atLeast("least", least, 0.6*5*mega)
		},
	},
	{
		"20 % random loss", 60 * sec,
		func(l *link, _ *leg) { l.loss = 0.2 },
		func(r *rates, _ *leg) {
			_, mean, _ := r.between(10*sec, 60*sec)
			r.atLeast("mean", mean, 0.4*5*mega)
		},
	},
	{
		"jitter of 30 ms, out of order", 60 * sec,
		func(l *link, _ *leg) { l.jitter = 30 * tick },
		func(r *rates, _ *leg) {
			_, mean, most := r.between(10*sec, 60*sec)
			r.atLeast("mean", mean, 0.75*5*mega)
			r.atMost("most", most, 1.15*5*mega)
		},
	},
	{
		"jitter of 30 ms, in order", 60 * sec,
		func(l *link, _ *leg) { l.jitter, l.ordered = 30*tick, true },
		func(r *rates, _ *leg) {
			_, mean, most := r.between(10*sec, 60*sec)
			r.atLeast("mean", mean, 0.75*5*mega)
			r.atMost("most", most, 1.3*5*mega)
		},
	},
	{
		"round trip of 200 ms", 30 * sec,
		func(l *link, a *leg) { l.delay, a.receiver.delay = 100*tick, 100*tick },
		func(r *rates, _ *leg) {
			_, mean, most := r.between(10*sec, 30*sec)
			r.atLeast("mean", mean, 0.75*5*mega)
			r.atMost("most", most, 1.15*5*mega)
		},
	},
	{
		"blackout of 3 s", 25 * sec,
		func(l *link, a *leg) {
			l.capacity = steps(5*mega, 15, 0, 18, 5*mega)
			a.receiver.broken = func(at time.Duration) bool { return at >= 15*sec && at < 18*sec }
		},
		func(r *rates, _ *leg) {
			_, before, _ := r.between(10*sec, 15*sec)
			least, _, _ := r.between(15*sec, 18*sec)
			r.atMost("in the dark", least, before/2)
			r.within("back", r.first(18*sec, above(0.8*before)), sec)
			least, _, _ = r.between(19*sec, 25*sec)
			r.atLeast("least after", least, 0.7*before)
		},
	},
	{
		"interruptions of 300 ms", 40 * sec,
		func(l *link, _ *leg) { l.capacity = steps(5*mega, 15, 0, 15.3, 5*mega, 20, 0, 20.3, 5*mega) },
		func(r *rates, _ *leg) {
			least, _, _ := r.between(16*sec, 40*sec)
			r.atLeast("least", least, 0.5*5*mega)
			r.within("back", r.first(20300*tick, above(4*mega)), 5*sec)
		},
	},
	{
		"clock 100 ppm fast", 60 * sec,
		func(_ *link, a *leg) { a.receiver.drift = 100e-6 },
		func(r *rates, _ *leg) {
			least, mean, _ := r.between(10*sec, 60*sec)
			r.atLeast("least", least, 0.7*5*mega)
			r.atLeast("mean", mean, 0.85*5*mega)
		},
	},
	{
		"clock 100 ppm slow", 60 * sec,
		func(_ *link, a *leg) { a.receiver.drift = -100e-6 },
		func(r *rates, _ *leg) {
			least, mean, _ := r.between(10*sec, 60*sec)
			r.atLeast("least", least, 0.7*5*mega)
			r.atLeast("mean", mean, 0.85*5*mega)
		},
	},
	{
		"a reference time that wraps", 20 * sec,
		func(_ *link, a *leg) { a.receiver.ahead = 1<<24*referenceUnit - time.Hour - 10*sec },
		func(r *rates, _ *leg) {
			least, mean, _ := r.between(5*sec, 20*sec)
			r.atLeast("least", least, 0.7*5*mega)
			r.atLeast("mean", mean, 0.85*5*mega)
		},
	},
	{
		"one burst does not collapse it", 40 * sec,
		func(_ *link, a *leg) { a.layers, a.keyframes = []float64{200 * kilo, 2 * mega}, 4*sec },
		func(r *rates, _ *leg) {
			least, _, _ := r.between(5*sec, 40*sec)
			r.atLeast("least", least, 2*mega)
		},
	},
	{
		"feedback every 250 ms, a fifth of it lost", 45 * sec,
		func(l *link, a *leg) {
			l.capacity = steps(5*mega, 15, mega, 30, 5*mega)
			a.receiver.interval, a.layers = 250*tick, ladder
			a.receiver.broken = func(time.Duration) bool { return l.random.Float64() < 0.2 }
		},
		func(r *rates, _ *leg) {
			r.within("down", r.first(15*sec, below(1.05*mega)), 2*sec)
			r.within("back on the top layer", r.first(30*sec, above(3.6*mega)), 8*sec)
		},
	},
	{
		"a queue of 40 ms only", 45 * sec,
		func(l *link, a *leg) {
			l.queue, a.layers = 25_000, ladder
			l.capacity = steps(5*mega, 15, mega, 30, 5*mega)
		},
		func(r *rates, _ *leg) {
			r.within("down", r.first(15*sec, below(1.1*mega)), 2*sec)
			least, _, _ := r.between(20*sec, 30*sec)
			r.atLeast("least below", least, 600*kilo)
			r.within("back on the top layer", r.first(30*sec, above(3.6*mega)), 8*sec)
		},
	},
	{
		"a start far above the link", 30 * sec,
		func(l *link, _ *leg) { l.capacity, l.queue = steps(300*kilo), 60_000 },
		func(r *rates, _ *leg) {
			r.within("down", r.first(0, below(300*kilo)), 1500*tick)
			least, mean, most := r.between(8*sec, 30*sec)
			r.atLeast("least", least, 100*kilo)
			r.atLeast("mean", mean, 200*kilo)
			r.atMost("most", most, 400*kilo)
		},
	},
	{
		"five pictures a second, then thirty", 60 * sec,
		func(_ *link, a *leg) { a.slowUntil, a.layers = 30*sec, []float64{200 * kilo, 600 * kilo, 2 * mega} },
		func(r *rates, _ *leg) {
			least, _, _ := r.between(5*sec, 60*sec)
			r.atLeast("least", least, 2*mega)
		},
	},
	{
		"only audio at first", 60 * sec,
		func(_ *link, a *leg) { a.audioUntil, a.layers = 20*sec, ladder },
		func(r *rates, _ *leg) {
			least, _, _ := r.between(0, 20*sec)
			r.atLeast("least", least, 600*kilo)
			r.within("on the top layer", r.first(20*sec, above(3.6*mega)), 3*sec)
		},
	},
	{
		"200 ms longer way from one moment on", 60 * sec,
		func(l *link, a *leg) { l.detour, l.detourFrom, a.layers = 200*tick, 20*sec, ladder },
		func(r *rates, _ *leg) {
			least, _, _ := r.between(20*sec, 60*sec)
			r.atLeast("least", least, 0.2*mega)
			r.within("back on the top layer", r.first(32*sec, above(3.6*mega)), 8*sec)
		},
	},
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
