package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strconv"
	"time"

	"plenary/server"
	"plenary/server/conference"
	"plenary/server/live"
	"plenary/server/protocol"
	"plenary/server/store"
	"plenary/sfu"
	"plenary/web"
)

// goodbye is how long everybody together has to go when the server ends.
const goodbye = 20 * time.Second

func serveFlags(f *flag.FlagSet, o *options) {
	f.BoolVar(&o.demoData, "demo-data", false, "serve a database that the demo command made; without one-click sign-in")
}

func runServe(ctx context.Context, at console, cfg config, o options) (err error) {
	if err := makeData(cfg); err != nil {
		return err
	}
	if cfg.address == "" && !loopback(cfg.listen) {
		return misuse("--address: say under which public address (https://…) people reach this server")
	}
	log := logger(at, cfg)
	st, err := store.Open(ctx, cfg.database, store.WithLogger(log))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	made, err := st.MadeByDemo(ctx)
	if err != nil {
		return err
	}
	if made && !o.demoData {
		return conference.Errorf(conference.Conflict,
			"this database holds the demonstration's fictional people; use plenary demo, or --demo-data to serve it all the same")
	}
	h := house{cfg: cfg, store: st, log: log, now: time.Now}
	h.ready = func(_ context.Context, address string) error {
		h.log.Info("serving", "address", address, "listen", cfg.listen, "build", build())
		return nil
	}
	return h.serve(ctx)
}

// makeData makes the data directory, for this user only: the database and the outbox hold what others may not read.
func makeData(cfg config) error {
	if err := os.MkdirAll(cfg.data, 0o700); err != nil {
		return fmt.Errorf("make the data directory: %w", err)
	}
	return nil
}

func logger(at console, cfg config) *slog.Logger {
	how := &slog.HandlerOptions{Level: cfg.logLevel}
	if cfg.logFormat == "json" {
		return slog.New(slog.NewJSONHandler(at.stderr, how))
	}
	return slog.New(slog.NewTextHandler(at.stderr, how))
}

// house is all that serves, from the store up.
type house struct {
	cfg   config
	store *store.Store
	log   *slog.Logger
	now   func() time.Time
	demo  *demonstration                                  // nil but in the demo command
	ready func(ctx context.Context, address string) error // called once it serves; ctx ends when it no longer does
}

// serve builds the house from the ground up, lives in it until ctx ends, and takes it down from the top: no new people,
// every room closed with a code that says "come back", then the media, then (by the caller) the store.
func (h *house) serve(ctx context.Context) (err error) {
	media, err := h.newMedia()
	if err != nil {
		return fmt.Errorf("start the media server: %w", err)
	}
	defer func() { err = errors.Join(err, media.Close()) }()
	rooms := live.New(h.store, media, live.WithLogger(h.log), live.WithClock(h.now), live.WithBuild(build()),
		live.WithSlots(h.slots()), live.WithLimits(h.cfg.room))
	srv, ln, address, err := h.open(rooms)
	if err != nil {
		return errors.Join(err, h.leave(ctx, rooms.Close))
	}
	metrics, err := h.serveMetrics(srv, media)
	if err != nil {
		return errors.Join(err, ln.Close(), h.leave(ctx, srv.Shutdown))
	}

	ended := make(chan error, 1)
	go func() { ended <- srv.Listen(ln) }()
	living, leave := context.WithCancel(ctx)
	tidied := make(chan struct{})
	go func() { defer close(tidied); h.tidy(living) }()
	if err = h.ready(living, address); err == nil {
		select {
		case <-ctx.Done():
			h.log.Info("shutting down")
		case err = <-ended:
			ended <- nil
		}
	}
	leave()
	err = errors.Join(err, h.leave(ctx, srv.Shutdown), <-ended, metrics.stop())
	<-tidied
	return err
}

// open puts the edge in front of the rooms and takes its port.
func (h *house) open(rooms *live.Rooms) (*server.Server, net.Listener, string, error) {
	ln, err := server.OpenPort(context.Background(), h.cfg.listen)
	if err != nil {
		return nil, nil, "", fmt.Errorf("serve pages: %w", err)
	}
	address, err := h.cfg.publicAddress(ln.Addr())
	if err != nil {
		return nil, nil, "", errors.Join(err, ln.Close())
	}
	mail, err := h.newMailer()
	if err != nil {
		return nil, nil, "", errors.Join(err, ln.Close())
	}
	cfg := server.Config{
		Address: address, Conference: h.cfg.conference, TrustedProxies: h.cfg.trustedProxies, Build: build(),
		Now: h.now, RateScale: h.cfg.rateScale,
	}
	if h.demo != nil {
		cfg.Demo, cfg.DemoPeople = true, h.demo.people
	}
	srv, err := server.New(cfg, h.store, rooms, mail, web.Files, h.log)
	if err != nil {
		return nil, nil, "", errors.Join(err, ln.Close())
	}
	return srv, ln, address, nil
}

func (h *house) newMedia() (*sfu.SFU, error) {
	options := []sfu.Option{
		sfu.WithUDPAddr(h.cfg.mediaUDP), sfu.WithTCPAddr(h.cfg.mediaTCP), sfu.WithPublicIPs(h.cfg.publicIPs...), sfu.WithLogger(h.log),
		sfu.WithLimits(sfu.Limits{
			Viewers: h.cfg.limits.viewers, Attending: h.cfg.limits.attending, ViewerRate: 1000 * h.cfg.limits.viewerRate,
			SourceRate: 1000 * h.cfg.limits.sourceRate, SourceCount: h.cfg.limits.sourcePackets,
			StageRate: 1000 * h.cfg.limits.stageRate, StageCount: h.cfg.limits.stagePackets,
		}),
	}
	if h.demo != nil || h.cfg.onThisMachine() {
		options = append(options, sfu.WithLoopback(true)) // a browser here may have no other address
	}
	return sfu.New(options...)
}

func (h *house) newMailer() (server.Mailer, error) {
	smtp := h.cfg.smtp
	if smtp.host == "" {
		return server.NewOutbox(h.cfg.outbox, h.log)
	}
	return server.NewSMTP(server.SMTPConfig{
		Address: net.JoinHostPort(smtp.host, strconv.Itoa(smtp.port)), From: smtp.from,
		User: smtp.user, Password: smtp.password, Security: server.SMTPSecurity(smtp.tls),
	})
}

func (h *house) slots() protocol.AudienceSlots {
	s := h.cfg.slots
	return protocol.AudienceSlots{Floor: s.floor, Channel: s.channel, Camera: s.camera, Screen: s.screen, ScreenSound: s.screenSound}
}

// leave gives an ending its own time: the context that ended everything has none left.
func (h *house) leave(ctx context.Context, end func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), goodbye)
	defer cancel()
	return end(ctx)
}

// tidy forgets what has expired, once an hour, and notes the end of the audit where the database cannot reach.
func (h *house) tidy(ctx context.Context) {
	hourly := time.NewTicker(time.Hour)
	defer hourly.Stop()
	for {
		if err := h.store.DeleteExpired(ctx, h.now()); err != nil && ctx.Err() == nil {
			h.log.Warn("expired logins stay", "error", err)
		}
		if err := h.store.ForgetDeliveries(ctx, h.now()); err != nil && ctx.Err() == nil {
			h.log.Warn("old deliveries stay", "error", err)
		}
		if head, err := h.store.AuditHead(ctx); err == nil && head.Number > 0 {
			h.log.Info("end of the audit log", "number", head.Number, "hash", head.Hash)
		}
		select {
		case <-ctx.Done():
			return
		case <-hourly.C:
		}
	}
}
