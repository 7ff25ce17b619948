package conference

import (
	"crypto/rand"
)

// Ids are 128 random bits, written in base32; they cannot be guessed, so knowing one proves nothing but having been told.
type (
	// ConferenceID names a [Conference].
	ConferenceID string
	// DelegationID names a [Delegation].
	DelegationID string
	// HallID names a [Hall].
	HallID string
	// SessionID names a [Session].
	SessionID string
	// PersonID names a [Person].
	PersonID string
	// LoginID names a [Login].
	LoginID string
	// InvitationID names an [Invitation].
	InvitationID string
	// RegistrationID names a [Registration].
	RegistrationID string
	// FieldID names a [FormField].
	FieldID string
	// SweepID names a [Sweep]; the browser makes it, so that deciding twice decides once.
	SweepID string
	// PollID names a [Poll]; the browser makes it, so that preparing twice prepares once.
	PollID string
	// LineID names a [Line]; the browser makes it, so that saying twice says once.
	LineID string
	// QuestionID names a [Question]; the browser makes it.
	QuestionID string
	// FloorRequestID names a [FloorRequest]; the browser makes it.
	FloorRequestID string
	// SpeechID names a [Speech].
	SpeechID string
	// TokenID names a [Token].
	TokenID string
)

// NewID makes a fresh random id of any of the id types.
func NewID[T ~string]() T { return T(rand.Text()) }

// CheckClientID says whether id, made by a browser, has the form of an id: 16 to 64 letters, digits, "_" or "-". Every command
// has one: a regular expression would cost more than what is asked for.
func CheckClientID(id string) error {
	ok := len(id) >= 16 && len(id) <= 64
	for i := 0; ok && i < len(id); i++ {
		c := id[i]
		ok = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-'
	}
	if !ok {
		return Errorf(Invalid, "an id must be 16 to 64 letters, digits, _ or -")
	}
	return nil
}
