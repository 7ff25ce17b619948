package server

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// stuck is a mailer that waits until it is let go, and fails as often as it is told to.
type stuck struct {
	gate  chan struct{}
	fails int
	sent  []Mail
}

func (s *stuck) Outbox() string { return "" }

func (s *stuck) Send(ctx context.Context, m Mail) error {
	select {
	case <-s.gate:
	case <-ctx.Done():
		return ctx.Err()
	}
	if s.fails > 0 {
		s.fails--
		return context.DeadlineExceeded
	}
	s.sent = append(s.sent, m)
	return nil
}

func ready(m Mail) func(context.Context) (Mail, bool, error) {
	return func(context.Context) (Mail, bool, error) { return m, true, nil }
}

func TestTheQueueOfMailIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		mailer := &stuck{gate: make(chan struct{})}
		p := newPost(mailer, slog.New(slog.DiscardHandler))
		for range postWorkers {
			if err := p.put("test", ready(aMail)); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait() // the workers hold these
		for range postQueue {
			if err := p.put("test", ready(aMail)); err != nil {
				t.Fatal(err)
			}
		}
		if err := p.put("test", ready(aMail)); !isKind(err, conference.Unavailable) {
			t.Errorf("one more: %v", err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		p.close(ctx) // does not wait for ever
		if err := p.put("test", ready(aMail)); !isKind(err, conference.Unavailable) {
			t.Errorf("after the end: %v", err)
		}
	})
}

func TestMailIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		mailer := &stuck{gate: make(chan struct{}), fails: len(again)}
		close(mailer.gate)
		p := newPost(mailer, slog.New(slog.DiscardHandler))
		if err := p.put("test", ready(aMail)); err != nil {
			t.Fatal(err)
		}
		p.close(t.Context())
		if len(mailer.sent) != 1 {
			t.Errorf("sent %d mails", len(mailer.sent))
		}
	})
}

func TestAChangedPasswordIsMailed(t *testing.T) {
	w := newWorld(t)
	ana := w.people[conference.Attendee]
	want[struct{}](w.as(conference.Attendee), 204, "PUT", "/api/me/password", protocol.NewPasswordInput{Password: "correct horse battery"})
	if l := w.mail.next(t, ana.Email, 1); !strings.Contains(l.text, "was changed or removed") || strings.Contains(l.raw, "correct horse") {
		t.Errorf("the mail says %s", l.raw)
	}
}

func TestWithoutAMailServerThePageSaysWhereMailLies(t *testing.T) {
	folder := t.TempDir()
	outbox, err := NewOutbox(folder, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer outbox.Close()
	w := newWorld(t)
	w.srv.mail = outbox
	if c := want[protocol.ConferenceInfo](w.visitor(), 200, "GET", "/api/conference", nil); c.MailOutbox != folder {
		t.Errorf("outbox = %q; want %q", c.MailOutbox, folder)
	}
	if m := want[protocol.MailSent](w.visitor(), 200, "POST", "/api/sign-in/mail", protocol.EmailInput{Email: "nobody@b.example"}); m.Outbox != folder {
		t.Errorf("outbox = %q; want %q", m.Outbox, folder)
	}
}
