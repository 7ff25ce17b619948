package estimate

import (
	"encoding/hex"
	"errors"
	"slices"
	"testing"
	"time"
)

func bytesOf(t testing.TB, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Packets as Pion's recorder writes them.
func TestParse(t *testing.T) {
	for _, c := range []struct {
		packet    string
		base      uint16
		reference int32
		symbols   []int
		deltas    []byte
	}{
		{
			"afcd000700000007000000016512000709a5fe00d2551bffe0110e0514000003", 25874, 632318,
			[]int{1, 0, 2, 1, 1, 1, 1},
			[]byte{27, 255, 224, 17, 14, 5, 20},
		},
		{
			"afcd0007000000070000000166c9000a1cf35200d002d100bfffff1c0f000003", 26313, 1897298,
			[]int{1, 0, 0, 0, 0, 0, 2, 1, 0, 1},
			[]byte{191, 255, 255, 28, 15},
		},
		{
			"8fcd000d0000000700000001a56c0023262b0000d049d510e415afffce230566111e0f241104211518121a05231d05250222210915111903",
			42348, 2501376,
			[]int{1, 0, 0, 1, 0, 2, 1, 1, 1, 1, 0, 1, 0, 0, 2, 1, 0, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
			[]byte{206, 35, 5, 102, 17, 30, 15, 36, 17, 4, 33, 21, 24, 18, 26, 5, 35, 29, 5, 37, 2, 34, 33, 9, 21, 17, 25, 3},
		},
	} {
		f, err := parse(bytesOf(t, c.packet))
		if err != nil {
			t.Errorf("parse(%s): %v", c.packet, err)
			continue
		}
		if f.base != c.base || f.reference != c.reference || f.count != len(c.symbols) {
			t.Errorf("parse(%s) = base %d, reference %d, %d packets; want %d, %d, %d",
				c.packet, f.base, f.reference, f.count, c.base, c.reference, len(c.symbols))
		}
		if got := symbolsOf(f); !slices.Equal(got, c.symbols) {
			t.Errorf("symbols are %v, want %v", got, c.symbols)
		}
		if !slices.Equal(f.deltas, c.deltas) {
			t.Errorf("deltas are %v, want %v", f.deltas, c.deltas)
		}
	}
}

func symbolsOf(f feedback) (all []int) {
	for i := 0; len(all) < f.count; i += 2 {
		c := chunk(uint16(f.chunks[i])<<8 | uint16(f.chunks[i+1]))
		for j := range min(c.covers(), f.count-len(all)) {
			all = append(all, c.symbol(j))
		}
	}
	return all
}

func TestParseReadsWhatIsWritten(t *testing.T) {
	const ms = time.Millisecond
	for _, arrivals := range [][]time.Duration{
		{64 * ms},
		{64 * ms, 0, 0, 0, 65 * ms},
		{640 * ms, 600 * ms, 0, 900 * ms, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 901 * ms},
		slices.Repeat([]time.Duration{100 * ms}, 40),
		slices.Concat(slices.Repeat([]time.Duration{100 * ms, 0}, 9), slices.Repeat([]time.Duration{0}, 300), []time.Duration{2000 * ms}),
	} {
		f, err := parse(encode(65530, arrivals, 1))
		if err != nil {
			t.Errorf("parse(%v): %v", arrivals, err)
			continue
		}
		for i, s := range symbolsOf(f) {
			if (s == missing) != (arrivals[i] == 0) {
				t.Errorf("packet %d of %v has symbol %d", i, arrivals, s)
			}
		}
	}
}

func TestMalformedFeedbackIsRefused(t *testing.T) {
	good := bytesOf(t, "afcd0007000000070000000166c9000a1cf35200d002d100bfffff1c0f000003")
	for name, spoil := range map[string]func(b []byte) []byte{
		"nothing":             func([]byte) []byte { return nil },
		"another version":     func(b []byte) []byte { b[0] = 0x6f; return b },
		"another type":        func(b []byte) []byte { b[1] = 206; return b },
		"another form":        func(b []byte) []byte { b[0] = 0x81; return b },
		"cut":                 func(b []byte) []byte { return b[:len(b)-4] },
		"too short":           func(b []byte) []byte { b[3] = 3; return b },
		"longer than it is":   func(b []byte) []byte { b[3] = 8; return b },
		"all padding":         func(b []byte) []byte { b[len(b)-1] = 200; return b },
		"no padding":          func(b []byte) []byte { b[len(b)-1] = 0; return b },
		"more packets":        func(b []byte) []byte { b[15] = 200; return b },
		"a run of none":       func(b []byte) []byte { b[20], b[21] = 0, 0; return b },
		"more deltas":         func(b []byte) []byte { b[20], b[21] = 0x5f, 0xff; return b },
		"deltas made padding": func(b []byte) []byte { b[len(b)-1] = 6; return b },
	} {
		if _, err := parse(spoil(slices.Clone(good))); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v, want ErrMalformed", name, err)
		}
		e := New(Config{})
		before := *e
		if err := e.Feedback(spoil(slices.Clone(good)), time.Second); !errors.Is(err, ErrMalformed) || *e != before {
			t.Errorf("%s: %v, or it has changed something", name, err)
		}
	}
}

func TestSplit(t *testing.T) {
	one := bytesOf(t, "81c900010000000181c900010000000281c9")
	first, rest := Split(one)
	if len(first) != 8 || len(rest) != 10 {
		t.Errorf("split into %d and %d bytes, want 8 and 10", len(first), len(rest))
	}
	_, rest = Split(rest)
	if first, rest = Split(rest); first != nil || rest != nil {
		t.Errorf("what is left over gave %d and %d bytes", len(first), len(rest))
	}
}
