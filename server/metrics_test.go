package server

import (
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"

	"plenary/server/conference"
)

// Metrics count by route, never by what somebody typed: their number is bounded by the table.
func TestMetrics(t *testing.T) {
	w := newWorld(t)
	registry := prometheus.NewRegistry()
	for _, c := range w.srv.Collectors() {
		w.must(registry.Register(c))
	}
	seat := w.as(conference.Attendee).sit(w.press.ID)
	defer seat.Close()
	for _, path := range []string{"/api/sessions/AAAA", "/api/sessions/BBBB", "/some/page", "/another/page", "/api/unknown"} {
		w.visitor().send("GET", path, nil)
	}
	w.exchange("BREW /pot HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
	families, err := registry.Gather()
	w.must(err)
	found := map[string]float64{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			var labels []string
			for _, l := range m.GetLabel() {
				labels = append(labels, l.GetValue())
			}
			found[f.GetName()+" "+strings.Join(labels, " ")] = m.GetCounter().GetValue() + m.GetGauge().GetValue()
		}
	}
	for name, value := range map[string]float64{
		"plenary_http_requests_total GET /api/sessions/:session 404": 2,
		"plenary_http_requests_total GET /* 404":                     1,
		"plenary_people_in_rooms ":                                   1,
		"plenary_rooms ":                                             1,
	} {
		if found[name] != value {
			t.Errorf("%s = %v; want %v in %v", name, found[name], value, found)
		}
	}
	for name := range found {
		if strings.Contains(name, "AAAA") || strings.Contains(name, "BREW") || strings.Contains(name, "another") {
			t.Errorf("%s has what somebody typed", name)
		}
	}
}
