package conference

import "time"

// Person is someone with an account on this server.
type Person struct {
	ID            PersonID
	Email         string // lower case; unique
	Name          string
	Administrator bool   // may do everything on this server
	PasswordHash  string // argon2id in PHC form; empty: signs in by mail only
	CreatedAt     time.Time
	ErasedAt      *time.Time // when she was forgotten; nil: she is known
}

// Login is a proof of who is asking: one browser, until it expires or is revoked.
type Login struct {
	ID        LoginID
	PersonID  PersonID
	TokenHash string // hex SHA-256 of the 256-bit token in the cookie
	Agent     string // the browser's name for itself, so that its owner can tell her logins apart
	CreatedAt time.Time
	SeenAt    time.Time
	ExpiresAt time.Time
}

// LinkPurpose says what a mailed link is for.
type LinkPurpose string

// The purposes of a link.
const (
	ConfirmRegistration LinkPurpose = "confirm-registration"
	SignIn              LinkPurpose = "sign-in"
)

// LinkLife is how long a mailed link works.
const LinkLife = 15 * time.Minute

// LoginLife is how long a login lasts without being used.
const LoginLife = 14 * 24 * time.Hour

// Link is a single-use secret sent by mail. Only its hash is kept.
type Link struct {
	TokenHash string // hex SHA-256
	PersonID  PersonID
	Purpose   LinkPurpose
	CreatedAt time.Time
	ExpiresAt time.Time
	UsedAt    *time.Time
}

// Use says whether the link may be used at now.
func (l Link) Use(now time.Time) error {
	if l.UsedAt != nil {
		return Errorf(Conflict, "this link has been used already; ask for a new one")
	}
	if !now.Before(l.ExpiresAt) {
		return Errorf(Conflict, "this link has expired; ask for a new one")
	}
	return nil
}

// TokenKind says which door a bearer token opens.
type TokenKind string

// The kinds of bearer token.
const (
	PublishToken TokenKind = "publish" // WHIP (RFC 9725): a speaker's encoder publishes as her
	WatchToken   TokenKind = "watch"   // WHEP: a player watches as her
)

// Token lets a program act for one person in one session. Only its hash is kept.
type Token struct {
	ID        TokenID
	SessionID SessionID
	PersonID  PersonID
	Kind      TokenKind
	TokenHash string // hex SHA-256
	CreatedAt time.Time
	ExpiresAt time.Time
}
