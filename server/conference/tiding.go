package conference

import "time"

// Tiding is what somebody is still to be told. It is stored in the change that it tells of, so that no mail is lost
// between the two, and is there until the mail is in the outbox.
type Tiding struct {
	ID             MailID // of the mail that tells it
	ConferenceID   ConferenceID
	PersonID       *PersonID // nil: whoever is invited
	RegistrationID *RegistrationID
	DelegationID   *DelegationID
	InvitationID   *InvitationID
	Kind           MailKind
	Reason         string    // what the organizers wrote
	ActorID        *PersonID // who did it, where the mail says so
	CreatedAt      time.Time
}

// MailAbout says which mail tells a person what by did to her registration, if any does. What she corrects is not
// acknowledged every time; what she sent, or took back, once.
func MailAbout(was, is Registration, by PersonID) (MailKind, bool) {
	moved := was.State != is.State
	switch is.State {
	case Submitted:
		first := was.State == Unconfirmed || was.State == Unfinished
		return SubmittedMail, first && by == is.PersonID // of what others send in for her there is another mail
	case Withdrawn:
		return WithdrawnMail, moved && was.State != Unconfirmed && was.State != Unfinished
	case Approved, Waiting, Rejected, CorrectionAsked, Cancelled:
		again := is.DecidedAt != nil && (was.DecidedAt == nil || !was.DecidedAt.Equal(*is.DecidedAt))
		kind, ok := MailKindOf(is.State)
		return kind, ok && (moved || again)
	case Unconfirmed, Unfinished:
	}
	return "", false
}

// Named is the name of a field in mail: what organizers called it, or for a standard field our own word.
func (f FormField) Named(language MailLanguage) string {
	if f.Label != "" {
		return f.Label
	}
	if name, ok := fieldNames[language][f.Kind]; ok {
		return name
	}
	return string(f.Kind)
}

// fieldNames are the standard fields that may be missing: the others are there always.
var fieldNames = map[MailLanguage]map[FieldKind]string{
	EnglishMail: {
		FunctionInput: "your function", HeadInput: "whether you are head of the delegation", LanguagesInput: "the languages you speak",
		AccessibilityInput: "what you need to take part", PhotoInput: "a photo",
	},
	RussianMail: {
		FunctionInput: "ваша должность", HeadInput: "глава ли вы делегации", LanguagesInput: "языки, на которых вы говорите",
		AccessibilityInput: "что вам нужно для участия", PhotoInput: "фотография",
	},
}
