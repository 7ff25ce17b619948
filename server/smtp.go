package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// SMTPSecurity says how the connection to the mail server is protected.
type SMTPSecurity string

// The ways. STARTTLS is mandatory where it is chosen: a server that does not offer it gets no mail.
const (
	STARTTLS SMTPSecurity = "starttls"
	TLS      SMTPSecurity = "tls"  // from the first byte on
	NoTLS    SMTPSecurity = "none" // for a server on this machine
)

// SMTPConfig is how to reach the mail server.
type SMTPConfig struct {
	Address  string // "mail.example:587"
	From     string // "Plenary <noreply@plenary.example>"
	User     string // empty: without signing in
	Password string
	Security SMTPSecurity // empty: STARTTLS
	TLS      *tls.Config  // nil: as the system verifies
}

// SMTP sends mail by a mail server.
type SMTP struct {
	client *gomail.Client
	from   string
}

const smtpTimeout = 20 * time.Second

// NewSMTP makes a mailer for a mail server. It does not connect before the first mail.
func NewSMTP(cfg SMTPConfig) (*SMTP, error) {
	host, port, err := net.SplitHostPort(cfg.Address)
	if err != nil {
		return nil, fmt.Errorf("the mail server must be HOST:PORT: %w", err)
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return nil, fmt.Errorf("the mail server's port: %w", err)
	}
	options := []gomail.Option{gomail.WithPort(number), gomail.WithTimeout(smtpTimeout)}
	switch cfg.Security {
	case STARTTLS, "":
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case TLS:
		options = append(options, gomail.WithSSL())
	case NoTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		return nil, fmt.Errorf("mail security %q is none of starttls, tls, none", cfg.Security)
	}
	if cfg.TLS != nil {
		options = append(options, gomail.WithTLSConfig(cfg.TLS))
	}
	if cfg.User != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover),
			gomail.WithUsername(cfg.User), gomail.WithPassword(cfg.Password))
	}
	client, err := gomail.NewClient(host, options...)
	if err != nil {
		return nil, fmt.Errorf("configure the mail server: %w", err)
	}
	s := &SMTP{client: client, from: cfg.From}
	if _, err := compose(s.from, Mail{To: "somebody@plenary.example"}, time.Now()); err != nil {
		return nil, fmt.Errorf("the address that mail comes from: %w", err)
	}
	return s, nil
}

// Send hands a mail to the server.
func (s *SMTP) Send(ctx context.Context, m Mail) error {
	msg, err := compose(s.from, m, time.Now())
	if err != nil {
		return err
	}
	if err := s.client.DialAndSendWithContext(ctx, msg); err != nil {
		return fmt.Errorf("send mail: %w", refusedBy(err))
	}
	return nil
}

// refusedBy is what the mail server answered, where it was that which failed. A recipient that it refuses for good is not
// there; other things that it does not want it may want from somebody else.
func refusedBy(err error) error {
	e, ok := errors.AsType[*gomail.SendError](err)
	if !ok || e.ErrorCode() == 0 {
		return err
	}
	r := &mailRefusal{answer: strings.TrimSpace(e.Error()), forever: e.ErrorCode() >= 500}
	r.absent = r.forever && (e.Reason == gomail.ErrSMTPRcptTo || strings.HasPrefix(e.EnhancedStatusCode(), "5.1."))
	return r
}

// Outbox is empty: mail is sent.
func (s *SMTP) Outbox() string { return "" }
