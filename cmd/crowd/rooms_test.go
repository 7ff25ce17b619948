//go:build linux

package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// serverFrame writes a text frame as a server does.
func serverFrame(text string) []byte {
	if len(text) < 126 {
		return append([]byte{0x81, byte(len(text))}, text...)
	}
	return append(binary.BigEndian.AppendUint16([]byte{0x81, 126}, uint16(len(text))), text...)
}

// However the network cuts what a server sent, a seat of the bench counts the same.
func TestRawSeatsReadWhatIsCut(t *testing.T) {
	now := time.Now()
	var sent []byte
	sent = append(sent, serverFrame(`{"type":"Welcome","data":{"resume":"once","epoch":"e1","seq":41,"lines":"`+string(bytes.Repeat([]byte("x"), 300))+`"}}`)...)
	for i := range 3 {
		sent = append(sent, serverFrame(fmt.Sprintf(`{"type":"LineSaid","seq":%d,"data":{"line":{"text":"@%x words of some length, so that a frame is cut within"}}}`, 42+i, now.Add(-time.Second).UnixNano()))...)
	}
	sent = append(sent, serverFrame(`{"type":"PresenceChanged","data":{"presence":7}}`)...)
	for _, samples := range []bool{true, false} {
		for cut := 1; cut < 60; cut++ {
			s, h := &rawSeat{state: seatWaiting, samples: samples, began: now}, heard{}
			for b := sent; len(b) > 0; b = b[min(cut, len(b)):] {
				s.read(b[:min(cut, len(b))], now, &h)
			}
			if h.frames != 3 || h.other != 1 || h.welcomed != 1 || s.epoch != "e1" || s.resume != "once" || s.seq != 44 || s.state != seatOpen {
				t.Fatalf("in pieces of %d: %+v, %+v", cut, h, s)
			}
			if samples && (len(h.latency) != 3 || h.latency[0] != time.Second) {
				t.Fatalf("in pieces of %d, latencies are %v", cut, h.latency)
			}
		}
	}
}

func TestClientFrames(t *testing.T) {
	for _, size := range []int{0, 125, 126, 3000} {
		b := clientFrame(1, bytes.Repeat([]byte("x"), size))
		head := 2
		if size > 125 {
			head = 4
		}
		if b[1]&0x80 == 0 || len(b) != head+4+size || b[0] != 0x81 {
			t.Errorf("%d bytes become a frame of %d, %x", size, len(b), b[:2])
		}
	}
}

// What a reader has not read lies at her end first, then at the server's; what others have is not counted.
func TestSocketMemory(t *testing.T) {
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	port := uint16(ln.Addr().(*net.TCPAddr).Port) //nolint:gosec // a port
	for _, from := range []string{"127.0.0.2", "127.0.0.3"} {
		reader, err := (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}).DialContext(t.Context(), "tcp4", ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer reader.Close()
		conn, err := ln.Accept()
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fillSocket(t, conn.(*net.TCPConn))
	}
	one := netip.MustParseAddr("127.0.0.2")
	all, err := readSocketMemory(port, func(netip.Addr) bool { return true })
	some, someErr := readSocketMemory(port, func(a netip.Addr) bool { return a == one })
	none, noneErr := readSocketMemory(port, func(netip.Addr) bool { return false })
	if err := errors.Join(err, someErr, noneErr); err != nil {
		t.Fatal(err)
	}
	if none != (socketMemory{}) || some.server < 64<<10 || some.readers < 4<<10 || all.server < some.server+64<<10 {
		t.Errorf("none %+v, one %+v, both %+v", none, some, all)
	}
}

// fillSocket writes until the kernel takes no more. That it does not is asked of the kernel: a deadline of the program's own
// may be over on a busy machine before anything was written.
func fillSocket(t *testing.T, conn *net.TCPConn) {
	t.Helper()
	raw, err := conn.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	block := make([]byte, 64<<10)
	err = raw.Control(func(fd uintptr) {
		ready := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}} //nolint:gosec // a descriptor
		for {
			n, err := unix.Poll(ready, 200)
			switch {
			case errors.Is(err, unix.EINTR):
				continue
			case err != nil:
				t.Error(err)
				return
			case n == 0:
				return
			}
			if _, err := unix.Write(int(fd), block); err != nil && !errors.Is(err, unix.EAGAIN) && !errors.Is(err, unix.EINTR) {
				t.Error(err)
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}
