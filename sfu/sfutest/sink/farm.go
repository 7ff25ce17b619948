package sink

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"
)

// Farm is where viewers live: event loops, and a certificate that all share.
type Farm struct {
	loops       []*loop
	certificate tls.Certificate
	fingerprint string
	next        chan int // the loop that gets the next viewer
}

// New starts a farm with this many event loops, each of which keeps a core busy at the most.
func New(loops int) (*Farm, error) {
	f := &Farm{next: make(chan int, 1)}
	f.next <- 0
	var err error
	if f.certificate, err = newCertificate(); err != nil {
		return nil, fmt.Errorf("make a certificate: %w", err)
	}
	f.fingerprint = fingerprintOf(f.certificate.Certificate[0])
	for range max(loops, 1) {
		l, err := startLoop()
		if err != nil {
			return nil, errors.Join(fmt.Errorf("start an event loop: %w", err), f.Close())
		}
		f.loops = append(f.loops, l)
	}
	return f, nil
}

// Close stops the event loops and waits for them. Viewers should have been closed before.
func (f *Farm) Close() error {
	var err error
	for _, l := range f.loops {
		err = errors.Join(err, l.close())
	}
	return err
}

// loop picks the loop for a viewer.
func (f *Farm) loop() *loop {
	i := <-f.next
	f.next <- (i + 1) % len(f.loops)
	return f.loops[i]
}

// Total sums up what all viewers have received, those that were closed included.
func (f *Farm) Total() Total {
	var t Total
	for _, l := range f.loops {
		l.total(&t)
	}
	return t
}

// newCertificate makes one as browsers do: by ECDSA, signed by itself, valid for a month.
func newCertificate() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	now := time.Now()
	template := x509.Certificate{SerialNumber: big.NewInt(now.UnixNano()), NotBefore: now.Add(-24 * time.Hour), NotAfter: now.Add(30 * 24 * time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, key.Public(), key)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}

// fingerprintOf is what SDP says of a certificate, RFC 8122 §5.
func fingerprintOf(der []byte) string {
	sum := sha256.Sum256(der)
	return "sha-256 " + strings.ReplaceAll(fmt.Sprintf("% X", sum[:]), " ", ":")
}
