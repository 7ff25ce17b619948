package protocol

import (
	"time"

	"plenary/server/conference"
)

// StatementInfo is a text of what somebody is going to say in a session, or said, without the text.
type StatementInfo struct {
	ID        conference.StatementID    `json:"id"`
	Person    Person                    `json:"person" doc:"who handed it in; its delegation is whose it is"`
	Grouped   bool                      `json:"grouped" doc:"made on behalf of others too"`
	OnBehalf  string                    `json:"on_behalf"`
	Language  string                    `json:"language" doc:"empty: not said"`
	Words     int                       `json:"words"`
	Fast      int                       `json:"fast" doc:"seconds it takes at 120 words a minute"`
	Slow      int                       `json:"slow" doc:"seconds it takes at 110 words a minute"`
	State     conference.StatementState `json:"state"`
	Symbol    string                    `json:"symbol" doc:"of the document; empty: none yet"`
	Version   int64                     `json:"version" doc:"a change says which one it was made on"`
	ChangedAt time.Time                 `json:"changed_at"`
	SpokenAt  *time.Time                `json:"spoken_at,omitempty" doc:"absent: not made yet, and under embargo"`
	Own       bool                      `json:"own" doc:"the asker's, or her delegation's"`
	Mends     bool                      `json:"mends" doc:"the asker may say how it was delivered"`
}

// StatementText is a statement with its text.
type StatementText struct {
	About    StatementInfo `json:"about"`
	Text     string        `json:"text"`
	Prepared string        `json:"prepared" doc:"as it was prepared, when it was delivered otherwise; else empty"`
}

// StatementList is the statements of a session that the asker may read.
type StatementList struct {
	Statements List[StatementInfo] `json:"statements"`
	Limit      int                 `json:"limit" doc:"seconds that the asker has by the rules of procedure; 0: no limit"`
	GroupLimit int                 `json:"group_limit" doc:"seconds that she has on behalf of a group"`
	Writes     bool                `json:"writes" doc:"the asker may hand one in"`
	Runs       bool                `json:"runs" doc:"the asker gives symbols, and lifts embargoes"`
	Next       string              `json:"next" doc:"the symbol to propose, to who gives them; else empty"`
}

// StatementInput is a statement that is handed in, or changed before it is made.
type StatementInput struct {
	ID       conference.StatementID `json:"id,omitempty" doc:"of the one to change; empty: a new one"`
	Version  int64                  `json:"version,omitempty" doc:"that was changed"`
	Grouped  bool                   `json:"grouped,omitempty"`
	OnBehalf string                 `json:"on_behalf,omitempty" maxLength:"800"`
	Language string                 `json:"language,omitempty" maxLength:"10"`
	Text     string                 `json:"text" maxLength:"160000" doc:"40,000 characters at most"`
}

// DeliveryInput is how a statement was delivered.
type DeliveryInput struct {
	Version int64  `json:"version"`
	Text    string `json:"text,omitempty" maxLength:"160000" doc:"empty: as it was prepared"`
}

// SymbolInput is the symbol of a document.
type SymbolInput struct {
	Symbol string `json:"symbol" maxLength:"160" doc:"like CIO.DEL/12/20; empty: none"`
}

// ManuscriptText is the text that was found in a file.
type ManuscriptText struct {
	Text  string `json:"text"`
	Words int    `json:"words"`
}
