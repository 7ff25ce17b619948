//go:build linux

package main

import (
	"fmt"
	"slices"
	"time"
)

// measurement is one row of the table.
type measurement struct {
	Viewers        int     `json:"viewers"`
	Missing        int     `json:"viewers_missing"` // of them, who never got in
	PacketsSecond  float64 `json:"packets_per_second"`
	MegabitsSecond float64 `json:"megabits_per_second"`
	Cores          float64 `json:"server_cores"`
	MicrosPacket   float64 `json:"cpu_us_per_packet"`
	UserPacket     float64 `json:"user_us_per_packet"`
	SystemPacket   float64 `json:"system_us_per_packet"`
	ViewerKiB      float64 `json:"rss_kib_per_viewer"`
	JoinCPU        float64 `json:"join_cpu_ms"`
	JoinP50        float64 `json:"join_p50_ms"`
	JoinP99        float64 `json:"join_p99_ms"`
	FirstP50       float64 `json:"first_keyframe_p50_ms"`
	FirstP95       float64 `json:"first_keyframe_p95_ms"`
	FirstP99       float64 `json:"first_keyframe_p99_ms"`
	LatencyP50     float64 `json:"latency_p50_ms"`
	LatencyP99     float64 `json:"latency_p99_ms"`
	LossPercent    float64 `json:"loss_percent"`
	IdlePercent    float64 `json:"machine_idle_percent"` // a machine that is never idle measures its own load

	JoinSeconds     float64 `json:"all_joined_after_s"`
	FailedTries     int     `json:"failed_tries_to_join"`
	Gone            int     `json:"viewers_lost"`
	ServerBusy      float64 `json:"server_core_busy_percent"`  // its cores, whoever used them
	CorePacket      float64 `json:"server_core_us_per_packet"` // the same over packets
	ServerSoftirq   float64 `json:"server_core_softirq_percent"`
	GeneratorUser   float64 `json:"generator_user_cores"`
	GeneratorSystem float64 `json:"generator_system_cores"`
	GeneratorBusy   float64 `json:"generator_core_busy_percent"`
	Softirq         float64 `json:"generator_core_softirq_percent"`
	Keyframes       float64 `json:"keyframe_requests"` // that the camera saw from the first viewer on
	Goroutines      float64 `json:"server_goroutines_per_viewer"`
	NACKs           uint64  `json:"nacks"`
	PLIs            uint64  `json:"plis"`
	Forged          uint64  `json:"forged"`
	Control         control `json:"control"`
}

// control is what complete WebRTC clients say about the same.
type control struct {
	Clients    int     `json:"clients"`
	Loss       float64 `json:"loss_percent"`
	LatencyP50 float64 `json:"latency_p50_ms"`
	LatencyP99 float64 `json:"latency_p99_ms"`
	Frames     float64 `json:"frames_per_second"` // of sound and picture, each client
	Others     float64 `json:"frames_per_second_of_others"`
}

// row turns four samples into a row: before anybody joined, when all had, and both ends of the measurement.
func (b *bench) row(n int, took time.Duration, at [4]sample) measurement {
	before, joined, from, to := at[0], at[1], at[2], at[3]
	seconds := to.at.Sub(from.at).Seconds()
	packets := packetsOf(to) - packetsOf(from)
	user, system := to.server.user-from.server.user, to.server.system-from.server.system
	latency := to.got.Latency.Since(from.got.Latency)
	here := n - b.missing
	m := measurement{
		Viewers:        n,
		Missing:        b.missing,
		PacketsSecond:  packets / seconds,
		MegabitsSecond: float64(to.got.Bytes-from.got.Bytes+to.control.Bytes-from.control.Bytes) * 8 / 1e6 / seconds,
		Cores:          (user + system).Seconds() / seconds,
		ViewerKiB:      (residentOf(to) - residentOf(before)) / 1024 / float64(max(here, 1)),
		LatencyP50:     millis(latency.Quantile(0.5)),
		LatencyP99:     millis(latency.Quantile(0.99)),
		LossPercent:    lossPercent(float64(to.got.Lost-from.got.Lost), float64(to.got.Packets-from.got.Packets)),
		IdlePercent:    100 * to.machine.since(from.machine, -1).idleShare(),
		JoinSeconds:    took.Seconds(),
		FailedTries:    b.failed,
		Gone:           to.gone,
		NACKs:          to.got.NACKs,
		PLIs:           to.got.PLIs + to.control.PLIs,
		Forged:         to.got.Forged,
		Keyframes:      to.metrics["plenary_media_keyframe_requests_total"] - before.metrics["plenary_media_keyframe_requests_total"],
		Goroutines:     (to.metrics["go_goroutines"] - before.metrics["go_goroutines"]) / float64(max(here, 1)),
	}
	if packets > 0 {
		m.UserPacket = user.Seconds() * 1e6 / packets
		m.SystemPacket = system.Seconds() * 1e6 / packets
		m.MicrosPacket = m.UserPacket + m.SystemPacket
	}
	m.addCores(b.w, from, to, packets)
	// What joining cost is what was used meanwhile, less what forwarding to those already in must have cost.
	forwarding := (packetsOf(joined) - packetsOf(before)) * m.MicrosPacket / 1000
	m.JoinCPU = max(0, (millis(joined.server.total()-before.server.total())-forwarding)/float64(max(here, 1)))
	m.addArrivals(b.arrivals)
	m.addControl(len(b.viewers), here-len(b.viewers), from, to)
	return m
}

// residentOf is the server's memory less what its runtime keeps for later: before anybody has joined, that is most of it.
func residentOf(s sample) float64 {
	return float64(s.server.rss) - s.metrics["go_memstats_heap_idle_bytes"] + s.metrics["go_memstats_heap_released_bytes"]
}

func packetsOf(s sample) float64 { return float64(s.got.Packets + s.control.Packets) }

func lossPercent(lost, packets float64) float64 {
	if lost+packets == 0 {
		return 0
	}
	return 100 * lost / (packets + lost)
}

// addCores says who used the cores of both sides.
func (m *measurement) addCores(w *ground, from, to sample, packets float64) {
	seconds := to.at.Sub(from.at).Seconds()
	m.GeneratorUser = (to.generator.user - from.generator.user).Seconds() / seconds
	m.GeneratorSystem = (to.generator.system - from.generator.system).Seconds() / seconds
	server, viewers := to.machine.since(from.machine, w.server...), to.machine.since(from.machine, w.viewers...)
	share := func(ticks int64, c core) float64 { return 100 * float64(ticks) / float64(max(c.all, 1)) }
	m.ServerBusy, m.ServerSoftirq = share(server.all-server.idle, server), share(server.softirq, server)
	m.GeneratorBusy, m.Softirq = share(viewers.all-viewers.idle, viewers), share(viewers.softirq, viewers)
	if packets > 0 {
		m.CorePacket = float64(server.all-server.idle) * 10_000 / packets // a tick is 10 ms
	}
}

func (m *measurement) addArrivals(list []arrived) {
	var joined, picture []time.Duration
	for _, a := range list {
		joined, picture = append(joined, a.joined), append(picture, a.picture)
	}
	m.JoinP50, m.JoinP99 = quantile(joined, 0.5), quantile(joined, 0.99)
	m.FirstP50, m.FirstP95, m.FirstP99 = quantile(picture, 0.5), quantile(picture, 0.95), quantile(picture, 0.99)
}

// quantile is in milliseconds.
func quantile(list []time.Duration, q float64) float64 {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return millis(list[int(q*float64(len(list)-1))])
}

func (m *measurement) addControl(clients, others int, from, to sample) {
	seconds := to.at.Sub(from.at).Seconds()
	latency := to.control.Latency.Since(from.control.Latency)
	m.Control = control{
		Clients:    clients,
		Loss:       lossPercent(float64(to.control.Lost-from.control.Lost), float64(to.control.Packets-from.control.Packets)),
		LatencyP50: millis(latency.Quantile(0.5)),
		LatencyP99: millis(latency.Quantile(0.99)),
		Frames:     float64(to.control.Frames-from.control.Frames) / seconds / float64(max(clients, 1)),
		Others:     float64(to.got.Frames-from.got.Frames) / seconds / float64(max(others, 1)),
	}
}

// doubts says where complete clients and cheap viewers do not agree, which makes the figures doubtful.
func (m measurement) doubts() []string {
	var list []string
	c := m.Control
	say := func(format string, args ...any) {
		list = append(list, fmt.Sprintf("N=%d: ", m.Viewers)+fmt.Sprintf(format, args...))
	}
	if d := c.Loss - m.LossPercent; c.Clients > 0 && (d > 0.5 || d < -0.5) {
		say("complete clients lost %.2f %%, the others %.2f %%", c.Loss, m.LossPercent)
	}
	if d := c.LatencyP50 - m.LatencyP50; c.Clients > 0 && (d > 5+m.LatencyP50 || d < -5) {
		say("packets took %.1f ms to complete clients, %.1f ms to the others", c.LatencyP50, m.LatencyP50)
	}
	if d := c.Frames - c.Others; c.Clients > 0 && (d > 0.1*c.Others || -d > 0.1*c.Others) {
		say("complete clients have %.1f frames a second, the others %.1f", c.Frames, c.Others)
	}
	if m.Forged > 0 {
		say("%d packets had a wrong tag", m.Forged)
	}
	if m.Missing > 0 || m.Gone > 0 {
		say("%d viewers never got in, %d were lost", m.Missing, m.Gone)
	}
	return list
}
