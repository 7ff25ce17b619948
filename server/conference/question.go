package conference

import (
	"slices"
	"time"
)

// MaxQuestion is the length of a question, in characters; MaxReason that of a reason for dismissing one, MaxAnswer that of
// an answer in writing.
const (
	MaxQuestion = 1000
	MaxReason   = 500
	MaxAnswer   = 2000
)

// QuestionState says what has become of a question.
type QuestionState string

// The states of a question.
const (
	Incoming    QuestionState = "incoming"  // only its asker and the moderators see it
	Queued      QuestionState = "queued"    // approved: everybody sees it and may upvote it
	Answering   QuestionState = "answering" // being answered now, shown on the stage; at most one in a session
	Answered    QuestionState = "answered"  // aloud
	Written     QuestionState = "written"   // answered in writing, for everybody
	Replied     QuestionState = "replied"   // answered in writing, for its askers alone
	FollowUp    QuestionState = "follow-up" // to be answered later
	Merged      QuestionState = "merged"    // into another one that asks the same
	Dismissed   QuestionState = "dismissed" // with a reason, which its asker is told
	WithdrawnBy QuestionState = "withdrawn" // by its asker
)

// QuestionStates lists the states.
var QuestionStates = []QuestionState{
	Incoming, Queued, Answering, Answered, Written, Replied, FollowUp, Merged, Dismissed, WithdrawnBy,
}

// Public reports whether everybody in the room sees a question in this state.
func (s QuestionState) Public() bool {
	switch s {
	case Queued, Answering, Answered, Written, FollowUp:
		return true
	case Incoming, Replied, Merged, Dismissed, WithdrawnBy:
	}
	return false
}

// in reports whether the state is one of some.
func (s QuestionState) in(states ...QuestionState) bool { return slices.Contains(states, s) }

// Question is what a participant asks the panel.
type Question struct {
	ID         QuestionID
	SessionID  SessionID
	PersonID   PersonID // who asked; empty: it is anonymous
	Identity   Identity // promised to who asked
	Category   Category // of the asker, for those who do not see who it is; may be empty
	Number     int64    // counts the questions of a session from 1
	Text       string
	Original   string // as asked, when a moderator edited it; else empty
	State      QuestionState
	Reason     string     // why it was dismissed
	Answer     string     // in writing
	Labels     Labels     // given by moderators
	Addressee  PersonID   // who is asked; empty: the panel
	MergedInto QuestionID // the one that it was merged into
	Position   float64    // place in the queue; smaller comes first
	Votes      int        // also of those that were merged into it; each person once
	Version    int64      // grows with every change but that of its place: a change says which one it was made on
	ChangedBy  PersonID   // the last; empty: nobody, or an anonymous asker
	AskedAt    time.Time
	ChangedAt  time.Time
}

// moment is the time that is written down of what an asker does: of an anonymous one no more than the minute.
func (q Question) moment(now time.Time) time.Time {
	if q.Identity == Anonymous {
		return now.Truncate(time.Minute)
	}
	return now
}

// Asked returns a new question, as it comes in.
func Asked(q Question, now time.Time) Question {
	q.State, q.Version = Incoming, 1
	q.AskedAt, q.ChangedAt = q.moment(now), q.moment(now)
	q.ChangedBy = q.PersonID
	return q
}

// Edit returns the question with the asker's new text. She may change it until a moderator has approved it.
func (q Question) Edit(by PersonID, text string, now time.Time) (Question, error) {
	if q.PersonID != by {
		return q, Errorf(Forbidden, "only who asked may edit a question")
	}
	if said, err := CleanText(text, MaxQuestion); err == nil && (said == q.Text || said == q.Original) {
		return q, nil
	}
	if q.State != Incoming {
		return q, Errorf(Conflict, "the question can no longer be edited")
	}
	text, err := CleanText(text, MaxQuestion)
	if err != nil {
		return q, err
	}
	q.Text, q.ChangedAt = text, q.moment(now)
	return q, nil
}

// Withdraw returns the question withdrawn by its asker, who may do so until it is being answered.
func (q Question) Withdraw(by PersonID, now time.Time) (Question, error) {
	switch {
	case q.PersonID != by:
		return q, Errorf(Forbidden, "only who asked may withdraw a question")
	case q.State == WithdrawnBy:
		return q, nil
	case q.State != Incoming && q.State != Queued:
		return q, Errorf(Conflict, "the question can no longer be withdrawn")
	}
	q.State, q.ChangedAt = WithdrawnBy, q.moment(now)
	return q, nil
}

// Votable says whether the question may be upvoted by a person.
func (q Question) Votable(by PersonID) error {
	switch {
	case q.State != Queued && q.State != Answering:
		return Errorf(Conflict, "this question cannot be upvoted")
	case q.PersonID == by:
		return Errorf(Conflict, "your own question has your voice already")
	}
	return nil
}
