package sfu

import "time"

const (
	lossy   = 26               // of 256: a tenth, more than repair makes good
	clean   = 5                // of 256: two in a hundred
	relief  = 10 * time.Second // without loss before a larger layer is tried again
	patient = time.Minute      // the longest relief: each try that fails doubles it
	anyRank = 1 << 10          // larger than that of any layer
)

// downlink is what receiver reports say about the way to a slot of a viewer, and how large a layer it bears. The rule
// is thin, by loss alone: two bad reports in a row take one layer away, ten good seconds bring it back.
type downlink struct {
	most  int // the largest rank that may be sent
	bad   int // reports in a row
	tried bool
	since time.Time // of the good ones
	wait  time.Duration

	lost   uint8 // share of the last report, of 256
	jitter uint32
	round  time.Duration // round trip
}

func newDownlink() downlink { return downlink{most: anyRank, wait: relief} }

// report takes in the share of packets, of 256, that were lost lately, while a layer of this rank was sent. It says
// whether another layer should be chosen.
func (d *downlink) report(lost uint8, rank int, now time.Time) (changes bool) {
	d.lost = lost
	if lost > clean {
		d.since = time.Time{}
		if lost < lossy {
			d.bad = 0
			return false
		}
		if d.bad++; d.bad < 2 || rank == 0 {
			return false
		}
		if d.tried {
			d.wait = min(2*d.wait, patient)
		}
		d.bad, d.tried, d.most = 0, false, rank-1
		return true
	}
	d.bad = 0
	if d.since.IsZero() {
		d.since = now
	}
	if now.Sub(d.since) < d.wait {
		return false
	}
	d.since = now
	if d.most == anyRank {
		d.tried, d.wait = false, relief
		return false
	}
	d.tried = true
	if d.most++; d.most >= layersAtMost {
		d.most = anyRank
	}
	return true
}
