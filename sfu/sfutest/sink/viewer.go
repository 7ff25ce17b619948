package sink

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"sync"
	"time"

	"plenary/sfu/sfutest"
)

// earlyAtMost is how many packets are kept that come before the keys are there.
const earlyAtMost = 512

// Viewer is a headless attendee: it offers slots, receives and counts.
type Viewer struct {
	farm   *Farm
	loop   *loop
	signal Signal
	slots  []string
	found  chan struct{} // the server answered a check
	seen   chan struct{} // a complete keyframe came
	once   sync.Once     // for found

	queued int64 // on the loop's wheel, under its lock

	mu      sync.Mutex // guards all below
	socket  socket
	ice     *agent
	shaking *handshake
	early   []early
	session *session // nil: no keys yet
	goodbye []byte
	flight  [][]byte // the last of the handshake
	offered time.Time
	joined  time.Duration
}

// early is a packet that came before the keys did: a server may be ready first.
type early struct {
	b  []byte
	at int64
}

// errClosed is that a viewer was closed while it connected.
var errClosed = errors.New("the viewer was closed")

// Viewer makes a viewer, which receives nothing until Connect. Without slots it offers those of a page.
func (f *Farm) Viewer(signal Signal, slots ...string) *Viewer {
	if len(slots) == 0 {
		slots = sfutest.FixedSlots()
	}
	return &Viewer{
		farm: f, loop: f.loop(), signal: signal, slots: slots, found: make(chan struct{}), seen: make(chan struct{}),
		socket: noSocket, ice: newAgent(),
	}
}

// Connect offers, applies the answer and returns when media can flow.
func (v *Viewer) Connect(ctx context.Context) error {
	v.offered = time.Now()
	text, err := v.signal(ctx, offer(v.ice, v.farm.fingerprint, rand.Uint64()>>2, v.slots))
	if err != nil {
		return fmt.Errorf("watch: signal: %w", err)
	}
	a, err := readAnswer(text)
	if err != nil {
		return fmt.Errorf("watch: %w", err)
	}
	v.ice.peerName, v.ice.peerPassword = a.name, a.password
	if err := v.find(ctx, a.candidates); err != nil {
		return fmt.Errorf("watch: find a way to the server: %w", err)
	}
	h := newHandshake(v.write)
	v.mu.Lock()
	v.shaking = h
	v.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	k, err := h.run(ctx, v.farm, a.fingerprint, a.active)
	if err != nil {
		return fmt.Errorf("watch: %w", err)
	}
	return v.begin(a, k)
}

// find checks the candidates one after another until the server answers.
func (v *Viewer) find(ctx context.Context, candidates []netip.AddrPort) error {
	tick := time.NewTicker(checkEvery)
	defer tick.Stop()
	err := errors.New("no candidate answers")
	for _, to := range candidates {
		if oerr := v.open(to); oerr != nil {
			err = oerr
			continue
		}
		for range 20 {
			v.mu.Lock()
			v.ice.check(v.writeHeld)
			v.mu.Unlock()
			select {
			case <-v.found:
				return nil
			case <-ctx.Done():
				return context.Cause(ctx)
			case <-tick.C:
			}
		}
	}
	return err
}

// open takes a socket towards an address, instead of the one before.
func (v *Viewer) open(to netip.AddrPort) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.leave()
	var err error
	if v.socket, err = openSocket(to); err != nil {
		return err
	}
	if err := v.loop.enter(v); err != nil {
		v.socket.close()
		v.socket = noSocket
		return err
	}
	return nil
}

// begin starts receiving, with what has come already.
func (v *Viewer) begin(a *answered, k keys) error {
	now := time.Now()
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.socket == noSocket {
		return errClosed
	}
	s := &session{
		send: v.writeHeld, in: k.in, out: k.out, tag: k.tag, twccID: a.twccID, ice: v.ice, streams: slices.Clone(a.streams),
		latency: v.loop.took, offered: v.offered.UnixNano(), picture: func() { close(v.seen) },
	}
	s.begin(now.UnixNano(), rand.Int64N(int64(10*time.Second)))
	v.joined = now.Sub(v.offered)
	s.stats.Joined = v.joined
	v.session, v.goodbye, v.flight, v.shaking = s, k.farewell, k.flight, nil
	for _, e := range v.early {
		s.receive(e.b, e.at)
	}
	v.early = nil
	v.loop.schedule(v, s.due())
	return nil
}

// receive takes a datagram. Called with mu held.
func (v *Viewer) receive(b []byte, now int64) {
	switch {
	case len(b) == 0:
	case b[0]>>6 == 2: // RFC 7983 §7
		switch {
		case v.session != nil:
			v.session.receive(b, now)
		case len(v.early) < earlyAtMost:
			v.early = append(v.early, early{append([]byte(nil), b...), now})
		}
	case b[0] < 4:
		if v.ice.take(b, v.socket.peer, now, v.writeHeld) {
			v.once.Do(func() { close(v.found) })
		}
	case b[0] >= 20 && b[0] <= 63:
		switch {
		case v.shaking != nil:
			v.shaking.take(b)
		case v.session != nil && b[0] == 21: // an alert, which after the handshake is a farewell
			v.session.stats.Gone = true
		case v.session != nil: // the server has not got what ended the handshake
			for _, f := range v.flight {
				v.writeHeld(f)
			}
			v.flight = nil // once: it is as likely that this was late
		}
	}
}

// write sends a datagram; what the kernel does not take is lost, as on a network.
func (v *Viewer) write(b []byte) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.writeHeld(b)
}

func (v *Viewer) writeHeld(b []byte) { v.socket.write(b) }

// Picture is closed when the first complete keyframe has come.
func (v *Viewer) Picture() <-chan struct{} { return v.seen }

// Stats returns the counters as they are now.
func (v *Viewer) Stats() Stats {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.session == nil {
		return Stats{Joined: v.joined}
	}
	return v.session.stats
}

// Close says farewell and frees the socket.
func (v *Viewer) Close() error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.goodbye != nil {
		v.writeHeld(v.goodbye)
		v.goodbye = nil
	}
	v.leave()
	if v.session != nil {
		v.loop.keep(&v.session.stats)
		v.session = nil
	}
	return nil
}

// leave gives the socket up. Called with mu held, under which the loop reads: nobody reads from a socket that has become
// somebody else's.
func (v *Viewer) leave() {
	if v.socket == noSocket {
		return
	}
	v.loop.leave(v)
	v.socket.close()
	v.socket = noSocket
}
