package conference

import "time"

// MaxQuestion is the length of a question, in characters; MaxReason that of a reason for dismissing one.
const (
	MaxQuestion = 1000
	MaxReason   = 500
)

// QuestionState says what has become of a question.
type QuestionState string

// The states of a question.
const (
	Incoming    QuestionState = "incoming"  // only its asker and the moderators see it
	Queued      QuestionState = "queued"    // approved: everybody sees it and may upvote it
	Answering   QuestionState = "answering" // being answered now, shown on the stage; at most one in a session
	Answered    QuestionState = "answered"
	Dismissed   QuestionState = "dismissed" // with a reason, which its asker is told
	WithdrawnBy QuestionState = "withdrawn" // by its asker
)

// QuestionStates lists the states.
var QuestionStates = []QuestionState{Incoming, Queued, Answering, Answered, Dismissed, WithdrawnBy}

// Public reports whether everybody in the room sees a question in this state.
func (s QuestionState) Public() bool { return s == Queued || s == Answering || s == Answered }

// Question is what a participant asks the panel.
type Question struct {
	ID        QuestionID
	SessionID SessionID
	PersonID  PersonID // who asked
	Number    int64    // counts the questions of a session from 1
	Text      string
	Original  string // as asked, when a moderator edited it; else empty
	State     QuestionState
	Reason    string  // why it was dismissed
	Position  float64 // place in the queue; smaller comes first
	Votes     int
	AskedAt   time.Time
	ChangedAt time.Time
}

// Edit returns the question with the asker's new text. She may change it until a moderator has approved it.
func (q Question) Edit(by PersonID, text string, now time.Time) (Question, error) {
	if q.PersonID != by {
		return q, Errorf(Forbidden, "only who asked may edit a question")
	}
	if q.State != Incoming {
		return q, Errorf(Conflict, "the question can no longer be edited")
	}
	text, err := CleanText(text, MaxQuestion)
	if err != nil {
		return q, err
	}
	q.Text, q.ChangedAt = text, now
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
	q.State, q.ChangedAt = WithdrawnBy, now
	return q, nil
}

// Approve returns the question approved at the end of the queue, with the moderator's wording when text is not empty.
// What was asked is kept in Original.
func (q Question) Approve(text string, last float64, now time.Time) (Question, error) {
	if q.State != Incoming {
		return q, Errorf(Conflict, "the question is %s already", q.State)
	}
	if text != "" {
		clean, err := CleanText(text, MaxQuestion)
		if err != nil {
			return q, err
		}
		if clean != q.Text {
			q.Original, q.Text = q.Text, clean
		}
	}
	q.State, q.Position, q.ChangedAt = Queued, last+1, now
	return q, nil
}

// Dismiss returns the question dismissed, with a reason its asker will read.
func (q Question) Dismiss(reason string, now time.Time) (Question, error) {
	if q.State != Incoming && q.State != Queued {
		return q, Errorf(Conflict, "the question is %s already", q.State)
	}
	reason, err := CleanText(reason, MaxReason)
	if err != nil {
		return q, Errorf(Invalid, "please give the asker a reason of at most %d characters", MaxReason)
	}
	q.State, q.Reason, q.ChangedAt = Dismissed, reason, now
	return q, nil
}

// Answer returns the question as the one being answered now.
func (q Question) Answer(now time.Time) (Question, error) {
	if q.State != Queued {
		return q, Errorf(Conflict, "only a question in the queue can be put on the stage")
	}
	q.State, q.ChangedAt = Answering, now
	return q, nil
}

// Finish returns the question answered.
func (q Question) Finish(now time.Time) (Question, error) {
	if q.State != Answering && q.State != Queued {
		return q, Errorf(Conflict, "only a question in the queue or on the stage can be answered")
	}
	q.State, q.ChangedAt = Answered, now
	return q, nil
}

// Return returns the question to the end of the queue: taken off the stage, or decided by mistake.
func (q Question) Return(last float64, now time.Time) (Question, error) {
	if q.State != Answering && q.State != Answered && q.State != Dismissed {
		return q, Errorf(Conflict, "the question cannot go back to the queue")
	}
	q.State, q.Reason, q.Position, q.ChangedAt = Queued, "", last+1, now
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
