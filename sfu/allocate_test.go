package sfu

import (
	"slices"
	"testing"
)

func TestAllocate(t *testing.T) {
	camera := []int{150, 600, 2500}
	slower := []int{60, 90, 150, 600, 2500} // with three temporal layers
	for _, c := range []struct {
		name   string
		budget int
		list   []demand
		want   []int
		next   int
	}{
		{"nothing shown", 100, nil, nil, 0},
		{"room for all", 10_000, []demand{{othersLast, camera, -1, 0}, {othersLast, camera[:1], -1, 0}}, []int{2, 0}, 0},
		{"too little for anything: the first all the same", 50, []demand{{othersLast, camera, -1, 0}, {othersLast, camera, -1, 0}}, []int{0, -1}, 300},
		{"the speaker before others", 1000, []demand{{othersLast, camera[:1], -1, 0}, {speakerNext, camera, -1, 0}, {othersLast, camera[:1], -1, 0}}, []int{0, 1, 0}, 2800},
		{"thumbnails last", 700, []demand{{othersLast, camera[:1], -1, 0}, {speakerNext, camera, -1, 0}}, []int{-1, 1}, 750},
		{"the screen before the speaker", 3200, []demand{{speakerNext, camera, -1, 0}, {screenFirst, []int{200, 2000}, -1, 0}}, []int{1, 1}, 4500},
		{"going up needs a margin", 2600, []demand{{speakerNext, camera, 1, 0}}, []int{1}, 2500},
		{"staying does not", 2600, []demand{{speakerNext, camera, 2, 0}}, []int{2}, 0},
		{"a picture without simulcast", 1000, []demand{{speakerNext, []int{2500}, 0, 0}, {othersLast, camera, 0, 0}}, []int{0, -1}, 2650},
		{"no layer comes", 1000, []demand{{speakerNext, nil, -1, 0}, {othersLast, camera, 1, 0}}, []int{-1, 1}, 2500},
		{"fewer frames instead of nothing", 100, []demand{{speakerNext, slower, 2, 2}}, []int{1}, 150},
		{"whatever it costs, but the fewest", 30, []demand{{speakerNext, slower, 2, 2}, {othersLast, slower, 2, 2}}, []int{0, -1}, 90},
		{"a size to be read, then everybody, jerking", 730, []demand{{othersLast, slower, -1, 2}, {speakerNext, slower, -1, 2}}, []int{0, 3}, 690},
		{"nobody jerks for a large picture", 2700, []demand{{othersLast, slower[:3], -1, 2}, {speakerNext, slower, 4, 2}}, []int{2, 4}, 0},
		{"all smooth before one is large", 2600, []demand{{othersLast, slower[:3], -1, 2}, {speakerNext, slower, 4, 2}}, []int{2, 3}, 2650},
		{"more frames need a margin", 95, []demand{{speakerNext, slower, 0, 2}}, []int{0}, 90},
	} {
		next := allocate(c.budget, c.list)
		var got []int
		for _, d := range c.list {
			got = append(got, d.given)
		}
		if !slices.Equal(got, c.want) || next != c.next {
			t.Errorf("%s: %v, next %d; want %v, %d", c.name, got, next, c.want, c.next)
		}
	}
}
