package protocol

import (
	"time"

	"plenary/server/conference"
)

// --- polls: all are indicative, and decide nothing

// Poll is a poll as this person may see it.
type Poll struct {
	ID         conference.PollID     `json:"id"`
	Number     int64                 `json:"number"` // 0 before it is opened
	Text       string                `json:"text"`
	Kind       conference.PollKind   `json:"kind"`
	Options    List[string]          `json:"options"`
	Most       int                   `json:"most"` // options that may be chosen
	Secret     bool                  `json:"secret"`
	Disclosure conference.Disclosure `json:"disclosure"`
	State      conference.PollState  `json:"state"`
	OnStage    bool                  `json:"on_stage"`
	Voters     int                   `json:"voters"`
	Counts     List[int]             `json:"counts"` // votes or points of each option; empty as long as this person may not see them
	PreparedAt time.Time             `json:"prepared_at"`
	OpenedAt   *time.Time            `json:"opened_at,omitempty"`
	ClosedAt   *time.Time            `json:"closed_at,omitempty"`
}

// Ballot says that I voted, and what; in a secret poll only that.
type Ballot struct {
	Poll    conference.PollID `json:"poll"`
	Choices List[int]         `json:"choices"` // indices of options; those of a ranking in order of preference
}

// PreparePoll adds a draft of a poll. The command's id becomes the poll's.
type PreparePoll struct {
	Paper PollPaper `json:"paper"`
}

// RewordPoll replaces a draft.
type RewordPoll struct {
	Poll  conference.PollID `json:"poll"`
	Paper PollPaper         `json:"paper"`
}

// PollPaper is what a poll asks.
type PollPaper struct {
	Text       string                `json:"text"` // at most 500 characters
	Kind       conference.PollKind   `json:"kind"`
	Options    List[string]          `json:"options"` // 2 to 10, of at most 200 characters each
	Most       int                   `json:"most"`    // of how many options a choice of several may be
	Secret     bool                  `json:"secret"`
	Disclosure conference.Disclosure `json:"disclosure"`
}

// OpenPoll begins to take ballots; the session must be open, and no other poll.
type OpenPoll struct {
	Poll conference.PollID `json:"poll"`
}

// ClosePoll ends a poll: everybody sees what came of it.
type ClosePoll struct {
	Poll conference.PollID `json:"poll"`
}

// ArchivePoll puts a poll away that is over, or a draft that is not wanted.
type ArchivePoll struct {
	Poll conference.PollID `json:"poll"`
}

// ShowPoll puts a poll on the stage, where one is at a time, or takes it off.
type ShowPoll struct {
	Poll conference.PollID `json:"poll"`
	On   bool              `json:"on"`
}

// CastBallot votes in an open poll. In a named one it may be cast anew, in a secret one not.
type CastBallot struct {
	Poll    conference.PollID `json:"poll"`
	Choices List[int]         `json:"choices"` // indices of options; those of a ranking all, in order of preference
}

// PollChanged: a poll is new or has changed.
type PollChanged struct {
	Poll Poll `json:"poll"`
}

// PollGone: a poll that this person could see no longer is.
type PollGone struct {
	Poll conference.PollID `json:"poll"`
}

// PollCounted: more have voted; sent at most every 250 ms. Counts are empty as long as this person may not see them.
type PollCounted struct {
	Poll   conference.PollID `json:"poll"`
	Voters int               `json:"voters"`
	Counts List[int]         `json:"counts"`
}

// BallotCast, to one person: you voted, perhaps in another of your windows.
type BallotCast struct {
	Ballot Ballot `json:"ballot"`
}

func (PreparePoll) Needs() conference.Action { return conference.RunPolls }
func (RewordPoll) Needs() conference.Action  { return conference.RunPolls }
func (OpenPoll) Needs() conference.Action    { return conference.RunPolls }
func (ClosePoll) Needs() conference.Action   { return conference.RunPolls }
func (ArchivePoll) Needs() conference.Action { return conference.RunPolls }
func (ShowPoll) Needs() conference.Action    { return conference.RunPolls }
func (CastBallot) Needs() conference.Action  { return conference.Vote }

func (PreparePoll) command() {}
func (RewordPoll) command()  {}
func (OpenPoll) command()    {}
func (ClosePoll) command()   {}
func (ArchivePoll) command() {}
func (ShowPoll) command()    {}
func (CastBallot) command()  {}

func (PollChanged) notice() {}
func (PollGone) notice()    {}
func (PollCounted) notice() {}
func (BallotCast) notice()  {}
