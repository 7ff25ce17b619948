package sfutest

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/rtp"
	"github.com/pion/webrtc/v4"
)

// Viewer is a headless attendee: it offers slots, receives, repairs and counts, and decodes nothing.
type Viewer struct {
	signal  Signal
	pc      *webrtc.PeerConnection
	state   *connectionState
	tcp     bool
	slots   []*slot
	log     *slog.Logger
	offered time.Time
	joined  time.Duration
	nudge   chan struct{} // a gap was seen: ask for repair now
	cancel  context.CancelFunc
	running context.Context
	work    sync.WaitGroup
	started bool
}

// NewViewer makes a viewer, which receives nothing until Connect.
func NewViewer(signal Signal, opts ...Option) (*Viewer, error) {
	o := collect(opts)
	pc, err := newConnection(o, false)
	if err != nil {
		return nil, err
	}
	v := &Viewer{signal: signal, pc: pc, state: watchState(pc, o.log), tcp: o.tcp, log: o.log, nudge: make(chan struct{}, 1)}
	v.running, v.cancel = context.WithCancel(context.Background())
	bySlot := map[*webrtc.RTPReceiver]*slot{}
	for i, name := range o.slots {
		s := newSlot(i, name)
		t, err := pc.AddTransceiverFromKind(s.kind, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionRecvonly})
		if err != nil {
			_ = pc.GracefulClose()
			return nil, fmt.Errorf("add slot %d: %w", i, err)
		}
		bySlot[t.Receiver()] = s
		v.slots = append(v.slots, s)
	}
	pc.OnTrack(func(track *webrtc.TrackRemote, receiver *webrtc.RTPReceiver) {
		if s := bySlot[receiver]; s != nil {
			v.read(s, track, receiver)
		}
	})
	return v, nil
}

// Connect offers, applies the answer and waits until media can flow.
func (v *Viewer) Connect(ctx context.Context) error {
	v.offered = time.Now()
	for _, s := range v.slots {
		s.mu.Lock()
		s.offered = v.offered
		s.mu.Unlock()
	}
	if err := negotiate(ctx, v.pc, v.signal, false, nil); err != nil {
		return fmt.Errorf("watch: %w", err)
	}
	if err := v.state.wait(ctx, v.pc, v.tcp); err != nil {
		return fmt.Errorf("watch: %w", err)
	}
	v.joined = time.Since(v.offered)
	if !v.started {
		v.started = true
		v.work.Go(v.respond)
	}
	return nil
}

// Restart finds a new way through the network for the same connection (ICE restart).
func (v *Viewer) Restart(ctx context.Context) error {
	if err := negotiate(ctx, v.pc, v.signal, true, nil); err != nil {
		return fmt.Errorf("restart watching: %w", err)
	}
	return nil
}

// read counts a track's packets until it ends. Pion calls it in a goroutine of its own.
func (v *Viewer) read(s *slot, track *webrtc.TrackRemote, receiver *webrtc.RTPReceiver) {
	s.mu.Lock()
	s.ssrc = uint32(track.SSRC())
	s.mu.Unlock()
	var reports sync.WaitGroup
	defer reports.Wait()
	reports.Go(func() { readReports(s, receiver) })
	b := make([]byte, receiveSize)
	var p rtp.Packet
	for {
		n, _, err := track.Read(b)
		if err != nil {
			return
		}
		if err := p.Unmarshal(b[:n]); err != nil {
			v.log.Warn("unreadable packet", "slot", s.index, "error", err)
			continue
		}
		s.receive(&p, track.Codec().MimeType, time.Now())
		if s.hasNewGap() {
			select {
			case v.nudge <- struct{}{}:
			default: // already asked
			}
		}
	}
}

func readReports(s *slot, receiver *webrtc.RTPReceiver) {
	b := make([]byte, receiveSize)
	for {
		n, _, err := receiver.Read(b)
		if err != nil {
			return
		}
		packets, err := rtcp.Unmarshal(b[:n])
		if err != nil {
			continue
		}
		for _, p := range packets {
			if r, ok := p.(*rtcp.SenderReport); ok && r.SSRC == s.number() {
				s.senderReport(r, time.Now())
			}
		}
	}
}

// respond sends repair and keyframe requests every 50 ms or when a gap is seen, and receiver reports every second.
func (v *Viewer) respond() {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	reported := time.Now()
	for {
		select {
		case <-v.running.Done():
			return
		case <-tick.C:
		case <-v.nudge:
		}
		now := time.Now()
		var out []rtcp.Packet
		for _, s := range v.slots {
			out = append(out, s.feedback(now)...)
		}
		if now.Sub(reported) >= time.Second {
			reported = now
			out = append(out, v.reports(now)...)
		}
		if len(out) == 0 {
			continue
		}
		if err := v.pc.WriteRTCP(out); err != nil {
			v.log.Debug("feedback not sent", "error", err)
		}
	}
}

func (v *Viewer) reports(now time.Time) []rtcp.Packet {
	var all []rtcp.ReceptionReport
	for _, s := range v.slots {
		if r, ok := s.report(now); ok {
			all = append(all, r)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return []rtcp.Packet{&rtcp.ReceiverReport{SSRC: 1, Reports: all}}
}

// Done is closed when the connection has failed or was closed by the other side.
func (v *Viewer) Done() <-chan struct{} { return v.state.done }

// Close ends the connection and waits for all that was started.
func (v *Viewer) Close() error {
	v.cancel()
	v.work.Wait()
	if err := v.pc.GracefulClose(); err != nil {
		return fmt.Errorf("close viewer: %w", err)
	}
	return nil
}
