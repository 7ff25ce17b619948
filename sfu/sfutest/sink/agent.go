package sink

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"net"
	"net/netip"
	"time"

	"github.com/pion/stun/v4"
)

// agent is the controlling side of ICE towards a server that is lite (RFC 8445): one pair, nominated with every check,
// which is what asks for consent as well (RFC 7675).
type agent struct {
	name, password         string // our own
	peerName, peerPassword string
	tiebreaker             [8]byte
	asked                  [4][stun.TransactionIDSize]byte // the last checks
	turn                   int
	heard                  int64 // when a check was last answered; 0: never
}

func newAgent() *agent {
	a := &agent{}
	var b [30]byte
	_, _ = rand.Read(b[:]) // never fails
	text := base64.RawStdEncoding.EncodeToString(b[:])
	a.name, a.password = text[:4], text[4:28] // as long as Chromium's
	_, _ = rand.Read(a.tiebreaker[:])
	return a
}

const hostPriority = 110<<24 | 0xffff<<8 | 255 // of a peer-reflexive candidate, RFC 8445 §7.1.1

// check sends a connectivity check that nominates.
func (a *agent) check(send func([]byte)) {
	var priority [4]byte
	binary.BigEndian.PutUint32(priority[:], hostPriority)
	m, err := stun.Build(
		stun.TransactionID, stun.BindingRequest,
		stun.NewUsername(a.peerName+":"+a.name),
		stun.RawAttribute{Type: stun.AttrICEControlling, Value: a.tiebreaker[:]},
		stun.RawAttribute{Type: stun.AttrUseCandidate},
		stun.RawAttribute{Type: stun.AttrPriority, Value: priority[:]},
		stun.NewShortTermIntegrity(a.peerPassword), stun.Fingerprint,
	)
	if err != nil {
		return // only randomness can fail
	}
	a.asked[a.turn%len(a.asked)] = m.TransactionID
	a.turn++
	send(m.Raw)
}

// take takes a STUN message. It reports whether that was an answer to a check of ours.
func (a *agent) take(b []byte, from netip.AddrPort, now int64, send func([]byte)) bool {
	m := stun.Message{Raw: b}
	if m.Decode() != nil {
		return false
	}
	switch m.Type {
	case stun.BindingSuccess:
		known := false
		for _, id := range a.asked {
			known = known || id == m.TransactionID
		}
		if !known || stun.NewShortTermIntegrity(a.peerPassword).Check(&m) != nil {
			return false
		}
		a.heard = now
		return true
	case stun.BindingRequest:
		integrity := stun.NewShortTermIntegrity(a.password)
		if integrity.Check(&m) != nil {
			return false
		}
		answer, err := stun.Build(
			stun.NewTransactionIDSetter(m.TransactionID), stun.BindingSuccess,
			&stun.XORMappedAddress{IP: net.IP(from.Addr().AsSlice()), Port: int(from.Port())}, integrity, stun.Fingerprint,
		)
		if err == nil {
			send(answer.Raw)
		}
	}
	return false
}

// silent tells whether the server has not answered for so long that nothing may be sent to it any more.
func (a *agent) silent(now int64) bool { return now-a.heard > goneAfter }

// checkEvery is the pause between the checks of a viewer that has no answer yet.
const checkEvery = 50 * time.Millisecond
