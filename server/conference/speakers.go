package conference

import (
	"cmp"
	"slices"
	"strings"
)

// Speakers puts a list of speakers into the order of the rules. Names are of delegations, in the language of the alphabet.
type Speakers struct {
	Procedure Procedure
	Name      func(r FloorRequest) string // of who speaks: the State or organization
}

// The classes of requests, in the order in which they are taken, whatever the order within each is.
const (
	classPoint = iota
	classReplyAtOnce
	classGroup
	classStatement
	classReply
)

func (s Speakers) class(r FloorRequest) int {
	switch r.Kind {
	case PointOfOrder:
		return classPoint
	case RightOfReply:
		if s.Procedure.Replies.When == RepliesAtOnce {
			return classReplyAtOnce
		}
		return classReply
	case GroupStatement:
		if s.Procedure.GroupsFirst {
			return classGroup
		}
	case NationalStatement, FloorQuestion, PanelReply:
	}
	return classStatement
}

// Compare says which of two requests is taken first by the rules.
func (s Speakers) Compare(a, b FloorRequest) int {
	class := s.class(a)
	if order := cmp.Compare(class, s.class(b)); order != 0 {
		return order
	}
	order := 0
	switch class {
	case classReply, classReplyAtOnce: // all have replied once before anybody does so again
		order = cmp.Compare(a.Rank, b.Rank)
	case classGroup, classStatement:
		order = s.within(a, b)
	}
	return cmp.Or(order, cmp.Compare(a.Number, b.Number))
}

// within compares two statements by the order that the rules name.
func (s Speakers) within(a, b FloorRequest) int {
	switch s.Procedure.Order {
	case ByRank, ByCategory:
		return cmp.Compare(a.Rank, b.Rank)
	case ByAlphabet:
		return cmp.Compare(strings.ToLower(s.Name(a)), strings.ToLower(s.Name(b)))
	case ByLot:
		return cmp.Or(cmp.Compare(a.Rank, b.Rank), cmp.Compare(undrawnLast(a.Lot), undrawnLast(b.Lot)))
	case ByInscription:
	}
	return 0
}

func undrawnLast(lot int) int {
	if lot == 0 {
		return int(^uint(0) >> 1)
	}
	return lot
}

// Listed returns those on the list, in the order in which they stand.
func Listed(requests []FloorRequest) []FloorRequest {
	list := slices.DeleteFunc(slices.Clone(requests), func(r FloorRequest) bool { return !r.State.OnList() })
	slices.SortFunc(list, func(a, b FloorRequest) int {
		return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.Number, b.Number))
	})
	return list
}

// Place returns the requests that change when one is put on the list where the rules say: itself, unless the space between
// its neighbours is used up. What the chair has moved does not count.
func (s Speakers) Place(list []FloorRequest, r FloorRequest) []FloorRequest {
	list = Listed(list)
	to := -1
	for i, other := range list {
		if !other.Moved && s.Compare(other, r) <= 0 {
			to = i + 1
		}
	}
	if to < 0 { // before all others, but for those whom the chair put first
		if to = slices.IndexFunc(list, func(other FloorRequest) bool { return !other.Moved }); to < 0 {
			to = len(list)
		}
		if s.class(r) == classPoint {
			to = 0
		}
	}
	return insert(list, to, r)
}

// insert puts a request before the one at index to.
func insert(list []FloorRequest, to int, r FloorRequest) []FloorRequest {
	var position float64
	fits := true
	switch {
	case len(list) == 0:
		position = 1
	case to == len(list):
		position = list[to-1].Position + 1
	case to == 0:
		position = list[0].Position - 1
	default:
		low, high := list[to-1].Position, list[to].Position
		position = low + (high-low)/2
		fits = low < position && position < high
	}
	if fits {
		r.Position = position
		return []FloorRequest{r}
	}
	all := slices.Insert(slices.Clone(list), to, r)
	for i := range all {
		all[i].Position = float64(i + 1)
	}
	return all
}

// Arrange returns the list in the order of the rules, with new positions. What the chair has moved stays at its place.
func (s Speakers) Arrange(list []FloorRequest) []FloorRequest {
	list = Listed(list)
	var free []FloorRequest
	for _, r := range list {
		if !r.Moved {
			free = append(free, r)
		}
	}
	slices.SortStableFunc(free, s.Compare)
	for i := range list {
		if !list[i].Moved {
			list[i], free = free[0], free[1:]
		}
		list[i].Position = float64(i + 1)
	}
	return list
}

// MoveSpeaker returns the requests that change when the chair puts one before another, or at the end when before is empty.
func MoveSpeaker(list []FloorRequest, id, before FloorRequestID) ([]FloorRequest, error) {
	list = Listed(list)
	from := slices.IndexFunc(list, func(r FloorRequest) bool { return r.ID == id })
	if from < 0 {
		return nil, Errorf(Conflict, "only who is on the list of speakers can be moved")
	}
	if id == before {
		return nil, nil
	}
	moving := list[from]
	moving.Moved = true
	list = slices.Delete(list, from, from+1)
	to := len(list)
	if before != "" {
		if to = slices.IndexFunc(list, func(r FloorRequest) bool { return r.ID == before }); to < 0 {
			return nil, Errorf(Conflict, "the request to put it before is not on the list")
		}
	}
	return insert(list, to, moving), nil
}

// SwapSpeakers returns two on the list with their places changed.
func SwapSpeakers(list []FloorRequest, one, other FloorRequestID) ([]FloorRequest, error) {
	list = Listed(list)
	find := func(id FloorRequestID) int {
		return slices.IndexFunc(list, func(r FloorRequest) bool { return r.ID == id })
	}
	i, j := find(one), find(other)
	if i < 0 || j < 0 || i == j {
		return nil, Errorf(Conflict, "two who are on the list of speakers can change places")
	}
	a, b := list[i], list[j]
	a.Position, b.Position = b.Position, a.Position
	a.Lot, b.Lot = b.Lot, a.Lot
	a.Moved, b.Moved = true, true
	return []FloorRequest{a, b}, nil
}

// DrawLots returns the list with lots drawn by shuffle, which must put the numbers from 0 to n-1 into an order that nobody
// can foresee. Who is taken by inscription draws none.
func (s Speakers) DrawLots(list []FloorRequest, shuffle func(n int) []int) ([]FloorRequest, error) {
	if s.Procedure.Order != ByLot {
		return nil, Errorf(Conflict, "the rules of this session draw no lots")
	}
	list = Listed(list)
	var draw []int
	for i, r := range list {
		if class := s.class(r); class == classStatement || class == classGroup {
			if s.Procedure.Category(r.Category).By != ByInscription {
				draw = append(draw, i)
			}
			list[i].Moved = false
		}
	}
	if len(draw) < 2 {
		return nil, Errorf(Conflict, "there are not two on the list who could draw lots")
	}
	for lot, i := range shuffle(len(draw)) {
		list[draw[i]].Lot = lot + 1
	}
	return s.Arrange(list), nil
}

// Beyond are those on the list who will not be heard, since the places of their category are taken by others before them,
// or by those who have spoken.
func (p Procedure) Beyond(list []FloorRequest, spoken []Speech) map[FloorRequestID]bool {
	taken, beyond := map[string]int{}, map[FloorRequestID]bool{}
	counts := func(kind RequestKind) bool { return kind == NationalStatement || kind == GroupStatement }
	for _, speech := range spoken {
		if counts(speech.Kind) {
			taken[speech.Category]++
		}
	}
	for _, r := range Listed(list) {
		places := p.Category(r.Category).Places
		if places == 0 || !counts(r.Kind) {
			continue
		}
		if taken[r.Category]++; taken[r.Category] > places {
			beyond[r.ID] = true
		}
	}
	return beyond
}
