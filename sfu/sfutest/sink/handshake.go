package sink

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/pion/dtls/v3"
	"github.com/pion/srtp/v3"
	"github.com/pion/transport/v5/deadline"
)

// handshake is a viewer's side of DTLS, mostly the client's. Its goroutines end with it: what is said at the end is kept
// as bytes.
type handshake struct {
	send     func([]byte)
	in       chan []byte
	deadline *deadline.Deadline
	closed   chan struct{}
	once     sync.Once

	mu       sync.Mutex
	flight   [][]byte // sent since something was received
	answered bool     // something was received after the flight
	silent   bool     // nothing is sent any more
	farewell []byte   // close_notify
}

var (
	errCertificate = errors.New("the server's certificate is not the one that its answer names")
	errProfile     = errors.New("the server agreed to no SRTP profile")
)

func newHandshake(send func([]byte)) *handshake {
	return &handshake{send: send, in: make(chan []byte, 32), deadline: deadline.New(), closed: make(chan struct{})}
}

// take hands on a datagram of the server.
func (h *handshake) take(b []byte) {
	select {
	case h.in <- append([]byte(nil), b...):
	default: // it will come again
	}
}

// keys are what a handshake comes to.
type keys struct {
	in, out  *srtp.Context
	tag      int
	farewell []byte
	flight   [][]byte // the last, for a server that has not got it
}

// run shakes hands; passive is to wait for the server to begin.
func (h *handshake) run(ctx context.Context, f *Farm, fingerprint string, passive bool) (keys, error) {
	conn, err := h.conn(f, fingerprint, passive)
	if err != nil {
		return keys{}, errors.Join(fmt.Errorf("shake hands: %w", err), h.Close())
	}
	err = conn.HandshakeContext(ctx)
	k, kerr := keysOf(conn, err, !passive)
	h.mu.Lock()
	h.silent = true
	h.mu.Unlock()
	_ = conn.Close() // says farewell, which is kept
	h.mu.Lock()
	defer h.mu.Unlock()
	k.farewell, k.flight = h.farewell, h.flight
	return k, kerr
}

func (h *handshake) conn(f *Farm, fingerprint string, passive bool) (*dtls.Conn, error) {
	verify := func(chain [][]byte, _ [][]*x509.Certificate) error {
		if len(chain) == 0 || !strings.EqualFold(fingerprintOf(chain[0]), fingerprint) {
			return errCertificate
		}
		return nil
	}
	common := []dtls.Option{
		dtls.WithCertificates(f.certificate),
		dtls.WithSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AEAD_AES_256_GCM, dtls.SRTP_AES128_CM_HMAC_SHA1_80),
		dtls.WithExtendedMasterSecret(dtls.RequireExtendedMasterSecret),
		dtls.WithInsecureSkipVerify(true), // certificates sign themselves; the answer says which it is
		dtls.WithVerifyPeerCertificate(verify),
		dtls.WithFlightInterval(200 * time.Millisecond),
		dtls.WithMTU(1200),
	}
	if passive {
		opts := []dtls.ServerOption{dtls.WithClientAuth(dtls.RequireAnyClientCert), dtls.WithInsecureSkipVerifyHello(true)}
		for _, o := range common {
			opts = append(opts, o)
		}
		return dtls.ServerWithOptions(h, h.RemoteAddr(), opts...)
	}
	var opts []dtls.ClientOption
	for _, o := range common {
		opts = append(opts, o)
	}
	return dtls.ClientWithOptions(h, h.RemoteAddr(), opts...)
}

func keysOf(conn *dtls.Conn, err error, client bool) (keys, error) {
	if err != nil {
		return keys{}, fmt.Errorf("shake hands: %w", err)
	}
	chosen, ok := conn.SelectedSRTPProtectionProfile()
	state, known := conn.ConnectionState()
	if !ok || !known {
		return keys{}, errProfile
	}
	profile := srtp.ProtectionProfile(chosen)
	config := srtp.Config{Profile: profile}
	if err := config.ExtractSessionKeysFromDTLS(&state, client); err != nil {
		return keys{}, fmt.Errorf("take keys from the handshake: %w", err)
	}
	k := keys{tag: 16}
	if profile == srtp.ProtectionProfileAes128CmHmacSha1_80 {
		k.tag = 10
	}
	if k.in, err = srtp.CreateContext(config.Keys.RemoteMasterKey, config.Keys.RemoteMasterSalt, profile); err != nil {
		return k, fmt.Errorf("set up SRTP: %w", err)
	}
	if k.out, err = srtp.CreateContext(config.Keys.LocalMasterKey, config.Keys.LocalMasterSalt, profile); err != nil {
		return k, fmt.Errorf("set up SRTP: %w", err)
	}
	return k, nil
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

// WriteTo sends a datagram, until the handshake is over.
func (h *handshake) WriteTo(b []byte, _ net.Addr) (int, error) {
	h.mu.Lock()
	silent, kept := h.silent, append([]byte(nil), b...)
	switch {
	case silent:
		h.farewell = kept
	case h.answered:
		h.answered, h.flight = false, [][]byte{kept}
	case len(h.flight) < 16:
		h.flight = append(h.flight, kept)
	}
	h.mu.Unlock()
	if !silent {
		h.send(b)
	}
	return len(b), nil
}

func (h *handshake) Close() error {
	h.once.Do(func() { close(h.closed) })
	return nil
}

func (h *handshake) LocalAddr() net.Addr                { return &net.UDPAddr{} }
func (h *handshake) RemoteAddr() net.Addr               { return &net.UDPAddr{} }
func (h *handshake) SetDeadline(t time.Time) error      { return h.SetReadDeadline(t) }
func (h *handshake) SetReadDeadline(t time.Time) error  { h.deadline.Set(t); return nil }
func (h *handshake) SetWriteDeadline(t time.Time) error { return nil }
