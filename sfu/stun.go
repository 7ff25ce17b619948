package sfu

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"net"
	"net/netip"
	"strings"

	"github.com/pion/stun/v4"
)

// credentials are one side's of ICE (RFC 8445 §5.3).
type credentials struct{ name, password string }

// newCredentials makes names of 96 and passwords of 144 random bits, in characters that SDP allows.
func newCredentials() credentials {
	var b [30]byte
	_, _ = rand.Read(b[:]) // never fails
	text := base64.RawStdEncoding.EncodeToString(b[:])
	return credentials{name: text[:16], password: text[16:]}
}

// isSTUN tells the traffic of the media port apart (RFC 7983 §7), isDTLS and isRTCP as well (RFC 5761 §4).
func isSTUN(b []byte) bool { return stun.IsMessage(b) }

func isDTLS(b []byte) bool { return len(b) > 12 && b[0] >= 20 && b[0] <= 63 }

func isRTCP(b []byte) bool {
	return len(b) >= rtcpAtLeast && b[0]>>6 == 2 && b[1] >= 192 && b[1] <= 223
}

// check is a connectivity check of a client that has not been authenticated yet.
type check struct {
	message   stun.Message
	name      string // ours: the part of its USERNAME before the colon
	nominates bool
}

const (
	stunHeaderSize  = 20 // RFC 8489 §5
	bindingRequest  = 0x0001
	attributeOfUser = 0x0006 // USERNAME, RFC 8489 §14.3
)

// calledIn returns whom a connectivity check calls: the part of its USERNAME before the colon, which is the name that was
// in our answer (RFC 8445 §7.2.2). Nothing is allocated: strangers may send as many as they like.
func calledIn(b []byte) []byte {
	if len(b) < stunHeaderSize || binary.BigEndian.Uint16(b) != bindingRequest {
		return nil
	}
	for at := stunHeaderSize; at+4 <= len(b); {
		kind, size := binary.BigEndian.Uint16(b[at:]), int(binary.BigEndian.Uint16(b[at+2:]))
		at += 4
		if at+size > len(b) {
			return nil
		}
		if kind == attributeOfUser {
			name, _, _ := bytes.Cut(b[at:at+size], []byte{':'})
			return name
		}
		at += (size + 3) &^ 3
	}
	return nil
}

// readCheck reads a binding request. What lies in it is of the message that was given.
func readCheck(b []byte) (check, bool) {
	c := check{message: stun.Message{Raw: b}}
	if c.message.Decode() != nil || c.message.Type != stun.BindingRequest {
		return c, false
	}
	user, err := c.message.Get(stun.AttrUsername)
	if err != nil {
		return c, false
	}
	c.name, _, _ = strings.Cut(string(user), ":")
	c.nominates = c.message.Contains(stun.AttrUseCandidate)
	return c, true
}

// answer authenticates a check by the password of the name it gives and returns what to answer; false: it is forged.
func (c *check) answer(password string, from netip.AddrPort) ([]byte, bool) {
	integrity := stun.NewShortTermIntegrity(password)
	if integrity.Check(&c.message) != nil {
		return nil, false
	}
	if c.message.Contains(stun.AttrFingerprint) && stun.Fingerprint.Check(&c.message) != nil {
		return nil, false
	}
	m, err := stun.Build(
		stun.NewTransactionIDSetter(c.message.TransactionID), stun.BindingSuccess,
		&stun.XORMappedAddress{IP: net.IP(from.Addr().AsSlice()), Port: int(from.Port())},
		integrity, stun.Fingerprint,
	)
	if err != nil {
		return nil, false
	}
	return m.Raw, true
}
