package server

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"net/textproto"
	"strings"

	"plenary/server/conference"
)

// bounceReport is what a mail system says of a mail of ours that it could not deliver after all (RFC 3464).
type bounceReport struct {
	mail   conference.MailID
	failed bool // for good; a delay and a delivery are reports too
	answer string
}

var errNoReport = conference.Errorf(conference.Invalid, "this is no report about a mail from here that did not arrive")

// readBounce reads a report: which mail it is about, from its Message-ID in the copy of its headers, and what is said.
func readBounce(raw []byte, host string) (r bounceReport, err error) {
	msg, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return r, errNoReport
	}
	kind, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/report" || !strings.EqualFold(params["report-type"], "delivery-status") {
		return r, errNoReport
	}
	parts := multipart.NewReader(msg.Body, params["boundary"])
	for {
		part, err := parts.NextPart()
		if err != nil {
			break // at the end, or where it was cut off
		}
		kind, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type")) // another kind is passed over
		switch kind {
		case "message/delivery-status", "message/global-delivery-status":
			r.status(part)
		case "message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers":
			r.of(part, host)
		}
	}
	if r.mail == "" || r.answer == "" {
		return r, errNoReport
	}
	return r, nil
}

// status reads what is said of recipients: the first group of fields is of the message, each other one of a recipient.
func (r *bounceReport) status(part io.Reader) {
	fields := textproto.NewReader(bufio.NewReader(part))
	for {
		group, err := fields.ReadMIMEHeader()
		if action := group.Get("Action"); action != "" {
			said := strings.TrimSpace(group.Get("Status") + " " + group.Get("Diagnostic-Code"))
			if failed := strings.EqualFold(action, "failed"); failed || r.answer == "" {
				r.failed, r.answer = r.failed || failed, firstRunes(said, answerKept)
			}
			if r.answer == "" {
				r.answer = action
			}
		}
		if err != nil {
			return
		}
	}
}

// of finds which mail a report is about.
func (r *bounceReport) of(part io.Reader, host string) {
	header, err := textproto.NewReader(bufio.NewReader(part)).ReadMIMEHeader()
	if err != nil && !errors.Is(err, io.EOF) {
		return
	}
	id := strings.Trim(strings.TrimSpace(header.Get("Message-Id")), "<>")
	if name, at, ok := strings.Cut(id, "@"); ok && strings.EqualFold(at, host) {
		name, _, _ = strings.Cut(name, ".") // which try it was
		r.mail = conference.MailID(name)
	}
}

type bounceInput struct {
	RawBody []byte `contentType:"message/rfc822"`
}

// bounce takes a report that came to the address that our mail is from, for an operator's mail server to hand on.
func (s *Server) bounce(ctx context.Context, who asker, in *bounceInput) error {
	r, err := readBounce(in.RawBody, s.public.Hostname())
	if err != nil {
		return err
	}
	if _, err := s.store.Mail(ctx, r.mail, who.Conference.ID); err != nil || !r.failed {
		return err // that something is late, or has arrived, changes nothing
	}
	return s.store.BounceMail(ctx, r.mail, who.Conference.ID, r.answer, who.Now)
}
