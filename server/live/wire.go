package live

import "encoding/binary"

// A Wire is a seat's way to its browser. The seat's shard calls it, and nobody else. It never waits.
type Wire interface {
	// Write hands bytes to the network and says how many it took: fewer than all when the browser is behind. An error
	// says that there is no browser any more.
	Write(b []byte) (n int, err error)
	// End says that the seat was let go, with a close code of package protocol, or 0 when the browser left. Nothing is
	// written after it. A browser that is behind is in the middle of a frame: there is no telling it why.
	End(code int, reason string)
}

// ping is a frame that browsers answer by themselves (RFC 6455 §5.5.2).
var ping = []byte{0x89, 0}

// framed puts a notice into a text frame (RFC 6455 §5.2), once for all who get it: a server's frames have no mask.
func framed(text []byte) []byte {
	return append(appendHead(make([]byte, 0, headMost+len(text)), len(text)), text...)
}

const headMost = 10

// appendHead appends the head of a text frame of n bytes.
func appendHead(b []byte, n int) []byte {
	const textFrame = 0x81
	switch {
	case n < 126:
		return append(b, textFrame, byte(n))
	case n < 1<<16:
		return binary.BigEndian.AppendUint16(append(b, textFrame, 126), uint16(n)) //nolint:gosec // checked
	default:
		return binary.BigEndian.AppendUint64(append(b, textFrame, 127), uint64(n)) //nolint:gosec // a length
	}
}

// frameEnd is where the frame ends that byte number at of some whole frames belongs to.
func frameEnd(frames []byte, at int) int {
	end := 0
	for end < at {
		switch n := int(frames[end+1] & 0x7f); n {
		case 126:
			end += 4 + int(binary.BigEndian.Uint16(frames[end+2:]))
		case 127:
			end += 10 + int(binary.BigEndian.Uint64(frames[end+2:])) //nolint:gosec // we have written it
		default:
			end += 2 + n
		}
	}
	return end
}
