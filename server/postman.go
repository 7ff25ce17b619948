package server

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"plenary/server/conference"
)

// postman takes mail from the outbox to the mail server. What is to be sent is in the database, so that a restart loses
// nothing; a mail that was being handed over when the server died is handed over again, under the same Message-ID.
type postman struct {
	server  *Server
	woken   chan struct{}
	running sync.WaitGroup
}

const (
	carryTogether = 50
	carryEvery    = 2 * time.Second // between two looks, when nobody wakes it
)

func newPostman(s *Server) *postman { return &postman{server: s, woken: make(chan struct{}, 1)} }

// start begins to carry; it ends with the server.
func (p *postman) start() { p.running.Go(p.run) }

// close waits for the mail that is being sent; the server's context has ended.
func (p *postman) close() { p.running.Wait() }

// wake has it look now; it is looking already when it need not be told.
func (p *postman) wake() {
	select {
	case p.woken <- struct{}{}:
	default:
	}
}

func (p *postman) run() {
	tick := time.NewTicker(carryEvery)
	defer tick.Stop()
	for p.server.base.Err() == nil {
		more, err := p.round(p.server.base)
		if err != nil && p.server.base.Err() == nil {
			p.server.log.Warn("the outbox waits", "error", err)
		}
		if more && err == nil {
			continue
		}
		select {
		case <-tick.C:
		case <-p.woken:
		case <-p.server.base.Done():
		}
	}
}

// round hands over what is due, and says whether there may be more.
func (p *postman) round(ctx context.Context) (more bool, err error) {
	due, err := p.server.store.DueMails(ctx, p.server.now(), carryTogether)
	if err != nil {
		return false, err
	}
	for _, m := range due {
		after := p.carry(ctx, m)
		if ctx.Err() != nil && after.State != conference.SentMail {
			return false, nil // we ended, not they
		}
		// What was sent is noted even while the server ends.
		noting, cancel := context.WithTimeout(context.WithoutCancel(ctx), requestTimeout)
		err := p.server.store.UpdateMail(noting, after)
		cancel()
		if err != nil {
			return false, err
		}
	}
	return len(due) == carryTogether, nil
}

// carry hands one mail over and says what has become of it.
func (p *postman) carry(ctx context.Context, m conference.Mail) conference.Mail {
	sending, cancel := context.WithTimeout(ctx, letterTime)
	defer cancel()
	text, id, wanted, err := p.opened(sending, m)
	if err == nil && !wanted {
		m.State, m.Answer = conference.DroppedMail, "the invitation was answered or taken back before this went"
		return m
	}
	if err == nil {
		err = p.server.mail.Send(sending, Mail{To: m.Address, Subject: m.Subject, Text: text, Calendar: m.Calendar, ID: id + "@" + p.server.public.Hostname()})
	}
	now := p.server.now()
	if err == nil {
		return m.Sent(now)
	}
	forever := isKind(err, conference.Invalid)
	absent := false
	if refused, ok := errors.AsType[*mailRefusal](err); ok {
		forever, absent = refused.forever, refused.absent
	}
	after := m.Refused(firstRunes(err.Error(), answerKept), forever, absent, now)
	if after.State != conference.QueuedMail {
		p.server.log.Warn("mail did not arrive", "mail", m.ID, "state", after.State, "error", after.Answer)
	}
	return after
}

// opened is what a mail says when it goes, and the name under which it goes. An invitation gets the secret of its link
// now, which is in no row and no draft; whoever reads the outbox cannot answer for others. It is in the fragment of the
// address, which browsers do not send: no log has it. Each try has a secret of its own, and a name of its own, so that a
// mailbox that got two does not hide the later one, whose link is the good one.
func (p *postman) opened(ctx context.Context, m conference.Mail) (text, id string, wanted bool, err error) {
	if m.InvitationID == nil {
		return m.Text, string(m.ID), true, nil
	}
	secret, hash := newSecret()
	wanted, err = p.server.store.ArmInvitation(ctx, *m.InvitationID, hash, p.server.now())
	text = strings.ReplaceAll(m.Text, conference.InvitationMark, p.server.public.String()+"/invitation#"+secret)
	return text, string(m.ID) + "." + hash[:8], wanted, err
}
