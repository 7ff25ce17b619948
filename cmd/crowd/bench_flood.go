//go:build linux

package main

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"text/tabwriter"
	"time"
)

// flood is something that strangers, or viewers who are up to no good, send for a while to a server that has a panel.
type flood struct {
	name   string
	second int // how often
	send   func(f *flooder, n int)
}

// floodFor is how long each flood lasts, and the quiet before it.
const floodFor = 5 * time.Second

var floods = []flood{
	{"junk", 50_000, func(f *flooder, n int) { f.from(n%64, f.junk[:40+n%1000]) }},
	{"ClientHello, 2,000 ports", 20_000, func(f *flooder, n int) { f.from(n%len(f.sockets), f.hello) }},
	{"STUN, names unknown", 50_000, func(f *flooder, n int) { f.from(n%64, f.check) }},
	{"RTP and RTCP, unsealed", 50_000, func(f *flooder, n int) { f.from(n%64, f.media) }},
	{"keyframe requests", 5_000, func(f *flooder, n int) { f.press(n, true, 0) }},
	{"NACK of 136 packets each", 5_000, func(f *flooder, n int) { f.press(n, false, 136) }},
}

// flooder has what floods are made of.
type flooder struct {
	b                         *bench
	sockets                   []*net.UDPConn
	junk, hello, check, media []byte
	sent                      atomic.Int64
}

// floodRow is how the panel fared.
type floodRow struct {
	name          string
	sent          float64 // a second
	loss          float64 // per cent
	p50, p99      float64 // ms
	cores, frames float64
	asked         float64 // keyframes, of the camera
	gone          int
}

// flooded has the panel run quietly, and under each flood.
func (b *bench) flooded(ctx context.Context, out io.Writer) error {
	if !b.w.network {
		return errors.New("floods stay in a network of their own, which needs root and ip")
	}
	f := &flooder{b: b, junk: make([]byte, 1100), media: make([]byte, 200)}
	_, _ = rand.Read(f.junk) // never fails
	f.junk[0] = 200          // of no protocol (RFC 7983 §7)
	f.hello, f.media[0], f.media[1] = clientHello(), 0x80, 96
	f.check = bindingRequest()
	to := netip.AddrPortFrom(netip.MustParseAddr(benchServerIP), benchMediaPort)
	for range 2000 {
		s, err := net.DialUDP("udp", nil, net.UDPAddrFromAddrPort(to))
		if err != nil {
			return fmt.Errorf("open a socket: %w", err)
		}
		defer s.Close()
		f.sockets = append(f.sockets, s)
	}
	var rows []floodRow
	for _, x := range append([]flood{{name: "quiet"}}, floods...) {
		r, err := f.run(ctx, x)
		if err != nil {
			return err
		}
		rows = append(rows, r)
		sleep(ctx, 3*time.Second) // what was harmed recovers, or not
	}
	r, err := f.run(ctx, flood{name: "quiet again"})
	if err != nil {
		return err
	}
	return writeFloods(out, b.w.String(), append(rows, r))
}

// run has one flood beside the panel.
func (f *flooder) run(ctx context.Context, x flood) (floodRow, error) {
	from, err := f.b.sample(ctx)
	if err != nil {
		return floodRow{}, err
	}
	f.sent.Store(0)
	var work sync.WaitGroup
	if x.second > 0 {
		work.Go(func() { f.pour(ctx, x) })
	} else {
		sleep(ctx, floodFor)
	}
	work.Wait()
	to, err := f.b.sample(ctx)
	if err != nil {
		return floodRow{}, err
	}
	seconds := to.at.Sub(from.at).Seconds()
	latency := to.got.Latency.Since(from.got.Latency)
	const keyframes = "plenary_media_keyframe_requests_total"
	return floodRow{
		name: x.name, sent: float64(f.sent.Load()) / seconds,
		loss: lossPercent(float64(to.got.Lost-from.got.Lost), float64(to.got.Packets-from.got.Packets)),
		p50:  millis(latency.Quantile(0.5)), p99: millis(latency.Quantile(0.99)),
		cores:  (to.server.total() - from.server.total()).Seconds() / seconds,
		frames: float64(to.got.Frames-from.got.Frames) / seconds / float64(max(len(f.b.sinks), 1)),
		asked:  (to.metrics[keyframes] - from.metrics[keyframes]) / seconds, gone: to.gone,
	}, nil
}

// pour sends at a flood's pace, in portions of a millisecond or so; what the machine cannot do is left out.
func (f *flooder) pour(ctx context.Context, x flood) {
	began := time.Now()
	for n := 0; ctx.Err() == nil; {
		passed := time.Since(began)
		if passed >= floodFor {
			return
		}
		due := int(passed.Seconds() * float64(x.second))
		for n = max(n, due-x.second/50); n < due; n++ {
			x.send(f, n)
		}
		time.Sleep(time.Millisecond)
	}
}

func (f *flooder) from(socket int, b []byte) {
	if _, err := f.sockets[socket].Write(b); err == nil {
		f.sent.Add(1)
	}
}

// press has one of the viewers ask for more than she needs.
func (f *flooder) press(n int, keyframe bool, again int) {
	f.b.mu.Lock()
	v := f.b.sinks[n%len(f.b.sinks)]
	f.b.mu.Unlock()
	v.Press(keyframe, again)
	f.sent.Add(1)
}

// clientHello is a first record of DTLS 1.2 (RFC 6347 §4.2), as long as browsers' are.
func clientHello() []byte {
	body := append([]byte{0xfe, 0xfd}, make([]byte, 34)...)        // version, random, no session, no cookie
	body = append(body, 0, 4, 0xc0, 0x2b, 0xc0, 0x2f, 1, 0)        // two suites, no compression
	body = append(body, 0, 100)                                    // extensions
	body = append(append(body, 0, 21, 0, 96), make([]byte, 96)...) // padding, RFC 7685
	size := len(body)
	b := []byte{22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0}
	b = binary.BigEndian.AppendUint16(b, uint16(size+12)) //nolint:gosec // small
	b = append(b, 1, 0, byte(size>>8), byte(size), 0, 0, 0, 0, 0, 0, byte(size>>8), byte(size))
	return append(b, body...)
}

// bindingRequest is a check (RFC 8445 §7.2.2) that names nobody, with integrity by no password.
func bindingRequest() []byte {
	name := "nobody:here."
	b := []byte{0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42}
	b = append(b, make([]byte, 12)...)
	b = append(append(b, 0, 6, 0, byte(len(name))), name...)
	b = append(append(b, 0, 8, 0, 20), make([]byte, 20)...)
	b[3] = byte(len(b) - 20)
	return b
}

func writeFloods(out io.Writer, where string, rows []floodRow) error {
	var b strings.Builder
	t := tabwriter.NewWriter(&b, 0, 4, 2, ' ', 0)
	fmt.Fprintln(t, "flood\tsent/s\tloss %\tlatency p50 ms\tp99 ms\tframes/s of a viewer\tserver cores\tkeyframes asked/s\tviewers gone")
	for _, r := range rows {
		fmt.Fprintf(t, "%s\t%.0f\t%.3f\t%.1f\t%.1f\t%.1f\t%.2f\t%.1f\t%d\n", r.name, r.sent, r.loss, r.p50, r.p99, r.frames, r.cores, r.asked, r.gone)
	}
	if err := t.Flush(); err != nil {
		return fmt.Errorf("write figures: %w", err)
	}
	_, err := fmt.Fprintf(out, "%s\n\n%s", where, b.String())
	if err != nil {
		return fmt.Errorf("write figures: %w", err)
	}
	return nil
}
