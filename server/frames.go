package server

import (
	"encoding/binary"
	"sync"
	"unicode/utf8"

	"github.com/gofiber/contrib/websocket"

	"plenary/server/protocol"
)

// frames reads what a browser sends (RFC 6455 §5), in whatever pieces it comes. It holds nothing but what is incomplete.
//
// Libraries read frames from an io.Reader, and so need a goroutine that waits in it, or a buffer, for every browser.
type frames struct{ part *part }

// message is a whole message, or a control frame between the fragments of one. The zero message is none.
type message struct {
	opcode  byte
	payload []byte // until frames are read on
}

const (
	continuation = 0x0
	finalBit     = 0x80
	controlBit   = 0x8
	maskBit      = 0x80
	maxControl   = 125 // bytes in a control frame (RFC 6455 §5.5)
	maxHead      = 14  // bytes before a payload
)

// fault is why a browser's frames are not read any more, with the code that it is told.
type fault struct {
	code   int
	reason string
}

// Error is for the log.
func (f *fault) Error() string { return f.reason }

func wrong(reason string) *fault { return &fault{websocket.CloseProtocolError, reason} }

var errTooBig = &fault{websocket.CloseMessageTooBig, "the message is too large"}

// header is what stands before a payload.
type header struct {
	final  bool
	opcode byte
	size   int
	mask   [4]byte
}

// readHeader reads a header and says how long it is: 0 while it is incomplete.
func readHeader(b []byte) (h header, n int, err error) {
	if len(b) < 2 {
		return h, 0, nil
	}
	h.final, h.opcode = b[0]&finalBit != 0, b[0]&0xf
	small := int(b[1] &^ maskBit)
	switch {
	case b[0]&0x70 != 0:
		return h, 0, wrong("a reserved bit is set")
	case h.opcode > websocket.BinaryMessage && h.opcode < websocket.CloseMessage || h.opcode > websocket.PongMessage:
		return h, 0, wrong("there is no such opcode")
	case b[1]&maskBit == 0:
		return h, 0, wrong("the frame is not masked")
	case h.opcode&controlBit != 0 && (!h.final || small > maxControl):
		return h, 0, wrong("a control frame is too long, or a fragment")
	}
	h.size, n = small, 2
	switch small {
	case 126:
		if n = 4; len(b) >= n {
			if h.size = int(binary.BigEndian.Uint16(b[2:])); h.size < 126 {
				return h, 0, wrong("a length has more bytes than it needs")
			}
		}
	case 127:
		if n = 10; len(b) >= n {
			switch size := binary.BigEndian.Uint64(b[2:]); {
			case size>>63 != 0 || size < 1<<16:
				return h, 0, wrong("a length has more bytes than it needs, or is negative")
			case size > protocol.MaxFrame:
				return h, 0, errTooBig
			default:
				h.size = int(size) //nolint:gosec // checked
			}
		}
	}
	if len(b) < n+len(h.mask) {
		return h, 0, nil
	}
	return h, n + copy(h.mask[:], b[n:]), nil
}

// next reads on until there is a message or nothing is left of b, whose bytes it unmasks in place. The rest is for the
// next call, which follows even when there is none: it gives back what the message lay in.
func (f *frames) next(b []byte) (m message, rest []byte, err error) {
	if f.part != nil && f.part.empty() {
		f.part.giveBack()
		f.part = nil
	}
	if f.part == nil {
		h, n, err := readHeader(b)
		if err != nil || len(b) == 0 {
			return m, nil, err
		}
		if n > 0 && h.final && h.opcode != continuation && h.size <= len(b)-n && h.size <= protocol.MaxFrame {
			payload := b[n : n+h.size : n+h.size]
			unmask(payload, h.mask, 0)
			return whole(h.opcode, payload, b[n+h.size:])
		}
		f.part = parts.Get().(*part)
	}
	return f.part.read(b)
}

// whole is a message that is complete.
func whole(opcode byte, payload, rest []byte) (message, []byte, error) {
	m := message{opcode, payload}
	if opcode == websocket.CloseMessage {
		if err := checkClose(payload); err != nil {
			return message{}, nil, err
		}
	}
	return m, rest, nil
}

// checkClose checks what a browser says when it goes (RFC 6455 §7.4).
func checkClose(payload []byte) error {
	if len(payload) == 0 {
		return nil
	}
	if len(payload) == 1 || !utf8.Valid(payload[2:]) {
		return wrong("a close frame is broken")
	}
	switch code := closeCode(payload); {
	case code >= 1000 && code <= 1003, code >= 1007 && code <= 1014, code >= 3000 && code <= 4999:
		return nil
	}
	return wrong("there is no such close code")
}

// closeCode is the code of a close frame.
func closeCode(payload []byte) int {
	if len(payload) < 2 {
		return websocket.CloseNoStatusReceived
	}
	return int(binary.BigEndian.Uint16(payload))
}

// unmask takes a mask off a piece of a payload that begins at a place of it.
func unmask(b []byte, mask [4]byte, at int) {
	if mask == [4]byte{} {
		return
	}
	four := [8]byte{mask[at&3], mask[(at+1)&3], mask[(at+2)&3], mask[(at+3)&3]}
	copy(four[4:], four[:4])
	key := binary.LittleEndian.Uint64(four[:])
	for ; len(b) >= 8; b = b[8:] {
		binary.LittleEndian.PutUint64(b, binary.LittleEndian.Uint64(b)^key)
	}
	for i := range b {
		b[i] ^= four[i]
	}
}

// parts are lent to sockets whose browser is in the middle of a frame or a message.
var parts = sync.Pool{New: func() any { return &part{} }}
