package server

import (
	"context"
	"errors"
	"sync"
)

// seats counts the sockets that are open, so that a shutdown can wait for them.
type seats struct {
	mu      sync.Mutex
	closing bool
	count   int
	idle    chan struct{} // closed when the last one ends after closing
}

func newSeats() *seats { return &seats{idle: make(chan struct{})} }

// begin counts a socket, unless no more are taken. The flag and the count change under one lock, so that no socket
// slips in behind a shutdown.
func (s *seats) begin() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return false
	}
	s.count++
	return true
}

// end counts a socket that began no longer.
func (s *seats) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.count--; s.count == 0 && s.closing {
		close(s.idle)
	}
}

// close takes no more sockets.
func (s *seats) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closing {
		if s.closing = true; s.count == 0 {
			close(s.idle)
		}
	}
}

// wait waits for the sockets that are left.
func (s *seats) wait(ctx context.Context) error {
	select {
	case <-s.idle:
		return nil
	case <-ctx.Done():
		return errors.Join(errors.New("sockets are still open"), ctx.Err())
	}
}
