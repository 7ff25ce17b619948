package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
	"time"

	"plenary/sfu/sfutest"
)

// report is what is printed at the end. Times are in milliseconds.
type report struct {
	Seconds    float64          `json:"seconds"`
	Joined     int              `json:"joined"`
	NotLetIn   int              `json:"not_let_in"`
	Legs       int              `json:"legs"`
	FailedLegs int              `json:"failed_legs"`
	Received   received         `json:"received"`
	Published  published        `json:"published"`
	LinesHeard int              `json:"lines_heard"`
	Times      map[string]times `json:"times"`
	Troubles   map[string]int   `json:"troubles"`
}

// received is what all audience legs got.
type received struct {
	Packets     uint64  `json:"packets"`
	Bytes       uint64  `json:"bytes"`
	Pictures    uint64  `json:"pictures"` // complete ones
	Lost        uint64  `json:"lost"`     // for good, after repair
	LossPercent float64 `json:"loss_percent"`
	Repaired    uint64  `json:"repaired"` // were missing and came
	Duplicates  uint64  `json:"duplicates"`
	PLIs        uint64  `json:"plis"`
	LongestGap  float64 `json:"longest_picture_gap_ms"`
}

// published is what all speakers sent.
type published struct {
	Packets   uint64 `json:"packets"`
	Bytes     uint64 `json:"bytes"`
	Keyframes uint64 `json:"keyframes"`
	PLIs      uint64 `json:"plis"`
	NACKs     uint64 `json:"nacks"`
}

// times are percentiles of something that was timed.
type times struct {
	Count uint64  `json:"count"`
	P50   float64 `json:"p50_ms"`
	P95   float64 `json:"p95_ms"`
	P99   float64 `json:"p99_ms"`
	Max   float64 `json:"max_ms"`
}

func timesOf(h sfutest.Histogram) times {
	return times{h.Count(), millis(h.Quantile(0.5)), millis(h.Quantile(0.95)), millis(h.Quantile(0.99)), millis(h.Max())}
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func (t *tally) report() report {
	t.mu.Lock()
	defer t.mu.Unlock()
	m := t.media
	r := report{
		Seconds: time.Since(t.began).Seconds(),
		Joined:  t.joined, NotLetIn: t.refused, Legs: t.legs, FailedLegs: t.failedLegs,
		LinesHeard: t.heard,
		Received: received{
			Packets: m.Packets, Bytes: m.Bytes, Pictures: t.pictures.Frames, Lost: m.Lost,
			Repaired: m.Gaps - min(m.Gaps, m.Lost), Duplicates: m.Duplicates, PLIs: m.PLIs, LongestGap: millis(t.pictures.LongestGap),
		},
		Times:    map[string]times{},
		Troubles: maps.Clone(t.troubles),
	}
	if all := m.Packets + m.Lost; all > 0 {
		r.Received.LossPercent = 100 * float64(m.Lost) / float64(all)
	}
	for _, p := range t.published {
		r.Published.Packets += p.Packets
		r.Published.Bytes += p.Bytes
		r.Published.Keyframes += p.Keyframes
		r.Published.PLIs += p.PLIs
		r.Published.NACKs += p.NACKs
	}
	for name, h := range t.times {
		r.Times[name] = timesOf(*h)
	}
	if m.Latency.Count() > 0 {
		r.Times["forwarding"] = timesOf(m.Latency)
	}
	return r
}

func (r report) writeJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(r)
}

func (r report) writeText(w io.Writer) error {
	fmt.Fprintf(w, "%d people joined, %d were not let in; %d audience legs, %d failed; %.0f s\n", r.Joined, r.NotLetIn, r.Legs, r.FailedLegs, r.Seconds)
	in := r.Received
	fmt.Fprintf(w, "received %d packets, %.1f MB, %d pictures; lost %d (%.3f %%), repaired %d, twice %d, keyframes asked for %d, longest picture gap %.0f ms\n",
		in.Packets, float64(in.Bytes)/1e6, in.Pictures, in.Lost, in.LossPercent, in.Repaired, in.Duplicates, in.PLIs, in.LongestGap)
	out := r.Published
	fmt.Fprintf(w, "published %d packets, %.1f MB, %d keyframes for %d requests, %d repair requests\n",
		out.Packets, float64(out.Bytes)/1e6, out.Keyframes, out.PLIs, out.NACKs)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "ms\tcount\tp50\tp95\tp99\tmax\t")
	for _, name := range slices.Sorted(maps.Keys(r.Times)) {
		x := r.Times[name]
		fmt.Fprintf(t, "%s\t%d\t%.1f\t%.1f\t%.1f\t%.1f\t\n", name, x.Count, x.P50, x.P95, x.P99, x.Max)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, what := range slices.Sorted(maps.Keys(r.Troubles)) {
		fmt.Fprintf(w, "trouble: %s (%d times)\n", what, r.Troubles[what])
	}
	return nil
}
