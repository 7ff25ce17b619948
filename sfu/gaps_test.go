package sfu

import (
	"slices"
	"testing"
	"time"
)

func TestGaps(t *testing.T) {
	const ms = time.Millisecond
	type arrival struct {
		at       time.Duration
		sequence uint16
		ask      []uint16
		gaveUp   bool
	}
	steps := func(from, to uint16, at time.Duration) (list []arrival) {
		for s := from; s != to; s++ {
			list = append(list, arrival{at: at, sequence: s})
		}
		return list
	}
	for name, list := range map[string][]arrival{
		"in order":            {{sequence: 65534}, {sequence: 65535}, {sequence: 0}, {sequence: 1}},
		"overtaken by two":    {{sequence: 10}, {sequence: 12}, {sequence: 13}, {sequence: 11}, {at: 400 * ms, sequence: 14}},
		"overtaken by three":  {{sequence: 10}, {sequence: 12}, {sequence: 13}, {sequence: 14, ask: []uint16{11}}},
		"waits ten ms":        {{sequence: 10}, {sequence: 12}, {at: 10 * ms, sequence: 13, ask: []uint16{11}}},
		"around the end":      {{sequence: 65534}, {sequence: 2, ask: []uint16{65535}}, {at: 10 * ms, sequence: 3, ask: []uint16{0, 1}}},
		"comes twice":         {{sequence: 10}, {sequence: 10}, {sequence: 9}, {sequence: 11}},
		"once in a roundtrip": {{sequence: 10}, {sequence: 14, ask: []uint16{11}}, {at: 20 * ms, sequence: 15, ask: []uint16{12, 13}}, {at: 60 * ms, sequence: 12}, {at: 69 * ms, sequence: 16}, {at: 70 * ms, sequence: 17, ask: []uint16{11}}, {at: 95 * ms, sequence: 18, ask: []uint16{13}}},
		"no longer than it is of use": {
			{sequence: 10},
			{sequence: 12},
			{at: 10 * ms, sequence: 13, ask: []uint16{11}},
			{at: 1001 * ms, sequence: 14, gaveUp: true},
			{at: 1100 * ms, sequence: 15},
		},
		"too long a gap":    {{sequence: 10}, {sequence: 139, gaveUp: true}, {at: 500 * ms, sequence: 140}},
		"another numbering": {{sequence: 40000}, {sequence: 30000}, {sequence: 30001}, {sequence: 30003}, {at: 10 * ms, sequence: 30004, ask: []uint16{30002}}},
		"too far behind":    append(append([]arrival{{sequence: 10}, {sequence: 12}, {at: 10 * ms, sequence: 13, ask: []uint16{11}}}, steps(14, 140, 11*ms)...), arrival{at: 12 * ms, sequence: 140, gaveUp: true}),
	} {
		t.Run(name, func(t *testing.T) {
			var g gaps
			began := time.Now()
			for i, a := range list {
				ask, gaveUp := g.note(a.sequence, 50*ms, began.Add(a.at))
				if !slices.Equal(ask, a.ask) || gaveUp != a.gaveUp {
					t.Errorf("arrival %d, packet %d: asks for %v, gives up: %t; want %v, %t", i, a.sequence, ask, gaveUp, a.ask, a.gaveUp)
				}
			}
		})
	}
}

// What was sent while nobody was to see it is not asked for later.
func TestGapsForgetWhatWasNotMeantToBeSeen(t *testing.T) {
	src := &source{leg: &PublishLeg{}, kind: Camera}
	i, now := intake{layer: &layer{source: src}}, time.Now()
	src.allowed.Store(true)
	i.mind(10, now)
	src.allowed.Store(false)
	for s := uint16(12); s < 40; s++ {
		i.mind(s, now)
	}
	src.allowed.Store(true)
	i.mind(40, now.Add(20*time.Millisecond))
	if len(i.gaps.missing) > 0 {
		t.Errorf("%d packets from behind the mute are missed", len(i.gaps.missing))
	}
}

// A way that loses nearly everything is not asked to carry it all again and again.
func TestGapsAskForLessThanWhatComes(t *testing.T) {
	var g gaps
	now := time.Now()
	asked, came := 0, 0
	for s := uint16(0); s < 40_000; s += 5 {
		now = now.Add(15 * time.Millisecond)
		ask, _ := g.note(s, 20*time.Millisecond, now)
		asked += len(ask)
		came++
	}
	if asked > came/gapShare+gapAtMost || asked < came/gapShare/2 {
		t.Errorf("%d came, %d were asked for", came, asked)
	}
}
