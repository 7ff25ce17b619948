//go:build linux

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// trial is a server with one speaker, and roads on which viewers come to it.
type trial struct {
	o      impairOptions
	log    *slog.Logger
	home   *ground
	server *benchServer
	crowd  *crowd
	roads  []*road
	login  string // of who watches in a browser
	tcp    bool   // of the scenario at hand
	leave  context.CancelFunc
	panel  sync.WaitGroup
}

func newTrial(ctx context.Context, o impairOptions, log *slog.Logger) (t *trial, err error) {
	t = &trial{o: o, log: log, home: &ground{network: true}, leave: func() {}}
	if t.home.jobs, err = onThread(func() error { return nil }); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, t.close())
		}
	}()
	for _, args := range [][]string{{"link", "set", "lo", "up"}, {"addr", "add", benchServerIP + "/32", "dev", "lo"}} {
		if err := ip(ctx, args); err != nil {
			return t, err
		}
	}
	for i := range strings.Split(o.viewers, ",") {
		r, err := newRoad(ctx, i)
		if err != nil {
			return t, fmt.Errorf("build a road: %w", err)
		}
		t.roads = append(t.roads, r)
	}
	if t.server, err = startServer(ctx, benchOptions{plenary: o.plenary}, t.home, log); err != nil {
		return t, err
	}
	return t, t.bringSpeaker(ctx)
}

// bringSpeaker has somebody speak to all viewers.
func (t *trial) bringSpeaker(ctx context.Context) (err error) {
	opts := options{url: t.server.url, speakers: 1, moderator: true, tokenFile: t.server.passes()}
	if t.crowd, err = newCrowd(opts, t.log); err != nil {
		return err
	}
	for i, c := range t.crowd.clips {
		t.crowd.clips[i] = asCamera(c)
	}
	attendees := t.crowd.passes["attendee"]
	t.login = attendees[len(attendees)-1].login // the crowd takes people from the front of the list
	cookie, err := t.crowd.patiently(ctx, t.crowd.pass("speaker", 0))
	if err != nil {
		return err
	}
	if t.crowd.session, err = t.crowd.door.openSession(ctx, cookie); err != nil {
		return err
	}
	t.crowd.o.session = t.crowd.session
	ctx, t.leave = context.WithCancel(ctx)
	t.panel.Go(func() {
		if err := t.crowd.run(ctx); err != nil && ctx.Err() == nil {
			t.log.Warn("the speaker is gone", "error", err)
		}
	})
	return nil
}

func (t *trial) close() error {
	t.leave()
	t.panel.Wait()
	var err error
	if t.server != nil {
		err = t.server.stop()
	}
	for _, r := range t.roads {
		r.close()
	}
	close(t.home.jobs)
	return err
}

const settleWithin = 40 * time.Second

// goThrough lets the viewers in, makes their roads worse and good again, and says how they fared.
func (t *trial) goThrough(ctx context.Context, s scenario) (rows []figures, err error) {
	t.tcp = s.tcp
	var viewers []*spectator
	defer func() {
		for _, v := range viewers {
			_ = v.leaves()
		}
	}()
	for i, kind := range strings.Split(t.o.viewers, ",") {
		if s.page && kind != inChromium {
			continue
		}
		t.roads[i].set(s.fair)
		v, err := t.comes(ctx, kind, t.roads[i])
		if err != nil {
			return nil, err
		}
		viewers = append(viewers, v)
	}
	for _, v := range viewers {
		if err := v.settle(ctx); err != nil {
			return nil, fmt.Errorf("%s, %s: %w", s.name, v.kind, err)
		}
	}
	m := moments{worse: time.Now()}
	t.weather(s.worse)
	if s.rebind {
		for _, r := range t.roads {
			r.gate.forget()
		}
	}
	sleep(ctx, s.lasts)
	m.better = time.Now()
	t.weather(s.fair)
	sleep(ctx, s.after)
	m.end = time.Now()
	if ctx.Err() != nil {
		return nil, fmt.Errorf("cut short: %w", context.Cause(ctx))
	}
	for _, v := range viewers {
		all := v.leaves()
		rows = append(rows, figuresOf(s, v.kind, all, m))
		if err := t.keep(s.name+"-"+v.kind, all, m); err != nil {
			return rows, err
		}
	}
	return rows, nil
}

func (t *trial) weather(w weather) {
	for _, r := range t.roads {
		r.set(w)
	}
}

// keep writes down what was seen, in milliseconds from when the road became worse.
func (t *trial) keep(name string, all looks, m moments) error {
	if t.o.keep == "" {
		return nil
	}
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	for _, l := range all {
		l.At -= m.worse.UnixMilli()
		if err := out.Encode(l); err != nil {
			return fmt.Errorf("keep what was seen: %w", err)
		}
	}
	if err := os.WriteFile(filepath.Join(t.o.keep, name+".jsonl"), b.Bytes(), 0o600); err != nil {
		return fmt.Errorf("keep what was seen: %w", err)
	}
	return nil
}

// settle waits until a viewer has what she came for.
func (s *spectator) settle(ctx context.Context) error {
	for deadline := time.Now().Add(settleWithin); time.Now().Before(deadline); {
		if s.settled() {
			return nil
		}
		select {
		case <-s.ended:
			return fmt.Errorf("the viewer has gone\n%s", s.said)
		default:
		}
		if !sleep(ctx, lookEvery) {
			return fmt.Errorf("cut short: %w", context.Cause(ctx))
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	last := look{}
	if n := len(s.looks); n > 0 {
		last = s.looks[n-1]
	}
	return fmt.Errorf("no large picture that moves, and sound, within %v: %+v\n%s", settleWithin, last, s.said)
}
