package conference_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	. "plenary/server/conference"
)

var update = flag.Bool("update", false, "write the golden files")

// TestPowers keeps the permission table visible: a change of rights shows up in review as a change of this table.
func TestPowers(t *testing.T) {
	var b strings.Builder
	fmt.Fprintf(&b, "%-22s", "")
	for _, r := range Roles {
		fmt.Fprintf(&b, "%-14s", r)
	}
	for _, a := range Actions {
		fmt.Fprintf(&b, "\n%-22s", a)
		for _, r := range Roles {
			mark := "."
			if r.Can(a) {
				mark = "yes"
			}
			fmt.Fprintf(&b, "%-14s", mark)
		}
	}
	got := strings.ReplaceAll(b.String(), " \n", "\n")
	lines := strings.Split(got, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	got = strings.Join(lines, "\n") + "\n"
	const file = "testdata/powers.golden"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || string(want) != got {
		t.Errorf("the permission table is not the one in %s (go test -update writes it):\n%s", file, got)
	}
}

func TestRoleIn(t *testing.T) {
	approved := Standing{SignedIn: true, Registration: Approved, Category: ParticipatingState}
	press := Standing{SignedIn: true, Registration: Approved, Category: Media}
	pending := Standing{SignedIn: true, Registration: Submitted}
	with := func(s Standing, change func(*Standing)) Standing { change(&s); return s }
	for _, c := range []struct {
		name     string
		standing Standing
		access   Access
		want     Role
	}{
		{"a visitor stays one", Standing{}, PublicAccess, Visitor},
		{"a participant attends", approved, ParticipantsAccess, Attendee},
		{"a participant is not told of a closed session", approved, ClosedAccess, Registered},
		{"the press attends public sessions", press, PublicAccess, Press},
		{"the press attends briefings", press, PressAccess, Press},
		{"the press stays out of working sessions", press, ParticipantsAccess, Registered},
		{"who waits for approval stays out", pending, ParticipantsAccess, Registered},
		{"who waits for approval may watch what is public", pending, PublicAccess, Press},
		{"an appointment opens a closed session", with(approved, func(s *Standing) { s.Appointment = Speaker }), ClosedAccess, Speaker},
		{"an appointment needs no registration", with(pending, func(s *Standing) { s.Appointment = Moderator }), ParticipantsAccess, Moderator},
		{"who was removed stays out", with(approved, func(s *Standing) { s.Appointment, s.Removed = Speaker, true }), PublicAccess, Registered},
		{"a participant speaks for her delegation", with(approved, func(s *Standing) { s.Seat = true }), ParticipantsAccess, Speaker},
		{"not the press", with(press, func(s *Standing) { s.Seat = true }), PressAccess, Press},
		{"nor in a closed session", with(approved, func(s *Standing) { s.Seat = true }), ClosedAccess, Registered},
		{"unless she is let in", with(approved, func(s *Standing) { s.Seat, s.Appointment = true, Attendee }), ClosedAccess, Speaker},
		{"a chair stays one", with(approved, func(s *Standing) { s.Seat, s.Appointment = true, Chair }), ParticipantsAccess, Chair},
		{"an organizer goes everywhere", Standing{SignedIn: true, Organizer: true}, ClosedAccess, Organizer},
		{"an administrator too", Standing{SignedIn: true, Administrator: true}, ClosedAccess, Administrator},
	} {
		if got := c.standing.RoleIn(c.access); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func TestAnUnknownRoleMayNothing(t *testing.T) {
	if Role("emperor").Can(Watch) || len(Role("").Powers()) != 0 {
		t.Error("an unknown role may do something")
	}
}
