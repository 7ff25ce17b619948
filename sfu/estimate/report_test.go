package estimate

import (
	"testing"
	"time"
)

// report has a leg send and hear a receiver report every second.
func report(e *Estimator, from, seconds int, rate func() int, lost uint8, rtt time.Duration) {
	for i := from; i < from+seconds; i++ {
		for range 50 {
			e.SentBare(rate() / 8 / 50)
		}
		e.Report(lost, rtt, time.Duration(i+1)*sec)
	}
}

func TestReportsAlone(t *testing.T) {
	e := New(Config{Start: 500_000, Max: 4_000_000})
	greedy := func() int { return e.Target() }
	report(e, 0, 30, greedy, 0, 50*tick)
	if e.Target() < 3_000_000 {
		t.Errorf("after half a minute without loss the target is %d", e.Target())
	}
	before := e.Target()
	report(e, 30, 5, greedy, 25, 50*tick) // a tenth, and the round trip as ever
	if e.Target() < before*6/10 {
		t.Errorf("a tenth lost at random makes %d of %d", e.Target(), before)
	}
	report(e, 35, 10, greedy, 77, 400*tick) // three tenths, and a queue
	if e.Target() > before*6/10 {
		t.Errorf("three tenths lost in a queue leave %d of %d", e.Target(), before)
	}
}

func TestReportsDoNotGrowWhatIsNotSent(t *testing.T) {
	e := New(Config{Start: 300_000})
	report(e, 0, 120, func() int { return 200_000 }, 0, 50*tick)
	if e.Target() > 850_000 {
		t.Errorf("the target is %d though only 200 kbit/s were sent", e.Target())
	}
}

func TestReportsBesideFeedback(t *testing.T) {
	_, a := stage(0)
	r := record(t, a)
	watch := a.watch
	a.watch = func(at time.Duration, l *leg) {
		watch(at, l)
		if at%sec == 0 {
			l.estimator.Report(255, 3*sec, at)
		}
	}
	run(20*sec, a)
	least, _, _ := r.between(5*sec, 20*sec)
	r.atLeast("least", least, 0.7*5*mega)
}

func TestREMB(t *testing.T) {
	e := New(Config{Min: 100_000, Start: 500_000, Max: 4_000_000})
	for _, c := range []struct {
		bits int
		at   time.Duration
		want int
	}{
		{2_000_000, sec, 2_000_000},
		{700_000, 2 * sec, 700_000},
		{0, 3 * sec, 700_000},
		{1, 4 * sec, 100_000},
		{1 << 60, 5 * sec, 4_000_000},
	} {
		if e.REMB(c.bits, c.at); e.Target() != c.want {
			t.Errorf("REMB of %d makes the target %d, want %d", c.bits, e.Target(), c.want)
		}
	}
}

func TestREMBBoundsFeedback(t *testing.T) {
	_, a := stage(0)
	r := record(t, a)
	watch := a.watch
	a.watch = func(at time.Duration, l *leg) {
		watch(at, l)
		if at > 10*sec && at < 15*sec && at%sec == 0 {
			l.estimator.REMB(mega, at)
		}
	}
	run(40*sec, a)
	_, _, most := r.between(11*sec+100*tick, 20*sec)
	r.atMost("bounded", most, mega)
	r.within("unbounded after ten seconds", r.first(15*sec, above(4*mega)), 15*sec)
}
