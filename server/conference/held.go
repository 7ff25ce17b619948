package conference

import "time"

const (
	// MostHeldFor is for how long a line may be held, in seconds: after that nobody knows any more what it was about.
	MostHeldFor = 60
	// MostHeld is how many lines of a session may wait at once.
	MostHeld = 200
	// MaxLineReason is the length of why a line was held back or taken off the chat, in characters.
	MaxLineReason = 200
)

// HeldLine is a line that moderators see before all others do. When its time has come it is shown, unless one of them has
// held it back.
type HeldLine struct {
	ID        LineID
	SessionID SessionID
	PersonID  PersonID
	Text      string
	ReplyTo   *LineID
	SaidAt    time.Time
	DueAt     time.Time // when it is shown by itself
	RefusedBy *PersonID // a moderator, or its author, who takes it back
	RefusedAt *time.Time
	Reason    string
}

// Holds says whether somebody's lines are held: those of the panel and of moderators never are.
func (r ChatRule) Holds(role Role) bool { return r.HoldFor > 0 && !role.Can(GoBackstage) }

// Hold returns a line as it is held under this rule.
func (r ChatRule) Hold(l Line) HeldLine {
	return HeldLine{
		ID: l.ID, SessionID: l.SessionID, PersonID: l.PersonID, Text: l.Text, ReplyTo: l.ReplyTo,
		SaidAt: l.SaidAt, DueAt: l.SaidAt.Add(time.Duration(r.HoldFor) * time.Second),
	}
}

// Waits reports whether nothing has become of the line yet.
func (h HeldLine) Waits() bool { return h.RefusedAt == nil }

// Due reports whether the line is to be shown by now.
func (h HeldLine) Due(now time.Time) bool { return h.Waits() && !h.DueAt.After(now) }

// Shown returns the line as it comes into the chat.
func (h HeldLine) Shown() Line {
	return Line{ID: h.ID, SessionID: h.SessionID, PersonID: h.PersonID, Text: h.Text, ReplyTo: h.ReplyTo, SaidAt: h.SaidAt}
}

// Refuse returns the line as it is held back, for a reason that its author reads; she needs none to take it back.
func (h HeldLine) Refuse(by PersonID, reason string, now time.Time) (HeldLine, error) {
	if !h.Waits() {
		return h, Errorf(Conflict, "the line has been held back already")
	}
	reason, err := CleanReason(reason, by == h.PersonID)
	if err != nil {
		return h, err
	}
	h.RefusedBy, h.RefusedAt, h.Reason = &by, &now, reason
	return h, nil
}

// CleanReason is why a line is not shown, in words.
func CleanReason(reason string, may bool) (string, error) {
	if reason == "" && may {
		return "", nil
	}
	return CleanText(reason, MaxLineReason)
}
