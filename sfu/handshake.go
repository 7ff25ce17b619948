package sfu

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/dtls/v3/pkg/crypto/elliptic"
	"github.com/pion/srtp/v3"
	"github.com/pion/transport/v5/deadline"
)

const (
	handshakeWithin = 20 * time.Second
	flightInterval  = 400 * time.Millisecond
	flightAtMost    = 8 // datagrams
)

var errCertificate = errors.New("the client's certificate is not the one of its offer")

// handshake is the DTLS server side of a link (RFC 8827 §6.5). It runs once the client's address has been proven by ICE,
// which is why no cookie is asked for. Its goroutines end with it: what may have to be said later on, the last flight and
// the farewell, is kept as bytes.
type handshake struct {
	link     *link
	in       chan []byte
	deadline *deadline.Deadline
	closed   chan struct{}
	once     sync.Once

	mu       sync.Mutex
	flight   [][]byte // sent since something was received
	answered bool     // something was received after the flight
	done     bool     // nothing is sent any more
	farewell []byte   // close_notify
}

func newHandshake(l *link) *handshake {
	return &handshake{link: l, in: make(chan []byte, 16), deadline: deadline.New(), closed: make(chan struct{})}
}

// take hands on a datagram of the client.
func (h *handshake) take(b []byte) {
	select {
	case h.in <- append([]byte(nil), b...):
	default: // it will come again
	}
}

// run shakes hands and returns the keys.
func (h *handshake) run(ctx context.Context, cert tls.Certificate, fingerprint string) (*sealer, *opener, error) {
	ctx, cancel := context.WithTimeout(ctx, handshakeWithin)
	defer cancel()
	conn, err := dtls.ServerWithOptions(h, h.RemoteAddr(),
		dtls.WithCertificates(cert),
		dtls.WithSRTPProtectionProfiles(profilesOffered...),
		dtls.WithExtendedMasterSecret(dtls.RequestExtendedMasterSecret),
		// Every WebRTC client has this curve (RFC 8827 §6.5), which costs half of what X25519 does here.
		dtls.WithEllipticCurves(elliptic.P256),
		dtls.WithClientAuth(dtls.RequireAnyClientCert),
		dtls.WithInsecureSkipVerify(true), // certificates sign themselves; the offer says which it is
		dtls.WithInsecureSkipVerifyHello(true),
		dtls.WithVerifyPeerCertificate(func(chain [][]byte, _ [][]*x509.Certificate) error {
			if len(chain) == 0 || fingerprintOf(chain[0]) != fingerprint {
				return errCertificate
			}
			return nil
		}),
		dtls.WithFlightInterval(flightInterval),
		dtls.WithMTU(1200),
		dtls.WithLoggerFactory(pionLog{h.link.sfu.log}),
	)
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("shake hands: %w", err), h.Close())
	}
	err = conn.HandshakeContext(ctx)
	s, o, kerr := keysOf(conn, err)
	h.mu.Lock()
	h.done = true
	h.mu.Unlock()
	_ = conn.Close() // says farewell, which is kept
	return s, o, kerr
}

func keysOf(conn *dtls.Conn, err error) (*sealer, *opener, error) {
	if err != nil {
		return nil, nil, fmt.Errorf("shake hands: %w", err)
	}
	profile, ok := conn.SelectedSRTPProtectionProfile()
	if !ok {
		return nil, nil, fmt.Errorf("shake hands: no SRTP profile in common")
	}
	state, ok := conn.ConnectionState()
	if !ok {
		return nil, nil, fmt.Errorf("shake hands: no state")
	}
	config := srtp.Config{Profile: srtp.ProtectionProfile(profile)}
	if err := config.ExtractSessionKeysFromDTLS(&state, false); err != nil {
		return nil, nil, fmt.Errorf("shake hands: %w", err)
	}
	return newSealing(profile, config.Keys)
}

// fingerprintOf is what SDP says of a certificate (RFC 8122 §5).
func fingerprintOf(der []byte) string {
	sum := sha256.Sum256(der)
	digits := hex.EncodeToString(sum[:])
	var b strings.Builder
	b.WriteString("sha-256 ")
	for i := 0; i < len(digits); i += 2 {
		if i > 0 {
			b.WriteByte(':')
		}
		b.WriteString(digits[i : i+2])
	}
	return b.String()
}

// ReadFrom, WriteTo, Close, addresses and deadlines make a handshake the net.PacketConn of its DTLS.
func (h *handshake) ReadFrom(b []byte) (int, net.Addr, error) {
	select {
	case p := <-h.in:
		h.mu.Lock()
		h.answered = true
		h.mu.Unlock()
		return copy(b, p), h.RemoteAddr(), nil
	case <-h.deadline.Done():
		return 0, nil, os.ErrDeadlineExceeded
	case <-h.closed:
		return 0, nil, net.ErrClosed
	}
}

// WriteTo sends a datagram to the client, wherever it is by now.
func (h *handshake) WriteTo(b []byte, _ net.Addr) (int, error) {
	h.mu.Lock()
	if h.done {
		h.farewell = append([]byte(nil), b...)
		h.mu.Unlock()
		return len(b), nil
	}
	if h.answered {
		h.answered, h.flight = false, nil
	}
	if len(h.flight) < flightAtMost {
		h.flight = append(h.flight, append([]byte(nil), b...))
	}
	h.mu.Unlock()
	h.link.write(b)
	return len(b), nil
}

func (h *handshake) Close() error {
	h.once.Do(func() { close(h.closed) })
	return nil
}

func (h *handshake) LocalAddr() net.Addr  { return h.link.sfu.port.address() }
func (h *handshake) RemoteAddr() net.Addr { return &net.UDPAddr{} } // changes; nobody may rely on it

func (h *handshake) SetDeadline(t time.Time) error      { return h.SetReadDeadline(t) }
func (h *handshake) SetReadDeadline(t time.Time) error  { h.deadline.Set(t); return nil }
func (h *handshake) SetWriteDeadline(t time.Time) error { return nil }
