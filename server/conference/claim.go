package conference

import "strings"

// Claim is all that decides whether somebody may ask for the floor of a session, and as what.
type Claim struct {
	PersonID      PersonID
	Role          Role // in the session, with what the floor lends her
	Appointment   Role // to the session; "" when there is none
	Organizer     bool
	Category      Category
	DelegationID  *DelegationID
	Delegation    string
	Function      string
	Participation Participation
	SeatHolder    string // name of another member of the delegation, who has its speaking seat
}

// appointed reports whether she has the floor by what she is in the session, and not by whom she represents.
func (c Claim) appointed() bool {
	return c.Organizer || c.Appointment == Speaker || c.Appointment == Moderator || c.Appointment == Chair
}

// CategoryOf returns the category of speakers that a request falls into by the rules. Who was appointed to speak and fits
// none has no limit; for others there is none.
func (p Procedure) CategoryOf(c Claim, kind RequestKind) (category SpeakerCategory, fits bool) {
	for _, category := range p.Categories {
		if category.fits(c, kind) {
			return category, true
		}
	}
	return SpeakerCategory{}, c.appointed()
}

func (s SpeakerCategory) fits(c Claim, kind RequestKind) bool {
	switch {
	case len(s.Kinds) > 0 && !contains(s.Kinds, kind),
		len(s.Roles) > 0 && !contains(s.Roles, c.Appointment),
		len(s.Categories) > 0 && !contains(s.Categories, c.Category):
		return false
	case len(s.Functions) == 0:
		return true
	}
	function := strings.ToLower(strings.TrimSpace(c.Function))
	for _, begin := range s.Functions {
		if rest, has := strings.CutPrefix(function, strings.ToLower(begin)); has && (rest == "" || rest[0] == ' ' || rest[0] == ',' || rest[0] == ';') {
			return true
		}
	}
	return false
}

// Admit says as what somebody may ask for the floor, or why she may not. Said is who asked and spoke before, in this session.
func (p Procedure) Admit(c Claim, kind RequestKind, floor Floor, said Said) (category SpeakerCategory, err error) {
	if !contains(p.Kinds, kind) {
		return category, Errorf(Conflict, "the rules of this session know no such request")
	}
	category, fits := p.CategoryOf(c, kind)
	switch {
	case !c.appointed() && (!fits || !category.MayAsk):
		return category, Errorf(Forbidden, "by the rules of this session, your category of participants does not ask for the floor")
	case !c.appointed() && !c.Participation.Speaks():
		return category, Errorf(Forbidden, "you take part as an observer, who cannot speak")
	case kind == PanelReply && !c.appointed():
		return category, Errorf(Forbidden, "only panellists reply")
	case c.SeatHolder != "" && !c.appointed():
		return category, Errorf(Conflict, "%s has the speaking seat of your delegation in this session", c.SeatHolder)
	}
	if !floor.ListOpen && !p.onClosedList(kind) {
		return category, Errorf(Conflict, "the list of speakers is closed")
	}
	return category, said.admit(p, c, kind, true)
}

func (p Procedure) onClosedList(kind RequestKind) bool {
	switch kind {
	case PointOfOrder:
		return p.PointsOfOrder.OnClosedList
	case RightOfReply:
		return p.Replies.OnClosedList
	case PanelReply:
		return true
	case NationalStatement, GroupStatement, FloorQuestion:
	}
	return false
}

// MostRequests is how many requests somebody makes in one session, and MostListed how many stand on its list.
const (
	MostRequests = 50
	MostListed   = 300
)

// Said is who asked for the floor of a session, and who had it.
type Said struct {
	Requests []FloorRequest
	Speeches []Speech                // which went on or have ended
	Name     func(p PersonID) string // on her plate
	Replies  *SpeechID               // what a right of reply answers
}

// AdmitByChair says whether the chair may enter somebody on the list: whatever the rules say, she stands on it once.
func (s Said) AdmitByChair(c Claim, kind RequestKind) error {
	if !contains(RequestKinds, kind) {
		return Errorf(Invalid, "there is no such request")
	}
	return s.admit(Procedure{}, c, kind, false)
}

func (s Said) admit(p Procedure, c Claim, kind RequestKind, byRule bool) error {
	made, waiting := 0, 0
	for _, r := range s.Requests {
		if r.PersonID == c.PersonID {
			made++
		}
		if !r.State.OnList() {
			continue
		}
		waiting++
		switch {
		case r.PersonID == c.PersonID && r.Kind == kind:
			return Errorf(Conflict, "you are on the list already")
		case kind == NationalStatement && r.Kind == kind && same(r.DelegationID, c.DelegationID):
			return Errorf(Conflict, "%s has asked for the floor for your delegation already", s.Name(r.PersonID))
		}
	}
	switch {
	case made >= MostRequests:
		return Errorf(Conflict, "you have asked for the floor %d times in this session, which is as often as anybody may", made)
	case waiting >= MostListed:
		return Errorf(Conflict, "the list of speakers is full")
	case kind == RightOfReply && byRule:
		return s.admitReply(p, c)
	}
	return nil
}

func (s Said) admitReply(p Procedure, c Claim) error {
	if p.Replies.When == NoReplies {
		return Errorf(Conflict, "the rules of this session know no right of reply")
	}
	if s.Replies == nil {
		return Errorf(Invalid, "a right of reply answers a statement; please say which")
	}
	for _, speech := range s.Speeches {
		if speech.ID != *s.Replies {
			continue
		}
		switch {
		case speech.PersonID == c.PersonID || same(speech.DelegationID, c.DelegationID):
			return Errorf(Conflict, "nobody replies to her own delegation")
		case s.Round(c) >= p.Replies.Most:
			return Errorf(Conflict, "your delegation has had %d rights of reply, which is as many as the rules give", s.Round(c))
		}
		return nil
	}
	return Errorf(NotFound, "there is no such statement in this session")
}

// Round is how many rights of reply her delegation has had or waits for.
func (s Said) Round(c Claim) (n int) {
	for _, r := range s.Requests {
		if r.Kind == RightOfReply && (r.State.OnList() || r.State == RequestSpeaking || r.State == RequestSpoken) &&
			(r.PersonID == c.PersonID || same(r.DelegationID, c.DelegationID)) {
			n++
		}
	}
	return n
}

// Spoken is how often a delegation, or a person of none, had the floor.
func (s Said) Spoken(delegation *DelegationID, person PersonID) (n int) {
	for _, speech := range s.Speeches {
		if delegation == nil && speech.PersonID == person || same(speech.DelegationID, delegation) {
			n++
		}
	}
	return n
}

// same reports whether both are of one delegation.
func same(a, b *DelegationID) bool { return a != nil && b != nil && *a == *b }

// MayAlign says whether somebody may associate her delegation with a group statement of another one.
func (r FloorRequest) MayAlign(c Claim) error {
	switch {
	case r.Kind != GroupStatement:
		return Errorf(Conflict, "only a group statement can be aligned with")
	case r.State == RequestWithdrawn || r.State == RequestRemoved || r.State == RequestWritten:
		return Errorf(Conflict, "this statement is not made")
	case c.DelegationID == nil:
		return Errorf(Forbidden, "only members of a delegation align it with a statement")
	case same(r.DelegationID, c.DelegationID):
		return Errorf(Conflict, "it is the statement of your own delegation")
	case !c.Participation.Speaks():
		return Errorf(Forbidden, "you take part as an observer, who cannot speak for the delegation")
	case c.SeatHolder != "":
		return Errorf(Conflict, "%s has the speaking seat of your delegation in this session", c.SeatHolder)
	}
	return nil
}

// CheckSpoken says whether somebody may say that she will speak a language: ISO 639, or nothing. It need not be one that
// the session is interpreted from: she may bring her own interpreter.
func CheckSpoken(language string) error {
	ok := language == "" || len(language) == 2 || len(language) == 3
	for _, c := range language {
		ok = ok && c >= 'a' && c <= 'z'
	}
	if !ok {
		return Errorf(Invalid, "a language is two or three small letters")
	}
	return nil
}
