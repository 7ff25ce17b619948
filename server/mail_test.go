package server

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"log/slog"
	"math/big"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func plainText(msg *mail.Message) (string, error) {
	if kind, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type")); err == nil && strings.HasPrefix(kind, "multipart/") {
		part, err := multipart.NewReader(msg.Body, params["boundary"]).NextPart() // which decodes
		if err != nil {
			return "", err
		}
		b, err := io.ReadAll(part)
		return string(b), err
	}
	r := msg.Body
	if strings.EqualFold(msg.Header.Get("Content-Transfer-Encoding"), "quoted-printable") {
		r = quotedprintable.NewReader(msg.Body)
	}
	b, err := io.ReadAll(r)
	return string(b), err
}

var aMail = Mail{To: "ana@example.org", Subject: "Grüße aus Wien", Text: "Zwei Zeilen:\nÄÖÜ und ein Link https://plenary.example/link#abc\n"}

// certificate makes one that only this test trusts.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true,
		BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

func TestMailGoesOutEncrypted(t *testing.T) {
	cert, pool := certificate(t)
	server := newMailServer(t, cert)
	mailer, err := NewSMTP(SMTPConfig{
		Address: server.address, From: "Plenary <noreply@plenary.example>", TLS: &tls.Config{RootCAs: pool, ServerName: "127.0.0.1", MinVersion: tls.VersionTLS12},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := mailer.Send(t.Context(), aMail); err != nil {
		t.Fatal(err)
	}
	got := server.next(t, aMail.To, 1)
	subject, err := new(mime.WordDecoder).DecodeHeader(got.headers.Get("Subject"))
	if err != nil || subject != aMail.Subject || !got.tls {
		t.Errorf("subject %q, encrypted %v, %v", subject, got.tls, err)
	}
	if text := strings.ReplaceAll(got.text, "\r\n", "\n"); text != aMail.Text {
		t.Errorf("text = %q; want %q", text, aMail.Text)
	}
}

func TestNoMailWithoutEncryptionUnlessAskedFor(t *testing.T) {
	server := newMailServer(t) // offers no STARTTLS
	for security, sent := range map[SMTPSecurity]bool{"": false, STARTTLS: false, TLS: false, NoTLS: true} {
		mailer, err := NewSMTP(SMTPConfig{Address: server.address, From: "noreply@plenary.example", Security: security})
		if err != nil {
			t.Fatal(err)
		}
		if err := mailer.Send(t.Context(), aMail); (err == nil) != sent {
			t.Errorf("security %q: %v; want sent %v", security, err, sent)
		}
	}
	if n := len(server.to(aMail.To)); n != 1 {
		t.Errorf("%d mails arrived, want 1", n)
	}
}

func TestAForgedCertificateGetsNoMail(t *testing.T) {
	cert, _ := certificate(t)
	server := newMailServer(t, cert)
	mailer, err := NewSMTP(SMTPConfig{Address: server.address, From: "noreply@plenary.example"})
	if err != nil {
		t.Fatal(err)
	}
	if err := mailer.Send(t.Context(), aMail); err == nil {
		t.Error("mail was handed to a server with a certificate of nobody's")
	}
}

func TestBadMailConfigurationIsRefused(t *testing.T) {
	for name, cfg := range map[string]SMTPConfig{
		"no port":          {Address: "mail.example", From: "a@b.example"},
		"no number":        {Address: "mail.example:smtp", From: "a@b.example"},
		"unknown security": {Address: "mail.example:25", From: "a@b.example", Security: "maybe"},
		"no sender":        {Address: "mail.example:25"},
		"a broken sender":  {Address: "mail.example:25", From: "a@b.example\r\nBcc: c@d.example"},
	} {
		if _, err := NewSMTP(cfg); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestNothingInAMailBeginsAHeader(t *testing.T) {
	folder := t.TempDir()
	outbox, err := NewOutbox(folder, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer outbox.Close()
	for _, evil := range []string{"\r\n", "\n", "\r", "\x00", "\u0085", "\u2028", "\u2029"} {
		for name, m := range map[string]Mail{
			"subject": {To: "a@b.example", Subject: "Hello" + evil + "Bcc: eve@example.org", Text: "x"},
			"address": {To: "a@b.example" + evil + "Bcc: eve@example.org", Subject: "Hello", Text: "x"},
		} {
			if err := outbox.Send(t.Context(), m); err == nil {
				t.Errorf("%q in the %s was accepted", evil, name)
			}
		}
	}
	if err := outbox.Send(t.Context(), Mail{To: "a@b.example", Subject: "Hello", Text: "x\r\n.\r\nBcc: eve@example.org\r\n"}); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.eml"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v: want one mail", files, err)
	}
	f, err := os.Open(files[0])
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	msg, err := mail.ReadMessage(f)
	if err != nil || msg.Header.Get("Bcc") != "" || msg.Header.Get("Auto-Submitted") != "auto-generated" {
		t.Errorf("headers = %v, %v", msg.Header, err)
	}
	if info, err := os.Stat(files[0]); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode = %v, %v: a mail holds a secret", info.Mode(), err)
	}
}

func FuzzMailHeaders(f *testing.F) {
	f.Add("Hello", "a@b.example")
	f.Add("Hello\r\nBcc: eve@example.org", "a@b.example")
	f.Fuzz(func(t *testing.T, subject, to string) {
		msg, err := compose("noreply@plenary.example", Mail{To: to, Subject: subject, Text: "x"}, time.Unix(0, 0))
		if err != nil {
			return
		}
		var b strings.Builder
		if _, err := msg.WriteTo(&b); err != nil {
			return
		}
		parsed, err := mail.ReadMessage(strings.NewReader(b.String()))
		if err != nil {
			t.Fatalf("%q, %q: %v", subject, to, err)
		}
		for name, values := range parsed.Header {
			switch name {
			case "From", "To", "Subject", "Date", "Message-Id", "Mime-Version", "Content-Type", "Content-Transfer-Encoding", "Auto-Submitted":
			default:
				t.Errorf("%q, %q made the header %s: %q", subject, to, name, values)
			}
		}
	})
}
