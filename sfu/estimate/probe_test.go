package estimate

import (
	"testing"
	"time"
)

// calm is an estimator that has heard of 600 kbit/s sent for two seconds, and its leg.
func calm(t *testing.T) *leg {
	t.Helper()
	_, a := stage(0)
	a.probes, a.layers = false, []float64{600 * kilo}
	run(2*sec, a)
	return a
}

func TestProbeSaysWhatToSend(t *testing.T) {
	a := calm(t)
	e := a.estimator
	for _, want := range []int{0, -5, e.Target() / 2, e.Target() * 8 / 10} {
		if c, ok := e.Probe(want, 2*sec); ok {
			t.Errorf("%d is less than the target of %d, and yet there is %+v", want, e.Target(), c)
		}
	}
	c, ok := e.Probe(2*e.Target(), 2*sec)
	if !ok {
		t.Fatal("no probe")
	}
	if c.ID == 0 || c.Packets < 5 || c.Span < 15*tick || c.Bytes < 1000 || c.Rate < 2*e.Target() || c.Rate > 3*e.Target() {
		t.Errorf("the cluster is %+v at a target of %d", c, e.Target())
	}
	if _, ok := e.Probe(2*e.Target(), 2*sec+tick); ok {
		t.Error("another probe at once")
	}
	if next, ok := e.Probe(1<<62, 10*sec); ok {
		t.Errorf("a probe though nothing is heard: %+v", next)
	}
}

func TestProbesNeedFeedback(t *testing.T) {
	e := New(Config{})
	e.SentBare(1000)
	e.Report(0, 50*tick, sec)
	if c, ok := e.Probe(5_000_000, sec); ok {
		t.Errorf("a probe that nobody would answer: %+v", c)
	}
}

// On a link that bears no more, probes become rare.
func TestProbesThatFailBecomeRare(t *testing.T) {
	l, a := stage(0)
	l.capacity = steps(700 * kilo)
	a.layers = []float64{500 * kilo, 1.6 * mega}
	var at []time.Duration
	before := 0
	a.watch = func(now time.Duration, a *leg) {
		if a.clusters > before {
			before = a.clusters
			at = append(at, now)
		}
	}
	run(300*sec, a)
	t.Logf("%d clusters, %d bytes of %d", a.clusters, a.probed, a.total)
	if len(at) < 5 || len(at) > 40 {
		t.Errorf("%d clusters in five minutes", len(at))
	}
	if gap := at[len(at)-1] - at[len(at)-2]; gap < 8*sec {
		t.Errorf("the last two came %v apart", gap)
	}
	if a.probed*20 > a.total {
		t.Errorf("probes are %d of %d bytes", a.probed, a.total)
	}
}

// A cluster that was never sent is nothing to learn from.
func TestProbeThatIsNotSent(t *testing.T) {
	a := calm(t)
	e := a.estimator
	target := e.Target()
	if _, ok := e.Probe(3*target, 2*sec); !ok {
		t.Fatal("no probe")
	}
	asked := 0
	a.watch = func(at time.Duration, a *leg) {
		if at > 2*sec && at%(100*tick) == 0 {
			if _, ok := e.Probe(3*target, at); ok {
				asked++
			}
		}
	}
	for at := 2 * sec; at < 10*sec; at += tick {
		a.step(at)
	}
	if asked == 0 || asked > 4 {
		t.Errorf("asked %d times more in eight seconds", asked)
	}
	if e.Target() > 2*target {
		t.Errorf("the target went from %d to %d by itself", target, e.Target())
	}
}
