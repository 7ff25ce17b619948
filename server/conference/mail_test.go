package conference_test

import (
	"strings"
	"testing"
	"time"

	"plenary/server/conference"
)

func TestShippedMailIsWhole(t *testing.T) {
	for _, kind := range conference.MailKinds {
		values := map[conference.Placeholder]string{}
		for _, p := range kind.Placeholders() {
			values[p] = "<" + string(p) + ">"
		}
		for _, language := range conference.MailLanguages {
			shipped := conference.ShippedMail(kind, language)
			if field, err := shipped.Check(); err != nil {
				t.Errorf("%s in %s: %s: %v", kind, language, field, err)
			}
			subject, text := shipped.Fill(values)
			for _, p := range kind.Placeholders() {
				if !strings.Contains(text, values[p]) && p != conference.LinkPlaceholder {
					t.Errorf("%s in %s does not say the %s", kind, language, p)
				}
			}
			if !strings.Contains(subject, "<conference>") || strings.ContainsAny(subject+text, "{}") {
				t.Errorf("%s in %s is %q, %q", kind, language, subject, text)
			}
		}
	}
}

func TestTemplatesAreFilled(t *testing.T) {
	template := conference.MailTemplate{
		Kind: conference.WaitingMail, Subject: "For {name}:  {conference}", Text: "Dear {name},\r\n\r\nthey write:\r\n{reason}\n\n\n\nYours",
	}
	for name, c := range map[string]struct{ reason, subject, text string }{
		"all":   {"> so", "For A {link}: B C", "Dear A\n{link},\n\nthey write:\n> so\n\nYours\n"},
		"empty": {"", "For A {link}: B C", "Dear A\n{link},\n\nYours\n"},
	} {
		subject, text := template.Fill(map[conference.Placeholder]string{
			conference.NamePlaceholder: "A\n{link}", conference.ConferencePlaceholder: "B C", conference.LinkPlaceholder: "no", conference.ReasonPlaceholder: c.reason,
		})
		if subject != c.subject || text != c.text {
			t.Errorf("%s: %q, %q", name, subject, text)
		}
	}
}

func TestTemplatesAreChecked(t *testing.T) {
	long := strings.Repeat("й", conference.MailTextMax)
	for name, c := range map[string]struct {
		subject, text, field, says string
	}{
		"good":          {"Hello {name}", "{link} and a { alone", "", ""},
		"as long as is": {strings.Repeat("й", conference.MailSubjectMax), long, "", ""},
		"unknown":       {"Hello", "Dear {nam},", "text", "there is no placeholder {nam} here; there are {name}, {conference}, {link}"},
		"of others":     {"Hello {reason}", "text", "subject", "there is no placeholder {reason}"},
		"no subject":    {" ", "text", "subject", "subject"},
		"two lines":     {"Hello\r\nBcc: all", "text", "subject", "cannot be printed"},
		"no text":       {"Hello", "\n", "text", "write something"},
		"too long":      {"Hello", long + "й", "text", "longer than"},
	} {
		field, err := conference.MailTemplate{Kind: conference.ApprovedMail, Language: conference.EnglishMail, Subject: c.subject, Text: c.text}.Check()
		if field != c.field || (err != nil) != (c.field != "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %q, %v", name, field, err)
		}
	}
}

func TestMailIsTriedAgain(t *testing.T) {
	at := time.Date(2020, 9, 14, 10, 0, 0, 0, time.UTC)
	m := conference.Mail{State: conference.QueuedMail}
	for m.State == conference.QueuedMail {
		if m = m.Refused("451 later", false, false, at); m.Attempts > 20 {
			t.Fatal("never given up")
		}
		if m.State == conference.QueuedMail {
			if !m.NextAt.After(at) {
				t.Fatalf("try %d is not later", m.Attempts)
			}
			at = m.NextAt
		}
	}
	if m.State != conference.FailedMail || m.Attempts != 9 || m.Answer != "451 later" {
		t.Errorf("given up as %+v", m)
	}
	if got := (conference.Mail{State: conference.QueuedMail}).Refused("550 nobody", true, true, at); got.State != conference.BouncedMail || got.Attempts != 1 {
		t.Errorf("bounced as %+v", got)
	}
	if got := (conference.Mail{State: conference.QueuedMail}).Refused("554 no", true, false, at); got.State != conference.FailedMail {
		t.Errorf("failed as %+v", got)
	}
}
