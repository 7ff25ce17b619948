package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"plenary/server/protocol"
	"plenary/sfu/sfutest"
)

// benchLayers are the publisher's: 720p at 2.5 Mbit/s, which all viewers show, and two that nobody does.
func benchLayers() []sfutest.Layer {
	return []sfutest.Layer{
		{RID: "q", Width: 320, Height: 180, Bitrate: 150_000, FPS: 30},
		{RID: "h", Width: 640, Height: 360, Bitrate: 500_000, FPS: 30},
		{RID: "f", Width: 1280, Height: 720, Bitrate: 2_500_000, FPS: 30},
	}
}

// measurement is one row of the table.
type measurement struct {
	Viewers        int     `json:"viewers"`
	PacketsSecond  float64 `json:"packets_per_second"`
	MegabitsSecond float64 `json:"megabits_per_second"`
	Cores          float64 `json:"server_cores"`
	MicrosPacket   float64 `json:"cpu_us_per_packet"`
	UserPacket     float64 `json:"user_us_per_packet"`
	SystemPacket   float64 `json:"system_us_per_packet"`
	ViewerKiB      float64 `json:"rss_kib_per_viewer"`
	JoinCPU        float64 `json:"join_cpu_ms"`
	JoinP50        float64 `json:"join_p50_ms"`
	JoinP99        float64 `json:"join_p99_ms"`
	FirstP50       float64 `json:"first_keyframe_p50_ms"`
	FirstP99       float64 `json:"first_keyframe_p99_ms"`
	LatencyP50     float64 `json:"latency_p50_ms"`
	LatencyP99     float64 `json:"latency_p99_ms"`
	LossPercent    float64 `json:"loss_percent"`
	Generator      float64 `json:"generator_cores"`
	IdlePercent    float64 `json:"machine_idle_percent"` // a machine that is never idle measures its own load
}

// bench is one step: a server, a speaker, viewers.
type bench struct {
	o      benchOptions
	log    *slog.Logger
	server *benchServer
	crowd  *crowd
	seats  sync.WaitGroup
	all    []person // the viewers' logins: there are fewer than viewers, who are windows of the same people then

	mu      sync.Mutex
	viewers []*sfutest.Viewer
}

// sample is the state of everything at one moment.
type sample struct {
	at        time.Time
	server    usage
	generator usage
	machine   machine
	got       sfutest.SlotStats
}

func measure(ctx context.Context, o benchOptions, n int, log *slog.Logger) (m measurement, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	b := &bench{o: o, log: log}
	if b.server, err = startServer(ctx, o, log); err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, b.server.stop()) }()
	opts := options{url: b.server.url, speakers: 1, attendees: n, moderator: true, view: size{1280, 720}, tokenFile: b.server.passes()}
	if b.crowd, err = newCrowd(opts, log); err != nil {
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

	sleep(ctx, 2*time.Second) // the server's own start settles
	before, err := b.sample()
	if err != nil {
		return m, err
	}
	if err := b.joinAll(ctx); err != nil {
		return m, err
	}
	joined, err := b.sample()
	if err != nil {
		return m, err
	}
	sleep(ctx, 2*time.Second)
	from, err := b.sample()
	if err != nil {
		return m, err
	}
	sleep(ctx, time.Duration(o.seconds)*time.Second)
	to, err := b.sample()
	if err != nil {
		return m, err
	}
	if ctx.Err() != nil {
		return m, fmt.Errorf("measurement cut short: %w", context.Cause(ctx))
	}
	return b.row(n, before, joined, from, to), nil
}

// row turns four samples into a row.
func (b *bench) row(n int, before, joined, from, to sample) measurement {
	seconds := to.at.Sub(from.at).Seconds()
	packets := float64(to.got.Packets - from.got.Packets)
	user := to.server.user - from.server.user
	system := to.server.system - from.server.system
	latency := to.got.Latency.Since(from.got.Latency)
	m := measurement{
		Viewers:        n,
		PacketsSecond:  packets / seconds,
		MegabitsSecond: float64(to.got.Bytes-from.got.Bytes) * 8 / 1e6 / seconds,
		Cores:          (user + system).Seconds() / seconds,
		ViewerKiB:      float64(to.server.rss-before.server.rss) / 1024 / float64(n),
		LatencyP50:     millis(latency.Quantile(0.5)),
		LatencyP99:     millis(latency.Quantile(0.99)),
		Generator:      (to.generator.total() - from.generator.total()).Seconds() / seconds,
		IdlePercent:    100 * to.machine.idleSince(from.machine),
	}
	if packets > 0 {
		m.UserPacket = user.Seconds() * 1e6 / packets
		m.SystemPacket = system.Seconds() * 1e6 / packets
		m.MicrosPacket = m.UserPacket + m.SystemPacket
		lost := float64(to.got.Lost - from.got.Lost)
		m.LossPercent = 100 * lost / (packets + lost)
	}
	// What joining cost is what was used meanwhile, less what forwarding to those already in must have cost.
	forwarding := float64(joined.got.Packets-before.got.Packets) * m.MicrosPacket / 1000
	m.JoinCPU = max(0, (millis(joined.server.total()-before.server.total())-forwarding)/float64(n))
	times := b.crowd.tally.report().Times
	m.JoinP50, m.JoinP99 = times["connect"].P50, times["connect"].P99
	m.FirstP50, m.FirstP99 = times["first keyframe"].P50, times["first keyframe"].P99
	return m
}

func (b *bench) sample() (sample, error) {
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
	b.mu.Lock()
	defer b.mu.Unlock()
	var all sfutest.ViewerStats
	for _, v := range b.viewers {
		all.Slots = append(all.Slots, v.Stats().Total())
	}
	s.got = all.Total()
	return s, nil
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
	p, err := sfutest.NewPublisher(s.legSignal(protocol.PublishLeg), append(c.mediaOptions(), sfutest.WithName("bench"), sfutest.WithLayers(benchLayers()...))...)
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

// joinAll lets all viewers in, a few at a time, and waits until each has a picture.
func (b *bench) joinAll(ctx context.Context) error {
	var failed atomic.Pointer[error]
	gate := make(chan struct{}, b.o.joining)
	var joining sync.WaitGroup
	for _, who := range b.all {
		select {
		case gate <- struct{}{}:
		case <-ctx.Done():
		}
		if ctx.Err() != nil {
			break
		}
		joining.Go(func() {
			defer func() { <-gate }()
			if err := b.join(ctx, who); err != nil {
				failed.Store(&err)
			}
		})
	}
	joining.Wait()
	if e := failed.Load(); e != nil {
		return fmt.Errorf("a viewer could not join: %w", *e)
	}
	return ctx.Err()
}

// join lets one viewer in.
func (b *bench) join(ctx context.Context, who person) error {
	c := b.crowd
	s, gone := c.takeSeat(ctx, who, b.log)
	b.seats.Go(func() { <-gone })
	if err := c.waitInside(ctx, s, gone); err != nil {
		return err
	}
	here, _ := s.view.here()
	slots := slotsOf(here.Slots)
	v, err := sfutest.NewViewer(s.legSignal(protocol.AudienceLeg), append(c.mediaOptions(), sfutest.WithSlots(slots...))...)
	if err != nil {
		return err
	}
	b.mu.Lock()
	b.viewers = append(b.viewers, v)
	b.mu.Unlock()
	if err := v.Connect(ctx); err != nil {
		return err
	}
	f := &fan{crowd: c, seat: s, slots: slots, liked: map[string]bool{}}
	for v.Stats().Total().FirstKeyframe == 0 {
		f.act(ctx)
		if !sleep(ctx, 20*time.Millisecond) {
			return fmt.Errorf("wait for a picture: %w", context.Cause(ctx))
		}
	}
	f.act(ctx)
	st := v.Stats()
	c.tally.came("connect", st.Joined)
	c.tally.came("first keyframe", st.Total().FirstKeyframe)
	return nil
}

func (b *bench) closeViewers() {
	b.mu.Lock()
	defer b.mu.Unlock()
	var closing sync.WaitGroup
	for _, v := range b.viewers {
		closing.Go(func() { _ = v.Close() })
	}
	closing.Wait()
}
