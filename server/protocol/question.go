package protocol

import (
	"time"

	"plenary/server/conference"
)

// Question is a question as this person may see it.
type Question struct {
	ID        conference.QuestionID    `json:"id"`
	Number    int64                    `json:"number"`
	Asker     Person                   `json:"asker"` // of those who may not see who it is no more than the category, if that
	Identity  conference.Identity      `json:"identity"`
	Mine      bool                     `json:"mine,omitempty"` // to the asker of an anonymous question
	Text      string                   `json:"text"`
	Original  string                   `json:"original,omitempty"` // to its asker and the moderators, when it was edited
	State     conference.QuestionState `json:"state"`
	Reason    string                   `json:"reason,omitempty"`      // to its askers and the moderators
	Answer    string                   `json:"answer,omitempty"`      // in writing
	Labels    List[string]             `json:"labels"`                // given by moderators
	Addressee conference.PersonID      `json:"addressee,omitempty"`   // who is asked, of the people of the session
	Merged    conference.QuestionID    `json:"merged_into,omitempty"` // the question that it was merged into
	Also      int                      `json:"also"`                  // how many others asked the same: what was merged into it
	Position  float64                  `json:"position"`              // order of the queue
	Votes     int                      `json:"votes"`
	Version   int64                    `json:"version"` // grows with every change but that of its place
	AskedAt   time.Time                `json:"asked_at"`
	ChangedAt time.Time                `json:"changed_at"`
}

// MergeQuestion merges a question into another one that asks the same: its voices count there, each person's once, and
// its asker learns what becomes of that one.
type MergeQuestion struct {
	Question conference.QuestionID `json:"question"`
	Into     conference.QuestionID `json:"into"`
	Version  int64                 `json:"version,omitempty"` // that was read; 0: whatever there is
}

// WriteAnswer answers a question in writing: for everybody, or for its askers alone.
type WriteAnswer struct {
	Question conference.QuestionID `json:"question"`
	Text     string                `json:"text"` // at most 2,000 characters
	Private  bool                  `json:"private,omitempty"`
	Version  int64                 `json:"version,omitempty"` // that was read; 0: whatever there is
}

// FollowUpQuestion marks a question as one that is answered after the session.
type FollowUpQuestion struct {
	Question conference.QuestionID `json:"question"`
	Version  int64                 `json:"version,omitempty"` // that was read; 0: whatever there is
}

// MarkQuestion gives a question labels, and somebody whom it is for.
type MarkQuestion struct {
	Question  conference.QuestionID `json:"question"`
	Labels    List[string]          `json:"labels"`
	Addressee conference.PersonID   `json:"addressee,omitempty"` // of the people of the session; empty: the panel
	Version   int64                 `json:"version,omitempty"`   // that was read; 0: whatever there is
}

// ClaimQuestion says "I am reading this" to the other moderators, or no longer. It ends by itself after two minutes, with
// the seat, and when the question is decided about.
type ClaimQuestion struct {
	Question conference.QuestionID `json:"question"`
	On       bool                  `json:"on"`
}

// UndoAct takes back what I did with questions, up to ten seconds ago: everything is as it was, unless somebody has changed
// it since.
type UndoAct struct {
	Act string `json:"act"` // the id of the command
}

// Claim is a question that a moderator is reading.
type Claim struct {
	Question conference.QuestionID `json:"question"`
	Person   Person                `json:"person"`
}

// ClaimsChanged, to moderators: the questions that one of them is reading, all of them.
type ClaimsChanged struct {
	Claims List[Claim] `json:"claims"`
}

func (MergeQuestion) Needs() conference.Action    { return conference.ModerateQuestions }
func (WriteAnswer) Needs() conference.Action      { return conference.ModerateQuestions }
func (FollowUpQuestion) Needs() conference.Action { return conference.ModerateQuestions }
func (MarkQuestion) Needs() conference.Action     { return conference.ModerateQuestions }
func (ClaimQuestion) Needs() conference.Action    { return conference.ModerateQuestions }
func (UndoAct) Needs() conference.Action          { return conference.ModerateQuestions }

func (MergeQuestion) command()    {}
func (WriteAnswer) command()      {}
func (FollowUpQuestion) command() {}
func (MarkQuestion) command()     {}
func (ClaimQuestion) command()    {}
func (UndoAct) command()          {}

func (ClaimsChanged) notice() {}
