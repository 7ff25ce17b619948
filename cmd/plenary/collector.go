package main

import (
	"github.com/prometheus/client_golang/prometheus"

	"plenary/sfu"
)

// mediaCollector shows the media server's figures to Prometheus, of which it knows nothing itself.
type mediaCollector struct{ stats func() sfu.Stats }

var (
	mediaPublishers = prometheus.NewDesc("plenary_media_publishers", "Publish legs that are open.", nil, nil)
	mediaViewers    = prometheus.NewDesc("plenary_media_viewers", "Audience legs that are open.", nil, nil)
	mediaPackets    = prometheus.NewDesc("plenary_media_sent_packets", "Packets sent to viewers, by the legs that are open.", nil, nil)
	mediaBytes      = prometheus.NewDesc("plenary_media_sent_bytes", "Bytes sent to viewers, by the legs that are open.", nil, nil)

	mediaBehind = prometheus.NewDesc("plenary_media_lost_frames_total", "Frames that were not sent because the server had no time for them.", nil, nil)
	mediaDelay  = prometheus.NewDesc("plenary_media_forwarding_seconds", "How long frames stay in the server: from their last packet's arrival until they are sent to the last viewer.", nil, nil)

	mediaQuality = prometheus.NewDesc("plenary_media_quality_viewers", "Viewers by how good what they get is, from 1 to 5, and whose fault it is if it is bad.", []string{"score", "fault"}, nil)
	mediaFreezes = prometheus.NewDesc("plenary_media_freezes_total", "Times that a picture stood still, as pages say.", nil, nil)
	mediaFrozen  = prometheus.NewDesc("plenary_media_frozen_seconds_total", "How long pictures stood still, as pages say.", nil, nil)
	mediaLoss    = prometheus.NewDesc("plenary_media_viewer_loss_ratio", "Shares of packets that viewers lose at the moment, the worst of each.", nil, nil)
	mediaRound   = prometheus.NewDesc("plenary_media_viewer_round_trip_seconds", "Round trips to viewers at the moment.", nil, nil)

	publisherRound = prometheus.NewDesc("plenary_media_publisher_round_trip_seconds", "Round trip to a publisher at the moment, if her browser says.", []string{"stage", "publisher"}, nil)

	layerLabels    = []string{"stage", "publisher", "source", "layer", "codec"}
	layerPackets   = prometheus.NewDesc("plenary_media_received_packets_total", "Packets of one encoding of one source.", layerLabels, nil)
	layerBytes     = prometheus.NewDesc("plenary_media_received_bytes_total", "Bytes of one encoding of one source.", layerLabels, nil)
	layerKeyframes = prometheus.NewDesc("plenary_media_keyframe_requests_total", "Keyframes asked of a camera.", layerLabels, nil)
	layerLoss      = prometheus.NewDesc("plenary_media_received_loss_ratio", "Share of packets of one encoding that did not come lately, after repair.", layerLabels, nil)
	layerJitter    = prometheus.NewDesc("plenary_media_received_jitter_seconds", "How unevenly packets of one encoding come.", layerLabels, nil)
	layerViewers   = prometheus.NewDesc("plenary_media_layer_viewers", "Viewers of one encoding of one source.", layerLabels, nil)
)

func newMediaCollector(stats func() sfu.Stats) prometheus.Collector { return mediaCollector{stats} }

// Describe names the figures.
func (c mediaCollector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		mediaPublishers, mediaViewers, mediaPackets, mediaBytes, mediaBehind, mediaDelay,
		mediaQuality, mediaFreezes, mediaFrozen, mediaLoss, mediaRound, publisherRound,
		layerPackets, layerBytes, layerKeyframes, layerLoss, layerJitter, layerViewers,
	} {
		out <- d
	}
}

// Collect asks for them. A publisher's are there as long as she publishes, so their number stays that of those who do.
func (c mediaCollector) Collect(out chan<- prometheus.Metric) {
	stats := c.stats()
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	counter := func(d *prometheus.Desc, value uint64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, float64(value), labels...)
	}
	gauge(mediaPublishers, float64(len(stats.Publishers)))
	gauge(mediaViewers, float64(stats.Viewers))
	gauge(mediaPackets, float64(stats.Packets))
	gauge(mediaBytes, float64(stats.Bytes))
	counter(mediaBehind, stats.Behind)
	below := map[float64]uint64{}
	for bound, n := range stats.Delays.Below {
		below[bound.Seconds()] = n
	}
	out <- prometheus.MustNewConstHistogram(mediaDelay, stats.Delays.Count, stats.Delays.Sum.Seconds(), below)
	counter(mediaFreezes, stats.Freezes)
	out <- prometheus.MustNewConstMetric(mediaFrozen, prometheus.CounterValue, stats.Frozen.Seconds())
	collectViewers(out, stats.Audience)
	for _, p := range stats.Publishers {
		if p.Round > 0 {
			gauge(publisherRound, p.Round.Seconds(), p.Stage, p.ID)
		}
		for _, l := range p.Layers {
			labels := []string{p.Stage, p.ID, string(l.Source), l.Layer, l.Codec}
			counter(layerPackets, l.Packets, labels...)
			counter(layerBytes, l.Bytes, labels...)
			counter(layerKeyframes, l.Keyframes, labels...)
			gauge(layerLoss, l.Loss, labels...)
			gauge(layerJitter, l.Jitter.Seconds(), labels...)
			gauge(layerViewers, float64(l.Viewers), labels...)
		}
	}
}
