package sfutest

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pion/webrtc/v4"
)

// connectionState turns Pion's callbacks into two channels.
type connectionState struct {
	up, done         chan struct{}
	upOnce, doneOnce sync.Once
}

func watchState(pc *webrtc.PeerConnection, log *slog.Logger) *connectionState {
	s := &connectionState{up: make(chan struct{}), done: make(chan struct{})}
	pc.OnConnectionStateChange(func(now webrtc.PeerConnectionState) {
		log.Debug("peer connection changed", "state", now.String())
		switch now {
		case webrtc.PeerConnectionStateConnected:
			s.upOnce.Do(func() { close(s.up) })
		case webrtc.PeerConnectionStateFailed, webrtc.PeerConnectionStateClosed:
			s.doneOnce.Do(func() { close(s.done) })
		default: // new, connecting, disconnected: it may still come
		}
	})
	return s
}

// wait returns when media can flow.
//
// Pion's controlling agent nominates a pair that works only at its next tick, 200 ms later, unless the other side
// checks as well, which an ICE-lite server does not; browsers nominate at once. So it is nudged: a remote candidate
// for which there is no pair makes Pion look again and sends nothing. Over TCP it would be dialled, so not there.
func (s *connectionState) wait(ctx context.Context, pc *webrtc.PeerConnection, tcp bool) error {
	pause := 2 * time.Millisecond
	nudge := time.NewTimer(pause)
	defer nudge.Stop()
	for port := 1; ; port++ {
		select {
		case <-s.up:
			return nil
		case <-s.done:
			return ErrLost
		case <-ctx.Done():
			return fmt.Errorf("wait for media to connect: %w", context.Cause(ctx))
		case <-nudge.C:
			if tcp || port > 8 || pc.ICEConnectionState() == webrtc.ICEConnectionStateConnected {
				continue // and no more
			}
			pause *= 2
			nudge.Reset(pause)
			nobody := fmt.Sprintf("candidate:1 1 tcp 1 127.0.0.1 %d typ host tcptype passive", port)
			_ = pc.AddICECandidate(webrtc.ICECandidateInit{Candidate: nobody}) // without it, it takes 200 ms
		}
	}
}

// negotiate does one offer and answer. All candidates are in the offer, as there is no trickle.
func negotiate(ctx context.Context, pc *webrtc.PeerConnection, signal Signal, restart bool, offered func()) error {
	offer, err := pc.CreateOffer(&webrtc.OfferOptions{ICERestart: restart})
	if err != nil {
		return fmt.Errorf("make an offer: %w", err)
	}
	gathered := webrtc.GatheringCompletePromise(pc)
	if err := pc.SetLocalDescription(offer); err != nil {
		return fmt.Errorf("apply own offer: %w", err)
	}
	if offered != nil {
		offered()
	}
	select {
	case <-gathered:
	case <-ctx.Done():
		return fmt.Errorf("gather candidates: %w", context.Cause(ctx))
	}
	answer, err := signal(ctx, asBrowser(pc.LocalDescription().SDP))
	if err != nil {
		return fmt.Errorf("signal: %w", err)
	}
	if err := pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: answer}); err != nil {
		return fmt.Errorf("apply the answer: %w", err)
	}
	return nil
}

// asBrowser takes out of an offer what browsers do not say: the SSRCs of simulcast layers, which only rids name
// (RFC 8853), and the repetition of their msid.
func asBrowser(offer string) string {
	sections := strings.Split(offer, "\r\nm=")
	for i, section := range sections {
		if !strings.Contains(section, "\r\na=simulcast:") {
			continue
		}
		seen := false
		lines := slices.DeleteFunc(strings.Split(section, "\r\n"), func(line string) bool {
			if strings.HasPrefix(line, "a=msid:") {
				defer func() { seen = true }()
				return seen
			}
			return strings.HasPrefix(line, "a=ssrc")
		})
		sections[i] = strings.Join(lines, "\r\n")
	}
	return strings.Join(sections, "\r\nm=")
}
