package live

import (
	"context"

	"plenary/server/conference"
)

// party is whose statement it is: a delegation's, or a person's whom none sends that is listed; for itself or for a group.
type party struct {
	delegation conference.DelegationID
	person     conference.PersonID
	grouped    bool
}

func partyOf(delegation *conference.DelegationID, person conference.PersonID, grouped bool) party {
	if delegation != nil {
		return party{delegation: *delegation, grouped: grouped}
	}
	return party{person: person, grouped: grouped}
}

// words are how many words there are in the statement that was handed in for a request; 0: in none.
func (f *floor) wordsOf(one conference.FloorRequest) int {
	if one.Kind != conference.NationalStatement && one.Kind != conference.GroupStatement {
		return 0
	}
	return f.words[partyOf(one.DelegationID, one.PersonID, one.Kind == conference.GroupStatement)]
}

// readWords reads how long the statements are that have not been made.
func (r *Room) readWords(ctx context.Context) (map[party]int, error) {
	list, err := r.store.StatementLengths(ctx, r.id)
	words := make(map[party]int, len(list))
	for _, one := range list {
		words[partyOf(one.DelegationID, one.PersonID, one.Grouped)] = one.Words
	}
	return words, err
}

func (r *Room) loadWords(ctx context.Context) (err error) {
	r.floor.words, err = r.readWords(ctx)
	return err
}

// StatementsChanged says that statements of a session were handed in, changed or withdrawn: those who see the list of
// speakers learn how long they are.
func (rs *Rooms) StatementsChanged(ctx context.Context, id conference.SessionID) {
	r := rs.found(id)
	if r == nil {
		return
	}
	ctx = context.WithoutCancel(ctx)
	err := r.inTurn(ctx, func() error {
		words, err := r.readWords(ctx)
		if err != nil {
			return err
		}
		return r.look(func() {
			r.floor.words = words
			r.tellRequests()
			r.foresee()
		})
	})
	if err = passing(err); err != nil {
		rs.log.Error("the statements of a session cannot be read", "session", id, "error", err)
	}
}
