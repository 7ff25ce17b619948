package conference

import (
	"slices"
	"time"
)

// MailID names a mail in the outbox.
type MailID string

// Mail is what organizers have to say to a person: a draft that they read, or on its way.
type Mail struct {
	ID             MailID
	ConferenceID   ConferenceID
	PersonID       *PersonID // nil: whoever is invited, who has no account yet
	RegistrationID *RegistrationID
	InvitationID   *InvitationID
	Kind           MailKind
	Language       MailLanguage
	Address        string
	Subject        string
	Text           string
	Calendar       string // an iCalendar file that goes with it, or nothing
	State          MailState
	Version        int64 // rises with every change of what it says
	Attempts       int
	Answer         string // what the last try was answered
	CreatedAt      time.Time
	ChangedAt      time.Time
	NextAt         time.Time // the next try, while it is queued
	SentAt         *time.Time
}

// MailState is where a mail is.
type MailState string

// The states.
const (
	DraftMail   MailState = "draft"   // an organizer may edit, send or drop it
	QueuedMail  MailState = "queued"  // for its first try, or for another one
	SentMail    MailState = "sent"    // a mail server has it
	BouncedMail MailState = "bounced" // nobody is at the address
	FailedMail  MailState = "failed"  // it could not be handed over
	DroppedMail MailState = "dropped"
)

// MailStates lists all states.
var MailStates = []MailState{DraftMail, QueuedMail, SentMail, BouncedMail, FailedMail, DroppedMail}

// MayChange reports whether an organizer may edit, send or drop a mail in this state. One that bounced may go to a
// corrected address.
func (s MailState) MayChange() bool { return s == DraftMail || s == BouncedMail || s == FailedMail }

// MailKind is what a mail is about.
type MailKind string

// The kinds: one for each state of a registration of which its person is told, and what else there is to tell.
const (
	SubmittedMail  MailKind = "submitted"
	ApprovedMail   MailKind = "approved"
	PromotedMail   MailKind = "promoted" // approved from the waiting list
	RejectedMail   MailKind = "rejected"
	CorrectionMail MailKind = "correction-asked"
	WaitingMail    MailKind = "waiting"
	CancelledMail  MailKind = "cancelled"
	WithdrawnMail  MailKind = "withdrawn"
	OnBehalfMail   MailKind = "on-behalf" // registered by a focal point, or an organizer
	FocalMail      MailKind = "focal-named"
	NoFocalMail    MailKind = "focal-dismissed"
	InvitationMail MailKind = "invitation"
	ProgrammeMail  MailKind = "programme-changed"
)

// MailKinds lists all kinds.
var MailKinds = []MailKind{
	SubmittedMail, ApprovedMail, PromotedMail, RejectedMail, CorrectionMail, WaitingMail, CancelledMail, WithdrawnMail, OnBehalfMail,
	FocalMail, NoFocalMail, InvitationMail, ProgrammeMail,
}

// MailKindOf says which mail tells of a state, if any does.
func MailKindOf(state RegistrationState) (MailKind, bool) {
	kind := MailKind(state)
	return kind, slices.Contains(RegistrationStates, state) && slices.Contains(MailKinds, kind)
}

// MailLanguage is a language that we ship texts in.
type MailLanguage string

// The languages.
const (
	EnglishMail MailLanguage = "en"
	RussianMail MailLanguage = "ru"
)

// MailLanguages lists all languages.
var MailLanguages = []MailLanguage{EnglishMail, RussianMail}

// tries are how long a mail waits after each try that came to nothing: about two days altogether.
var tries = []time.Duration{
	2 * time.Second, 15 * time.Second, time.Minute, 10 * time.Minute, time.Hour, 4 * time.Hour, 12 * time.Hour, 24 * time.Hour,
}

// Sent is a mail that a server has taken.
func (m Mail) Sent(now time.Time) Mail {
	m.Attempts++
	m.State, m.Answer, m.SentAt = SentMail, "", &now
	return m
}

// Refused is a mail after one more try that came to nothing. Forever says that another try would not help, absent that
// nobody is at the address.
func (m Mail) Refused(answer string, forever, absent bool, now time.Time) Mail {
	m.Attempts++
	m.Answer = answer
	switch {
	case absent:
		m.State = BouncedMail
	case forever || m.Attempts > len(tries):
		m.State = FailedMail
	default:
		m.NextAt = now.Add(tries[m.Attempts-1])
	}
	return m
}
