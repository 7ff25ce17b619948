package sfu

import (
	"sync"
	"time"
)

// Playback is what a viewer's page says of what it plays, since its leg began and over all slots: only a browser knows
// what was seen and heard.
type Playback struct {
	Freezes   uint64        // times that a picture stood still (freezeCount)
	Frozen    time.Duration // for so long (totalFreezesDuration)
	Heard     uint64        // samples of sound (totalSamplesReceived)
	Concealed uint64        // of these, what was lost and made up (concealedSamples less silentConcealedSamples)
}

// freezesAtMost is how many freezes are believed in a second: a browser counts what lasts 150 ms and more.
const freezesAtMost = 7

// playback keeps what a page has reported. It is not believed more than can be true.
type playback struct {
	mu      sync.Mutex
	last    Playback
	at      time.Time // of the last report; zero: none yet
	passed  time.Duration
	step    Playback // from the report before to the last
	freezes uint64   // in all
	frozen  time.Duration
}

// take takes in a report, and returns what of it is new and can be true.
func (p *playback) take(r Playback, now time.Time) Playback {
	p.mu.Lock()
	defer p.mu.Unlock()
	before := p.last
	p.passed = now.Sub(p.at)
	if p.at.IsZero() || r.Heard < before.Heard { // another leg counts anew
		before, p.passed = r, 0
	}
	p.last, p.at = r, now
	p.step = Playback{
		Freezes:   min(since(r.Freezes, before.Freezes), uint64(p.passed.Seconds()*freezesAtMost)),
		Frozen:    min(max(r.Frozen-before.Frozen, 0), p.passed),
		Heard:     since(r.Heard, before.Heard),
		Concealed: min(since(r.Concealed, before.Concealed), since(r.Heard, before.Heard)),
	}
	p.freezes += p.step.Freezes
	p.frozen += p.step.Frozen
	return p.step
}

func since(now, before uint64) uint64 { return max(now, before) - before }

// shares are the share of time that was frozen and the share of sound that was made up, between the last two reports.
func (p *playback) shares() (frozen, concealed float64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.passed > 0 {
		frozen = min(p.step.Frozen.Seconds()/p.passed.Seconds(), 1)
	}
	if p.step.Heard > 0 {
		concealed = float64(p.step.Concealed) / float64(p.step.Heard)
	}
	return frozen, concealed
}

// total is how often and for how long pictures have stood still.
func (p *playback) total() (freezes uint64, frozen time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.freezes, p.frozen
}
