package sfu

import (
	"cmp"
	"log/slog"
	"slices"
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
	StageRate   int // bits per second of all sources of one stage; what is above is dropped, of those that send most
	StageCount  int // packets per second of all sources of one stage, likewise
	Connections int // TCP connections, of which a leg needs one or none; more are closed at once
}

// DefaultLimits suit a conference on one machine.
var DefaultLimits = Limits{
	Offer: 64 << 10, Sections: 64, Candidates: 64, Publishers: 200, Viewers: 10_000, Attending: 10_000,
	ViewerRate: 20_000_000, SourceRate: 20_000_000, SourceCount: 5_000,
	StageRate: 200_000_000, StageCount: 50_000, Connections: 12_000,
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
		{&l.StageRate, &d.StageRate},
		{&l.StageCount, &d.StageCount},
		{&l.Connections, &d.Connections},
	} {
		*f.of = cmp.Or(*f.of, *f.from)
	}
	return l
}

// load is what a source sends in a second, or may send.
type load struct{ bits, packets int }

// ration lets a source send so much in a second, and no more.
type ration struct {
	mu     sync.Mutex
	second int64
	sent   load // in this second, taken or not
	before load // in the one before
	share  load // of what its stage takes; 0: not known
}

// take reports whether another packet is within the limits.
func (r *ration) take(bytes int, now time.Time, l *Limits) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.turn(now)
	r.sent.bits += bytes * 8
	r.sent.packets++
	return r.sent.bits <= within(l.SourceRate, r.share.bits) && r.sent.packets <= within(l.SourceCount, r.share.packets)
}

// turn begins another second. Called with mu held.
func (r *ration) turn(now time.Time) {
	s := now.Unix()
	if s == r.second {
		return
	}
	if r.before = r.sent; s != r.second+1 {
		r.before = load{}
	}
	r.second, r.sent = s, load{}
}

func within(limit, share int) int {
	if share > 0 {
		return min(limit, share)
	}
	return limit
}

// asked is what the source sent in the last whole second, taken or not.
func (r *ration) asked(now time.Time) load {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.turn(now)
	return r.before
}

func (r *ration) grant(share load) {
	r.mu.Lock()
	r.share = share
	r.mu.Unlock()
}

// shareOf is the most that each may have of a limit, so that nobody gets less for another who asks for more: who asks for
// less than that gets it all. If there is enough for everybody, it is the whole.
func shareOf(limit int, asked []int) int {
	rest := limit
	slices.Sort(asked)
	for i, a := range asked {
		if each := rest / (len(asked) - i); a > each {
			return max(each, 1)
		}
		rest -= a
	}
	return limit
}

// divide shares what the stage takes among its sources, by what they sent in the last second.
func (st *Stage) divide(by map[SourceKind][]*source, now time.Time) {
	var bits, packets []int
	for _, list := range by {
		for _, s := range list {
			a := s.ration.asked(now)
			bits, packets = append(bits, a.bits), append(packets, a.packets)
		}
	}
	l := &st.sfu.set.limits
	share := load{shareOf(l.StageRate, bits), shareOf(l.StageCount, packets)}
	for _, list := range by {
		for _, s := range list {
			s.ration.grant(share)
		}
	}
	over := share.bits < l.StageRate || share.packets < l.StageCount
	if st.crowded.Swap(over) != over && over {
		st.sfu.log.Warn("a stage is sent more than it takes", slog.String("stage", st.name),
			slog.Int("bits_each", share.bits), slog.Int("packets_each", share.packets))
	}
}
