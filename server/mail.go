package server

import (
	"context"
	"fmt"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"plenary/server/conference"
)

// Mail is one plain-text mail to one person.
type Mail struct {
	To       string
	Subject  string
	Text     string
	ID       string // by which one that comes back is known: "abc@plenary.example"; empty: any
	Calendar string // an iCalendar file that goes with it, or nothing
}

// mailRefusal is what a mail server says when it does not take a mail.
type mailRefusal struct {
	answer  string
	forever bool // it will not take it later either
	absent  bool // since nobody is at the address
}

// Error returns what the mail server said.
func (r *mailRefusal) Error() string { return r.answer }

// Mailer sends mail: [SMTP], or [Outbox] where no server is configured.
type Mailer interface {
	// Send hands a mail over; when it returns, the mail is somebody else's to lose. What a mail server refuses is a
	// mailRefusal.
	Send(ctx context.Context, m Mail) error
	// Outbox says where mail lies that is not sent anywhere; empty when it is sent.
	Outbox() string
}

// compose makes the message. Nothing in a header can begin another one: the library encodes what is not plain, and a
// line break is refused here before it gets there.
func compose(from string, m Mail, at time.Time) (*gomail.Msg, error) {
	for _, header := range []string{from, m.To, m.Subject, m.ID} {
		if strings.ContainsAny(header, "\r\n\x00\u0085\u2028\u2029") {
			return nil, conference.Errorf(conference.Invalid, "a line break in a mail's header")
		}
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	if err := msg.From(from); err != nil {
		return nil, fmt.Errorf("mail from %q: %w", from, err)
	}
	if err := msg.To(m.To); err != nil {
		return nil, fmt.Errorf("mail to %q: %w", m.To, err)
	}
	msg.Subject(m.Subject)
	msg.SetDateWithValue(at)
	if m.ID == "" {
		msg.SetMessageID()
	} else {
		msg.SetMessageIDWithValue(m.ID)
	}
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // so that nobody's holiday notice answers (RFC 3834)
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.Calendar != "" {
		err := msg.AttachReader("calendar.ics", strings.NewReader(m.Calendar), gomail.WithFileContentType("text/calendar; charset=utf-8; method=PUBLISH"))
		if err != nil {
			return nil, fmt.Errorf("attach a calendar file: %w", err)
		}
	}
	return msg, nil
}
