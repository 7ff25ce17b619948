package estimate

import (
	"testing"
	"time"
)

func TestPacer(t *testing.T) {
	var p Pacer
	if got := p.Budget(time.Second); got != 0 {
		t.Errorf("without a rate %d bytes may go", got)
	}
	p.SetRate(1_000_000, 2)
	left, took := 100_000, time.Duration(0)
	for ; left > 0; took += tick {
		for left > 0 && p.Budget(sec+took) > 0 {
			p.Spend(1200)
			left -= 1200
		}
	}
	if took < 380*tick || took > 420*tick {
		t.Errorf("100 kB at 2 Mbit/s took %v, want 0.4 s", took)
	}
}

func TestPacerDebt(t *testing.T) {
	var p Pacer
	p.SetRate(800_000, 1) // 100 bytes a millisecond
	p.Budget(sec)
	p.Spend(10_500)
	if got := p.Budget(sec); got != -10_000 {
		t.Errorf("the budget is %d, want a debt of 10,000", got)
	}
	if wait := p.Wait(); wait < 100*tick || wait > 101*tick {
		t.Errorf("wait %v, want 100 ms", wait)
	}
	if p.Budget(sec+99*tick) > 0 || p.Budget(sec+101*tick) <= 0 || p.Wait() != 0 {
		t.Error("the debt is not paid after 100 ms")
	}
	p.Spend(10_000_000)
	if got := p.Budget(sec + 101*tick); got != -50_000 {
		t.Errorf("the debt is %d, want half a second's", got)
	}
	if got := p.Budget(time.Hour); got != 500 {
		t.Errorf("after an hour %d bytes may go at once, want 5 ms worth", got)
	}
	if got := p.Budget(0); got != 500 {
		t.Errorf("when the time goes back the budget is %d", got)
	}
}
