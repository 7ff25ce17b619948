package estimate

import (
	"slices"
	"testing"
	"time"
	"unsafe"
)

func TestAnEstimatorIsSmall(t *testing.T) {
	if size := unsafe.Sizeof(Estimator{}); size > 10<<10 {
		t.Errorf("an estimator takes %d bytes, want 10 KiB at most", size)
	}
}

func TestPacketsAreRemembered(t *testing.T) {
	e := New(Config{})
	e.Sent(65535, 1200, time.Second)
	e.Sent(0, 5000, 2*time.Second)
	e.SentProbe(1, 0, 7, 3*time.Second)
	for _, c := range []struct {
		seq  uint16
		size int
		age  time.Duration
	}{{65535, 1200, 9 * time.Second}, {0, largest, 8 * time.Second}, {1, 1, 7 * time.Second}} {
		p, ok := e.find(c.seq)
		if !ok || p.size() != c.size || (p.age(10*time.Second)-c.age).Abs() > 2*time.Microsecond || p.fate() != unknown {
			t.Errorf("packet %d is %v of %d bytes, %v old, want %d bytes, %v", c.seq, ok, p.size(), p.age(10*time.Second), c.size, c.age)
		}
	}
	for i := range uint16(ringSize) {
		e.Sent(i+2, 100, 4*time.Second)
	}
	for _, seq := range []uint16{65535, 0, 1, 2 + ringSize} {
		if _, ok := e.find(seq); ok {
			t.Errorf("packet %d is remembered still", seq)
		}
	}
}

// told is an estimator to which twenty packets, 10 ms apart, were sent.
func told(base uint16) (*Estimator, []time.Duration) {
	e := New(Config{})
	arrivals := make([]time.Duration, 20)
	for i := range arrivals {
		at := time.Duration(i) * 10 * time.Millisecond
		e.Sent(base+uint16(i), 1000, at)
		arrivals[i] = time.Hour + at
	}
	return e, arrivals
}

func TestFeedbackIsCountedOnce(t *testing.T) {
	const base = 65530
	e, arrivals := told(base)
	arrivals[3], arrivals[4] = 0, 0
	now := 250 * time.Millisecond
	for range 3 {
		if err := e.Feedback(encode(base, arrivals, 1), now); err != nil {
			t.Fatal(err)
		}
		now += 10 * time.Millisecond
	}
	if e.loss.packets != 20 || e.loss.lost != 2 {
		t.Errorf("%d packets, %d lost; want 20 and 2", e.loss.packets, e.loss.lost)
	}
	// One of the lost turns up late.
	if err := e.Feedback(encode(base+3, []time.Duration{time.Hour + 200*time.Millisecond}, 2), now); err != nil {
		t.Fatal(err)
	}
	if e.loss.packets != 20 || e.loss.lost != 1 {
		t.Errorf("%d packets, %d lost; want 20 and 1", e.loss.packets, e.loss.lost)
	}
}

func TestLostIsNamedOnce(t *testing.T) {
	const base = 65530
	e, arrivals := told(base)
	arrivals[3], arrivals[8] = 0, 0
	for i, want := range [][]uint16{{65533, 2}, nil, {4}} {
		if i == 2 {
			arrivals[10] = 0
			e, _ = told(base)
			_ = e.Feedback(encode(base, arrivals[:10], 1), 250*time.Millisecond)
		}
		if err := e.Feedback(encode(base, arrivals, 1), 260*time.Millisecond); err != nil {
			t.Fatal(err)
		}
		if got := e.Lost(); !slices.Equal(got, want) {
			t.Errorf("feedback %d: lost %v, want %v", i, got, want)
		}
	}
	if err := e.Feedback([]byte{1, 2, 3}, 300*time.Millisecond); err == nil || len(e.Lost()) != 0 {
		t.Errorf("nonsense: %v, lost %v", err, e.Lost())
	}
}

func TestFeedbackOnStrangePackets(t *testing.T) {
	for name, base := range map[string]uint16{"never sent": 5000, "long ago": 65000, "partly sent": 90} {
		e, arrivals := told(100)
		if err := e.Feedback(encode(base, arrivals, 1), 250*time.Millisecond); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		want := 0
		if base == 90 {
			want = 10
		}
		if e.loss.packets != want || e.loss.lost != 0 {
			t.Errorf("%s: %d packets and %d losses were believed, want %d", name, e.loss.packets, e.loss.lost, want)
		}
	}
}

// 65,535 packets that did not come, in nine chunks, cost no more than a look at the ring, and tell of no more.
func TestFeedbackThatClaimsEverything(t *testing.T) {
	e, _ := told(100)
	packet := []byte{
		0x8f, 205, 0, 9, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0xff, 0xff, 0, 0, 1, 0,
		0x1f, 0xff, 0x1f, 0xff, 0x1f, 0xff, 0x1f, 0xff, 0x1f, 0xff, 0x1f, 0xff, 0x1f, 0xff, 0x1f, 0xff, 0x1f, 0xff, 0, 0,
	}
	if err := e.Feedback(packet, 250*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if e.loss.lost > 20 {
		t.Errorf("%d packets lost of 20", e.loss.lost)
	}
}

// A receiver whose clock is set while it plays must not look congested.
func TestClockThatJumps(t *testing.T) {
	for _, jump := range []time.Duration{time.Hour, -30 * time.Minute, 3 * time.Second} {
		_, a := stage(0)
		r := record(t, a)
		watch := a.watch
		a.watch = func(at time.Duration, l *leg) {
			watch(at, l)
			if at == 10*sec {
				l.receiver.ahead += jump
				clear(l.receiver.came) // what came by the old clock cannot be told with the new
			}
		}
		run(20*sec, a)
		least, _, _ := r.between(5*sec, 20*sec)
		r.atLeast("least", least, 0.7*5*mega)
	}
}

// What happens when the queue is longer than the memory of what was sent.
func TestFeedbackThatComesTooLate(t *testing.T) {
	e := New(Config{Start: 4_000_000})
	seq := uint16(0)
	for now := time.Duration(0); now < 5*sec; now += tick {
		e.Sent(seq, 500, now)
		seq++
		if now >= 2*sec && now%(100*tick) == 0 {
			old := make([]time.Duration, 50)
			for i := range old {
				old[i] = now + time.Duration(i)*tick
			}
			if err := e.Feedback(encode(seq-1500, old, 1), now); err != nil {
				t.Fatal(err)
			}
		}
	}
	if e.Target() > 500_000 {
		t.Errorf("the target is %d, want it to have fallen", e.Target())
	}
}
