//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"plenary/server/protocol"
	"plenary/sfu/sfutest"
)

// arrived is how one viewer's joining went.
type arrived struct{ joined, picture time.Duration }

// atOnce bounds how many are on their way in when there is a pace: a server that does not keep up is not buried.
const atOnce = 256

// joinAll lets all viewers in and waits until each has a picture. It returns how long that took.
func (b *bench) joinAll(ctx context.Context, n int) (time.Duration, error) {
	began := time.Now()
	pace := time.Duration(0)
	gate := make(chan struct{}, n)
	if b.o.joining > 0 {
		pace = time.Second / time.Duration(b.o.joining)
		gate = make(chan struct{}, atOnce)
	}
	var joining sync.WaitGroup
	for i := range n {
		if wait := time.Until(began.Add(time.Duration(i) * pace)); wait > 0 {
			sleep(ctx, wait)
		}
		select {
		case gate <- struct{}{}:
		case <-ctx.Done():
		}
		if ctx.Err() != nil {
			break
		}
		joining.Go(func() {
			defer func() { <-gate }()
			b.insist(ctx, i)
		})
	}
	joining.Wait()
	return time.Since(began), ctx.Err()
}

// insist lets one viewer in, and tries again as a person would reload.
func (b *bench) insist(ctx context.Context, i int) {
	var err error
	for range 3 {
		var a arrived
		trying, cancel := context.WithTimeout(ctx, 30*time.Second)
		a, err = b.join(trying, i)
		cancel()
		b.mu.Lock()
		if err == nil {
			b.arrivals = append(b.arrivals, a)
		} else {
			b.failed++
		}
		b.mu.Unlock()
		if err == nil || ctx.Err() != nil {
			return
		}
		b.log.Info("a viewer could not join", "viewer", i, "error", err)
	}
	b.mu.Lock()
	b.missing++
	first := b.missing == 1 // one says why; the table says how many
	b.mu.Unlock()
	if first {
		b.log.Warn("a viewer gave up", "viewer", i, "error", err)
	}
}

// join lets the i-th viewer in. The first ones are complete WebRTC clients.
func (b *bench) join(ctx context.Context, i int) (arrived, error) {
	who := b.all[i%len(b.all)]
	if b.o.whep {
		signal, err := b.whepSignal(ctx, who)
		if err != nil {
			return arrived{}, err
		}
		return b.watch(ctx, i, signal, []string{"floor", "main"}, func() {})
	}
	s, gone := b.crowd.takeSeat(b.stay, who, b.log)
	b.seats.Go(func() { <-gone })
	if err := b.crowd.waitInside(ctx, s, gone); err != nil {
		return arrived{}, err
	}
	here, _ := s.view.here()
	slots := slotsOf(here.Slots)
	f := &fan{crowd: b.crowd, seat: s, slots: slots, liked: map[string]bool{}}
	return b.watch(ctx, i, s.legSignal(protocol.AudienceLeg), slots, func() { f.act(ctx) })
}

// watch receives until there is a picture; act is what the viewer says to the room meanwhile.
func (b *bench) watch(ctx context.Context, i int, signal sfutest.Signal, slots []string, act func()) (arrived, error) {
	if i < b.o.controls {
		return b.watchFully(ctx, signal, slots, act)
	}
	v := b.farm.Viewer(signal, slots...)
	if err := v.Connect(ctx); err != nil {
		return arrived{}, errors.Join(err, v.Close())
	}
	for waiting := true; waiting; {
		act()
		select {
		case <-v.Picture():
			waiting = false
		case <-ctx.Done():
			return arrived{}, errors.Join(fmt.Errorf("wait for a picture: %w", context.Cause(ctx)), v.Close())
		case <-time.After(50 * time.Millisecond):
		}
	}
	act()
	st := v.Stats()
	b.mu.Lock()
	b.sinks = append(b.sinks, v)
	b.mu.Unlock()
	return arrived{st.Joined, st.FirstKeyframe}, nil
}

// watchFully is watch with a complete WebRTC client.
func (b *bench) watchFully(ctx context.Context, signal sfutest.Signal, slots []string, act func()) (arrived, error) {
	v, err := sfutest.NewViewer(signal, append(b.crowd.mediaOptions(), sfutest.WithSlots(slots...))...)
	if err != nil {
		return arrived{}, err
	}
	if err := v.Connect(ctx); err != nil {
		return arrived{}, errors.Join(err, v.Close())
	}
	for v.Stats().Total().FirstKeyframe == 0 {
		act()
		if !sleep(ctx, 20*time.Millisecond) {
			return arrived{}, errors.Join(fmt.Errorf("wait for a picture: %w", context.Cause(ctx)), v.Close())
		}
	}
	act()
	st := v.Stats()
	b.mu.Lock()
	b.viewers = append(b.viewers, v)
	b.mu.Unlock()
	return arrived{st.Joined, st.Total().FirstKeyframe}, nil
}

// whepSignal carries an offer as a player does, with a token of the person's.
func (b *bench) whepSignal(ctx context.Context, who person) (sfutest.Signal, error) {
	address, secret, err := b.token(ctx, who)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, offer string) (string, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(offer))
		if err != nil {
			return "", fmt.Errorf("ask to watch: %w", err)
		}
		req.Header.Set("Content-Type", "application/sdp")
		req.Header.Set("Authorization", "Bearer "+secret)
		res, err := b.crowd.door.client.Do(req)
		if err != nil {
			return "", fmt.Errorf("ask to watch: %w", err)
		}
		defer res.Body.Close()
		answer, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
		if err != nil || res.StatusCode != http.StatusCreated {
			return "", fmt.Errorf("ask to watch: %s: %.200s: %w", res.Status, answer, err)
		}
		return string(answer), nil
	}, nil
}

// token makes a token for a person, once.
func (b *bench) token(ctx context.Context, who person) (address, secret string, err error) {
	b.tokenMaking.Lock()
	defer b.tokenMaking.Unlock()
	have, ok := b.tokens[who.cookie]
	if !ok {
		path := "/api/sessions/" + b.crowd.session + "/tokens"
		if _, err := b.crowd.door.do(ctx, http.MethodPost, path, who.cookie, map[string]string{"kind": "watch"}, &have); err != nil {
			return "", "", fmt.Errorf("ask for a token: %w", err)
		}
		b.tokens[who.cookie] = have
	}
	return have.Address, have.Secret, nil
}

func (b *bench) closeViewers() {
	b.mu.Lock()
	defer b.mu.Unlock()
	var closing sync.WaitGroup
	for _, v := range b.viewers {
		closing.Go(func() { _ = v.Close() })
	}
	for _, v := range b.sinks {
		_ = v.Close()
	}
	closing.Wait()
	_ = b.farm.Close()
}
