package sfu

import "slices"

// demand is a picture that a viewer shows, and what it would cost to send.
type demand struct {
	order int   // who is served first: smaller numbers
	rates []int // bits per second of each step that would do, smallest first; the last one suits best
	given int   // which of them is sent: an index, -1 for none

	smooth int // the first step with all frames: those below are the same picture, slower
}

// The order in which pictures are served.
const (
	screenFirst = iota // text must be read
	speakerNext
	othersLast
)

const (
	// raiseMargin is how much room there must be above what a larger step needs, in hundredths: steps are not changed for
	// nothing.
	raiseMargin = 110
	// soundRate is what is kept for each sound, before all pictures, in bits per second.
	soundRate = 50_000
)

// allocate gives each picture a step, so that all go into a budget, and returns what would be needed to give more to the
// next one that lacks something; 0: all have what suits them. Which step each has now stands in given; going up needs a
// margin. The first picture is sent whatever it costs, in its smallest step.
func allocate(budget int, list []demand) (next int) {
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return list[a].order - list[b].order })
	before := make([]int, len(list))
	for i := range list {
		before[i], list[i].given = list[i].given, -1
	}
	spent := 0
	// raise gives a picture a larger step, if it fits.
	raise := func(i, to int) {
		d := &list[i]
		for d.given < min(to, len(d.rates)-1) {
			cost := d.rates[d.given+1]
			if d.given >= 0 {
				cost -= d.rates[d.given]
			}
			total := spent + cost
			limit := total
			if d.given+1 > before[i] {
				limit = total * raiseMargin / 100
			}
			if limit > budget && !(i == order[0] && d.given < 0) {
				if next == 0 {
					next = total
				}
				return
			}
			d.given++
			spent = total
		}
	}
	for _, i := range order { // something of what matters,
		if list[i].order < othersLast {
			raise(i, 0)
		}
	}
	for _, i := range order { // that of a size to be read and recognized,
		if list[i].order < othersLast {
			raise(i, list[i].smooth+1)
		}
	}
	for _, i := range order { // everybody,
		raise(i, 0)
	}
	for _, i := range order { // without jerks,
		raise(i, list[i].smooth)
	}
	for _, i := range order { // and what is left, in order.
		raise(i, len(list[i].rates)-1)
	}
	return next
}
