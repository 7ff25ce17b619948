package sfu

import (
	"testing"
	"time"

	"github.com/pion/rtcp"
)

func TestRoundTripsOfPublishers(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	asked := uint32(ntp(now.Add(-300*time.Millisecond)) >> 16)
	answer := func(last, delay uint32) rtcp.Packet {
		return &rtcp.ExtendedReport{Reports: []rtcp.ReportBlock{
			&rtcp.ReceiverReferenceTimeReportBlock{NTPTimestamp: ntp(now)}, // she may ask, too
			&rtcp.DLRRReportBlock{Reports: []rtcp.DLRRReport{{SSRC: 1, LastRR: last, DLRR: delay}}},
		}}
	}
	for name, c := range map[string]struct {
		packet rtcp.Packet
		want   time.Duration // 0: not known
	}{
		"an answer":           {answer(asked, 65536/5), 100 * time.Millisecond},
		"at once":             {answer(asked, 0), 300 * time.Millisecond},
		"to nothing":          {answer(0, 65536/5), 0},
		"longer than it took": {answer(asked, 65536), 0},
		"of long ago":         {answer(asked-100*65536, 0), 0},
		"nonsense":            {answer(1, 1), 0},
		"another report":      {&rtcp.SenderReport{}, 0},
		"nobody's":            {&rtcp.ExtendedReport{Reports: []rtcp.ReportBlock{&rtcp.DLRRReportBlock{}}}, 0},
	} {
		got, known := roundOf(c.packet, now)
		if (got-c.want).Abs() > time.Millisecond || known != (c.want != 0) {
			t.Errorf("%s: %v, %v, want %v", name, got, known, c.want)
		}
	}
}
