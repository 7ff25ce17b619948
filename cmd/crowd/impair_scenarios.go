package main

import "time"

// scenario is one kind of trouble on the road to a viewer: what it is like before and after, and meanwhile.
type scenario struct {
	name   string
	fair   weather // before and after
	worse  weather // meanwhile
	rebind bool    // the viewer's port changes when it begins
	lasts  time.Duration
	after  time.Duration
	tcp    bool // media must come by TCP
	page   bool // only a browser finds the way: a plain client has no other than the one it began with
}

// ordinary is a good road: 5 Mbit/s, which bear the largest picture twice, and 20 ms there and back.
var ordinary = weather{Delay: 10 * time.Millisecond, Rate: 5_000_000}

func scenarios() []scenario {
	lossy := func(share float64) weather {
		w := ordinary
		w.Loss = share
		return w
	}
	with := func(change func(*weather)) weather {
		w := ordinary
		change(&w)
		return w
	}
	const while, short = 20 * time.Second, 6 * time.Second
	noUDP := with(func(w *weather) { w.NoUDP = true })
	return []scenario{
		{name: "fair", fair: ordinary, worse: ordinary, lasts: while},
		{name: "loss-1", fair: ordinary, worse: lossy(0.01), lasts: while, after: short},
		{name: "loss-5", fair: ordinary, worse: lossy(0.05), lasts: while, after: short},
		{name: "loss-10", fair: ordinary, worse: lossy(0.10), lasts: 30 * time.Second, after: short},
		{name: "loss-20", fair: ordinary, worse: lossy(0.20), lasts: while, after: short},
		{name: "jitter", fair: ordinary, worse: with(func(w *weather) { w.Jitter = 30 * time.Millisecond }), lasts: while, after: short},
		{name: "reorder", fair: ordinary, worse: with(func(w *weather) { w.Jitter, w.Reorder = 30*time.Millisecond, true }), lasts: while, after: short},
		{name: "rtt-200", fair: ordinary, worse: with(func(w *weather) { w.Delay = 100 * time.Millisecond }), lasts: while, after: short},
		{name: "rate-drop", fair: ordinary, worse: with(func(w *weather) { w.Rate = 500_000 }), lasts: while, after: while},
		{name: "blackout", fair: ordinary, worse: with(func(w *weather) { w.Dark = true }), lasts: 3 * time.Second, after: 15 * time.Second},
		{name: "rebind", fair: ordinary, worse: ordinary, rebind: true, lasts: 10 * time.Second, after: short},
		{name: "no-udp", fair: noUDP, worse: noUDP, lasts: 10 * time.Second, after: short, tcp: true},
		{name: "udp-dies", fair: ordinary, worse: noUDP, lasts: while, after: short, tcp: true, page: true},
	}
}
