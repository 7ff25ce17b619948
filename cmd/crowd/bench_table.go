//go:build linux

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
)

// writeTable prints what each number of viewers cost, and beneath it what measuring it did.
func writeTable(w io.Writer, ground string, rows []measurement) error {
	fmt.Fprintf(w, "1 publisher (720p VP8, 2.5 Mbit/s in the layer shown, and Opus), N viewers; %s\n\n", ground)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "N\tpackets/s\tMbit/s\tserver cores\tCPU us/packet\tuser / sys\tRSS KiB/viewer\tjoin CPU ms\tjoin ms p50 / p99\tpicture ms p50 / p95 / p99\tlatency ms p50 / p99\tloss %\tkeyframes asked\tgoroutines/viewer\t")
	for _, m := range rows {
		fmt.Fprintf(t, "%d\t%.0f\t%.1f\t%.2f\t%.2f\t%.2f / %.2f\t%.0f\t%.1f\t%.0f / %.0f\t%.0f / %.0f / %.0f\t%.1f / %.1f\t%.3f\t%.0f\t%.1f\t\n",
			m.Viewers, m.PacketsSecond, m.MegabitsSecond, m.Cores, m.MicrosPacket, m.UserPacket, m.SystemPacket, m.ViewerKiB, m.JoinCPU,
			m.JoinP50, m.JoinP99, m.FirstP50, m.FirstP95, m.FirstP99, m.LatencyP50, m.LatencyP99, m.LossPercent, m.Keyframes, m.Goroutines)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(w, "\nand of measuring it:")
	fmt.Fprintln(t, "N\tall in after s\tserver's core busy %\tof it softirq\tus/packet\tgenerator user / sys cores\tits core busy %\tof it softirq\tmachine idle %\tNACKs\tPLIs\tcomplete clients\ttheir loss %\ttheir latency ms p50 / p99\t")
	for _, m := range rows {
		c := m.Control
		fmt.Fprintf(t, "%d\t%.1f\t%.0f\t%.0f\t%.2f\t%.2f / %.2f\t%.0f\t%.0f\t%.0f\t%d\t%d\t%d\t%.3f\t%.1f / %.1f\t\n",
			m.Viewers, m.JoinSeconds, m.ServerBusy, m.ServerSoftirq, m.CorePacket, m.GeneratorUser, m.GeneratorSystem, m.GeneratorBusy, m.Softirq,
			m.IdlePercent, m.NACKs, m.PLIs, c.Clients, c.Loss, c.LatencyP50, c.LatencyP99)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(w)
	for _, m := range rows {
		for _, doubt := range m.doubts() {
			fmt.Fprintln(w, "Doubtful:", doubt)
		}
	}
	fmt.Fprint(w, `CPU: user and system time of the server over the packets that viewers received. Join: from the offer until media could flow;
picture: until the first complete keyframe; latency: of a frame's last packet from the publisher's socket to the viewer's, as the
kernel stamps it, for a sample; keyframes asked: of the camera, from the first viewer on. A core is busy with whatever runs on it: the
kernel's work for a packet is done where it is sent, unless steered. A generator whose core is full measures itself.
`)
	return nil
}

func writeMeasurements(w io.Writer, rows []measurement) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(rows)
}
