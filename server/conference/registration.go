package conference

import (
	"net/mail"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Category says on whose behalf people attend; it decides name plates and, later, order and speaking time.
type Category string

// The categories of participants.
const (
	ParticipatingState        Category = "participating-state"
	PartnerForCooperation     Category = "partner-for-cooperation"
	ExecutiveStructure        Category = "executive-structure"
	ParliamentaryAssembly     Category = "parliamentary-assembly"
	UnitedNations             Category = "united-nations"
	InternationalOrganization Category = "international-organization"
	CivilSociety              Category = "civil-society"
	Academia                  Category = "academia"
	PrivateSector             Category = "private-sector"
	Media                     Category = "media"
	InterpreterCategory       Category = "interpreter"
	Staff                     Category = "staff"
	Invited                   Category = "invited"
)

// Categories lists all categories in the order a form offers them.
var Categories = []Category{
	ParticipatingState, PartnerForCooperation, ExecutiveStructure, ParliamentaryAssembly, UnitedNations,
	InternationalOrganization, CivilSociety, Academia, PrivateSector, Media, InterpreterCategory, Staff, Invited,
}

// Delegation is a State or organization that people represent.
type Delegation struct {
	ID           DelegationID
	ConferenceID ConferenceID
	Code         string // ISO 3166-1 alpha-2 for States ("AL"), empty or an abbreviation for others
	Name         string
	Category     Category
}

// Registration is a person's application to one conference.
type Registration struct {
	ID            RegistrationID
	ConferenceID  ConferenceID
	PersonID      PersonID
	Name          string // as on the badge and the name plate
	DelegationID  *DelegationID
	Organization  string // where no listed delegation fits
	Category      Category
	Function      string // "Counsellor"
	Participation Participation
	Head          bool      // of her delegation: at most one is
	Listed        bool      // agrees to stand in the list of participants
	RegisteredBy  *PersonID // her focal point or an organizer; nil: herself
	State         RegistrationState
	Draft         bool   // she wants to finish it later
	Reason        string // why it was rejected, or what to correct
	DecidedBy     *PersonID
	DecidedAt     *time.Time
	CreatedAt     time.Time
	ChangedAt     time.Time
}

// Check says what is wrong with what a person filled in, or returns nil.
func (r Registration) Check() error {
	switch {
	case CheckName(r.Name) != nil:
		return CheckName(r.Name)
	case !contains(Categories, r.Category):
		return Errorf(Invalid, "please choose a category")
	case r.DelegationID == nil && strings.TrimSpace(r.Organization) == "":
		return Errorf(Invalid, "please choose a delegation or name your organization")
	case len(r.Organization) > 200:
		return Errorf(Invalid, "the organization's name is longer than 200 bytes")
	case len(r.Function) > 200:
		return Errorf(Invalid, "the function is longer than 200 bytes")
	}
	return nil
}

// CheckName says what is wrong with a person's name, or returns nil.
func CheckName(name string) error {
	switch {
	case strings.TrimSpace(name) == "":
		return Errorf(Invalid, "please give a name")
	case len(name) > 200:
		return Errorf(Invalid, "the name is longer than 200 bytes")
	case !printable(name):
		return Errorf(Invalid, "the name has characters that cannot be printed")
	}
	return nil
}

// CleanEmail returns an address in the form it is stored in, or says what is wrong with it.
func CleanEmail(email string) (string, error) {
	email = strings.ToLower(strings.TrimSpace(email))
	a, err := mail.ParseAddress(email)
	if err != nil || a.Address != email || len(email) > 254 || !printable(email) {
		return "", Errorf(Invalid, "this is not an e-mail address")
	}
	return email, nil
}

// CleanText returns what somebody typed, trimmed, or says what is wrong: empty, longer than max characters, or with
// characters that do not belong into text.
func CleanText(text string, most int) (string, error) {
	text = strings.TrimSpace(Tame(strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || !unicode.IsControl(r) {
			return r
		}
		return -1
	}, strings.ToValidUTF8(text, ""))))
	switch n := utf8.RuneCountInString(text); {
	case n == 0:
		return "", Errorf(Invalid, "there is nothing in it")
	case n > most:
		return "", Errorf(Invalid, "it is %d characters long; %d are allowed", n, most)
	}
	return text, nil
}

func printable(s string) bool {
	for _, r := range s {
		if r == utf8.RuneError || unicode.IsControl(r) {
			return false
		}
	}
	return Tame(s) == s
}
