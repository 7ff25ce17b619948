package conference_test

import (
	"testing"
	"time"

	. "plenary/server/conference"
)

var ten = time.Date(2020, 9, 14, 10, 0, 0, 0, time.UTC)

// opening is a session of two hours whose press part ends after half an hour, and whose last half hour is closed.
func opening() Session {
	return Session{
		Title: "Opening", Kind: OpeningSession, Access: PublicAccess, State: Scheduled, StartsAt: ten, EndsAt: ten.Add(2 * time.Hour),
		Segments: PackSegments([]Segment{{Access: PublicAccess}, {After: 30, Access: DelegationsAccess}, {After: 90, Access: ClosedAccess}}),
	}
}

func at(minutes int) time.Time { return ten.Add(time.Duration(minutes) * time.Minute) }

func TestAccessChangesWithTheSegments(t *testing.T) {
	for what, c := range map[string]struct {
		change func(s Session) Session
		now    int
		want   Access
	}{
		"an hour before":               {now: -60, want: PublicAccess},
		"at the start":                 {now: 0, want: PublicAccess},
		"just before the second":       {now: 29, want: PublicAccess},
		"when the second begins":       {now: 30, want: DelegationsAccess},
		"in the last":                  {now: 100, want: ClosedAccess},
		"long after":                   {now: 1000, want: ClosedAccess},
		"when it runs late":            {func(s Session) Session { s.Delay = 15; return s }, 40, PublicAccess},
		"when it was opened early":     {func(s Session) Session { s, _ = s.Open(at(-10)); return s }, 20, DelegationsAccess},
		"when it was opened late":      {func(s Session) Session { s, _ = s.Open(at(10)); return s }, 39, PublicAccess},
		"when the moderator moved on":  {func(s Session) Session { s, _ = s.MoveTo(3); return s }, 1, ClosedAccess},
		"when the moderator held back": {func(s Session) Session { s, _ = s.MoveTo(1); return s }, 100, PublicAccess},
		"given back to the clock":      {func(s Session) Session { s, _ = s.MoveTo(2); s, _ = s.MoveTo(ByTheClock); return s }, 100, ClosedAccess},
		"after it was closed early": {func(s Session) Session {
			s, _ = s.Open(at(0))
			s, _ = s.Close(at(10))
			return s
		}, 100, PublicAccess},
		"opened again, not from the start": {func(s Session) Session {
			s, _ = s.Open(at(0))
			s, _ = s.Close(at(100))
			s, _ = s.Open(at(110))
			return s
		}, 111, ClosedAccess},
		"without segments": {func(s Session) Session { s.Segments = ""; return s }, 100, PublicAccess},
		"unreadable":       {func(s Session) Session { s.Segments = "{"; return s }, 0, ClosedAccess},
	} {
		s := opening()
		if c.change != nil {
			s = c.change(s)
		}
		if got := s.AccessAt(at(c.now)); got != c.want {
			t.Errorf("%s it is %s, not %s", what, got, c.want)
		}
	}
}

func TestMovingToAPartThatIsNot(t *testing.T) {
	for _, n := range []int{-1, 4} {
		if _, err := opening().MoveTo(n); kindOf(err) != Invalid {
			t.Errorf("moved to part %d: %v", n, err)
		}
	}
}

func TestASessionIsSecretWhenAllOfItIs(t *testing.T) {
	closed := []Segment{{Access: ClosedAccess}, {After: 10, Access: ClosedAccess}}
	for what, c := range map[string]struct {
		s    Session
		want bool
	}{
		"closed":         {Session{Access: ClosedAccess}, true},
		"public":         {Session{Access: PublicAccess}, false},
		"partly closed":  {opening(), false},
		"closed in each": {Session{Access: ClosedAccess, Segments: PackSegments(closed)}, true},
	} {
		if got := c.s.Secret(); got != c.want {
			t.Errorf("%s: secret is %v", what, got)
		}
	}
}

func TestDelegationsOnly(t *testing.T) {
	for category, want := range map[Category]Role{
		ParticipatingState: Attendee, PartnerForCooperation: Attendee, Academia: Registered, Media: Registered, ExecutiveStructure: Registered,
	} {
		if got := (Standing{SignedIn: true, Registration: Approved, Category: category}).RoleIn(DelegationsAccess); got != want {
			t.Errorf("%s is %s", category, got)
		}
	}
}

func TestDraftIsChecked(t *testing.T) {
	for what, c := range map[string]struct {
		change func(d *Draft)
		fine   bool
	}{
		"as it is":                {func(*Draft) {}, true},
		"without time and hall":   {func(d *Draft) { d.StartsAt, d.EndsAt, d.HallID, d.Segments = nil, nil, nil, "" }, true},
		"with half a time":        {func(d *Draft) { d.EndsAt = nil }, false},
		"ending before it starts": {func(d *Draft) { d.StartsAt, d.EndsAt = d.EndsAt, d.StartsAt }, false},
		"with no title":           {func(d *Draft) { d.Title = " " }, false},
		"of no kind":              {func(d *Draft) { d.Kind = "party" }, false},
		"a blocker":               {func(d *Draft) { d.Kind = Blocker }, true},
		"translated": {func(d *Draft) {
			d.Translations = PackTranslations([]Translation{{Language: "ru", Title: "Открытие"}})
		}, true},
		"translated twice": {func(d *Draft) {
			d.Translations = PackTranslations([]Translation{{Language: "ru", Title: "a"}, {Language: "ru", Title: "b"}})
		}, false},
		"in no language of ours": {func(d *Draft) { d.Translations = PackTranslations([]Translation{{Language: "xx", Title: "a"}}) }, false},
		"a part after its end": {func(d *Draft) {
			d.Segments = PackSegments([]Segment{{Access: PublicAccess}, {After: 120, Access: ClosedAccess}})
		}, false},
		"parts out of order": {func(d *Draft) {
			d.Segments = PackSegments([]Segment{{Access: PublicAccess}, {After: 0, Access: ClosedAccess}})
		}, false},
		"a first part that is late": {func(d *Draft) { d.Segments = PackSegments([]Segment{{After: 5, Access: PublicAccess}}) }, false},
		"too many people":           {func(d *Draft) { d.Capacity = MaxCapacity + 1 }, false},
		"a chat of another kind":    {func(d *Draft) { d.Chat = "loud" }, false},
	} {
		d := opening().Draft()
		c.change(&d)
		if err := d.Check(); (err == nil) != c.fine {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestTitleInTheReadersLanguage(t *testing.T) {
	s := opening()
	s.Abstract = "Welcome"
	s.Translations = PackTranslations([]Translation{{Language: "ru", Title: "Открытие"}, {Language: "fr", Title: "Ouverture", Abstract: "Bienvenue"}, {Language: "de"}})
	for _, c := range []struct {
		languages       []string
		title, abstract string
	}{
		{nil, "Opening", "Welcome"},
		{[]string{"fr"}, "Ouverture", "Bienvenue"},
		{[]string{"ru"}, "Открытие", "Welcome"},
		{[]string{"de", "fr"}, "Ouverture", "Bienvenue"},
		{[]string{"es"}, "Opening", "Welcome"},
	} {
		if title, abstract := s.In(c.languages...); title != c.title || abstract != c.abstract {
			t.Errorf("in %v it is %q, %q", c.languages, title, abstract)
		}
	}
}

func TestWhoMayWriteInASession(t *testing.T) {
	for _, c := range []struct {
		chat Discussion
		role Role
		want Kind
	}{
		{OpenDiscussion, Attendee, ""},
		{ModeratedDiscussion, Attendee, Forbidden},
		{ModeratedDiscussion, Speaker, ""},
		{ModeratedDiscussion, Moderator, ""},
		{NoDiscussion, Organizer, Conflict},
	} {
		if got := kindOf((Session{Chat: c.chat}).Say(c.role)); got != c.want {
			t.Errorf("%s in a chat that is %s: %q", c.role, c.chat, got)
		}
	}
}
