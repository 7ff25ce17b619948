package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"plenary/server"
	"plenary/sfu"
)

// metrics is the port that Prometheus reads, apart from everything that the world reaches.
type metrics struct {
	server *http.Server
	ended  chan error
}

func (h *house) serveMetrics(srv *server.Server, media *sfu.SFU) (*metrics, error) {
	if h.cfg.metricsListen == "" {
		return &metrics{}, nil
	}
	registry := prometheus.NewRegistry()
	about := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "plenary_build_info", Help: "Always 1; what this server was built from.",
		ConstLabels: prometheus.Labels{"build": build(), "go": runtime.Version()},
	})
	about.Set(1)
	registry.MustRegister(about, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), newMediaCollector(media.Stats))
	registry.MustRegister(srv.Collectors()...)

	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	ln, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", h.cfg.metricsListen)
	if err != nil {
		return nil, fmt.Errorf("serve metrics: %w", err)
	}
	m := &metrics{
		server: &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 30 * time.Second},
		ended:  make(chan error, 1),
	}
	go func() { m.ended <- m.server.Serve(ln) }()
	h.log.Info("serving metrics", "listen", ln.Addr().String())
	return m, nil
}

func (m *metrics) stop() error {
	if m.server == nil {
		return nil
	}
	err := m.server.Close()
	if ended := <-m.ended; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, ended)
	}
	return err
}
