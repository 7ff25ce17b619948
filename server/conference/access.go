package conference

import (
	"slices"
	"strings"
	"time"
)

// AccessTokenID names a token with which programs use the desk.
type AccessTokenID string

// AccessToken lets a program do some of what its maker may do, as long as she may do it herself.
type AccessToken struct {
	ID           AccessTokenID
	ConferenceID ConferenceID
	PersonID     PersonID // who made it
	Name         string   // what it is for; the audit names it
	Scopes       string   // separated by spaces
	TokenHash    string
	CreatedAt    time.Time
	ExpiresAt    time.Time
	UsedAt       *time.Time
	RevokedAt    *time.Time
}

// Scope is an area of the desk, and whether a token may only read it: "programme:read", "programme:write".
type Scope string

// areas says what area of the desk an action is in. What is missing no program may do: an account, a seat and a voice are
// a person's own.
var areas = map[Action]string{
	SeeProgramme:        "programme",
	EditProgramme:       "programme",
	DecideRegistrations: "registrations",
	Watch:               "live", // the record of chat and questions
	SeeSeats:            "live",
	RunSession:          "live",
	RunPolls:            "live",
	ManageFloor:         "live",
	ReadJournal:         "live",
	KeepJournal:         "live",
	ReadAudit:           "audit",
	ConnectPrograms:     "webhooks",
}

// Scopes lists all scopes; reading is first.
var Scopes = []Scope{
	"registrations:read", "registrations:write", "programme:read", "programme:write", "live:read", "live:write",
	"audit:read", "webhooks:read", "webhooks:write",
}

// ScopeOf says which scope an action takes. Where there is none, no token will do.
func ScopeOf(a Action, write bool) (Scope, bool) {
	area, ok := areas[a]
	if !ok || write && a == SeeProgramme { // signing in and registering
		return "", false
	}
	scope := Scope(area + ":read")
	if write {
		scope = Scope(area + ":write")
	}
	return scope, slices.Contains(Scopes, scope)
}

// Allows says whether a token is for a scope. Who may write may read.
func (t AccessToken) Allows(scope Scope) bool {
	have := strings.Fields(t.Scopes)
	area, _, _ := strings.Cut(string(scope), ":")
	return slices.Contains(have, string(scope)) || slices.Contains(have, area+":write") && strings.HasSuffix(string(scope), ":read")
}

// longestAccess is how long a token may live.
const longestAccess = 366 * 24 * time.Hour

// CheckScopes says whether a token may be made for these scopes and this time, and writes the scopes in their order.
func CheckScopes(scopes []Scope, life time.Duration) (string, error) {
	if len(scopes) == 0 {
		return "", Errorf(Invalid, "please choose what the program may do")
	}
	for _, scope := range scopes {
		if !slices.Contains(Scopes, scope) {
			return "", Errorf(Invalid, "there is no scope %q", scope)
		}
	}
	if life < time.Hour || life > longestAccess {
		return "", Errorf(Invalid, "a token lives between an hour and a year")
	}
	var text []string
	for _, scope := range Scopes {
		if slices.Contains(scopes, scope) {
			text = append(text, string(scope))
		}
	}
	return strings.Join(text, " "), nil
}
