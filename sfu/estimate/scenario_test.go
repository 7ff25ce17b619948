package estimate

import "time"

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
			r.atMost("most", most, 650*kilo)
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
			_, mean, _ := r.between(10*sec, 60*sec)
			r.atLeast("mean", mean, 0.75*5*mega)
			r.atMost("mean", mean, 5*mega)
			if share := r.share(10*sec, 60*sec, above(1.2*5*mega)); share > 0.03 { // of probes held up and let go
				r.t.Errorf("for %.3f of the time the estimate is a fifth too high", share)
			}
		},
	},
	{
		"jitter of 30 ms, in order, that begins, with layers", 60 * sec,
		func(l *link, a *leg) { l.jitter, l.jitterFrom, l.ordered, a.layers = 30*tick, 20*sec, true, ladder },
		func(r *rates, _ *leg) {
			if share := r.share(20*sec, 60*sec, above(1.6*mega)); share < 0.9 {
				r.t.Errorf("the middle layer fits for %.3f of the time", share)
			}
			if share := r.share(25*sec, 60*sec, above(3.6*mega)); share < 0.5 {
				r.t.Errorf("the top layer fits for %.3f of the time", share)
			}
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
		"standing still for 100 ms every second", 40 * sec,
		func(l *link, a *leg) {
			l.hold = func(at time.Duration) time.Duration {
				if at%sec < 100*tick {
					return at/sec*sec + 100*tick
				}
				return 0
			}
			a.layers = ladder
		},
		func(r *rates, _ *leg) {
			least, mean, _ := r.between(5*sec, 40*sec)
			r.atLeast("least", least, 1.6*mega)
			r.atLeast("mean", mean, 0.6*5*mega)
		},
	},
	{
		"packets in heaps 20 ms apart", 40 * sec,
		func(l *link, _ *leg) { l.heap = 20 * tick },
		func(r *rates, _ *leg) {
			_, mean, most := r.between(8*sec, 40*sec)
			r.atLeast("mean", mean, 0.7*5*mega)
			r.atMost("most", most, 1.3*5*mega)
		},
	},
	{
		"losses in bursts, 5 %", 60 * sec,
		func(l *link, a *leg) { l.bursts = [2]float64{0.01, 0.2} },
		func(r *rates, _ *leg) {
			_, mean, _ := r.between(10*sec, 60*sec)
			r.atLeast("mean", mean, 0.5*5*mega)
		},
	},
	{
		"a policer at 1 Mbit/s", 60 * sec,
		func(l *link, a *leg) { l.capacity, l.queue, a.layers = steps(5*mega, 20, mega), 16_000, ladder },
		func(r *rates, _ *leg) {
			_, mean, _ := r.between(25*sec, 60*sec)
			r.atLeast("mean", mean, 0.6*mega)
			r.atMost("mean", mean, 1.6*mega)
		},
	},
	{
		"a pause of a minute", 100 * sec,
		func(_ *link, a *leg) { a.layers, a.pauseFrom, a.pauseUntil = ladder, 20*sec, 80*sec },
		func(r *rates, _ *leg) {
			least, _, _ := r.between(5*sec, 100*sec)
			r.atLeast("least", least, 3.6*mega)
		},
	},
	{
		"a sender that wakes every 5 ms", 45 * sec,
		func(l *link, a *leg) {
			l.capacity = steps(3*mega, 15, 500*kilo, 30, 3*mega)
			a.layers, a.wheel = ladder, 5*tick
		},
		func(r *rates, _ *leg) {
			r.within("back on the middle layer", r.first(30*sec, above(1.6*mega)), 8*sec)
			_, _, most := r.between(5*sec, 45*sec)
			r.atMost("most", most, 1.2*3*mega)
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
