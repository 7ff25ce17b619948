package sfu

import (
	"cmp"
	"sync"
	"time"
)

// Limits bounds what strangers can ask of the server. A field that is 0 means its value in [DefaultLimits].
type Limits struct {
	Offer       int // bytes of an SDP offer; what is longer is refused with ErrOffer
	Sections    int // m-lines of an offer; more are refused with ErrOffer
	Candidates  int // candidate lines of an offer, which are ignored; more are refused with ErrOffer
	Publishers  int // publish legs; more are refused with ErrFull
	Viewers     int // audience legs; more are refused with ErrFull
	Attending   int // audience legs of one stage; more are refused with ErrFull
	ViewerRate  int // bits per second to one viewer, whatever her way bears; sound and a first picture are sent all the same
	SourceRate  int // bits per second of one source of a publisher, all its layers together; what is above is dropped
	SourceCount int // packets per second of one source; what is above is dropped
	Connections int // TCP connections, of which a leg needs one or none; more are closed at once
}

// DefaultLimits suit a conference on one machine.
var DefaultLimits = Limits{
	Offer: 64 << 10, Sections: 64, Candidates: 64, Publishers: 200, Viewers: 10_000, Attending: 10_000,
	ViewerRate: 20_000_000, SourceRate: 20_000_000, SourceCount: 5_000, Connections: 12_000,
}

// layersAtMost is how many encodings of one source are taken; the rest is not read. Browsers send three.
const layersAtMost = 4

func (l Limits) filled() Limits {
	d := DefaultLimits
	for _, f := range []struct{ of, from *int }{
		{&l.Offer, &d.Offer},
		{&l.Sections, &d.Sections},
		{&l.Candidates, &d.Candidates},
		{&l.Publishers, &d.Publishers},
		{&l.Viewers, &d.Viewers},
		{&l.Attending, &d.Attending},
		{&l.ViewerRate, &d.ViewerRate},
		{&l.SourceRate, &d.SourceRate},
		{&l.SourceCount, &d.SourceCount},
		{&l.Connections, &d.Connections},
	} {
		*f.of = cmp.Or(*f.of, *f.from)
	}
	return l
}

// ration lets a source send so much in a second, and no more.
type ration struct {
	mu     sync.Mutex
	second int64
	bits   int
	count  int
}

// take reports whether another packet is within the limits.
func (r *ration) take(bytes int, now time.Time, l *Limits) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if s := now.Unix(); s != r.second {
		r.second, r.bits, r.count = s, 0, 0
	}
	r.bits += bytes * 8
	r.count++
	return r.bits <= l.SourceRate && r.count <= l.SourceCount
}
