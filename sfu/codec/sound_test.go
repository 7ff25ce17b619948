package codec

import (
	"bytes"
	"reflect"
	"testing"
)

func TestRED(t *testing.T) {
	blocks := []Block{
		{Payload: 111, Offset: 1920, Data: []byte("older")},
		{Payload: 111, Offset: 960, Data: []byte("old")},
		{Payload: 111, Data: []byte("new")},
	}
	p := AppendRED(nil, blocks...)
	want := append([]byte{0xef, 0x1e, 0x00, 0x05, 0xef, 0x0f, 0x00, 0x03, 0x6f}, "oldoldnew"...)
	want = append(want[:9], "olderoldnew"...)
	if !bytes.Equal(p, want) {
		t.Fatalf("built %x, want %x", p, want)
	}
	var room [4]Block
	n, ok := ParseRED(p, room[:])
	if !ok || !reflect.DeepEqual(room[:n], blocks) {
		t.Errorf("read %+v, want %+v", room[:n], blocks)
	}
	if _, ok := ParseRED(p, room[:2]); ok {
		t.Error("three blocks were read into two places")
	}
	if payload, data, ok := Primary(p); !ok || payload != 111 || string(data) != "new" {
		t.Errorf("primary is %d %q", payload, data)
	}
	Retype(p, 96)
	if n, _ := ParseRED(p, room[:]); n != 3 || room[0].Payload != 96 || room[2].Payload != 96 || string(room[1].Data) != "old" {
		t.Errorf("retyped to %+v", room[:n])
	}
	for n := range 9 + len("olderold") {
		if _, _, ok := Primary(p[:n]); ok {
			t.Errorf("a packet cut to %d bytes was read", n)
		}
	}
}

func TestREDLeavesOutWhatDoesNotFit(t *testing.T) {
	for _, earlier := range []Block{
		{Offset: MaxOffset + 1, Data: []byte("too old")}, {Offset: 960, Data: make([]byte, MaxBlock+1)}, {Offset: 960}, {Data: []byte("now")},
	} {
		if p := AppendRED(nil, earlier, Block{Payload: 111, Data: []byte("new")}); string(p) != "\x6fnew" {
			t.Errorf("offset %d, %d bytes: built %x", earlier.Offset, len(earlier.Data), p)
		}
	}
	p := AppendRED(nil, Block{Payload: 1, Offset: MaxOffset, Data: make([]byte, MaxBlock)}, Block{Payload: 2, Data: []byte{7}})
	var room [2]Block
	if n, ok := ParseRED(p, room[:]); !ok || n != 2 || room[0].Offset != MaxOffset || len(room[0].Data) != MaxBlock {
		t.Errorf("the largest block became %+v", room)
	}
	if p := AppendRED(nil); p != nil {
		t.Errorf("nothing became %x", p)
	}
}

func TestEchoRepeatsWhatCameBefore(t *testing.T) {
	var e Echo
	room := make([]byte, 0, 200)
	say := func(timestamp uint32, data string) (heard []Block) {
		t.Helper()
		var blocks [4]Block
		n, ok := ParseRED(e.Append(room, 111, timestamp, []byte(data), 2), blocks[:])
		if !ok || string(blocks[n-1].Data) != data {
			t.Fatalf("%q became %+v", data, blocks[:n])
		}
		return blocks[:n-1]
	}
	start := uint32(1<<32 - 960) // timestamps wrap
	for i, c := range []struct {
		at   uint32
		data string
		want []Block
	}{
		{start, "one", nil},
		{start + 960, "two", []Block{{111, 960, []byte("one")}}},
		{start + 1920, "three", []Block{{111, 1920, []byte("one")}, {111, 960, []byte("two")}}},
		{start + 1440, "late", []Block{{111, 480, []byte("two")}}},
		{start + 2880, "x", []Block{{111, 1920, []byte("two")}, {111, 960, []byte("three")}}},
		{start + 3840, "four", []Block{{111, 1920, []byte("three")}}},
		{start + 48000, "long after", nil},
	} {
		if got := say(c.at, c.data); len(got) != len(c.want) || len(got) > 0 && !reflect.DeepEqual(got, c.want) {
			t.Errorf("packet %d: repeated %+v, want %+v", i, got, c.want)
		}
	}
	if got := e.Append(room, 111, start+48960, []byte("alone"), 0); string(got) != "oalone" {
		t.Errorf("with no depth: %q", got)
	}
}

func TestOpus(t *testing.T) {
	for _, c := range []struct {
		packet   []byte
		silent   bool
		duration int
	}{
		{[]byte{0x78}, true, 960},               // CELT, fullband, 20 ms: as an encoder says that it stops
		{[]byte{0x78, 0x00}, true, 960},         //
		{[]byte{0x78, 0x00, 0x01}, false, 960},  //
		{[]byte{0x0b, 0x43, 1, 2}, false, 2880}, // SILK, 20 ms, code 3: three frames, padded
		{[]byte{0x18, 1, 2, 3}, false, 2880},    // SILK, 60 ms
		{[]byte{0x81, 1, 2, 3}, false, 240},     // CELT, 2.5 ms, two frames
		{[]byte{0x68, 1, 2, 3}, false, 960},     // hybrid, 20 ms
		{[]byte{0xfb, 0x3f, 1, 2}, false, 0},    // 63 frames of 20 ms
		{[]byte{0x03}, true, 0},                 //
		{nil, false, 0},                         //
		{make([]byte, 1), true, 480},            //
	} {
		if s, d := Silent(c.packet), Duration(c.packet); s != c.silent || d != c.duration {
			t.Errorf("%x: silent %v for %d, want %v for %d", c.packet, s, d, c.silent, c.duration)
		}
	}
}

// An encoder that stops says so; more than that is not sent, and leaves no gap.
func TestSilenceIsDropped(t *testing.T) {
	speech, silence := []byte{0x78, 1, 2, 3}, []byte{0x78}
	red := func(p []byte) []byte {
		return AppendRED(nil, Block{Payload: 111, Offset: 960, Data: speech}, Block{Payload: 111, Data: p})
	}
	for kind, wrap := range map[Kind]func([]byte) []byte{Opus: func(p []byte) []byte { return p }, RED: red} {
		var s Selector
		var st State
		next := uint16(65530)
		for i, p := range [][]byte{speech, silence, silence, silence, silence, silence, speech, silence, speech} {
			f, ok := Inspect(kind, wrap(p), nil, false, &st)
			if !ok {
				t.Fatalf("packet %d was not understood", i)
			}
			v := s.Next(&f, 65530+uint16(i), false)
			if dropped := i == 4 || i == 5; (v.Action == Drop) != dropped {
				t.Errorf("packet %d: %+v", i, v)
			} else if !dropped {
				if v.Sequence != next {
					t.Errorf("packet %d has number %d, want %d", i, v.Sequence, next)
				}
				next++
			}
		}
	}
}
