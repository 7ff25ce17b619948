package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"plenary/sfu"
)

func TestFiguresOfTheMediaServer(t *testing.T) {
	slot := func(loss float64, round time.Duration) []sfu.SlotStats {
		return []sfu.SlotStats{{Loss: loss / 2}, {Loss: loss, Round: round}}
	}
	stats := sfu.Stats{
		Viewers: 4, Freezes: 7, Frozen: 2500 * time.Millisecond, Behind: 3,
		Delays: sfu.Delays{Count: 10, Sum: time.Second, Below: map[time.Duration]uint64{time.Millisecond: 4, 500 * time.Millisecond: 9}},
		Audience: []sfu.ViewerStats{
			{ID: "ana", Quality: sfu.Quality{Score: 5}, Slots: slot(0, 30*time.Millisecond)},
			{ID: "ben", Quality: sfu.Quality{Score: 5}, Slots: slot(0.02, 90*time.Millisecond)},
			{ID: "cem", Quality: sfu.Quality{Score: 1, Fault: sfu.ViewerFault}, Slots: slot(0.4, 0)},
			{ID: "dia"},
		},
		Publishers: []sfu.PublisherStats{{ID: "eva", Stage: "hall", Round: 40 * time.Millisecond, Layers: []sfu.LayerStats{
			{Source: sfu.Camera, Layer: "h", Codec: "video/VP8", Loss: 0.01, Jitter: 3 * time.Millisecond},
		}}},
	}
	const want = `# HELP plenary_media_forwarding_seconds How long frames stay in the server: from their last packet's arrival until they are sent to the last viewer.
		# TYPE plenary_media_forwarding_seconds histogram
		plenary_media_forwarding_seconds_bucket{le="0.001"} 4
		plenary_media_forwarding_seconds_bucket{le="0.5"} 9
		plenary_media_forwarding_seconds_bucket{le="+Inf"} 10
		plenary_media_forwarding_seconds_sum 1
		plenary_media_forwarding_seconds_count 10
		# HELP plenary_media_freezes_total Times that a picture stood still, as pages say.
		# TYPE plenary_media_freezes_total counter
		plenary_media_freezes_total 7
		# HELP plenary_media_frozen_seconds_total How long pictures stood still, as pages say.
		# TYPE plenary_media_frozen_seconds_total counter
		plenary_media_frozen_seconds_total 2.5
		# HELP plenary_media_quality_viewers Viewers by how good what they get is, from 1 to 5, and whose fault it is if it is bad.
		# TYPE plenary_media_quality_viewers gauge
		plenary_media_quality_viewers{fault="",score="5"} 2
		plenary_media_quality_viewers{fault="viewer",score="1"} 1
		# HELP plenary_media_viewer_loss_ratio Shares of packets that viewers lose at the moment, the worst of each.
		# TYPE plenary_media_viewer_loss_ratio histogram
		plenary_media_viewer_loss_ratio_bucket{le="0"} 1
		plenary_media_viewer_loss_ratio_bucket{le="0.01"} 1
		plenary_media_viewer_loss_ratio_bucket{le="0.03"} 2
		plenary_media_viewer_loss_ratio_bucket{le="0.08"} 2
		plenary_media_viewer_loss_ratio_bucket{le="0.2"} 2
		plenary_media_viewer_loss_ratio_bucket{le="0.5"} 3
		plenary_media_viewer_loss_ratio_bucket{le="+Inf"} 3
		plenary_media_viewer_loss_ratio_sum 0.42000000000000004
		plenary_media_viewer_loss_ratio_count 3
		# HELP plenary_media_publisher_round_trip_seconds Round trip to a publisher at the moment, if her browser says.
		# TYPE plenary_media_publisher_round_trip_seconds gauge
		plenary_media_publisher_round_trip_seconds{publisher="eva",stage="hall"} 0.04
`
	figures := prometheus.NewRegistry()
	figures.MustRegister(newMediaCollector(func() sfu.Stats { return stats }))
	page := httptest.NewRecorder()
	promhttp.HandlerFor(figures, promhttp.HandlerOpts{}).ServeHTTP(page, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", nil))
	for line := range strings.Lines(want) {
		if line = strings.TrimSpace(line); !strings.Contains(page.Body.String(), line+"\n") {
			t.Errorf("figures lack %q", line)
		}
	}
	if t.Failed() {
		t.Log(page.Body.String())
	}
}
