package live

import (
	"cmp"
	"slices"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// claims are the questions that moderators are reading. They are what people do just now: no row says it.
type claims map[conference.QuestionID]claim

type claim struct {
	seat  *Seat
	plate protocol.Person
	until time.Time
}

// claimFor is how long a claim stands when nobody ends it.
const claimFor = 2 * time.Minute

// drop ends a claim; the room tells it.
func (c claims) drop(id conference.QuestionID) { delete(c, id) }

// claim says that a moderator reads a question, or no longer.
func (s *Seat) claim(c protocol.ClaimQuestion) error {
	r := s.room
	return r.ask(func() error {
		if _, err := r.find(c.Question, s.member); err != nil {
			return err
		}
		held, is := r.questions.claims[c.Question]
		if is && held.plate.ID != s.person && !held.over(time.Now()) {
			if c.On {
				return conference.Errorf(conference.Conflict, "%s is reading it", held.plate.Name)
			}
			return nil
		}
		if c.On {
			r.questions.claims[c.Question] = claim{s, s.member.plate, time.Now().Add(claimFor)}
		} else if is {
			r.questions.claims.drop(c.Question)
		}
		r.tellClaims()
		return nil
	})
}

func (c claim) over(now time.Time) bool { return c.seat.over.Load() || now.After(c.until) }

// dropClaims ends the claims of those who have gone, or have read for long.
func (r *Room) dropClaims(now time.Time) {
	dropped := false
	for id, c := range r.questions.claims {
		if c.over(now) {
			r.questions.claims.drop(id)
			dropped = true
		}
	}
	if dropped {
		r.tellClaims()
	}
}

func (r *Room) tellClaims() {
	r.tell(those(conference.ModerateQuestions), protocol.ClaimsChanged{Claims: r.claimsFor(conference.Moderator)})
}

// claimsFor lists the claims for who moderates, in the order in which the questions were asked.
func (r *Room) claimsFor(role conference.Role) []protocol.Claim {
	if !role.Can(conference.ModerateQuestions) {
		return nil
	}
	var list []protocol.Claim
	for id, c := range r.questions.claims {
		list = append(list, protocol.Claim{Question: id, Person: c.plate})
	}
	slices.SortFunc(list, func(a, b protocol.Claim) int {
		return cmp.Compare(r.questions.asked[a.Question].Number, r.questions.asked[b.Question].Number)
	})
	return list
}
