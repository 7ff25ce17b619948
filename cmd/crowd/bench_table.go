package main

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"text/tabwriter"
)

// writeTable prints what each number of viewers cost.
func writeTable(w io.Writer, rows []measurement) error {
	fmt.Fprintf(w, "1 publisher (720p VP8 simulcast, 2.5 Mbit/s in the layer shown, and Opus), N viewers, loopback, %d CPUs shared with the viewers\n\n", runtime.NumCPU())
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "N\tpackets/s\tMbit/s\tserver cores\tCPU us/packet\tuser / sys\tRSS KiB/viewer\tjoin CPU ms\tjoin ms p50 / p99\tpicture ms p50 / p99\tlatency ms p50 / p99\tloss %\tviewers' cores\tidle %\t")
	for _, m := range rows {
		fmt.Fprintf(t, "%d\t%.0f\t%.1f\t%.2f\t%.1f\t%.1f / %.1f\t%.0f\t%.1f\t%.0f / %.0f\t%.0f / %.0f\t%.1f / %.1f\t%.3f\t%.2f\t%.0f\t\n",
			m.Viewers, m.PacketsSecond, m.MegabitsSecond, m.Cores, m.MicrosPacket, m.UserPacket, m.SystemPacket, m.ViewerKiB, m.JoinCPU,
			m.JoinP50, m.JoinP99, m.FirstP50, m.FirstP99, m.LatencyP50, m.LatencyP99, m.LossPercent, m.Generator, m.IdlePercent)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(w, "\nCPU: user and system time of the server over the packets that viewers received. Join: from the offer until media could flow;")
	fmt.Fprintln(w, "picture: until the first complete keyframe; latency: of a frame's last packet from the publisher's socket to the viewer's;")
	fmt.Fprintln(w, "idle: of the whole machine. A row with little of it says more about the machine than about the server.")
	return nil
}

func writeMeasurements(w io.Writer, rows []measurement) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(rows)
}
