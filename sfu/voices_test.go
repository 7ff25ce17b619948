package sfu

import (
	"slices"
	"testing"
	"time"
)

func TestRank(t *testing.T) {
	now := time.Unix(1000, 0)
	speaking := func(db int32) voice { return voice{level: db * 1000, last: now, open: true} }
	silent := voice{level: 10_000, last: now.Add(-hold), open: true}
	pausing := voice{level: 40_000, last: now.Add(-hold + time.Millisecond), open: true}
	muted := voice{level: 120_000, last: now}
	for _, c := range []struct {
		name   string
		before string
		voices map[rune]voice
		want   string
	}{
		{"silence changes nothing", "abc", map[rune]voice{'a': silent, 'b': silent, 'c': silent}, "abc"},
		{"who speaks comes first", "abc", map[rune]voice{'a': silent, 'b': silent, 'c': speaking(90)}, "cab"},
		{"a little louder is not enough", "ab", map[rune]voice{'a': speaking(90), 'b': speaking(96)}, "ab"},
		{"clearly louder is", "ab", map[rune]voice{'a': speaking(90), 'b': speaking(97)}, "ba"},
		{"a breath loses no place", "ab", map[rune]voice{'a': pausing, 'b': speaking(44)}, "ab"},
		{"the muted are last, however loud", "abc", map[rune]voice{'a': muted, 'b': silent, 'c': speaking(90)}, "cab"},
		{"several at once", "abcd", map[rune]voice{'a': silent, 'b': speaking(80), 'c': silent, 'd': speaking(100)}, "dbac"},
		{"nobody", "", nil, ""},
	} {
		if got := string(rank([]rune(c.before), c.voices, now)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestRankRests(t *testing.T) {
	now := time.Unix(1000, 0)
	voices := map[int]voice{}
	var list []int
	for i := range 12 {
		voices[i] = voice{level: int32(70+i*7%50) * 1000, last: now, open: i%3 > 0}
		list = append(list, i)
	}
	list = rank(list, voices, now)
	if again := rank(list, voices, now); !slices.Equal(list, again) {
		t.Errorf("the same voices changed their order from %v to %v", list, again)
	}
}

func TestSpeaker(t *testing.T) {
	now := time.Unix(1000, 0)
	speaking := func(db int32) voice { return voice{level: db * 1000, last: now, open: true} }
	silent := voice{last: now.Add(-time.Minute), open: true}
	for _, c := range []struct {
		name, was, ranked, want string
		voices                  map[string]voice
	}{
		{"nobody", "", "ab", "", map[string]voice{"a": silent, "b": silent}},
		{"the first to speak", "", "ab", "a", map[string]voice{"a": speaking(90), "b": silent}},
		{"stays while speaking", "b", "ab", "b", map[string]voice{"a": speaking(98), "b": speaking(90)}},
		{"is outspoken", "b", "ab", "a", map[string]voice{"a": speaking(101), "b": speaking(90)}},
		{"fell silent", "b", "ab", "a", map[string]voice{"a": speaking(80), "b": silent}},
		{"left", "x", "ab", "a", map[string]voice{"a": speaking(80), "b": silent}},
		{"was muted", "b", "ab", "", map[string]voice{"a": silent, "b": {level: 90_000, last: now}}},
	} {
		got, ok := speaker(c.was, []string{c.ranked[:1], c.ranked[1:]}, c.voices, now)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q, %v, want %q", c.name, got, ok, c.want)
		}
	}
}
