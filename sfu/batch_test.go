package sfu

import (
	"encoding/binary"
	"net"
	"net/netip"
	"testing"
	"time"
)

// mailbox is a port that counts what comes.
type mailbox struct {
	conn *net.UDPConn
	addr netip.AddrPort
}

func newMailbox(t *testing.T, network, address string) *mailbox {
	t.Helper()
	a, err := net.ResolveUDPAddr(network, address)
	if err != nil {
		t.Fatal(err)
	}
	c, err := net.ListenUDP(network, a)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return &mailbox{conn: c, addr: unmapped(c.LocalAddr().(*net.UDPAddr).AddrPort())}
}

// expect reads the packets numbered from 0 to n-1, whose sizes follow from their numbers.
func (m *mailbox) expect(t *testing.T, n int, size func(int) int) {
	t.Helper()
	b := make([]byte, 4096)
	for i := range n {
		if err := m.conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		got, _, err := m.conn.ReadFromUDPAddrPort(b)
		if err != nil {
			t.Fatalf("packet %d: %v", i, err)
		}
		if number := int(binary.BigEndian.Uint32(b)); number != i || got != size(i) {
			t.Fatalf("packet %d of %d bytes came when %d of %d was due", number, got, i, size(i))
		}
	}
}

func TestBatchesArriveWhole(t *testing.T) {
	for name, c := range map[string]struct{ listen, boxes string }{
		"IPv4":          {"127.0.0.1:0", "127.0.0.1:0"},
		"both families": {":0", "127.0.0.1:0"},
		"IPv6":          {"[::1]:0", "[::1]:0"},
	} {
		for _, singles := range []bool{false, true} {
			home := newMailbox(t, "udp", c.listen)
			out, err := newDatagrams(home.conn)
			if err != nil {
				t.Fatal(err)
			}
			forceSingles(out, singles)
			b := newBatch(out)
			sizes := []func(int) int{
				func(int) int { return 1200 },             // the packets of a frame
				func(i int) int { return 1100 + i/25 },    // a byte more for the later ones, as libwebrtc cuts
				func(i int) int { return 60 + i*37%1100 }, // sound, or anything
			}
			var boxes []*mailbox
			for range sizes {
				boxes = append(boxes, newMailbox(t, "udp", c.boxes))
			}
			const packets = 70 // what a socket holds until it is read
			for i := range packets {
				for k, box := range boxes {
					to := out.destination(box.addr)
					packet := make([]byte, sizes[k](i))
					binary.BigEndian.PutUint32(packet, uint32(i))
					b.add(append(b.space(), packet...), &to)
				}
				if i%40 == 39 {
					b.flush()
				}
			}
			b.flush()
			for k, box := range boxes {
				t.Run(name, func(t *testing.T) { box.expect(t, packets, sizes[k]) })
			}
		}
	}
}

func TestRunsOfOneAddressAreSentTogether(t *testing.T) {
	home := newMailbox(t, "udp", "127.0.0.1:0")
	out, err := newDatagrams(home.conn)
	if err != nil {
		t.Fatal(err)
	}
	b := newBatch(out)
	ada, bob := out.destination(netip.MustParseAddrPort("127.0.0.1:9")), out.destination(netip.MustParseAddrPort("127.0.0.1:10"))
	add := func(to *destination, sizes ...int) {
		for _, n := range sizes {
			b.add(append(b.space(), make([]byte, n)...), to)
		}
	}
	add(&ada, 1200, 1200, 1200, 700) // the smaller one ends the run
	add(&ada, 700, 1200)
	add(&bob, 1200)
	var counts []int
	for _, r := range b.runs {
		counts = append(counts, r.count)
	}
	if want := []int{4, 1, 1, 1}; len(counts) != 4 || counts[0] != want[0] || counts[1] != want[1] || counts[2] != want[2] || counts[3] != want[3] {
		t.Errorf("runs of %v packets, want %v", counts, want)
	}
}
