package sfu

import (
	"time"

	"github.com/pion/rtcp"
)

// What a publisher sent and did not arrive is asked for by number (RFC 4585 §6.2.1), and comes in a stream of its own (RFC
// 4588) or as it was. Pion's own generator does not see the former, and goes on asking for what has come long since.

const (
	// gapAtMost is the longest gap that is worth closing, in packets: some 400 ms of a large picture. After more, a keyframe
	// is what helps.
	gapAtMost = 128
	// gapHold is for how long a packet is asked for. After that nobody waits for it.
	gapHold = time.Second
	// gapWait is how long a packet may be overtaken by others before it is asked for, unless gapPassed of them do.
	gapWait   = 10 * time.Millisecond
	gapPassed = 3
	// gapAgain is how long after one request there is another at the earliest, beyond the round trip; roundGuess is that where
	// it is not known yet.
	gapAgain   = 20 * time.Millisecond
	roundGuess = 100 * time.Millisecond
	// gapShare is what is asked for, of what comes: one packet for so many. A way that loses more than its share is not
	// helped by more to carry.
	gapShare = 2
)

// gap is one packet that has not come.
type gap struct {
	sequence uint16
	since    time.Time
	asked    time.Time // zero: not yet
}

// gaps is what of a publisher's stream has not come. It belongs to who reads the stream.
type gaps struct {
	started bool
	newest  uint16
	missing []gap // oldest first
	came    int   // packets for which nothing has been asked yet, gapAtMost*gapShare at most
}

// note takes in a packet that has come. It returns which to ask for now, and whether something was given up without which
// the picture stands still.
func (g *gaps) note(sequence uint16, round time.Duration, now time.Time) (ask []uint16, gaveUp bool) {
	if !g.started {
		g.started, g.newest, g.came = true, sequence, gapAtMost*gapShare
		return nil, false
	}
	g.came = min(g.came+1, gapAtMost*gapShare)
	switch ahead := int16(sequence - g.newest); { //nolint:gosec // serial number arithmetic, RFC 1982
	case ahead < -tooLate: // another numbering
		g.missing, g.newest = g.missing[:0], sequence
	case ahead <= 0:
		g.close(sequence)
	case ahead > gapAtMost:
		gaveUp = true
		g.missing, g.newest = g.missing[:0], sequence
	default:
		for s := g.newest + 1; s != sequence; s++ {
			g.missing = append(g.missing, gap{sequence: s, since: now})
		}
		g.newest = sequence
	}
	return g.due(round, now, gaveUp)
}

// skip passes over a packet of which, and of all before it, nothing is wanted.
func (g *gaps) skip(sequence uint16) {
	g.missing = g.missing[:0]
	if !g.started || int16(sequence-g.newest) > 0 { //nolint:gosec // serial number arithmetic
		g.started, g.newest, g.came = true, sequence, gapAtMost*gapShare
	}
}

// close takes out what has come late, or again.
func (g *gaps) close(sequence uint16) {
	for i := range g.missing {
		if g.missing[i].sequence == sequence {
			g.missing = append(g.missing[:i], g.missing[i+1:]...)
			return
		}
	}
}

// due forgets what nobody waits for any more, and returns what to ask for.
func (g *gaps) due(round time.Duration, now time.Time, lost bool) (ask []uint16, gaveUp bool) {
	if round == 0 {
		round = roundGuess
	}
	kept := g.missing[:0]
	for _, x := range g.missing {
		if now.Sub(x.since) > gapHold || g.newest-x.sequence > gapAtMost {
			lost = true
			continue
		}
		due := now.Sub(x.asked) >= round+gapAgain
		if x.asked.IsZero() {
			due = now.Sub(x.since) >= gapWait || g.newest-x.sequence >= gapPassed
		}
		if due && g.came >= gapShare {
			g.came -= gapShare
			x.asked = now
			ask = append(ask, x.sequence)
		}
		kept = append(kept, x)
	}
	g.missing = kept
	return ask, lost
}

// mind asks the publisher for what is missing of a picture. Sound that is sent again comes too late: it has RED.
func (i *intake) mind(sequence uint16, now time.Time) {
	l := i.layer
	switch {
	case l.source.kind.sound():
		return
	case !l.source.allowed.Load(): // what is sent meanwhile is not for anybody, later either
		i.gaps.skip(sequence)
		return
	}
	ask, gaveUp := i.gaps.note(sequence, time.Duration(l.source.leg.round.Load()), now)
	if len(ask) > 0 {
		l.source.leg.ask(&rtcp.TransportLayerNack{MediaSSRC: uint32(l.ssrc), Nacks: rtcp.NackPairsFromSequenceNumbers(ask)})
	}
	if gaveUp && l.watched() {
		l.wantKeyframe(now)
	}
}
