package main

import (
	"strconv"

	"github.com/prometheus/client_golang/prometheus"

	"plenary/sfu"
)

// Upper bounds of the classes into which viewers are counted.
var (
	lossBounds  = []float64{0, 0.01, 0.03, 0.08, 0.2, 0.5}
	roundBounds = []float64{0.02, 0.05, 0.1, 0.25, 0.4, 0.8, 2}
)

// collectViewers says how many viewers fare how well. No figure is of one of them: there may be thousands, and it is
// nobody's business.
func collectViewers(out chan<- prometheus.Metric, audience []sfu.ViewerStats) {
	quality := map[sfu.Quality]int{}
	var losses, rounds []float64
	for _, v := range audience {
		if v.Quality.Score > 0 {
			quality[v.Quality]++
		}
		loss, round := 0.0, 0.0
		for _, s := range v.Slots {
			loss, round = max(loss, s.Loss), max(round, s.Round.Seconds())
		}
		if len(v.Slots) > 0 {
			losses = append(losses, loss)
		}
		if round > 0 {
			rounds = append(rounds, round)
		}
	}
	for q, n := range quality {
		out <- prometheus.MustNewConstMetric(mediaQuality, prometheus.GaugeValue, float64(n), strconv.Itoa(q.Score), string(q.Fault))
	}
	out <- histogram(mediaLoss, losses, lossBounds)
	out <- histogram(mediaRound, rounds, roundBounds)
}

// histogram counts values as they are now, which Prometheus takes as a histogram that begins anew each time.
func histogram(d *prometheus.Desc, values, bounds []float64) prometheus.Metric {
	below, sum := map[float64]uint64{}, 0.0
	for _, b := range bounds {
		below[b] = 0
	}
	for _, v := range values {
		sum += v
		for _, b := range bounds {
			if v <= b {
				below[b]++
			}
		}
	}
	return prometheus.MustNewConstHistogram(d, uint64(len(values)), sum, below)
}
