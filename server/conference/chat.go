package conference

import "time"

// MaxLine is the length of a chat line, in characters.
const MaxLine = 1000

// Line is one chat entry.
type Line struct {
	ID        LineID
	SessionID SessionID
	PersonID  PersonID
	Number    int64 // counts the lines of a session from 1, in the order they were committed
	Text      string
	ReplyTo   *LineID // the line that it answers
	SaidAt    time.Time
	EditedAt  *time.Time // when its author changed it; what it said before is kept for the record
	DeletedBy *PersonID  // a deleted line is kept for the record, and shown to nobody
	DeletedAt *time.Time
}

// EditFor is how long the author of a line may change it: until others have answered what it said.
const EditFor = 5 * time.Minute

// Edit returns the line with its author's new text.
func (l Line) Edit(by PersonID, text string, now time.Time) (Line, error) {
	switch {
	case l.PersonID != by:
		return l, Errorf(Forbidden, "only who wrote a line may change it")
	case l.DeletedAt != nil:
		return l, Errorf(NotFound, "there is no such line")
	case now.Sub(l.SaidAt) > EditFor:
		return l, Errorf(Conflict, "a line can be changed for five minutes")
	}
	text, err := CleanText(text, MaxLine)
	if err != nil || text == l.Text {
		return l, err
	}
	l.Text, l.EditedAt = text, &now
	return l, nil
}

// ChatRule is how the chat of a session is run.
type ChatRule struct {
	SessionID       SessionID
	Slow            int  // seconds from one line of a person to her next; 0: as fast as anybody may
	HoldFor         int  // seconds for which moderators alone see a line of the audience; 0: lines are shown at once
	DelegationsOnly bool // and who may be backstage
	Reactions       bool // on the stage
}

// MostSlow is how slow a chat may be, in seconds.
const MostSlow = 600

// DefaultChatRule is how a chat is run as long as no moderator has changed that.
func DefaultChatRule(id SessionID) ChatRule { return ChatRule{SessionID: id, Reactions: true} }

// Check says what is wrong with a rule, or returns nil.
func (r ChatRule) Check() error {
	if r.Slow < 0 || r.Slow > MostSlow {
		return Errorf(Invalid, "between two lines of a person there may be up to %d seconds", MostSlow)
	}
	if r.HoldFor < 0 || r.HoldFor > MostHeldFor {
		return Errorf(Invalid, "a line may be held for up to %d seconds", MostHeldFor)
	}
	return nil
}

// Say says whether somebody may write under this rule.
func (r ChatRule) Say(role Role, category Category) error {
	if r.DelegationsOnly && !role.Can(GoBackstage) && category != ParticipatingState && category != PartnerForCooperation {
		return Errorf(Forbidden, "just now only delegations write in the chat")
	}
	return nil
}

// Reaction is what people show without a word, on the stage or about a line.
type Reaction string

// Reactions lists them.
var Reactions = []Reaction{"applause", "heart", "laugh", "thumbs-up", "surprise"}

// LineReaction is how often a line was taken in one way.
type LineReaction struct {
	LineID   LineID
	Reaction Reaction
	Count    int
	Mine     int // 1 when the person who asks is among those
}

// Restraint is what a moderator holds against a person in one session.
type Restraint string

// The restraints.
const (
	Silenced Restraint = "silenced" // may not chat or ask; may watch, vote in polls, object for her delegation
	Removed  Restraint = "removed"  // may not come back
)
