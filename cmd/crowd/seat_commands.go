package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/fasthttp/websocket"

	"plenary/server/protocol"
)

const answerTime = 20 * time.Second // a command that was not answered by then has failed

// refusal is a command that the room did not carry out.
type refusal struct{ protocol.Refused }

func (r refusal) Error() string { return fmt.Sprintf("refused (%s): %s", r.Kind, r.Message) }

// call is a command that waits for its answer.
type call struct {
	frame  []byte
	answer chan protocol.Notice
}

// do asks the room for something and waits for its answer, over a reconnection if need be.
func (s *seat) do(ctx context.Context, command protocol.Command) (protocol.Done, error) {
	return s.doAs(ctx, newID(), command)
}

func (s *seat) doAs(ctx context.Context, id string, command protocol.Command) (protocol.Done, error) {
	frame, err := protocol.EncodeCommand(id, command)
	if err != nil {
		return protocol.Done{}, fmt.Errorf("encode %T: %w", command, err)
	}
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	c := &call{frame: frame, answer: make(chan protocol.Notice, 1)}
	s.mu.Lock()
	s.waiting[id] = c
	conn := s.conn
	s.mu.Unlock()
	began := time.Now()
	if conn != nil {
		_ = s.write(conn, frame) // if it fails, it is said again after coming back
	}
	select {
	case n := <-c.answer:
		if refused, ok := n.(protocol.Refused); ok {
			return protocol.Done{}, refusal{refused}
		}
		done, ok := n.(protocol.Done)
		if !ok {
			return protocol.Done{}, fmt.Errorf("%s was answered by %T", nameOf(command), n)
		}
		s.tally.came(nameOf(command), time.Since(began))
		return done, nil
	case <-ctx.Done():
		s.mu.Lock()
		delete(s.waiting, id)
		s.mu.Unlock()
		return protocol.Done{}, fmt.Errorf("%s: %w", nameOf(command), context.Cause(ctx))
	}
}

func newID() string { return rand.Text() }

func nameOf(c protocol.Command) string { return strings.TrimPrefix(fmt.Sprintf("%T", c), "protocol.") }

// kindOfTrouble is an error without its particulars, for counting.
func kindOfTrouble(err error) string {
	var closed *websocket.CloseError
	var refused refusal
	switch {
	case err == nil:
		return "none"
	case errors.As(err, &closed):
		return fmt.Sprintf("closed with %d", closed.Code)
	case errors.As(err, &refused):
		return "refused as " + string(refused.Kind)
	case errors.Is(err, context.DeadlineExceeded):
		return "no answer in time"
	}
	text := err.Error()
	if i := strings.LastIndex(text, ": "); i >= 0 && len(text) > 80 {
		text = text[i+2:]
	}
	return text
}
