package protocol

import "plenary/server/conference"

// EditLine changes an own line, within five minutes. What it said before is kept for the record.
type EditLine struct {
	Line conference.LineID `json:"line"`
	Text string            `json:"text"`
}

// ChatRule is how the chat of the session is run.
type ChatRule struct {
	Slow            int  `json:"slow"` // seconds from one line of a person to her next; 0: as fast as anybody may
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

func (EditLine) command()    {}
func (SetChatRule) command() {}
func (React) command()       {}

func (LineChanged) notice()     {}
func (ChatRuleChanged) notice() {}
func (Reacted) notice()         {}
