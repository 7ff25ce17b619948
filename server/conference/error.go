package conference

import (
	"fmt"
	"time"
)

// A Kind says what sort of refusal an [Error] is. The edge turns it into a status, the page into a colour and a place.
type Kind string

// The kinds of refusal. Everything that is not an [Error] is internal: logged once, shown as "something broke on our side".
const (
	Invalid         Kind = "invalid"         // what was sent makes no sense; sending it again will not help
	Unauthenticated Kind = "unauthenticated" // sign in first
	Forbidden       Kind = "forbidden"       // signed in, but this person may not
	NotFound        Kind = "not-found"       // not there, or not for this person to know of
	Conflict        Kind = "conflict"        // the thing is in a state that does not allow it
	TooMany         Kind = "too-many"        // over a limit; RetryAfter says when to try again
	Unavailable     Kind = "unavailable"     // we cannot now; trying again is right
)

// Error is a refusal with a sentence a person may read.
type Error struct {
	Kind       Kind
	Message    string        // one sentence, no secrets, in English; the page may translate by Kind
	RetryAfter time.Duration // for TooMany and Unavailable; 0 when unknown
}

// Error returns the sentence.
func (e *Error) Error() string { return e.Message }

// Errorf makes an [Error] of a kind with a formatted sentence.
func Errorf(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Message: fmt.Sprintf(format, args...)}
}

// Wait makes a TooMany [Error] that says when to try again.
func Wait(d time.Duration, format string, args ...any) *Error {
	return &Error{Kind: TooMany, Message: fmt.Sprintf(format, args...), RetryAfter: d}
}
