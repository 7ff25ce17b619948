package server

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"plenary/server/live"
)

// metrics counts what the edge answers. Labels come from the route table, never from what somebody typed.
type metrics struct {
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	seats    prometheus.GaugeFunc
	rooms    prometheus.GaugeFunc
}

func newMetrics(rooms *live.Rooms) *metrics {
	return &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "plenary_http_requests_total", Help: "Requests by method, route and status.",
		}, []string{"method", "route", "status"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "plenary_http_request_seconds", Help: "How long answers took, by route.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"route"}),
		seats: prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "plenary_people_in_rooms", Help: "People in all rooms.",
		}, func() float64 {
			sum := 0
			for _, n := range rooms.Counts() {
				sum += n
			}
			return float64(sum)
		}),
		rooms: prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "plenary_rooms", Help: "Rooms that somebody is in.",
		}, func() float64 { return float64(len(rooms.Counts())) }),
	}
}

func (m *metrics) answered(method, route string, status int, took time.Duration) {
	m.requests.WithLabelValues(known(method), route, strconv.Itoa(status)).Inc()
	m.duration.WithLabelValues(route).Observe(took.Seconds())
}

// known keeps methods that somebody made up out of the labels.
func known(method string) string {
	switch method {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
		return method
	}
	return "other"
}

func (m *metrics) collectors() []prometheus.Collector {
	return []prometheus.Collector{m.requests, m.duration, m.seats, m.rooms}
}
