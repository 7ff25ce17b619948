package conference

import (
	"slices"
	"time"
)

// StageViewID names a stage view.
type StageViewID string

// StageView is a page for a screen or a mixer of pictures that shows what is on the stage of a session. It carries no
// one's rights: who has its secret sees what everybody in a part of the session sees of these things, and nothing else.
type StageView struct {
	ID        StageViewID
	SessionID SessionID
	PersonID  PersonID // who made it
	Name      string   // where it is shown
	TokenHash string
	Access    Access // the most closed part of the session that it is for
	CreatedAt time.Time
	ExpiresAt time.Time
}

// MostStageViews is how many stage views a session may have.
const MostStageViews = 20

const longestView = 7 * 24 * time.Hour

// closedness lists the kinds of access, the most open first.
var closedness = []Access{PublicAccess, PressAccess, ParticipantsAccess, DelegationsAccess, ClosedAccess}

// Shows says whether the view shows what happens in a part of the session with this access. In parts that are more closed
// than it was made for, it shows nothing but that.
func (v StageView) Shows(access Access) bool {
	now, reach := slices.Index(closedness, access), slices.Index(closedness, v.Access)
	return now >= 0 && now <= reach
}

// Check says what is wrong with a stage view before it is stored, or returns nil.
func (v StageView) Check() error {
	switch life := v.ExpiresAt.Sub(v.CreatedAt); {
	case !contains(Accesses, v.Access):
		return Errorf(Invalid, "%q is no kind of access", v.Access)
	case life < time.Hour || life > longestView:
		return Errorf(Invalid, "a stage view is good for an hour up to a week")
	}
	return nil
}
