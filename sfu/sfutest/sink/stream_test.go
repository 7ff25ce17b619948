package sink

import (
	"testing"
	"time"
)

// step is one packet of a stream, or a wait.
type step struct {
	sequence uint16
	frame    uint32
	key, end bool
	at       time.Duration
}

// frames makes packets of three to a frame from number first on; the first frame is a key, every tenth one too.
func frames(first uint16, n int) []step {
	var list []step
	for i := range n {
		list = append(list, step{first + uint16(i), uint32(i / 3), i%30 == 0, i%3 == 2, time.Duration(i) * 10 * time.Millisecond})
	}
	return list
}

func without(list []step, drop ...int) []step {
	var rest []step
	for i, s := range list {
		keep := true
		for _, d := range drop {
			keep = keep && d != i
		}
		if keep {
			rest = append(rest, s)
		}
	}
	return rest
}

func again(list []step, i int, at time.Duration) []step {
	s := list[i]
	s.at = at
	return append(append([]step(nil), list...), s)
}

func late(list []step, i int, by time.Duration) []step {
	var rest []step
	moved := list[i]
	moved.at += by
	for j, s := range list {
		if j == i {
			continue
		}
		if moved.at >= 0 && s.at > moved.at {
			rest, moved.at = append(rest, moved), -1
		}
		rest = append(rest, s)
	}
	return rest
}

func TestAccounting(t *testing.T) {
	tests := []struct {
		name  string
		steps []step
		want  Stats
	}{
		{"all, over the wrap of the number", frames(65500, 90), Stats{Frames: 30, Keyframes: 1}},
		{"one out of order", late(frames(10, 90), 31, 15*time.Millisecond), Stats{Frames: 30, Keyframes: 1, Gaps: 1}},
		{"repaired in time", late(frames(10, 90), 31, 200*time.Millisecond), Stats{Frames: 30, Keyframes: 1, Gaps: 1}},
		// Frames from the damaged one on hang on it, until the next keyframe.
		{"one lost", without(frames(10, 90), 34), Stats{Frames: 11 + 10, Keyframes: 2, Gaps: 1, Lost: 1}},
		{"came when it was given up", late(frames(10, 90), 34, 500*time.Millisecond), Stats{Frames: 21, Keyframes: 2, Gaps: 1, Lost: 1, Late: 1}},
		{"twice", again(frames(10, 30), 7, time.Second), Stats{Frames: 10, Keyframes: 1, Duplicates: 1}},
		{"before the first", again(frames(10, 30)[3:], 0, time.Second), Stats{Duplicates: 1}},
		{"the last of a keyframe lost", without(frames(10, 60), 2), Stats{Frames: 10, Keyframes: 1, Gaps: 1, Lost: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			st, c := &stream{video: true}, Stats{}
			start := time.Unix(1_600_000_000, 0).UnixNano()
			for _, s := range tt.steps {
				h := header{sequence: s.sequence, timestamp: s.frame * 3000, marker: s.end}
				st.arrive(&h, s.key, true, start+int64(s.at), &c)
			}
			st.advance(start+int64(10*time.Second), &c)
			if c != tt.want {
				t.Errorf("got  %+v\nwant %+v", c, tt.want)
			}
		})
	}
}

func TestAfterAHoleAllThatIsMissingIsLost(t *testing.T) {
	st, c := &stream{video: true}, Stats{}
	for _, n := range []uint16{1, 2, 3 + 2*window} {
		st.arrive(&header{sequence: n}, false, true, 1, &c)
	}
	st.advance(int64(time.Minute), &c)
	if want := uint64(2 * window); c.Lost != want || c.Gaps != want {
		t.Errorf("lost %d, gaps %d, want %d", c.Lost, c.Gaps, want)
	}
}

func TestRepairIsAskedFor(t *testing.T) {
	st, c := &stream{video: true}, Stats{}
	at := func(d time.Duration) int64 { return int64(time.Hour) + int64(d) }
	for _, n := range []uint16{1, 2, 5} {
		st.arrive(&header{sequence: n}, n == 1, true, at(0), &c)
	}
	if list := st.missing(at(time.Millisecond), nil); len(list) != 0 {
		t.Errorf("asked at once for %v, which may only be out of order", list)
	}
	if due := st.due(); due != at(5*time.Millisecond) {
		t.Errorf("looks again after %v", time.Duration(due-at(0)))
	}
	if list := st.missing(at(5*time.Millisecond), nil); len(list) != 2 || list[0] != 3 || list[1] != 4 {
		t.Errorf("asked for %v, want 3 and 4", list)
	}
	if list := st.missing(at(50*time.Millisecond), nil); len(list) != 0 {
		t.Errorf("asked again too soon for %v", list)
	}
	st.arrive(&header{sequence: 3}, false, true, at(60*time.Millisecond), &c)
	if list := st.missing(at(105*time.Millisecond), nil); len(list) != 1 || list[0] != 4 {
		t.Errorf("asked for %v, want 4", list)
	}
}

func TestKeyframeIsAskedFor(t *testing.T) {
	st, c := &stream{video: true, vp8: true}, Stats{}
	at := func(d time.Duration) int64 { return int64(time.Hour) + int64(d) }
	st.arrive(&header{sequence: 1, marker: true}, false, true, at(0), &c)
	if st.wantsKeyframe(at(900 * time.Millisecond)) {
		t.Error("impatient: one may be on its way")
	}
	if !st.wantsKeyframe(at(time.Second)) || st.wantsKeyframe(at(1500*time.Millisecond)) || !st.wantsKeyframe(at(2*time.Second)) {
		t.Error("want one request a second")
	}
	st.arrive(&header{sequence: 2, timestamp: 3000}, true, true, at(2*time.Second), &c)
	if st.wantsKeyframe(at(3 * time.Second)) {
		t.Error("asked while one was coming")
	}
	st.arrive(&header{sequence: 3, timestamp: 3000, marker: true}, false, true, at(3*time.Second), &c)
	if c.Keyframes != 1 || st.due() != 0 {
		t.Errorf("the keyframe was not seen: %+v", c)
	}
}

func TestSample(t *testing.T) {
	st, c := &stream{video: true, vp8: true}, Stats{}
	if !st.looks(&header{}, 1000) {
		t.Error("the first packet is of interest")
	}
	st.arrive(&header{sequence: 1, marker: true}, true, true, 1, &c)
	looked := 0
	for i := range 6400 {
		h := header{sequence: uint16(i + 2), timestamp: uint32(i/10+1) * 3000, marker: i%10 == 9}
		if st.looks(&h, 1000) {
			looked++
		}
		st.arrive(&h, false, true, 1, &c)
	}
	if looked < 100 || looked > 200 {
		t.Errorf("looked into %d of 6400 packets, want about 140", looked)
	}
}
