package protocol

import (
	"time"

	"plenary/server/conference"
)

// Journal is the record of a session in one language, as the asker may read it.
type Journal struct {
	Language   string                  `json:"language"`
	Languages  []string                `json:"languages" doc:"in which it can be written"`
	Heading    string                  `json:"heading"`
	Conference string                  `json:"conference"`
	Title      string                  `json:"title" doc:"of the session"`
	About      string                  `json:"about" doc:"when and where it was"`
	Hours      List[JournalHour]       `json:"hours"`
	ChairLabel string                  `json:"chair_label"`
	Chairs     List[string]            `json:"chairs"`
	RulesLabel string                  `json:"rules_label"`
	Rules      string                  `json:"rules"`
	Status     string                  `json:"status" doc:"draft, or when it was published"`
	State      conference.JournalState `json:"state"`
	Over       bool                    `json:"over" doc:"the session is closed"`
	Keeps      bool                    `json:"keeps" doc:"the asker may correct and publish it"`
	Entries    List[JournalEntry]      `json:"entries"`
}

// JournalHour is one of the times in the head of a journal.
type JournalHour struct {
	Label string `json:"label"`
	Time  string `json:"time"`
}

// JournalEntry is one entry of a journal.
type JournalEntry struct {
	Key     string                 `json:"key" doc:"names it, for good"`
	Number  int                    `json:"number"`
	At      time.Time              `json:"at"`
	Time    string                 `json:"time" doc:"as the document prints it"`
	Kind    conference.JournalKind `json:"kind"`
	Text    string                 `json:"text" doc:"empty when it was struck, but for those who run the session"`
	Note    string                 `json:"note" doc:"what was measured"`
	Remark  string                 `json:"remark" doc:"that it was corrected, when and why; else empty"`
	Struck  bool                   `json:"struck"`
	Written string                 `json:"written" doc:"as the session wrote it, for those who run it; empty: it was added"`
	Version int64                  `json:"version" doc:"a change says which one it was made on"`
	Changes List[JournalChange]    `json:"changes" doc:"all of them, for those who run the session; the first first"`
}

// JournalChange is one correction of an entry.
type JournalChange struct {
	Version int64                  `json:"version"`
	Edit    conference.JournalEdit `json:"edit"`
	Text    string                 `json:"text" doc:"empty: as before"`
	Reason  string                 `json:"reason"`
	By      string                 `json:"by"`
	MadeAt  time.Time              `json:"made_at"`
}

// JournalChangeInput corrects, strikes or restores an entry of a journal, or adds one.
type JournalChangeInput struct {
	Edit     conference.JournalEdit `json:"edit"`
	Entry    string                 `json:"entry,omitempty" maxLength:"120" doc:"its key; of one that is added: an id that the browser made"`
	Version  int64                  `json:"version,omitempty" doc:"that was changed"`
	At       *time.Time             `json:"at,omitempty" doc:"of an entry that is added"`
	Text     string                 `json:"text,omitempty" maxLength:"8000" doc:"2,000 characters at most"`
	Language string                 `json:"language,omitempty" maxLength:"10" doc:"of the journal that was read, in which it is answered"`
	Reason   string                 `json:"reason" maxLength:"1200"`
}

// JournalStateInput publishes a journal, or draws it back.
type JournalStateInput struct {
	Published bool `json:"published"`
}
