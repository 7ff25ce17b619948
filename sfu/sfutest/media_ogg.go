package sfutest

import (
	"bytes"
	"errors"
	"time"
)

// audioFrame is the length of every Opus packet here, as browsers have it.
const audioFrame = 20 * time.Millisecond

var errOgg = errors.New("not an Ogg stream")

// parseOgg returns the packets of an Ogg Opus file without its two header packets (RFC 3533 §6, RFC 7845 §3).
// Pion's reader stops at pages; a page holds up to a second of packets.
func parseOgg(b []byte) ([][]byte, error) {
	const head = 27
	var packets [][]byte
	var packet []byte
	for len(b) > 0 {
		if len(b) < head || !bytes.HasPrefix(b, []byte("OggS")) {
			return nil, errOgg
		}
		segments := int(b[head-1])
		if len(b) < head+segments {
			return nil, errOgg
		}
		lacing, body := b[head:head+segments], b[head+segments:]
		for _, n := range lacing {
			if len(body) < int(n) {
				return nil, errOgg
			}
			packet = append(packet, body[:n]...)
			body = body[n:]
			if n < 255 { // a shorter segment ends the packet
				packets = append(packets, packet)
				packet = nil
			}
		}
		b = body
	}
	if len(packets) < 2 || !bytes.HasPrefix(packets[0], []byte("OpusHead")) {
		return nil, errOgg
	}
	return packets[2:], nil
}
