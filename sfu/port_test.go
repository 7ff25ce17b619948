package sfu

import (
	"bytes"
	"net/netip"
	"testing"

	"github.com/pion/stun/v4"
)

// stunCall is a binding request for whom a user name says.
func stunCall(tb testing.TB, user string) []byte {
	tb.Helper()
	m, err := stun.Build(stun.TransactionID, stun.BindingRequest, stun.NewSoftware("a client"), stun.NewUsername(user),
		stun.NewShortTermIntegrity("a password of twenty-two"), stun.Fingerprint)
	if err != nil {
		tb.Fatal(err)
	}
	return m.Raw
}

func TestWhomAConnectivityCheckCalls(t *testing.T) {
	call := stunCall(t, "name:other")
	for _, c := range []struct {
		name string
		sent []byte
		want string
	}{
		{"a check", call, "name"},
		{"without a colon", stunCall(t, "name"), "name"},
		{"nobody", stunCall(t, ":other"), ""},
		{"cut off within the name", call[:40], ""},
		{"cut off within the header", call[:10], ""},
		{"nothing", nil, ""},
		{"an answer", append([]byte{1, 1}, call[2:]...), ""},
		{"an attribute longer than all", append(bytes.Clone(call[:20]), 0, 1, 255, 255, 0, 6), ""},
	} {
		if got := string(calledIn(c.sent)); got != c.want {
			t.Errorf("%s calls %q, want %q", c.name, got, c.want)
		}
	}
}

// What strangers send reaches nobody, and leaves nothing behind.
func TestStrangersCostALook(t *testing.T) {
	a := newAudience(t, 1, 0, []netip.AddrPort{netip.MustParseAddrPort("127.0.0.1:9")})
	p := a.layer.source.leg.sfu.port
	p.name(nil, "ada") // a publish leg
	b := newBatch(p.datagrams)
	stranger, friend := netip.MustParseAddrPort("192.0.2.1:4444"), netip.MustParseAddrPort("192.0.2.2:4444")
	p.pion.note(friend)
	call, answer := stunCall(t, "ada:other"), append([]byte{1, 1}, stunCall(t, "ada:other")[2:]...)
	for _, c := range []struct {
		name    string
		sent    []byte
		from    netip.AddrPort
		reaches bool
	}{
		{"a check for nobody", stunCall(t, "nobody:other"), stranger, false},
		{"an answer to nothing", answer, stranger, false},
		{"junk", make([]byte, 200), stranger, false},
		{"a check for a publish leg", call, stranger, true},
		{"an answer for a publish leg", answer, friend, true},
		{"media for a publish leg", append([]byte{0x80, 96}, make([]byte, 40)...), friend, true},
	} {
		p.take(c.sent, c.from, b)
		if reached := len(p.pion.in) > 0; reached != c.reaches {
			t.Errorf("%s reaches Pion: %v, want %v", c.name, reached, c.reaches)
		}
		for len(p.pion.in) > 0 {
			<-p.pion.in
		}
		if c.reaches {
			continue
		}
		if n := testing.AllocsPerRun(100, func() { p.take(c.sent, c.from, b) }); n > 0 {
			t.Errorf("%s: %v allocations", c.name, n)
		}
	}
	p.unname("ada")
	if p.take(call, stranger, b); len(p.pion.in) > 0 {
		t.Error("a leg that has ended is still called")
	}
}
