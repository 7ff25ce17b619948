package main

import "time"

// look is what a viewer has seen and heard by a moment, counted since she came. Every kind of viewer writes one a line.
type look struct {
	At           int64   `json:"at"`     // milliseconds since 1970
	Frames       uint64  `json:"frames"` // decoded
	Height       int     `json:"height"` // of the last one
	Freezes      uint64  `json:"freezes"`
	Frozen       float64 `json:"frozen"` // seconds
	Bytes        uint64  `json:"bytes"`  // of the picture
	NACKs        uint64  `json:"nacks"`
	PLIs         uint64  `json:"plis"`
	Sound        uint64  `json:"sound"` // packets
	Samples      float64 `json:"samples"`
	Concealed    float64 `json:"concealed"` // samples that were made up, silence not counted
	Negotiations int     `json:"negotiations"`
	TCP          bool    `json:"tcp"`
}

const (
	lookEvery = 100 * time.Millisecond
	topHeight = 720
)

func (l look) at() time.Time { return time.UnixMilli(l.At) }

// looks are one viewer's, oldest first.
type looks []look

// between returns those from one moment to another, and the one before.
func (l looks) between(from, to time.Time) looks {
	first, end := 0, 0
	for i, x := range l {
		if !x.at().After(from) {
			first = i
		}
		if !x.at().After(to) {
			end = i + 1
		}
	}
	return l[min(first, end):end]
}

// stillAtLeast is how long the number of pictures does not grow when people would say that it stands still.
const stillAtLeast = 300 * time.Millisecond

// still is the longest time without a new picture.
func (l looks) still() time.Duration {
	longest := time.Duration(0)
	l.pauses(func(from, to time.Time) { longest = max(longest, to.Sub(from)) })
	return longest
}

// steadyAfter is how long it takes until the picture does not stand still any more; ok: it moves at the end.
func (l looks) steadyAfter(since time.Time) (after time.Duration, ok bool) {
	ok = len(l) > 1
	l.pauses(func(_, to time.Time) {
		after = to.Sub(since)
		ok = to.Before(l[len(l)-1].at())
	})
	return after, ok
}

// pauses calls f for every time in which the picture stands still.
func (l looks) pauses(f func(from, to time.Time)) {
	for i := 1; i < len(l); {
		if l[i].Frames > l[i-1].Frames {
			i++
			continue
		}
		from := l[i-1].at()
		for i < len(l) && l[i].Frames == l[i-1].Frames {
			i++
		}
		to := l[min(i, len(l)-1)].at()
		if to.Sub(from) >= stillAtLeast {
			f(from, to)
		}
		i++
	}
}

// topAfter is how long it takes until the largest picture is shown, and stays; ok: it is at the end.
func (l looks) topAfter(since time.Time) (after time.Duration, ok bool) {
	for _, x := range l {
		switch {
		case x.Height < topHeight:
			ok = false
		case !ok:
			after, ok = max(x.at().Sub(since), 0), true
		}
	}
	return after, ok
}

// smallerAfter is how long it takes until another picture than the largest is shown.
func (l looks) smallerAfter(since time.Time) (time.Duration, bool) {
	for _, x := range l {
		if x.Height < topHeight {
			return max(x.at().Sub(since), 0), true
		}
	}
	return 0, false
}
