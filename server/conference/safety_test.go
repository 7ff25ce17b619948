package conference_test

import (
	"testing"

	. "plenary/server/conference"
)

func TestADoorThatIsShutLetsInWhoHasARole(t *testing.T) {
	approved := Standing{SignedIn: true, Registration: Approved, Category: Academia}
	for name, c := range map[string]struct {
		change func(*Standing)
		access Access
		want   Role
	}{
		"a participant":                       {nil, ParticipantsAccess, Registered},
		"who has a pass":                      {func(s *Standing) { s.Barred = false }, ParticipantsAccess, Attendee},
		"the press":                           {func(s *Standing) { s.Category = Media }, PressAccess, Registered},
		"who only watches":                    {func(s *Standing) { s.Registration = "" }, PublicAccess, Registered},
		"a speaker":                           {func(s *Standing) { s.Appointment = Speaker }, ParticipantsAccess, Speaker},
		"an interpreter":                      {func(s *Standing) { s.Appointment = Interpreter }, ClosedAccess, Interpreter},
		"somebody appointed without a right":  {func(s *Standing) { s.Appointment = Attendee }, ClosedAccess, Attendee},
		"who speaks for her delegation":       {func(s *Standing) { s.Seat = true }, ParticipantsAccess, Speaker},
		"who speaks for it, behind the doors": {func(s *Standing) { s.Seat = true }, ClosedAccess, Registered},
		"an organizer":                        {func(s *Standing) { s.Organizer = true }, ClosedAccess, Organizer},
		"who was removed":                     {func(s *Standing) { s.Appointment, s.Removed = Speaker, true }, ParticipantsAccess, Registered},
	} {
		s := approved
		s.Barred = true
		if c.change != nil {
			c.change(&s)
		}
		if got := s.RoleIn(c.access); got != c.want {
			t.Errorf("%s is %s, not %s", name, got, c.want)
		}
	}
}

func TestAMeetingIsClosed(t *testing.T) {
	s := opening()
	s, _ = s.Open(at(0))
	closed, err := s.CloseTo(DelegationsAccess)
	if err != nil || closed.AccessAt(at(1)) != DelegationsAccess || closed.PlannedAccess(at(1)) != PublicAccess {
		t.Errorf("closed, it is %s, %v", closed.AccessAt(at(1)), err)
	}
	if closed.Secret() {
		t.Error("that there is a closed meeting is no secret")
	}
	if again, err := closed.CloseTo(""); err != nil || again.AccessAt(at(1)) != PublicAccess {
		t.Errorf("opened again, it is %s, %v", again.AccessAt(at(1)), err)
	}
	if _, err := s.CloseTo(PublicAccess); kindOf(err) != Invalid {
		t.Errorf("closed to the public: %v", err)
	}
	over, _ := s.Close(at(10))
	if _, err := over.CloseTo(ClosedAccess); kindOf(err) != Conflict {
		t.Errorf("closed when it is over: %v", err)
	}
}

func TestSuspension(t *testing.T) {
	s := opening()
	s, _ = s.Open(at(0))
	s, err := s.Suspend(true, at(1))
	again, errAgain := s.Suspend(true, at(2))
	if err != nil || errAgain != nil || !again.Suspended() || !again.SuspendedAt.Equal(at(1)) {
		t.Errorf("suspended twice: %v, %v, %v", again.SuspendedAt, err, errAgain)
	}
	if s, err := again.Suspend(false, at(3)); err != nil || s.Suspended() {
		t.Errorf("it does not go on: %v", err)
	}
	over, _ := s.Close(at(4))
	if _, err := over.Suspend(false, at(5)); err != nil {
		t.Errorf("when it is over, it cannot be released: %v", err)
	}
	over.SuspendedAt = nil
	if _, err := over.Suspend(true, at(5)); kindOf(err) != Conflict {
		t.Errorf("suspended when it is over: %v", err)
	}
	for _, c := range []struct {
		role Role
		a    Action
		may  bool
	}{
		{Attendee, Watch, true},
		{Attendee, Chat, false},
		{Attendee, Ask, false},
		{Attendee, Upvote, false},
		{Speaker, GoBackstage, true},
		{Speaker, Chat, false},
		{Interpreter, Interpret, true},
		{Moderator, Chat, true},
		{Moderator, ModerateQuestions, true},
		{Chair, RunSession, true},
	} {
		if err := WhileSuspended(c.role, c.a); (err == nil) != c.may {
			t.Errorf("%s, %s: %v", c.role, c.a, err)
		}
	}
}

func TestKnocking(t *testing.T) {
	for door, may := range map[Door]bool{DoorOpen: false, DoorHeld: true, DoorLocked: false, "": false} {
		if err := (Session{Door: door}).Knock(); (err == nil) != may {
			t.Errorf("at a door that is %q: %v", door, err)
		}
	}
	if _, err := (Session{}).SetDoor("ajar"); kindOf(err) != Invalid {
		t.Errorf("a door that is ajar: %v", err)
	}
}
