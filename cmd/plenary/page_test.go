package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/fasthttp/websocket"

	"plenary/server/conference"
	"plenary/server/protocol"
)

// page is a person's page in a session, on whatever connection it has, to whatever life of the server.
type page struct {
	ledger  *ledger
	session conference.SessionID
	person  conference.PersonID
	role    conference.Role
	cookie  string
	window  string
	address string

	mu        sync.Mutex // what follows is written by the reader of the connection
	epoch     string
	resume    string // its ticket for coming back
	seq       int64
	last      int64 // number of the last line that it was told
	unbroken  bool  // since a line that was told as it was said: there are no numbers between
	lines     []conference.LineID
	questions map[conference.QuestionID]protocol.Question

	pending   protocol.Command // sent, and not answered
	pendingID string
}

// connection is one socket of a page.
type connection struct {
	*websocket.Conn
	first   chan struct{} // closed when it was told where it is
	answers chan answered
	over    chan struct{} // closed when nothing more comes
}

type answered struct {
	id     string
	notice protocol.Notice
}

// dial opens a socket, to what the page missed since its last one.
func (p *page) dial(ctx context.Context) (*connection, error) {
	p.mu.Lock()
	query := url.Values{"window": {p.window}}
	if p.epoch != "" {
		query.Set("epoch", p.epoch)
		query.Set("seq", strconv.FormatInt(p.seq, 10))
		query.Set("resume", p.resume)
	}
	again := p.epoch != ""
	p.mu.Unlock()
	address := "ws" + strings.TrimPrefix(p.address, "http") + "/api/sessions/" + string(p.session) + "/seat?" + query.Encode()
	dialer := websocket.Dialer{HandshakeTimeout: 20 * time.Second}
	conn, res, err := dialer.DialContext(ctx, address, http.Header{"Origin": {p.address}, "Cookie": {p.cookie}})
	if err != nil {
		if res != nil {
			_ = res.Body.Close()
			return nil, fmt.Errorf("take a seat: %s: %w", res.Status, err)
		}
		return nil, fmt.Errorf("take a seat: %w", err)
	}
	c := &connection{Conn: conn, first: make(chan struct{}), answers: make(chan answered, 16), over: make(chan struct{})}
	go p.listen(c, again)
	return c, nil
}

// close ends the connection and waits for its reader.
func (c *connection) close() {
	_ = c.Close()
	<-c.over
}

// listen is the connection's reader.
func (p *page) listen(c *connection, again bool) {
	defer close(c.over)
	for begun := false; ; {
		_, frame, err := c.ReadMessage()
		if err != nil {
			return
		}
		f, n, err := protocol.DecodeNotice(frame)
		if err != nil {
			p.ledger.note("%s was told what is no notice: %v", p.person, err)
			return
		}
		if f.ID != "" {
			select {
			case c.answers <- answered{f.ID, n}:
			default: // nobody waits for it any more
			}
			continue
		}
		p.hear(f.Seq, n, !begun && again)
		if !begun {
			begun = true
			close(c.first)
		}
	}
}

// hear takes one notice in and says what is wrong with it.
func (p *page) hear(seq int64, n protocol.Notice, back bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if seq > 0 {
		if seq <= p.seq {
			p.ledger.note("%s was told notice %d after %d", p.person, seq, p.seq)
		}
		p.seq = seq
	}
	switch n := any(n).(type) {
	case protocol.Welcome:
		p.begin(n, back)
	case protocol.Resumed:
		if n.Epoch != p.epoch || !back {
			p.ledger.note("%s resumes %q in %q", p.person, p.epoch, n.Epoch)
		}
		p.resume = n.Resume
		p.ledger.came(true)
	case protocol.LineSaid:
		p.line(n.Line)
		p.unbroken = true
	case protocol.QuestionChanged:
		p.ledger.hearsOf(string(p.person), n.Question)
		p.questions[n.Question.ID] = n.Question
	case protocol.QuestionGone:
		delete(p.questions, n.Question)
	}
}

func (p *page) begin(w protocol.Welcome, back bool) {
	if back {
		p.ledger.came(false)
	}
	p.epoch, p.resume, p.seq, p.last, p.unbroken = w.Epoch, w.Resume, w.Seq, 0, false
	for _, line := range w.Lines {
		p.line(line)
	}
	p.questions = map[conference.QuestionID]protocol.Question{}
	for _, q := range w.Questions {
		p.ledger.hearsOf(string(p.person), q)
		p.questions[q.ID] = q
	}
}

// line takes a line in. Numbers only rise; a moderator, who is told all of them, sees no gap.
func (p *page) line(line protocol.Line) {
	p.ledger.hears(string(p.person), line)
	if line.Number <= p.last || p.unbroken && p.role == conference.Moderator && line.Number != p.last+1 {
		p.ledger.note("%s was told line %d after %d", p.person, line.Number, p.last)
	}
	p.last = line.Number
	p.lines = append(p.lines, line.ID)
}

var errLost = errors.New("the connection has ended")

// send sends a command and waits for its answer. Without one, it stays pending, to be sent again on the next connection.
func (p *page) send(ctx context.Context, c *connection, cmd protocol.Command) (protocol.Notice, error) {
	p.pending, p.pendingID = cmd, conference.NewID[string]()
	p.ledger.sends(string(p.person), p.pendingID, cmd)
	return p.write(ctx, c, false)
}

// write sends what is pending.
func (p *page) write(ctx context.Context, c *connection, again bool) (protocol.Notice, error) {
	frame, err := protocol.EncodeCommand(p.pendingID, p.pending)
	if err != nil {
		return nil, err
	}
	if err := c.WriteMessage(websocket.TextMessage, frame); err != nil {
		return nil, errors.Join(errLost, err)
	}
	for {
		select {
		case a := <-c.answers:
			if a.id != p.pendingID {
				continue // of a connection before
			}
			_, done := a.notice.(protocol.Done)
			p.ledger.answered(string(p.person), a.id, p.pending, done, again)
			p.pending = nil
			return a.notice, nil
		case <-c.over:
			return nil, errLost
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// visit is one connection of somebody who does things at random, until it ends or she goes for a moment.
func (p *page) visit(ctx context.Context, dice *rand.Rand) error {
	c, err := p.dial(ctx)
	if err != nil {
		return err
	}
	defer c.close()
	if p.pending != nil {
		if _, err := p.write(ctx, c, true); err != nil {
			return err
		}
	}
	for {
		if dice.IntN(15) == 0 {
			return nil
		}
		if cmd := p.think(dice); cmd != nil {
			if _, err := p.send(ctx, c, cmd); err != nil {
				return err
			}
		}
		select {
		case <-c.over:
			return errLost
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(dice.IntN(10)) * time.Millisecond):
		}
	}
}

// think makes up a command, if something comes to mind.
func (p *page) think(dice *rand.Rand) protocol.Command {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.role == conference.Moderator && dice.IntN(2) == 0 {
		return p.moderate(dice)
	}
	switch dice.IntN(7) {
	case 0, 1:
		return protocol.Say{Text: fmt.Sprintf("%s says %d", p.person, dice.IntN(1000))}
	case 2:
		return protocol.AskQuestion{Text: fmt.Sprintf("%s asks %d", p.person, dice.IntN(1000))}
	case 3:
		return protocol.CastBallot{Poll: pollID, Choices: protocol.List[int]{dice.IntN(choices)}}
	}
	for id, q := range p.questions {
		if q.State == conference.Queued && q.Asker.ID != p.person {
			return protocol.Upvote{Question: id, On: dice.IntN(4) != 0}
		}
	}
	return nil
}

func (p *page) moderate(dice *rand.Rand) protocol.Command {
	if len(p.lines) > 0 && dice.IntN(4) == 0 {
		return protocol.DeleteLine{Line: p.lines[dice.IntN(len(p.lines))]}
	}
	if dice.IntN(8) == 0 {
		// Each moderator silences one person, and lets her speak again: who was last is no question then.
		return protocol.Silence{Person: "person-s-" + p.person, On: dice.IntN(2) == 0}
	}
	for id, q := range p.questions {
		if q.State == conference.Incoming {
			return protocol.ApproveQuestion{Question: id}
		}
	}
	return nil
}
