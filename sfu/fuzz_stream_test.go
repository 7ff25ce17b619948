package sfu

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/binary"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/dtls/v3/pkg/crypto/selfsign"
	"github.com/pion/stun/v4"
)

// script is a TCP connection on which somebody says what is written, in pieces, and then hangs up.
type script struct {
	net.Conn
	said  *bytes.Reader
	piece int
}

func (c *script) Read(b []byte) (int, error)       { return c.said.Read(b[:min(len(b), c.piece)]) }
func (c *script) Write(b []byte) (int, error)      { return len(b), nil }
func (c *script) Close() error                     { return nil }
func (c *script) SetReadDeadline(time.Time) error  { return nil }
func (c *script) SetWriteDeadline(time.Time) error { return nil }
func (c *script) RemoteAddr() net.Addr             { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 4444} }

// framed is one frame (RFC 4571 §2).
func framed(b ...byte) []byte {
	return append(binary.BigEndian.AppendUint16(nil, uint16(len(b))), b...) //nolint:gosec // small
}

func joined(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// FuzzConnection takes what a stranger may say over ICE-TCP (RFC 4571, RFC 6544), cut into pieces of any size. Who does
// not begin with a check is hung up on; what is not for an audience leg goes to the publish legs whole.
func FuzzConnection(f *testing.F) {
	a := newAudience(f, 1, 3, []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:9")})
	viewer := a.layer.slots()[0].leg
	server := viewer.sfu
	server.port.name(&viewer.link, "name")
	check := func(name, password string) []byte {
		m, err := stun.Build(stun.TransactionID, stun.BindingRequest, stun.NewUsername(name+":other"),
			stun.NewShortTermIntegrity(password), stun.Fingerprint)
		if err != nil {
			f.Fatal(err)
		}
		return framed(m.Raw...)
	}
	hers, forged, other := check("name", "a password of twenty-two"), check("name", "a guess of twenty-two "), check("pion", "whatever it may be   ")
	report := framed(append([]byte{0x80, 201, 0, 7}, make([]byte, 60)...)...)
	hello := framed(22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1)
	for _, s := range [][]byte{joined(hers, report, hello, hers), joined(forged, report), joined(other, hello), hello, {}, {0xff, 0xff, 1}, joined(hers, framed(), framed(1))} {
		f.Add(s, uint16(1))
		f.Add(s, uint16(1000))
	}
	p := &tcpPort{sfu: server, others: make(chan net.Conn), closed: make(chan struct{})}
	f.Fuzz(func(t *testing.T, said []byte, piece uint16) {
		viewer.link.names.Store(&[2]credentials{{"name", "a password of twenty-two"}, {}})
		c := &script{said: bytes.NewReader(said), piece: 1 + int(piece)}
		sorted := make(chan struct{})
		go func() {
			defer close(sorted)
			p.sort(c)
		}()
		select {
		case <-sorted:
		case other := <-p.others:
			<-sorted
			if got, err := io.ReadAll(other); err != nil || !bytes.Equal(got, said) {
				t.Errorf("the publish legs got %x (%v), want %x", got, err, said)
			}
			if !isSTUN(said[2:]) {
				t.Errorf("the publish legs got %x, which does not begin with a check", said)
			}
		}
		server.work.Wait()
		if viewer.link.path.tcp != nil {
			t.Error("a connection that has ended is still used")
		}
	})
}

// FuzzHandshake takes what a client may send for DTLS records (RFC 6347), in datagrams. Without her certificate's key,
// there are no keys in the end.
func FuzzHandshake(f *testing.F) {
	cert, err := selfsign.GenerateSelfSigned()
	if err != nil {
		f.Fatal(err)
	}
	a := newAudience(f, 1, 0, []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:9")})
	l := &a.layer.slots()[0].leg.link
	l.sfu.log = slog.New(slog.DiscardHandler)
	l.path = path{tcp: newTCPConn(nil)}
	for _, s := range shaken(f, l, cert) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, said []byte) {
		l.path = path{tcp: newTCPConn(nil)}
		h := newHandshake(l)
		ended := make(chan error, 1)
		go func() {
			_, _, err := h.run(context.Background(), cert, "sha-256 of nobody")
			ended <- err
		}()
		for stream := bytes.NewReader(said); ; {
			d, err := readFrame(stream, make([]byte, datagramSize))
			if err != nil {
				break
			}
			select {
			case h.in <- bytes.Clone(d):
				continue
			case err := <-ended:
				ended <- err
			}
			break
		}
		for len(h.in) > 0 && len(ended) == 0 {
			time.Sleep(20 * time.Microsecond)
		}
		_ = h.Close()
		if err := <-ended; err == nil {
			t.Error("a stranger shook hands")
		}
		if n := len(h.flight); n > flightAtMost {
			t.Errorf("%d datagrams are kept", n)
		}
	})
}

// shaken shakes hands with a client of another library, and returns what she said: all of it, and less and less.
func shaken(f *testing.F, l *link, cert tls.Certificate) (scripts [][]byte) {
	f.Helper()
	own, err := selfsign.GenerateSelfSigned()
	if err != nil {
		f.Fatal(err)
	}
	server := newHandshake(l)
	client := &talker{handshake: newHandshake(l), to: server}
	go client.listen(l.path.tcp)
	conn, err := dtls.ClientWithOptions(client, client.RemoteAddr(), dtls.WithCertificates(own), dtls.WithInsecureSkipVerify(true),
		dtls.WithSRTPProtectionProfiles(profilesOffered...), dtls.WithExtendedMasterSecret(dtls.RequireExtendedMasterSecret))
	if err != nil {
		f.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	go func() { _ = conn.HandshakeContext(ctx) }()
	if _, _, err := server.run(ctx, cert, fingerprintOf(own.Certificate[0])); err != nil {
		f.Fatal(err)
	}
	_ = conn.Close()
	l.path.tcp.finish()
	client.mu.Lock()
	defer client.mu.Unlock()
	for n := len(client.said); n > 0; n-- {
		scripts = append(scripts, joined(client.said[:n]...))
	}
	return append(scripts, client.said[0][:40], joined(client.said[0], client.said[0]))
}

// talker is the client's side of a handshake, which keeps what she says.
type talker struct {
	*handshake
	to   *handshake
	said [][]byte
}

func (c *talker) WriteTo(b []byte, _ net.Addr) (int, error) {
	c.mu.Lock()
	c.said = append(c.said, framed(b...))
	c.mu.Unlock()
	c.to.take(b)
	return len(b), nil
}

// listen hands on what the server says.
func (c *talker) listen(from *tcpConn) {
	for range from.more {
		from.mu.Lock()
		waiting := from.waiting
		from.waiting = nil
		from.mu.Unlock()
		for stream := bytes.NewReader(waiting); ; {
			d, err := readFrame(stream, make([]byte, datagramSize))
			if err != nil {
				break
			}
			c.take(d)
		}
	}
}
