package live

import (
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
	"plenary/sfu"
)

// weakFrom is the best quality of which the page says that it is bad: what is a little worse than it could be needs no
// words.
const weakFrom = 2

// aMonth is longer, in seconds, than any page has played.
const aMonth = 30 * 24 * 3600

// reportPlayback hands on what the page plays, and says whose connection is weak.
func (s *Seat) reportPlayback(c protocol.ReportPlayback) (string, error) {
	if min(c.Freezes, c.Heard, c.Concealed) < 0 || !(c.Frozen >= 0 && c.Frozen < aMonth) {
		return "", conference.Errorf(conference.Invalid, "no page plays that")
	}
	l, err := s.must(protocol.AudienceLeg)
	if err != nil {
		return "", err
	}
	l.mu.Lock()
	err = l.reports.limit(s.room.limits.Reports, "reports come too often")
	l.mu.Unlock()
	if err != nil {
		return "", err
	}
	q := l.viewer.Report(sfu.Playback{
		Freezes: uint64(c.Freezes), Heard: uint64(c.Heard), Concealed: uint64(c.Concealed), //nolint:gosec // not below 0
		Frozen: time.Duration(c.Frozen * float64(time.Second)),
	})
	weak := q.Score <= weakFrom
	l.mu.Lock()
	l.weak = weak
	l.mu.Unlock()
	if !weak {
		return "", nil
	}
	return string(q.Fault), nil
}
