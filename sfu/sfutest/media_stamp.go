package sfutest

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A stamp is text at the end of every frame that a Publisher sends: who sent it, which layer, the frame's
// number and when its last packet left. It is part of the payload, so it survives whatever a server
// does to RTP headers, and it stands where decoders do not look: after the last partition of a VP8
// frame, in a filler NAL unit of H264, in the padding of an Opus packet. Its first byte matters there: Opus
// reads "p" as an unknown extension that lasts until the end of the packet (RFC 6716 §3.2.5 and its extension draft).
const (
	stampMagic = "plenary!"
	stampName  = 12
	stampLen   = len(stampMagic) + stampName + 1 + 8 + 16
)

// Stamp is what a frame says about itself.
type Stamp struct {
	Name  string    // the publisher's name
	Layer string    // "q", "h", "f", or "" where there is one encoding only
	Frame uint32    // number of the frame in its layer
	Sent  time.Time // when the packet that carries the stamp was sent
}

// appendStamp adds a stamp to b. The time is put in later by sealStamp, when the packet really leaves.
func appendStamp(b []byte, name, layer string, frame uint32) []byte {
	if layer == "" {
		layer = "-"
	}
	b = append(b, stampMagic...)
	b = fmt.Appendf(b, "%-*.*s%.1s%08x", stampName, stampName, name, layer, frame)
	return append(b, "0000000000000000"...)
}

// sealStamp writes the time into a stamp within the last bytes of a payload, if there is one.
func sealStamp(payload []byte, now time.Time) {
	s := findStamp(payload)
	if s == nil {
		return
	}
	nanos := now.UnixNano()
	for i := stampLen - 1; i >= stampLen-16; i-- {
		s[i] = "0123456789abcdef"[nanos&15]
		nanos >>= 4
	}
}

// findStamp returns the stamp's bytes in place, or nil. It looks only near the end, because it runs for every packet.
func findStamp(payload []byte) []byte {
	const tail = stampLen + 4
	p := payload
	if len(p) > tail {
		p = p[len(p)-tail:]
	}
	i := bytes.LastIndex(p, []byte(stampMagic))
	if i < 0 || len(p)-i < stampLen {
		return nil
	}
	return p[i : i+stampLen]
}

// ReadStamp returns what a packet's payload says about itself, if it is the last of a frame sent by a Publisher.
func ReadStamp(payload []byte) (Stamp, bool) {
	s := findStamp(payload)
	if s == nil {
		return Stamp{}, false
	}
	s = s[len(stampMagic):]
	frame, err1 := strconv.ParseUint(string(s[stampName+1:stampName+9]), 16, 32)
	nanos, err2 := strconv.ParseInt(string(s[stampName+9:]), 16, 64)
	if err1 != nil || err2 != nil {
		return Stamp{}, false
	}
	layer := string(s[stampName : stampName+1])
	if layer == "-" {
		layer = ""
	}
	return Stamp{
		Name:  strings.TrimRight(string(s[:stampName]), " "),
		Layer: layer,
		Frame: uint32(frame),
		Sent:  time.Unix(0, nanos),
	}, true
}
