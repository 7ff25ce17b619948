package estimate

import (
	"testing"
	"time"
)

func BenchmarkSent(b *testing.B) {
	b.ReportAllocs()
	e := New(Config{})
	seq, at := uint16(0), time.Duration(0)
	for b.Loop() {
		e.Sent(seq, 1100, at)
		seq++
		at += 3 * time.Millisecond
	}
}

// 350 packets a second, as a viewer of one panel is sent, told of ten times a second; of each, one packet did not come.
func BenchmarkFeedback(b *testing.B) {
	b.ReportAllocs()
	e := New(Config{})
	const n = 35
	packets := make([][]byte, 640) // 64 s: whole units of reference time, so that it can go round
	for i := range packets {
		arrivals := make([]time.Duration, n)
		for j := range arrivals {
			arrivals[j] = time.Hour + time.Duration(i)*100*tick + time.Duration(j)*100*tick/n
		}
		arrivals[n/2] = 0
		packets[i] = encode(uint16(i*n), arrivals, uint8(i))
	}
	i, at := 0, time.Duration(0)
	for b.Loop() {
		if i == len(packets) {
			b.StopTimer()
			e, i, at = New(Config{}), 0, 0
			b.StartTimer()
		}
		for j := range n {
			e.Sent(uint16(i*n+j), 1000, at+time.Duration(j)*100*tick/n)
		}
		at += 100 * tick
		if err := e.Feedback(packets[i], at+20*tick); err != nil {
			b.Fatal(err)
		}
		i++
	}
	if e.loss.share == 0 && i > 100 {
		b.Fatal("nothing was told")
	}
}

func BenchmarkProbe(b *testing.B) {
	b.ReportAllocs()
	e := New(Config{})
	at := time.Duration(0)
	for b.Loop() {
		e.Probe(5_000_000, at)
		at += 20 * tick
	}
}

func BenchmarkPacer(b *testing.B) {
	b.ReportAllocs()
	var p Pacer
	p.SetRate(2_000_000, 2.5)
	at := time.Duration(0)
	for b.Loop() {
		if p.Budget(at) > 0 {
			p.Spend(1200)
		}
		at += tick
	}
}
