package sfu

import (
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
)

// asking adds the server's time to the reports to publishers (RFC 3611 §4.4), to which browsers answer with their next
// sender report how long ago they got it (§4.5). There is no other way to know the round trip: a publisher says it only of
// what is sent to her, and an ICE-lite server makes no checks of its own.
type asking struct{ interceptor.NoOp }

// NewInterceptor makes asking the same for every leg.
func (a asking) NewInterceptor(string) (interceptor.Interceptor, error) { return &a, nil }

// BindRTCPWriter is called by Pion once for a leg.
func (a *asking) BindRTCPWriter(w interceptor.RTCPWriter) interceptor.RTCPWriter {
	own := random32() // one for all streams
	return interceptor.RTCPWriterFunc(func(packets []rtcp.Packet, attributes interceptor.Attributes) (int, error) {
		if len(packets) == 1 {
			if r, ok := packets[0].(*rtcp.ReceiverReport); ok {
				packets = append(packets, question(own, r, time.Now()))
			}
		}
		return w.Write(packets, attributes)
	})
}

// question goes with a report. It says as well that the publisher has not asked herself, for those who look for the stream
// that a packet is about.
func question(own uint32, with *rtcp.ReceiverReport, now time.Time) rtcp.Packet {
	var streams []rtcp.DLRRReport
	for _, x := range with.Reports {
		streams = append(streams, rtcp.DLRRReport{SSRC: x.SSRC})
	}
	return &rtcp.ExtendedReport{SenderSSRC: own, Reports: []rtcp.ReportBlock{
		&rtcp.ReceiverReferenceTimeReportBlock{NTPTimestamp: ntp(now)}, &rtcp.DLRRReportBlock{Reports: streams},
	}}
}

// roundAtMost is the longest round trip that is believed.
const roundAtMost = time.Minute

// roundOf is the round trip that an answer to that says, if it is one.
func roundOf(p rtcp.Packet, now time.Time) (time.Duration, bool) {
	x, ok := p.(*rtcp.ExtendedReport)
	if !ok {
		return 0, false
	}
	for _, b := range x.Reports {
		d, ok := b.(*rtcp.DLRRReportBlock)
		if !ok {
			continue
		}
		for _, r := range d.Reports {
			if r.LastRR == 0 {
				continue
			}
			units := int32(uint32(ntp(now)>>16) - r.LastRR - r.DLRR) //nolint:gosec // middle 32 bits, in units of 1/65536 s
			if round := time.Duration(units) * time.Second >> 16; round > 0 && round <= roundAtMost {
				return round, true
			}
		}
	}
	return 0, false
}
