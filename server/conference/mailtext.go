package conference

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// MailTemplate is what mail of a kind says in a language.
type MailTemplate struct {
	ConferenceID ConferenceID
	Kind         MailKind
	Language     MailLanguage
	Subject      string
	Text         string
	ChangedBy    *PersonID
	ChangedAt    time.Time
}

// Placeholder is what stands in braces in a template: {name}.
type Placeholder string

// The placeholders.
const (
	NamePlaceholder       Placeholder = "name"
	ConferencePlaceholder Placeholder = "conference"
	LinkPlaceholder       Placeholder = "link"
	ReasonPlaceholder     Placeholder = "reason"  // what the organizers wrote
	ChangesPlaceholder    Placeholder = "changes" // of the person's sessions, a line each
	DelegationPlaceholder Placeholder = "delegation"
	ActorPlaceholder      Placeholder = "by"         // the address of who did it
	MissingPlaceholder    Placeholder = "missing"    // what the form still asks of the person, a line each
	InvitationPlaceholder Placeholder = "invitation" // the link to answer with; it stays in the outbox, and the secret is made when the mail goes
)

// InvitationMark is where the link of an invitation comes in its mail.
const InvitationMark = "{" + string(InvitationPlaceholder) + "}"

// Placeholders lists what may stand in templates of a kind.
func (k MailKind) Placeholders() []Placeholder {
	list := []Placeholder{NamePlaceholder, ConferencePlaceholder, LinkPlaceholder}
	switch k { // where nobody has proven the address, what others typed as her name does not go there
	case OnBehalfMail:
		return append(list[1:], DelegationPlaceholder, ActorPlaceholder, MissingPlaceholder)
	case FocalMail, NoFocalMail:
		return append(list[1:], DelegationPlaceholder)
	case InvitationMail:
		return append(list, InvitationPlaceholder)
	case RejectedMail, CorrectionMail, WaitingMail, CancelledMail:
		return append(list, ReasonPlaceholder)
	case ProgrammeMail:
		return append(list, ChangesPlaceholder)
	case SubmittedMail, ApprovedMail, PromotedMail, WithdrawnMail:
	}
	return list
}

// CheckInvitation says whether the mail of an invitation has the place of its link.
func CheckInvitation(k MailKind, text string) error {
	if k == InvitationMail && !strings.Contains(text, InvitationMark) {
		return Errorf(Invalid, "without %s there is no link by which to answer", InvitationMark)
	}
	return nil
}

// The bounds of what a mail says, in letters.
const (
	MailSubjectMax = 200
	MailTextMax    = 10000
)

// CheckMail says which of a mail's words are wrong and how, or nothing.
func CheckMail(subject, text string) (field string, err error) {
	switch {
	case strings.TrimSpace(subject) == "":
		return "subject", Errorf(Invalid, "please give the mail a subject")
	case utf8.RuneCountInString(subject) > MailSubjectMax:
		return "subject", Errorf(Invalid, "the subject is longer than %d letters", MailSubjectMax)
	case !printable(subject):
		return "subject", Errorf(Invalid, "the subject has characters that cannot be printed")
	case strings.TrimSpace(text) == "":
		return "text", Errorf(Invalid, "please write something")
	case utf8.RuneCountInString(text) > MailTextMax:
		return "text", Errorf(Invalid, "the text is longer than %d letters", MailTextMax)
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return "text", Errorf(Invalid, "the text has characters that cannot be sent")
	}
	return "", nil
}

var braces = regexp.MustCompile(`\{([^{}\n]*)\}`)

// Check says what is wrong with a template, and in which field; a placeholder that is none of its kind is.
func (t MailTemplate) Check() (field string, err error) {
	switch {
	case !slices.Contains(MailKinds, t.Kind):
		return "kind", Errorf(NotFound, "there is no mail of the kind %q", t.Kind)
	case !slices.Contains(MailLanguages, t.Language):
		return "language", Errorf(Invalid, "mail is not written in the language %q", t.Language)
	}
	if field, err := CheckMail(t.Subject, t.Text); err != nil {
		return field, err
	}
	if err := CheckInvitation(t.Kind, t.Text); err != nil {
		return "text", err
	}
	may := t.Kind.Placeholders()
	for _, part := range []struct{ field, text string }{{"subject", t.Subject}, {"text", t.Text}} {
		for _, found := range braces.FindAllStringSubmatch(part.text, -1) {
			if !slices.Contains(may, Placeholder(found[1])) {
				return part.field, Errorf(Invalid, "there is no placeholder %s here; there are %s", found[0], inBraces(may))
			}
		}
	}
	return "", nil
}

func inBraces(list []Placeholder) string {
	names := make([]string, len(list))
	for i, p := range list {
		names[i] = "{" + string(p) + "}"
	}
	return strings.Join(names, ", ")
}

// Fill puts values in the place of placeholders. What stands in a value is no placeholder, a subject stays one line, and a
// paragraph is left out in which something is empty.
func (t MailTemplate) Fill(values map[Placeholder]string) (subject, text string) {
	fill := func(text string) (filled string, empty bool) {
		filled = braces.ReplaceAllStringFunc(text, func(found string) string {
			value := values[Placeholder(found[1:len(found)-1])]
			empty = empty || value == ""
			return value
		})
		return filled, empty
	}
	subject, _ = fill(t.Subject)
	subject = firstLetters(strings.Join(strings.Fields(subject), " "), MailSubjectMax)
	var paragraphs []string
	for paragraph := range strings.SplitSeq(strings.ReplaceAll(t.Text, "\r", ""), "\n\n") {
		if filled, empty := fill(paragraph); !empty && strings.TrimSpace(filled) != "" {
			paragraphs = append(paragraphs, strings.Trim(filled, "\n"))
		}
	}
	return subject, strings.Join(paragraphs, "\n\n") + "\n"
}

func firstLetters(text string, most int) string {
	if letters := []rune(text); len(letters) > most {
		return string(letters[:most-1]) + "…"
	}
	return text
}

// Quoted marks what somebody wrote, line by line.
func Quoted(text string) string {
	if text == "" {
		return ""
	}
	return "> " + strings.Join(strings.Split(strings.ReplaceAll(text, "\r", ""), "\n"), "\n> ")
}
