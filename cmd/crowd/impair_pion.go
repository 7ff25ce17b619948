//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"plenary/server/protocol"
	"plenary/sfu/sfutest"
)

// watchBare is a viewer without a page: a plain WebRTC client that shows one large picture. She writes what she sees.
func watchBare(ctx context.Context, o impairOptions, stdout, stderr io.Writer) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	log := slog.New(slog.NewTextHandler(stderr, nil))
	c, err := newCrowd(options{url: o.url, attendees: 1, view: size{1280, topHeight}, tokenFile: o.passes, tcp: o.tcp}, log)
	if err != nil {
		return err
	}
	all, err := c.signInAll(ctx)
	if err != nil {
		return err
	}
	if err := c.findSession(ctx, all); err != nil {
		return err
	}
	s, gone := c.takeSeat(ctx, all.attendees[0], log)
	defer func() { <-gone }()
	defer cancel()
	if err := c.waitInside(ctx, s, gone); err != nil {
		return err
	}
	here, _ := s.view.here()
	slots := slotsOf(here.Slots)
	v, err := sfutest.NewViewer(s.legSignal(protocol.AudienceLeg), append(c.mediaOptions(), sfutest.WithSlots(slots...))...)
	if err != nil {
		return err
	}
	defer v.Close()
	if err := v.Connect(ctx); err != nil {
		return err
	}
	f := &fan{crowd: c, seat: s, slots: slots, liked: map[string]bool{}}
	out := json.NewEncoder(stdout)
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-v.Done():
			return errors.New("the connection failed")
		case <-s.view.changed:
			f.act(ctx)
		case <-ticker.C:
			if err := out.Encode(bareLook(v.Stats(), o.tcp)); err != nil {
				return fmt.Errorf("say what is seen: %w", err)
			}
		}
	}
}

// bareLook has sound that never came for what a browser would make up.
func bareLook(st sfutest.ViewerStats, tcp bool) look {
	const samples = 960 // of 20 ms
	l := look{At: time.Now().UnixMilli(), Negotiations: 1, TCP: tcp}
	for _, s := range st.Slots {
		if s.Kind == "audio" {
			l.Sound += s.Packets
			l.Samples += samples * float64(s.Frames+s.Lost)
			l.Concealed += samples * float64(s.Lost)
			continue
		}
		l.Frames += s.Frames
		l.Height = max(l.Height, s.Height)
		l.Freezes += s.Freezes
		l.Frozen += s.Frozen.Seconds()
		l.Bytes += s.Bytes
		l.NACKs += s.NACKs
		l.PLIs += s.PLIs
	}
	return l
}
