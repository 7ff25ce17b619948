//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"time"

	"plenary/server/protocol"
	"plenary/sfu/sfutest"
	"plenary/sfu/sfutest/sink"
)

// benchLayers are the publisher's: 720p at 2.5 Mbit/s, which all viewers show, and two that nobody does.
func benchLayers() []sfutest.Layer {
	return []sfutest.Layer{
		{RID: "q", Width: 320, Height: 180, Bitrate: 150_000, FPS: 30},
		{RID: "h", Width: 640, Height: 360, Bitrate: 500_000, FPS: 30},
		{RID: "f", Width: 1280, Height: 720, Bitrate: 2_500_000, FPS: 30},
	}
}

// bench is one step: a server, a speaker, viewers.
type bench struct {
	o      benchOptions
	w      *ground
	log    *slog.Logger
	out    io.Writer // of floods
	server *benchServer
	crowd  *crowd
	farm   *sink.Farm
	stay   context.Context //nolint:containedctx // of the seats, which outlast their joining
	seats  sync.WaitGroup
	all    []person // the viewers' logins: there are fewer than viewers, who are windows of the same people then

	tokenMaking sync.Mutex
	tokens      map[string]protocol.TokenInfo // by login

	mu       sync.Mutex // guards all below
	viewers  []*sfutest.Viewer
	sinks    []*sink.Viewer
	arrivals []arrived
	failed   int // tries
	missing  int // viewers who gave up
}

// sample is the state of everything at one moment.
type sample struct {
	at        time.Time
	server    usage
	generator usage
	machine   machine
	metrics   map[string]float64
	got       sink.Total
	control   sfutest.SlotStats
	gone      int
}

func measure(ctx context.Context, o benchOptions, w *ground, n int, log *slog.Logger) (m measurement, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	b := &bench{o: o, w: w, log: log, out: o.out, stay: ctx, tokens: map[string]protocol.TokenInfo{}}
	if b.server, err = startServer(ctx, o, w, log); err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, b.server.stop()) }()
	opts := options{url: b.server.url, speakers: 1, attendees: n, moderator: true, view: size{1280, 720}, tokenFile: b.server.passes()}
	if b.crowd, err = newCrowd(opts, log); err != nil {
		return m, err
	}
	b.crowd.door.client.Transport = &http.Transport{MaxIdleConnsPerHost: atOnce}
	if b.farm, err = sink.New(len(w.viewers)); err != nil {
		return m, err
	}
	defer b.seats.Wait()
	defer cancel()
	speaker, err := b.bringSpeaker(ctx)
	if err != nil {
		return m, err
	}
	defer speaker.Close()
	defer b.closeViewers()
	return b.run(ctx, n)
}

// run lets viewers in and measures.
func (b *bench) run(ctx context.Context, n int) (m measurement, err error) {
	sleep(ctx, 2*time.Second) // the server's own start settles
	var at [4]sample          // before, joined, from, to
	if at[0], err = b.sample(ctx); err != nil {
		return m, err
	}
	took, err := b.joinAll(ctx, n)
	if err != nil {
		return m, err
	}
	if at[1], err = b.sample(ctx); err != nil {
		return m, err
	}
	sleep(ctx, 2*time.Second)
	if at[2], err = b.sample(ctx); err != nil {
		return m, err
	}
	if b.o.flood {
		return m, b.flooded(ctx, b.out)
	}
	stop := b.record(ctx, n)
	sleep(ctx, time.Duration(b.o.seconds)*time.Second)
	at[3], err = b.sample(ctx)
	stop()
	if err != nil {
		return m, err
	}
	if ctx.Err() != nil {
		return m, fmt.Errorf("measurement cut short: %w", context.Cause(ctx))
	}
	return b.row(n, took, at), nil
}

func (b *bench) sample(ctx context.Context) (sample, error) {
	s := sample{at: time.Now()}
	var err error
	if s.server, err = b.server.usage(); err != nil {
		return s, err
	}
	if s.generator, err = readUsage("self"); err != nil {
		return s, err
	}
	if s.machine, err = readMachine(); err != nil {
		return s, err
	}
	s.got = b.farm.Total()
	b.mu.Lock()
	var all sfutest.ViewerStats
	for _, v := range b.viewers {
		all.Slots = append(all.Slots, v.Stats().Total())
	}
	for _, v := range b.sinks {
		if v.Stats().Gone {
			s.gone++
		}
	}
	b.mu.Unlock()
	s.control = all.Total()
	if s.metrics, err = b.server.metricsOf(ctx); err != nil && ctx.Err() == nil {
		b.log.Warn("no metrics", "error", err) // the columns stay empty
	}
	return s, nil
}

// record has perf watch the server, if that was asked for, and returns what ends it.
func (b *bench) record(ctx context.Context, n int) (stop func()) {
	if b.o.profile == "" {
		return func() {}
	}
	file := b.o.profile
	if len(b.o.viewers) > 1 {
		file += "-" + strconv.Itoa(n)
	}
	ctx, cancel := context.WithTimeout(ctx, time.Duration(b.o.seconds)*time.Second)
	c := exec.CommandContext(ctx, "perf", "record", "-q", "-e", "cpu-clock", "-F", "499", "-g", "-o", file, "-p", strconv.Itoa(b.server.command.Process.Pid))
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) } // it writes its file then
	c.WaitDelay = 20 * time.Second
	if err := c.Start(); err != nil {
		b.log.Warn("no profile", "error", err)
		cancel()
		return func() {}
	}
	return func() {
		cancel()
		_ = c.Wait()                                          // it was interrupted
		b.log.Warn("profile written: perf report -i " + file) //nolint:sloglint // a command to copy
	}
}

// bringSpeaker puts one speaker with generated media on the stage.
func (b *bench) bringSpeaker(ctx context.Context) (*sfutest.Publisher, error) {
	c := b.crowd
	all, err := c.signInAll(ctx)
	if err != nil {
		return nil, err
	}
	b.all = all.attendees
	if err := c.findSession(ctx, all); err != nil {
		return nil, err
	}
	b.seats.Go(func() { c.moderate(ctx, all.moderator) })
	s, gone := c.takeSeat(ctx, all.speakers[0], b.log)
	b.seats.Go(func() { <-gone })
	if err := c.waitInside(ctx, s, gone); err != nil {
		return nil, err
	}
	here, _ := s.view.here()
	if _, err := s.do(ctx, protocol.EnterBackstage{}); err != nil {
		return nil, err
	}
	media := append(c.mediaOptions(), sfutest.WithName("bench"), sfutest.WithLayers(benchLayers()...))
	if b.o.whep {
		media = append(media, sfutest.WithoutSimulcast()) // a player cannot say how large it shows what it gets
	}
	p, err := sfutest.NewPublisher(s.legSignal(protocol.PublishLeg), media...)
	if err != nil {
		return nil, err
	}
	if err := p.Connect(ctx); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	if err := c.turnOn(ctx, s, p, 0); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	c.announce(string(here.Me.ID))
	return p, b.waitOnStage(ctx, s)
}

func (b *bench) waitOnStage(ctx context.Context, s *seat) error {
	for {
		if here, _ := s.view.here(); here.Place == "stage" {
			return nil
		}
		if !sleep(ctx, 50*time.Millisecond) {
			return fmt.Errorf("wait for the stage: %w", context.Cause(ctx))
		}
	}
}
