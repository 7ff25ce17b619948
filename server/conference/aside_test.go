package conference_test

import (
	"testing"

	. "plenary/server/conference"
)

func TestWhoConfers(t *testing.T) {
	for _, c := range []struct {
		role, appointed Role
		at              Place
		want            bool
	}{
		{Attendee, "", Audience, false},
		{Press, "", Audience, false},
		{Registered, "", Audience, false},
		{Speaker, Speaker, Audience, false},
		{Speaker, Speaker, Backstage, true},
		{Speaker, Speaker, OnStage, true},
		{Speaker, "", Backstage, false}, // speaks for her delegation
		{Speaker, "", OnStage, false},   // has the floor
		{Interpreter, Interpreter, Audience, true},
		{Moderator, Moderator, Audience, true},
		{Chair, Chair, OnStage, true},
		{Organizer, "", Audience, true},
	} {
		if got := Confers(c.role, c.appointed, c.at); got != c.want {
			t.Errorf("a %s, appointed %q, at %s: %v", c.role, c.appointed, c.at, got)
		}
	}
}
