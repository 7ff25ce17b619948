package protocol

import (
	"time"

	"plenary/server/conference"
)

// EditLine changes an own line, within five minutes. What it said before is kept for the record.
type EditLine struct {
	Line conference.LineID `json:"line"`
	Text string            `json:"text"`
}

// ChatRule is how the chat of the session is run.
type ChatRule struct {
	Slow            int  `json:"slow"`     // seconds from one line of a person to her next; 0: as fast as anybody may
	HoldFor         int  `json:"hold_for"` // seconds for which moderators alone see a line of the audience; 0: lines are shown at once
	DelegationsOnly bool `json:"delegations_only"`
	Reactions       bool `json:"reactions"` // on the stage
}

// SetChatRule changes how the chat of the session is run, at once and for all.
type SetChatRule struct {
	Rule ChatRule `json:"rule"`
}

// React shows something on the stage without a word. What is too much of one person is not counted; she is not told.
type React struct {
	Reaction conference.Reaction `json:"reaction"`
}

// ReleaseLine shows a held line at once.
type ReleaseLine struct {
	Line conference.LineID `json:"line"`
}

// RefuseLine keeps a held line from being shown; its author reads the reason.
type RefuseLine struct {
	Line   conference.LineID `json:"line"`
	Reason string            `json:"reason"` // at most 200 characters
}

// HeldLine is a line that is not in the chat: it waits to be shown, or it was held back.
type HeldLine struct {
	ID      conference.LineID `json:"id"`
	Person  Person            `json:"person"`
	Text    string            `json:"text"`
	ReplyTo conference.LineID `json:"reply_to,omitempty"`
	SaidAt  time.Time         `json:"said_at"`
	DueAt   time.Time         `json:"due_at"` // when it is shown by itself
	Refused bool              `json:"refused,omitempty"`
	Reason  string            `json:"reason,omitempty"`
}

// LineHeld, to moderators and its author: a line waits to be shown, or was held back. One that is shown is said, under the
// same id.
type LineHeld struct {
	Line HeldLine `json:"line"`
}

// ReactToLine says how one takes a line, or takes that back.
type ReactToLine struct {
	Line     conference.LineID   `json:"line"`
	Reaction conference.Reaction `json:"reaction"`
	On       bool                `json:"on"`
}

// LineReactions is how a line was taken: how often in which way, never by whom.
type LineReactions struct {
	Line   conference.LineID         `json:"line"`
	Counts List[ReactionCount]       `json:"counts"`
	Mine   List[conference.Reaction] `json:"mine,omitempty"` // in a page of the history, the asker's own
}

// LinesReacted: lines were taken in other ways since the last second.
type LinesReacted struct {
	Lines List[LineReactions] `json:"lines"`
}

// LineChanged: its author changed a line.
type LineChanged struct {
	Line Line `json:"line"`
}

// ChatRuleChanged: a moderator changed how the chat is run.
type ChatRuleChanged struct {
	Rule ChatRule `json:"rule"`
}

// Reacted: how many reactions there were in the last second; never whose. Not numbered.
type Reacted struct {
	Counts List[ReactionCount] `json:"counts"`
}

// ReactionCount is how often people reacted in one way.
type ReactionCount struct {
	Reaction conference.Reaction `json:"reaction"`
	Count    int                 `json:"count"`
}

func (EditLine) Needs() conference.Action    { return conference.Chat }
func (SetChatRule) Needs() conference.Action { return conference.ModerateChat }
func (React) Needs() conference.Action       { return conference.React }
func (ReleaseLine) Needs() conference.Action { return conference.ModerateChat }
func (RefuseLine) Needs() conference.Action  { return conference.ModerateChat }

func (EditLine) command()    {}
func (SetChatRule) command() {}
func (React) command()       {}

func (ReactToLine) Needs() conference.Action { return conference.React }
func (ReactToLine) command()                 {}

func (ReleaseLine) command() {}
func (RefuseLine) command()  {}

func (LinesReacted) notice()    {}
func (LineHeld) notice()        {}
func (LineChanged) notice()     {}
func (ChatRuleChanged) notice() {}
func (Reacted) notice()         {}
