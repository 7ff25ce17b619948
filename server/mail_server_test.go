package server

import (
	"crypto/tls"
	"io"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// mailServer is a real SMTP server that keeps what it gets.
type mailServer struct {
	address string
	server  *smtp.Server

	mu     sync.Mutex
	mails  []letterGot
	refuse int // how many more mails to refuse for now
	absent map[string]bool
}

type letterGot struct {
	to      string
	headers mail.Header
	raw     string
	text    string
	tls     bool
}

// newMailServer starts one; a certificate makes it offer STARTTLS.
func newMailServer(t testing.TB, certificates ...tls.Certificate) *mailServer {
	t.Helper()
	m := &mailServer{}
	m.server = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &smtpSession{server: m, conn: c}, nil
	}))
	m.server.Domain = "localhost"
	m.server.AllowInsecureAuth = true
	m.server.ErrorLog = silent{}
	if len(certificates) > 0 {
		m.server.TLSConfig = &tls.Config{Certificates: certificates, MinVersion: tls.VersionTLS12}
	}
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m.address = ln.Addr().String()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = m.server.Serve(ln)
	}()
	t.Cleanup(func() {
		_ = m.server.Close()
		<-ended
	})
	return m
}

// to returns the mails to an address so far.
func (m *mailServer) to(address string) []letterGot {
	m.mu.Lock()
	defer m.mu.Unlock()
	var got []letterGot
	for _, l := range m.mails {
		if l.to == address {
			got = append(got, l)
		}
	}
	return got
}

// refuseNext has so many mails refused for now.
func (m *mailServer) refuseNext(n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.refuse = n
}

// unknown has nobody at an address.
func (m *mailServer) unknown(address string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.absent = map[string]bool{address: true}
}

// next waits for the mail number n (from 1) to an address.
func (m *mailServer) next(t testing.TB, address string, n int) letterGot {
	t.Helper()
	until(t, "mail to "+address, func() bool { return len(m.to(address)) >= n })
	return m.to(address)[n-1]
}

// secret is the secret of the link in a mail.
func (l letterGot) secret(t testing.TB) string {
	t.Helper()
	_, rest, ok := strings.Cut(l.text, "/link#")
	if !ok {
		t.Fatalf("no link in %s", l.raw)
	}
	secret, _, _ := strings.Cut(rest, "\r\n")
	return strings.TrimSpace(secret)
}

type smtpSession struct {
	server *mailServer
	conn   *smtp.Conn
	to     string
}

func (s *smtpSession) Reset()                               {}
func (s *smtpSession) Logout() error                        { return nil }
func (s *smtpSession) Mail(string, *smtp.MailOptions) error { return nil }

func (s *smtpSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	if s.to = to; s.server.absent[to] {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
	}
	return nil
}

func (s *smtpSession) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	msg, err := mail.ReadMessage(strings.NewReader(string(raw)))
	if err != nil {
		return err
	}
	text, err := plainText(msg)
	if err != nil {
		return err
	}
	_, encrypted := s.conn.TLSConnectionState()
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	if s.server.refuse > 0 {
		s.server.refuse--
		return &smtp.SMTPError{Code: 451, Message: "try again"}
	}
	s.server.mails = append(s.server.mails, letterGot{to: s.to, headers: msg.Header, raw: string(raw), text: text, tls: encrypted})
	return nil
}

type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}
