package protocol

import (
	"time"

	"plenary/server/conference"
)

// AuditEntry is one line of the audit log: who did what to whom, and when.
type AuditEntry struct {
	Number  int64               `json:"number" doc:"its place in the chain"`
	At      time.Time           `json:"at"`
	Person  conference.PersonID `json:"person" doc:"who did it; empty: the command line or the server itself"`
	Name    string              `json:"name"`
	Email   string              `json:"email"`
	Via     string              `json:"via" doc:"the name of the token that a program came with; empty: the person herself"`
	Action  string              `json:"action"`
	Subject string              `json:"subject" doc:"the id of what it was done to"`
	About   string              `json:"about" doc:"the subject's name, where it has one"`
	Detail  string              `json:"detail"`
	Erased  bool                `json:"erased" doc:"the words are gone, because they named somebody who was forgotten"`
	Hash    string              `json:"hash" doc:"covers the entry and the hash before it"`
}

// AuditPage is one page of the audit log, newest first.
type AuditPage struct {
	Entries List[AuditEntry] `json:"entries"`
	Total   int              `json:"total"`
	Actions List[string]     `json:"actions" doc:"what the log tells of, to filter by"`
}

// AuditVerdict says whether the audit log is as it was written.
type AuditVerdict struct {
	Entries int64                 `json:"entries" doc:"how many there are up to the end of the chain"`
	Hash    string                `json:"hash" doc:"the end of the chain: keep it elsewhere, and a log that was rewritten is found"`
	Whole   bool                  `json:"whole"`
	Broken  int64                 `json:"broken,omitempty" doc:"the number of the first entry that is not as it was written"`
	Fault   conference.AuditFault `json:"fault,omitempty"`
	At      time.Time             `json:"at" doc:"when this was found out"`
}
