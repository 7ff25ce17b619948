package sfutest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"
)

// Signal carries an offer to a server and brings its answer.
type Signal func(ctx context.Context, offer string) (answer string, err error)

// ErrLost is why a peer that was connected no longer is.
var ErrLost = errors.New("the media connection was lost")

// Publisher is a headless speaker: it offers, connects and sends media until it is closed.
type Publisher struct {
	signal  Signal
	pc      *webrtc.PeerConnection
	state   *connectionState
	tcp     bool
	sources []*source
	cancel  context.CancelFunc
	running context.Context
	sending sync.WaitGroup
	started bool
}

// NewPublisher makes a publisher, which is silent until Connect. Microphone and camera are on, a screen is not.
func NewPublisher(signal Signal, opts ...Option) (*Publisher, error) {
	o := collect(opts)
	pc, err := newConnection(o, true)
	if err != nil {
		return nil, err
	}
	p := &Publisher{signal: signal, pc: pc, state: watchState(pc, o.log), tcp: o.tcp}
	p.running, p.cancel = context.WithCancel(context.Background())
	for _, name := range o.sources {
		s := newSource(name, o)
		s.on.Store(name != "screen" && name != "screen-sound")
		if err := p.add(s); err != nil {
			return nil, errors.Join(fmt.Errorf("add %s: %w", name, err), p.Close())
		}
		p.sources = append(p.sources, s)
	}
	return p, nil
}

func (p *Publisher) add(s *source) error {
	t, err := p.pc.AddTransceiverFromTrack(s.tracks[0], webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
	if err != nil {
		return err
	}
	for _, layer := range s.tracks[1:] {
		if err := t.Sender().AddEncoding(layer); err != nil {
			return err
		}
	}
	s.transceiver = t
	return nil
}

// Connect offers, applies the answer, waits until media can flow and begins to send.
func (p *Publisher) Connect(ctx context.Context) error {
	if err := negotiate(ctx, p.pc, p.signal, false, p.learnMids); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	if err := p.state.wait(ctx, p.pc, p.tcp); err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	if p.started {
		return nil
	}
	p.started = true
	for _, s := range p.sources {
		p.sending.Go(func() { s.run(p.running) })
	}
	p.sending.Go(p.report)
	return nil
}

// report sends sender reports: one soon, so that lips move in time from the start, then one every second.
func (p *Publisher) report() {
	for wait := 200 * time.Millisecond; sleep(p.running, wait); wait = time.Second {
		now := time.Now()
		var out []rtcp.Packet
		for _, s := range p.sources {
			for _, t := range s.tracks {
				if r, ok := t.report(now); ok {
					out = append(out, r)
				}
			}
		}
		if len(out) > 0 {
			_ = p.pc.WriteRTCP(out) // fails only while there is no connection
		}
	}
}

// Restart finds a new way through the network for the same connection (ICE restart).
func (p *Publisher) Restart(ctx context.Context) error {
	if err := negotiate(ctx, p.pc, p.signal, true, nil); err != nil {
		return fmt.Errorf("restart publishing: %w", err)
	}
	return nil
}

func (p *Publisher) learnMids() {
	for _, s := range p.sources {
		for _, t := range s.tracks {
			t.mu.Lock()
			t.mid = s.transceiver.Mid()
			t.mu.Unlock()
		}
	}
}

// Send turns a source of that name on or off, as a mute button or the end of a screen share does.
func (p *Publisher) Send(source string, on bool) {
	for _, s := range p.sources {
		if s.name != source || s.on.Load() == on {
			continue
		}
		for _, t := range s.tracks {
			t.keyWanted.Store(true)
		}
		s.on.Store(on)
	}
}

// Done is closed when the connection has failed or was closed by the other side.
func (p *Publisher) Done() <-chan struct{} { return p.state.done }

// Close stops sending and ends the connection; it waits for all that was started.
func (p *Publisher) Close() error {
	p.cancel()
	p.sending.Wait()
	err := p.pc.GracefulClose()
	for _, s := range p.sources {
		for _, t := range s.tracks {
			t.readers.Wait()
		}
	}
	if err != nil {
		return fmt.Errorf("close publisher: %w", err)
	}
	return nil
}

// TrackStats are the counters of one encoding of one source.
type TrackStats struct {
	Source, RID                          string
	Packets, Bytes, Frames, Keyframes    uint64 // sent
	PLIs, FIRs, NACKs, Repaired, Reports uint64 // asked for by the receiver, and packets sent again
}

// Stats returns the counters of all encodings, in the order of the offer.
func (p *Publisher) Stats() []TrackStats {
	var all []TrackStats
	for _, s := range p.sources {
		for _, t := range s.tracks {
			c := &t.stats
			all = append(all, TrackStats{
				Source: s.name, RID: t.rid,
				Packets: c.packets.Load(), Bytes: c.bytes.Load(), Frames: c.frames.Load(), Keyframes: c.keyframes.Load(),
				PLIs: c.plis.Load(), FIRs: c.firs.Load(), NACKs: c.nacks.Load(), Repaired: c.repaired.Load(), Reports: c.reports.Load(),
			})
		}
	}
	return all
}
