package server

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/gofiber/contrib/websocket"

	"plenary/server/protocol"
)

// masked writes a frame with a mask, as browsers do.
func masked(first byte, payload []byte) []byte {
	b := frame(first, true, payload)
	mask := [4]byte{0x37, 0xfa, 0x21, 0x3d}
	start := len(b) - len(payload)
	copy(b[start-4:], mask[:])
	for i := range payload {
		b[start+i] ^= mask[i&3]
	}
	return b
}

// readAll reads a stream that comes in pieces of some length, as text: "1:hello 9: !1002".
func readAll(stream []byte, piece int) string {
	var f frames
	var out []byte
	for chunk := range slices.Chunk(bytes.Clone(stream), piece) {
		for {
			m, rest, err := f.next(chunk)
			if wrong, is := errors.AsType[*fault](err); is {
				return string(fmt.Appendf(out, "!%d", wrong.code))
			}
			if m.opcode == 0 {
				break
			}
			out = fmt.Appendf(out, "%x:%s ", m.opcode, m.payload)
			chunk = rest
		}
	}
	if f.part != nil {
		out = append(out, '~')
	}
	return string(out)
}

func TestFramesInWhateverPieces(t *testing.T) {
	long := bytes.Repeat([]byte("long "), 60)
	huge := bytes.Repeat([]byte("x"), 70_000)
	half := masked(0x81, []byte("a whole"))
	for name, c := range map[string]struct {
		stream []byte
		want   string
	}{
		"nothing":                      {nil, ""},
		"one":                          {masked(0x81, []byte("hello")), "1:hello "},
		"an empty one":                 {masked(0x81, nil), "1: "},
		"a longer one":                 {masked(0x81, long), "1:" + string(long) + " "},
		"a huge one":                   {masked(0x82, huge), "2:" + string(huge) + " "},
		"three":                        {slices.Concat(masked(0x81, []byte("a")), masked(0x81, long), masked(0x82, []byte("b"))), "1:a 1:" + string(long) + " 2:b "},
		"fragments":                    {slices.Concat(masked(0x01, []byte("frag")), masked(0x00, nil), masked(0x00, []byte("men")), masked(0x80, []byte("ts"))), "1:fragments "},
		"control frames between":       {slices.Concat(masked(0x01, []byte("a")), masked(0x89, []byte("?")), masked(0x00, []byte("b")), masked(0x8a, nil), masked(0x80, []byte("c"))), "9:? a: 1:abc "},
		"one after fragments":          {slices.Concat(masked(0x01, []byte("a")), masked(0x80, []byte("b")), masked(0x81, []byte("c"))), "1:ab 1:c "},
		"half of one":                  {half[:9], "~"},
		"one and a half":               {slices.Concat(half, half[:1]), "1:a whole ~"},
		"half a message":               {masked(0x01, []byte("a")), "~"},
		"a close":                      {masked(0x88, []byte("\x03\xe8bye")), "8:\x03\xe8bye "},
		"a close without a code":       {masked(0x88, nil), "8: "},
		"a close with half a code":     {masked(0x88, []byte{3}), "!1002"},
		"a close with a reserved code": {masked(0x88, []byte{3, 0xed}), "!1002"},
		"a close with broken text":     {masked(0x88, []byte{3, 0xe8, 0xff}), "!1002"},
		"a mask of zeros":              {frame(0x81, true, []byte("plain")), "1:plain "},
		"no mask":                      {frame(0x81, false, []byte("plain")), "!1002"},
		"a reserved bit":               {masked(0xa1, []byte("x")), "!1002"},
		"an unknown opcode":            {masked(0x83, nil), "!1002"},
		"an unknown control opcode":    {masked(0x8b, nil), "!1002"},
		"a ping in fragments":          {masked(0x09, nil), "!1002"},
		"a ping that is too long":      {masked(0x89, bytes.Repeat([]byte("x"), 126)), "!1002"},
		"a continuation of nothing":    {masked(0x80, nil), "!1002"},
		"a message inside another":     {slices.Concat(masked(0x01, []byte("a")), masked(0x81, []byte("b"))), "!1002"},
		"a length in too many bytes":   {[]byte{0x81, 0x80 | 126, 0, 5, 0, 0, 0, 0}, "!1002"},
		"in far too many":              {append([]byte{0x81, 0x80 | 127}, make([]byte, 12)...), "!1002"},
		"a negative length":            {append([]byte{0x81, 0x80 | 127, 0x80}, make([]byte, 11)...), "!1002"},
		"one above the largest":        {binary.BigEndian.AppendUint64([]byte{0x81, 0x80 | 127}, protocol.MaxFrame+1), "!1009"},
		"fragments above it":           {slices.Concat(masked(0x01, huge), masked(0x80, huge)), "!1009"},
		"good, then bad":               {slices.Concat(masked(0x81, []byte("good")), masked(0xf1, nil)), "1:good !1002"},
	} {
		for _, piece := range []int{1 << 20, 1, 2, 3, 7, 100, 4096} {
			if got := readAll(c.stream, piece); got != c.want {
				t.Errorf("%s, %d bytes at a time: %.60q, want %.60q", name, piece, got, c.want)
			}
		}
	}
	if whole := bytes.Repeat([]byte("m"), protocol.MaxFrame); readAll(masked(0x81, whole), 4096) != "1:"+string(whole)+" " {
		t.Error("the largest message is not read")
	}
}

// What was announced costs nothing before it comes, and between messages nothing is held.
func TestFramesHoldOnlyWhatHasCome(t *testing.T) {
	var f frames
	stream := masked(0x81, bytes.Repeat([]byte("x"), protocol.MaxFrame))
	if m, _, err := f.next(stream[:50]); m.opcode != 0 || err != nil {
		t.Fatalf("half a frame is %v, %v", m, err)
	}
	if n := cap(f.part.text); n > keptText {
		t.Errorf("%d bytes are kept for it", n)
	}
	m, rest, err := f.next(stream[50:])
	if m.opcode != websocket.TextMessage || len(m.payload) != protocol.MaxFrame || err != nil {
		t.Fatalf("the other half is %d bytes, %v", len(m.payload), err)
	}
	if m, _, err = f.next(rest); m.opcode != 0 || err != nil || f.part != nil {
		t.Errorf("afterwards, %v, %v, %v", m, err, f.part)
	}
	b, space := masked(0x8a, nil), make([]byte, 6)
	if n := testing.AllocsPerRun(100, func() {
		copy(space, b)
		_, rest, _ := f.next(space)
		_, _, _ = f.next(rest)
	}); n > 0 {
		t.Errorf("a pong costs %v allocations", n)
	}
}

// However bytes are cut into pieces, they mean the same; and nothing that somebody sends breaks the reader.
func FuzzFrames(f *testing.F) {
	f.Add(slices.Concat(masked(0x01, []byte("a")), masked(0x89, []byte("?")), masked(0x80, []byte("b")), masked(0x88, []byte("\x03\xe8bye"))), 1)
	f.Add(masked(0x81, bytes.Repeat([]byte("long "), 60)), 7)
	f.Add(frame(0x81, false, []byte("{}")), 2)
	f.Add(binary.BigEndian.AppendUint64([]byte{0x81, 0x80 | 127}, protocol.MaxFrame+1), 3)
	f.Fuzz(func(t *testing.T, stream []byte, piece int) {
		whole := readAll(stream, len(stream)+1)
		if got := readAll(stream, 1+max(0, piece)%(len(stream)+1)); got != whole {
			t.Errorf("in pieces of %d: %q, at once: %q", piece, got, whole)
		}
	})
}
