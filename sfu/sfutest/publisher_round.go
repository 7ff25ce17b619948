package sfutest

import (
	"sync"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
)

// answering tells a server, with the next sender report, how long ago its time came (RFC 3611 §4.5), as browsers do: so it
// knows the round trip.
type answering struct {
	interceptor.NoOp

	mu   sync.Mutex
	last rtcp.DLRRReport // without the delay
	came time.Time
}

// NewInterceptor makes one for a connection.
func (*answering) NewInterceptor(string) (interceptor.Interceptor, error) { return &answering{}, nil }

// BindRTCPReader is called by Pion for each track.
func (a *answering) BindRTCPReader(r interceptor.RTCPReader) interceptor.RTCPReader {
	return interceptor.RTCPReaderFunc(func(b []byte, at interceptor.Attributes) (int, interceptor.Attributes, error) {
		n, at, err := r.Read(b, at)
		if err != nil {
			return n, at, err
		}
		if packets, err := rtcp.Unmarshal(b[:n]); err == nil {
			for _, p := range packets {
				a.asked(p, time.Now())
			}
		}
		return n, at, nil
	})
}

func (a *answering) asked(p rtcp.Packet, now time.Time) {
	x, ok := p.(*rtcp.ExtendedReport)
	if !ok {
		return
	}
	for _, b := range x.Reports {
		if r, ok := b.(*rtcp.ReceiverReferenceTimeReportBlock); ok {
			a.mu.Lock()
			a.last, a.came = rtcp.DLRRReport{SSRC: x.SenderSSRC, LastRR: uint32(r.NTPTimestamp >> 16)}, now
			a.mu.Unlock()
		}
	}
}

// BindRTCPWriter is called by Pion once for a connection.
func (a *answering) BindRTCPWriter(w interceptor.RTCPWriter) interceptor.RTCPWriter {
	return interceptor.RTCPWriterFunc(func(packets []rtcp.Packet, at interceptor.Attributes) (int, error) {
		if len(packets) > 0 {
			if r, ok := packets[0].(*rtcp.SenderReport); ok {
				packets = append(packets, a.answers(r.SSRC, time.Now())...)
			}
		}
		return w.Write(packets, at)
	})
}

func (a *answering) answers(ssrc uint32, now time.Time) []rtcp.Packet {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.came.IsZero() {
		return nil
	}
	r := a.last
	r.DLRR = uint32(now.Sub(a.came) * 65536 / time.Second)
	a.came = time.Time{} // once
	return []rtcp.Packet{&rtcp.ExtendedReport{SenderSSRC: ssrc, Reports: []rtcp.ReportBlock{&rtcp.DLRRReportBlock{Reports: []rtcp.DLRRReport{r}}}}}
}
