package conference_test

import (
	"testing"
	"time"

	"plenary/server/conference"
)

func TestScopes(t *testing.T) {
	for _, c := range []struct {
		action conference.Action
		write  bool
		want   conference.Scope
	}{
		{conference.SeeProgramme, false, "programme:read"},
		{conference.SeeProgramme, true, ""}, // signing in, registering
		{conference.EditProgramme, true, "programme:write"},
		{conference.DecideRegistrations, false, "registrations:read"},
		{conference.RunSession, true, "live:write"},
		{conference.ReadAudit, false, "audit:read"},
		{conference.ReadAudit, true, ""},
		{conference.KeepAccount, false, ""},
		{conference.KeepAccount, true, ""},
		{conference.Administer, true, ""},
		{conference.Chat, true, ""},
	} {
		if got, ok := conference.ScopeOf(c.action, c.write); got != c.want && ok || ok != (c.want != "") {
			t.Errorf("%s, write %v: %q, %v; want %q", c.action, c.write, got, ok, c.want)
		}
	}
}

func TestWhoWritesReads(t *testing.T) {
	token := conference.AccessToken{Scopes: "registrations:read programme:write"}
	for scope, want := range map[conference.Scope]bool{
		"registrations:read": true, "registrations:write": false, "programme:read": true, "programme:write": true, "live:read": false, "": false,
	} {
		if got := token.Allows(scope); got != want {
			t.Errorf("%q: %v", scope, got)
		}
	}
}

func TestCheckScopes(t *testing.T) {
	if got, err := conference.CheckScopes([]conference.Scope{"live:read", "programme:read"}, time.Hour); err != nil || got != "programme:read live:read" {
		t.Errorf("%q, %v", got, err)
	}
	for name, err := range map[string]error{
		"none":    second(conference.CheckScopes(nil, time.Hour)),
		"foreign": second(conference.CheckScopes([]conference.Scope{"everything:write"}, time.Hour)),
		"short":   second(conference.CheckScopes([]conference.Scope{"live:read"}, time.Minute)),
		"long":    second(conference.CheckScopes([]conference.Scope{"live:read"}, 400*24*time.Hour)),
	} {
		if err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func second[T any](_ T, err error) error { return err }
