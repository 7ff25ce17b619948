package protocol

import (
	"time"

	"plenary/server/conference"
)

// MailInfo is a mail in the outbox.
type MailInfo struct {
	ID        conference.MailID       `json:"id"`
	Kind      conference.MailKind     `json:"kind"`
	Language  conference.MailLanguage `json:"language"`
	Name      string                  `json:"name" doc:"of whom it is to"`
	Address   string                  `json:"address"`
	Subject   string                  `json:"subject"`
	Text      string                  `json:"text"`
	Calendar  bool                    `json:"calendar" doc:"a calendar file goes with it"`
	State     conference.MailState    `json:"state"`
	Version   int64                   `json:"version"`
	Attempts  int                     `json:"attempts"`
	Answer    string                  `json:"answer" doc:"what the mail server said when it did not take it"`
	CreatedAt time.Time               `json:"created_at"`
	NextAt    *time.Time              `json:"next_at,omitempty"`
	SentAt    *time.Time              `json:"sent_at,omitempty"`
}

// MailPage is one page of the outbox, the newest first.
type MailPage struct {
	Mails  List[MailInfo]       `json:"mails"`
	Total  int                  `json:"total"`
	Counts List[MailStateCount] `json:"counts" doc:"by state, of all that fit the rest of the filter"`
}

// MailStateCount is how much mail is in a state.
type MailStateCount struct {
	State conference.MailState `json:"state"`
	Count int                  `json:"count"`
}

// MailInput is a draft as an organizer edited it.
type MailInput struct {
	Address string `json:"address" maxLength:"254"`
	Subject string `json:"subject" maxLength:"1000"`
	Text    string `json:"text" maxLength:"50000"`
	Version int64  `json:"version" doc:"of the mail that was edited"`
}

// MailsInput picks mail to send or to drop.
type MailsInput struct {
	State    conference.MailState `json:"state,omitempty"`
	Kind     conference.MailKind  `json:"kind,omitempty"`
	Query    string               `json:"q,omitempty" maxLength:"200"`
	IDs      []conference.MailID  `json:"ids,omitempty" maxItems:"500" doc:"only these; empty: all that fit"`
	Matching int64                `json:"matching" doc:"how many the organizer saw"`
}

// MailCount is how much mail something was done with.
type MailCount struct {
	Count int64 `json:"count"`
}

// MailRule says how mail goes out.
type MailRule struct {
	Held bool `json:"held" doc:"mail stays a draft until an organizer sends it; links to sign in go at once"`
}

// MailTemplateInfo is what mail of a kind says in a language.
type MailTemplateInfo struct {
	Kind         conference.MailKind          `json:"kind"`
	Language     conference.MailLanguage      `json:"language"`
	Subject      string                       `json:"subject"`
	Text         string                       `json:"text"`
	Own          bool                         `json:"own" doc:"organizers wrote it"`
	Placeholders List[conference.Placeholder] `json:"placeholders" doc:"what may stand in it in braces"`
}

// MailTemplateInput is what an organizer writes.
type MailTemplateInput struct {
	Subject string `json:"subject" maxLength:"1000"`
	Text    string `json:"text" maxLength:"50000"`
}

// MailPreviewInput asks what a template would say to somebody.
type MailPreviewInput struct {
	Kind         conference.MailKind       `json:"kind"`
	Language     conference.MailLanguage   `json:"language"`
	Subject      string                    `json:"subject" maxLength:"1000"`
	Text         string                    `json:"text" maxLength:"50000"`
	Registration conference.RegistrationID `json:"registration,omitempty" maxLength:"64" doc:"empty: the newest"`
}

// MailPreview is what a template would say.
type MailPreview struct {
	To      string `json:"to"`
	Subject string `json:"subject"`
	Text    string `json:"text"`
}
