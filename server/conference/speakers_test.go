package conference

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// entrants puts requests on the list one after another, as a room does, and returns it.
func entrants(s Speakers, all []FloorRequest) []FloorRequest {
	var list []FloorRequest
	for i, r := range all {
		r.Number, r.State = int64(i+1), RequestWaiting
		list = replace(list, s.Place(list, r))
	}
	return Listed(list)
}

func replace(list, changed []FloorRequest) []FloorRequest {
	for _, r := range changed {
		if i := slices.IndexFunc(list, func(o FloorRequest) bool { return o.ID == r.ID }); i >= 0 {
			list[i] = r
		} else {
			list = append(list, r)
		}
	}
	return list
}

func ids(list []FloorRequest) string {
	var b []string
	for _, r := range list {
		b = append(b, string(r.ID))
	}
	return strings.Join(b, " ")
}

func preset(t *testing.T, key string) Procedure {
	t.Helper()
	p, known := PresetProcedure(key)
	if !known {
		t.Fatalf("there is no preset %s", key)
	}
	return p
}

// by is a request of a member of a category with a function, as the rules see it.
func by(t *testing.T, p Procedure, id string, kind RequestKind, category Category, function string) FloorRequest {
	t.Helper()
	c := Claim{PersonID: PersonID(id), Category: category, Function: function, Participation: Speaking}
	of, err := p.Admit(c, kind, Floor{ListOpen: true}, Said{})
	if err != nil {
		t.Fatalf("%s may not ask: %v", id, err)
	}
	return FloorRequest{ID: FloorRequestID(id), PersonID: c.PersonID, Kind: kind, Category: of.Key, Rank: of.Rank}
}

// TestPresetsDoAsTheirSources reproduces what the documents say that each preset is written from; the preset names them.
func TestPresetsDoAsTheirSources(t *testing.T) {
	state, ngo, io := ParticipatingState, CivilSociety, InternationalOrganization
	name := func(r FloorRequest) string { return string(r.ID) }
	t.Run("WHO, November 2020", func(t *testing.T) {
		// Member States 3 minutes, groups 4, observers and intergovernmental organizations 2, non-State actors 1, their
		// constituencies 3; States before organizations before non-State actors, groups first.
		p := preset(t, "who-virtual")
		list := entrants(Speakers{p, name}, []FloorRequest{
			by(t, p, "ngo", NationalStatement, ngo, ""), by(t, p, "constituency", GroupStatement, ngo, ""), by(t, p, "itu", NationalStatement, io, ""),
			by(t, p, "peru", NationalStatement, state, ""), by(t, p, "region", GroupStatement, state, ""), by(t, p, "chad", NationalStatement, state, ""),
		})
		if got := ids(list); got != "region constituency peru chad itu ngo" {
			t.Errorf("the list is %s", got)
		}
		for id, want := range map[string]time.Duration{"region": 4, "constituency": 3, "peru": 3, "itu": 2, "ngo": 1} {
			for _, r := range list {
				if got := p.RuleFor(r.Kind, r.Category, 0); string(r.ID) == id && got != want*time.Minute {
					t.Errorf("%s speaks for %v", id, got)
				}
			}
		}
	})
	t.Run("General Assembly", func(t *testing.T) {
		// Heads of State before Heads of Government before ministers, 15 minutes; in each rank as they inscribed.
		p := preset(t, "unga")
		list := entrants(Speakers{p, name}, []FloorRequest{
			by(t, p, "ambassador", NationalStatement, state, "Permanent Representative"),
			by(t, p, "minister", NationalStatement, state, "Minister of Foreign Affairs"),
			by(t, p, "premier", NationalStatement, state, "Prime Minister"),
			by(t, p, "president", NationalStatement, state, "President of the Republic"),
			by(t, p, "counsellor", NationalStatement, state, "Minister Counsellor"),
			by(t, p, "king", NationalStatement, state, "King"),
		})
		if got := ids(list); got != "president king premier minister ambassador counsellor" {
			t.Errorf("the list is %s", got)
		}
		// Decision 34/401: at most two rights of reply of a delegation, at the end of the day, 10 minutes and then 5.
		if p.Replies.When != RepliesAtEndOfDay || p.Replies.Most != 2 ||
			p.RuleFor(RightOfReply, "", 0) != 10*time.Minute || p.RuleFor(RightOfReply, "", 1) != 5*time.Minute {
			t.Errorf("rights of reply are %+v", p.Replies)
		}
	})
	t.Run("Human Rights Council, September 2012", func(t *testing.T) {
		// 20 minutes for States: lots are drawn for 13 places of 1.5 minutes, which may be swapped; organizations are first
		// come, first served.
		p := preset(t, "hrc-lottery")
		s := Speakers{p, name}
		var all []FloorRequest
		for i := range 15 {
			all = append(all, by(t, p, fmt.Sprintf("state-%02d", i), NationalStatement, state, ""))
		}
		all = append(all, by(t, p, "ngo-0", NationalStatement, ngo, ""), by(t, p, "ngo-1", NationalStatement, ngo, ""))
		list, err := s.DrawLots(entrants(s, all), func(n int) []int {
			order := make([]int, n)
			for i := range order {
				order[i] = n - 1 - i
			}
			return order
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := ids(list); !strings.HasPrefix(got, "state-14 state-13 ") || !strings.HasSuffix(got, " state-00 ngo-0 ngo-1") {
			t.Errorf("the list is %s", got)
		}
		if beyond := p.Beyond(list, nil); len(beyond) != 2 || !beyond["state-00"] || !beyond["state-01"] {
			t.Errorf("without a place are %v", beyond)
		}
		swapped, err := SwapSpeakers(list, "state-00", "state-14")
		if err != nil {
			t.Fatal(err)
		}
		if list = Listed(replace(list, swapped)); list[0].ID != "state-00" || p.Beyond(list, nil)["state-00"] {
			t.Errorf("after the swap the list is %s", ids(list))
		}
		if limit := p.RuleFor(NationalStatement, "state", 0); limit != 90*time.Second || p.Budgets["state"] != 1200 {
			t.Errorf("a State speaks for %v, all have %d s", limit, p.Budgets["state"])
		}
	})
	t.Run("OSCE, with the times of the demonstration", func(t *testing.T) {
		// Group statements first, others as they inscribed: non-governmental organizations have equal access to the list.
		p := preset(t, "osce")
		list := entrants(Speakers{p, name}, []FloorRequest{
			by(t, p, "ngo", NationalStatement, ngo, ""), by(t, p, "norway", NationalStatement, state, ""), by(t, p, "reply", FloorQuestion, state, ""),
			by(t, p, "eu", GroupStatement, state, ""), by(t, p, "point", PointOfOrder, state, ""), by(t, p, "japan", NationalStatement, PartnerForCooperation, ""),
		})
		if got := ids(list); got != "point eu ngo norway reply japan" {
			t.Errorf("the list is %s", got)
		}
		for _, c := range []struct {
			kind     RequestKind
			category string
			round    int
			want     time.Duration
		}{
			{NationalStatement, "introducer", 0, 10},
			{NationalStatement, "high-level", 0, 5},
			{GroupStatement, "group-statement", 0, 5},
			{NationalStatement, "participating-state", 0, 3},
			{NationalStatement, "partner-for-cooperation", 0, 3},
			{NationalStatement, "international-organization", 0, 3},
			{NationalStatement, "civil-society", 0, 2},
			{NationalStatement, "academia", 0, 2},
			{RightOfReply, "", 0, 2},
			{RightOfReply, "", 1, 1},
			{PointOfOrder, "", 0, 1},
		} {
			if got := p.RuleFor(c.kind, c.category, c.round); got != c.want*time.Minute {
				t.Errorf("%s %s (%d) takes %v", c.kind, c.category, c.round, got)
			}
		}
	})
}

// TestOrdersLoseNobody checks, for random requests under random rules, that nobody is lost or there twice, that nobody but
// who comes is moved, that classes follow each other, and that what the chair moved stays.
func TestOrdersLoseNobody(t *testing.T) {
	dice := rand.New(rand.NewPCG(7, 19))
	kinds := RequestKinds
	for round := range 300 {
		p := Procedure{
			Order: SpeakingOrders[dice.IntN(len(SpeakingOrders))], GroupsFirst: dice.IntN(2) == 0,
			Replies: ReplyRule{When: ReplyTimes[dice.IntN(3)]},
		}
		s := Speakers{p, func(r FloorRequest) string { return string(r.PersonID) }}
		var list []FloorRequest
		for i := range 20 {
			r := FloorRequest{
				ID: FloorRequestID(fmt.Sprint(i)), PersonID: PersonID(fmt.Sprint(dice.IntN(100))), Kind: kinds[dice.IntN(len(kinds))],
				Rank: dice.IntN(3), Number: int64(i + 1), State: RequestWaiting,
			}
			before := Listed(list)
			changed := s.Place(list, r)
			list = replace(list, changed)
			after := Listed(list)
			rest := slices.DeleteFunc(slices.Clone(after), func(o FloorRequest) bool { return o.ID == r.ID })
			if ids(rest) != ids(before) || len(after) != i+1 {
				t.Fatalf("round %d: from %s it became %s with %s", round, ids(before), ids(after), r.ID)
			}
			if len(changed) != 1 && len(changed) != len(after) {
				t.Fatalf("round %d: %d requests have changed", round, len(changed))
			}
			if !slices.IsSortedFunc(after, s.Compare) {
				t.Fatalf("round %d: %v is not the order of the rules: %+v", round, p.Order, after)
			}
		}
		if again := s.Arrange(list); ids(again) != ids(Listed(list)) {
			t.Fatalf("round %d: arranging changes %s into %s", round, ids(Listed(list)), ids(again))
		}
		// The chair moves one; whoever comes then, and whatever rules are chosen, it stays where it is among the others.
		at, to := dice.IntN(20), dice.IntN(20)
		changed, err := MoveSpeaker(list, list[at].ID, list[to].ID)
		if err != nil {
			t.Fatal(err)
		}
		list = Listed(replace(list, changed))
		arranged := s.Arrange(list)
		for i, r := range list {
			if r.Moved && arranged[i].ID != r.ID {
				t.Fatalf("round %d: %s was moved by the chair, and is elsewhere now", round, r.ID)
			}
		}
		all, was := strings.Fields(ids(arranged)), strings.Fields(ids(list))
		slices.Sort(all)
		slices.Sort(was)
		if !slices.Equal(all, was) {
			t.Fatalf("round %d: somebody is lost or there twice: %v", round, all)
		}
	}
}

// A request goes between its neighbours however often; when no number is left between them, all get new ones.
func TestPlacesRunOut(t *testing.T) {
	s := Speakers{Procedure{Order: ByRank}, nil}
	list := []FloorRequest{{ID: "a", Number: 1, State: RequestWaiting, Position: 1}, {ID: "z", Number: 2, Rank: 9, State: RequestWaiting, Position: 2}}
	renumbered := false
	for i := range 100 {
		changed := s.Place(list, FloorRequest{ID: FloorRequestID(fmt.Sprint(i)), Number: int64(i + 3), Rank: 5, State: RequestWaiting})
		renumbered = renumbered || len(changed) > 1
		list = replace(list, changed)
	}
	if got := Listed(list); !renumbered || got[0].ID != "a" || got[101].ID != "z" || !slices.IsSortedFunc(got, s.Compare) {
		t.Errorf("renumbered is %v, the list %s", renumbered, ids(got))
	}
}

func TestLotsNeedRules(t *testing.T) {
	for _, p := range Presets() {
		_, err := Speakers{p, nil}.DrawLots(nil, nil)
		if err == nil {
			t.Errorf("%s draws lots of nobody", p.Key)
		}
	}
}
