package server

import (
	"bytes"
	"errors"
	"io"
	"net"
	"syscall"
	"testing"
	"time"

	"plenary/server/protocol"
)

// carriers runs a test with each carrier of the system.
func carriers(t *testing.T, test func(t *testing.T, threads bool)) {
	for name, threads := range map[string]bool{"reactor": false, "threads": true} {
		t.Run(name, func(t *testing.T) { test(t, threads) })
	}
}

// pair is a socket and its browser, who has little space for what it does not read.
func pair(t *testing.T, threads bool) (*socket, *net.TCPConn) {
	t.Helper()
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	browser, err := new(net.Dialer).DialContext(t.Context(), "tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	conn, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = browser.Close() })
	tcp := conn.(*net.TCPConn)
	if err := errors.Join(tcp.SetWriteBuffer(sendBuffer), browser.(*net.TCPConn).SetReadBuffer(4<<10), browser.SetDeadline(time.Now().Add(20*time.Second))); err != nil {
		t.Fatal(err)
	}
	noLeaks(t)
	var k *socket
	if !threads {
		rs := newReactors(&usual)
		t.Cleanup(rs.stop)
		k = rs.socket(conn, tcp)
	}
	if k == nil {
		k = &socket{carrier: newThreaded(conn, conn)}
	}
	k.patience = &usual
	return k, browser.(*net.TCPConn)
}

// fill writes until the kernel takes no more, and says how much it took.
func fill(t *testing.T, k *socket) (taken int) {
	t.Helper()
	frame := bytes.Repeat([]byte("x"), 100_000)
	for range 100 {
		n, err := k.Write(frame)
		if err != nil {
			t.Fatal(err)
		}
		if taken += n; n < len(frame) {
			return taken
		}
	}
	t.Fatal("the kernel takes everything")
	return 0
}

func TestASocketTakesWhatFits(t *testing.T) { carriers(t, testASocketTakesWhatFits) }

func testASocketTakesWhatFits(t *testing.T, threads bool) {
	k, browser := pair(t, threads)
	defer k.shut()
	taken := fill(t, k)
	if n, err := k.Write([]byte("more")); n != 0 || err != nil {
		t.Errorf("full, it takes %d and says %v", n, err)
	}
	if taken > 1<<20 {
		t.Errorf("a browser that reads nothing is sent %d bytes", taken)
	}
	k.control(0xa, []byte("pong")) // would stand in the middle of a frame
	if got, err := io.ReadAll(io.LimitReader(browser, int64(taken))); err != nil || len(bytes.Trim(got, "x")) > 0 {
		t.Errorf("the browser reads %d bytes, %v", len(got), err)
	}
	deadline := time.Now().Add(20 * time.Second)
	for n := 0; n < len("more") && time.Now().Before(deadline); {
		m, err := k.Write([]byte("more")[n:])
		if n += m; err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Millisecond)
	}
	k.End(protocol.CloseRestart, "soon")
	got, err := io.ReadAll(io.LimitReader(browser, int64(len("more")+4+len("soon"))))
	if want := "more\x88\x06\x0f\xa2soon"; err != nil || string(got) != want {
		t.Errorf("the browser reads %q, %v; want %q", got, err, want)
	}
	if _, err := k.Write([]byte("after the end")); !errors.Is(err, errOver) {
		t.Errorf("after the end: %v", err)
	}
}

// Without a reset, the kernel would keep what a browser that is let go does not read.
func TestASocketThatIsFullIsReset(t *testing.T) { carriers(t, testASocketThatIsFullIsReset) }

func testASocketThatIsFullIsReset(t *testing.T, threads bool) {
	k, browser := pair(t, threads)
	fill(t, k)
	k.End(protocol.CloseSlow, "the connection could not keep up")
	if k.heard() == nil {
		t.Error("it is still listened to")
	}
	k.shut()
	if _, err := io.Copy(io.Discard, browser); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the browser is told %v", err)
	}
}

func TestAWriteAllocatesNothing(t *testing.T) { carriers(t, testAWriteAllocatesNothing) }

func testAWriteAllocatesNothing(t *testing.T, threads bool) {
	k, browser := pair(t, threads)
	defer k.shut()
	go func() { _, _ = io.Copy(io.Discard, browser) }()
	frame := []byte("\x81\x02{}")
	if n := testing.AllocsPerRun(100, func() { _, _ = k.Write(frame) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
