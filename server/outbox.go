package server

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"plenary/server/conference"
)

// Outbox writes mail into a folder, one file each, and says so in the log: for trying things out without a mail server.
type Outbox struct {
	root   *os.Root
	folder string
	log    *slog.Logger
}

// NewOutbox makes a mailer that writes into a folder, which is made when it is not there.
func NewOutbox(folder string, log *slog.Logger) (*Outbox, error) {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return nil, fmt.Errorf("outbox: %w", err)
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("make the outbox: %w", err)
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, fmt.Errorf("open the outbox: %w", err)
	}
	return &Outbox{root: root, folder: folder, log: log}, nil
}

// Send writes the mail. Nothing of it is in the file's name; only its owner may read it, since it holds a link.
func (o *Outbox) Send(_ context.Context, m Mail) error {
	msg, err := compose("Plenary <noreply@localhost>", m, time.Now())
	if err != nil {
		return err
	}
	name := time.Now().UTC().Format("20060102-150405.000000-") + conference.NewID[string]()[:6] + ".eml"
	f, err := o.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write to the outbox: %w", err)
	}
	if _, err := msg.WriteTo(f); err != nil {
		_ = f.Close()
		return fmt.Errorf("write to the outbox: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("write to the outbox: %w", err)
	}
	o.log.Info("mail in the outbox", "to", m.To, "subject", m.Subject, "file", filepath.Join(o.folder, name))
	return nil
}

// Outbox is the folder.
func (o *Outbox) Outbox() string { return o.folder }

// Close lets go of the folder.
func (o *Outbox) Close() error { return o.root.Close() }
