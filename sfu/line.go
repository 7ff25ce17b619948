package sfu

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/webrtc/v4"
)

// connectWithin is how long a leg may take from its answer to its first connection.
const connectWithin = 30 * time.Second

// line is the peer connection of a publish leg: answered once, restarted now and then, and ended once.
type line struct {
	sfu     *SFU
	pc      *webrtc.PeerConnection
	first   offer
	began   time.Time
	reached atomic.Bool    // has been connected
	work    sync.WaitGroup // goroutines that read from pc

	turn  sync.Mutex // one negotiation at a time
	names []string   // in ICE, from the first answer on

	ending sync.Mutex
	ended  bool
}

func (l *line) open(s *SFU, o offer) (err error) {
	l.sfu, l.first, l.began = s, o, time.Now()
	if err := s.room(true); err != nil {
		return err
	}
	if l.pc, err = s.publishing.NewPeerConnection(s.config); err != nil {
		return fmt.Errorf("open a leg: %w", err)
	}
	return nil
}

// discard closes a line that nobody has seen.
func (l *line) discard() { _ = l.pc.GracefulClose() }

// watch turns Pion's states into two calls.
func (l *line) watch(connected func(), ended func(error)) {
	l.pc.OnConnectionStateChange(func(st webrtc.PeerConnectionState) {
		switch st {
		case webrtc.PeerConnectionStateConnected:
			if !l.reached.Swap(true) {
				connected()
			}
		case webrtc.PeerConnectionStateFailed:
			ended(errFailed)
		case webrtc.PeerConnectionStateClosed:
			ended(errEnded)
		default:
		}
	})
}

// late reports whether the client has taken too long to connect.
func (l *line) late(now time.Time) bool { return !l.reached.Load() && now.Sub(l.began) > connectWithin }

// answer applies an offer and returns the answer with all candidates in it.
func (l *line) answer(ctx context.Context, o offer) (string, error) {
	l.turn.Lock()
	defer l.turn.Unlock()
	if err := l.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: o.sdp}); err != nil {
		return "", fmt.Errorf("%w: %w", ErrOffer, err)
	}
	a, err := l.pc.CreateAnswer(nil)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrOffer, err)
	}
	gathered := webrtc.GatheringCompletePromise(l.pc)
	if err := l.pc.SetLocalDescription(a); err != nil {
		return "", fmt.Errorf("%w: %w", ErrOffer, err)
	}
	select {
	case <-gathered:
	case <-ctx.Done():
		return "", fmt.Errorf("answer: %w", context.Cause(ctx))
	}
	sdp := l.pc.LocalDescription().SDP
	l.name(sdp)
	return sdp, nil
}

// name has the port know what the leg is called in an answer. Names of answers before stay: the client may still use them.
// Called with turn held.
func (l *line) name(answer string) {
	for text := range strings.Lines(answer) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(text), "a=ice-ufrag:"); ok && !slices.Contains(l.names, name) {
			l.names = append(l.names, name)
			l.sfu.port.name(nil, name)
		}
	}
}

func (l *line) unname() {
	l.turn.Lock()
	defer l.turn.Unlock()
	for _, name := range l.names {
		l.sfu.port.unname(name)
	}
	l.names = nil
}

// restart applies a later offer, which may change nothing but the way through the network.
func (l *line) restart(ctx context.Context, o offer) (string, error) {
	if err := o.restarts(l.first); err != nil {
		return "", err
	}
	if l.over() {
		return "", ErrClosed
	}
	return l.answer(ctx, o)
}

// end closes the line once: leave is called first, gone when everything has ended.
func (l *line) end(leave, gone func()) {
	l.ending.Lock()
	if l.ended {
		l.ending.Unlock()
		return
	}
	l.ended = true
	left := make(chan struct{})
	// Pion's close waits for its callbacks, of which this may be one. The server counts the goroutine before it forgets the
	// leg, so that one or the other keeps it from closing too early.
	l.sfu.work.Go(func() {
		<-left
		_ = l.pc.GracefulClose()
		l.unname()
		l.work.Wait()
		gone()
	})
	l.ending.Unlock()
	leave()
	close(left)
}

// over reports whether the line has ended.
func (l *line) over() bool {
	l.ending.Lock()
	defer l.ending.Unlock()
	return l.ended
}

func call(f func()) {
	if f != nil {
		f()
	}
}

// news hands on values to a callback without a lock held: one call at a time, in order, and the last value always.
type news[T any] struct {
	mu      sync.Mutex
	value   T
	known   bool
	pending bool
	telling bool
}

// set notes a value, and reports whether it is another than before; same says whether two are equal.
func (n *news[T]) set(value T, same func(a, b T) bool) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.known && same(n.value, value) {
		return false
	}
	n.value, n.known, n.pending = value, true, true
	return true
}

// tell calls f with what was set last, unless it has been told or somebody else is about to tell it.
func (n *news[T]) tell(f func(T)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.telling {
		return
	}
	n.telling = true
	for n.pending {
		value := n.value
		n.pending = false
		n.mu.Unlock()
		if f != nil {
			f(value)
		}
		n.mu.Lock()
	}
	n.telling = false
}
