package sfu

import "errors"

// The sentinels that callers may tell apart with errors.Is.
var (
	// ErrOffer means that an offer is too large, malformed or asks for more than is allowed. Another try is useless.
	ErrOffer = errors.New("the offer is too large, malformed or asks for more than is allowed")
	// ErrClosed means that the leg or the server is closed.
	ErrClosed = errors.New("the leg or the server is closed")
	// ErrFull means that the server has as many legs as its [Limits] allow.
	ErrFull = errors.New("the server has no room for another leg")
)

// Why legs end that nobody closed. Callers get them in Closed events and need not tell them apart.
var (
	errFailed  = errors.New("the connection failed")
	errEnded   = errors.New("the other side closed the connection")
	errNoMedia = errors.New("the connection was not made in time")
)
