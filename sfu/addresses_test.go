package sfu_test

import (
	"net"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pion/transport/v5"

	"plenary/sfu"
	"plenary/sfu/sfutest"
)

// machine is a network with the interfaces of a server: in memory, which has IPv4 only, or with a port of this machine that
// takes both families.
type machine struct {
	transport.Net
	interfaces []*transport.Interface
	both       bool
}

func (m machine) Interfaces() ([]*transport.Interface, error) { return m.interfaces, nil }

func (m machine) ListenUDP(network string, at *net.UDPAddr) (transport.UDPConn, error) {
	if m.both {
		return net.ListenUDP("udp", nil)
	}
	return m.Net.ListenUDP(network, at)
}

func nic(index int, name string, flags net.Flags, addresses ...string) *transport.Interface {
	i := transport.NewInterface(net.Interface{Index: index, MTU: 1500, Name: name, Flags: flags})
	for _, a := range addresses {
		ip, network, err := net.ParseCIDR(a)
		if err != nil {
			panic(err)
		}
		i.AddAddress(&net.IPNet{IP: ip, Mask: network.Mask})
	}
	return i
}

// candidatesOf are the addresses, with their ports, that an answer names for UDP.
func candidatesOf(answer string) (list []string) {
	for line := range strings.Lines(answer) {
		if f := strings.Fields(line); strings.HasPrefix(line, "a=candidate:") && len(f) > 7 && f[1] == "1" {
			list = append(list, strings.ToLower(f[2])+" "+net.JoinHostPort(f[4], f[5])+" "+f[7])
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func TestAnswersNameTheServersAddresses(t *testing.T) {
	const up = net.FlagUp | net.FlagMulticast
	interfaces := []*transport.Interface{
		nic(1, "lo", net.FlagUp|net.FlagLoopback, "127.0.0.1/8"),
		nic(2, "eth0", up, "10.0.0.1/24", "fe80::1/64", "2001:db8::1/64"),
		nic(3, "eth1", up, "192.0.2.7/24"),
		nic(4, "eth2", 0, "192.0.2.99/24"), // down
	}
	public := func(list ...string) sfu.Option {
		var all []netip.Addr
		for _, a := range list {
			all = append(all, netip.MustParseAddr(a))
		}
		return sfu.WithPublicIPs(all...)
	}
	offer, err := os.ReadFile("testdata/chromium.sdp")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		both    bool
		options []sfu.Option
		want    []string
	}{
		"those of the interfaces":    {false, nil, []string{"10.0.0.1", "192.0.2.7"}},
		"the one it is bound to":     {false, []sfu.Option{sfu.WithUDPAddr("10.0.0.1:7000")}, []string{"10.0.0.1"}},
		"1:1 NAT":                    {false, []sfu.Option{public("203.0.113.5")}, []string{"203.0.113.5"}},
		"1:1 NAT, bound":             {false, []sfu.Option{sfu.WithUDPAddr("10.0.0.1:7000"), public("203.0.113.5")}, []string{"203.0.113.5"}},
		"several":                    {false, []sfu.Option{public("203.0.113.5", "198.51.100.9")}, []string{"203.0.113.5", "198.51.100.9"}},
		"of both families":           {true, nil, []string{"10.0.0.1", "192.0.2.7", "2001:db8::1"}},
		"1:1 NAT of both families":   {true, []sfu.Option{public("203.0.113.5", "2001:db8::5")}, []string{"203.0.113.5", "2001:db8::5"}},
		"several of both families":   {true, []sfu.Option{public("203.0.113.5", "198.51.100.9", "2001:db8::5")}, []string{"203.0.113.5", "198.51.100.9", "2001:db8::5"}},
		"with those of this machine": {true, []sfu.Option{sfu.WithLoopback(true)}, []string{"10.0.0.1", "192.0.2.7", "2001:db8::1", "127.0.0.1"}},
	} {
		t.Run(name, func(t *testing.T) {
			n, err := sfutest.NewNetwork(0)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = n.Close() })
			h, err := n.Host()
			if err != nil {
				t.Fatal(err)
			}
			s, err := sfu.New(append([]sfu.Option{sfu.WithNet(machine{h.Net(), interfaces, c.both}), sfu.WithUDPAddr("0.0.0.0:7000")}, c.options...)...)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			if c.both && s.UDPAddr().Addr().Is4() {
				t.Skip("this machine has no IPv6")
			}
			namesAddresses(t, s, string(offer), c.want)
		})
	}
}

// namesAddresses checks the candidates of both kinds of leg.
func namesAddresses(t *testing.T, s *sfu.SFU, offer string, want []string) {
	t.Helper()
	var all []string
	for _, a := range want {
		all = append(all, "udp "+net.JoinHostPort(a, strconv.Itoa(int(s.UDPAddr().Port())))+" host")
	}
	slices.Sort(all)
	_, watching, err := s.Watch(t.Context(), sfu.WatchRequest{ID: "v", Offer: offer})
	if err != nil {
		t.Fatal(err)
	}
	if got := candidatesOf(watching); !slices.Equal(got, all) {
		t.Errorf("to viewers it names %q, want %q", got, all)
	}
	_, publishing, err := s.Publish(t.Context(), sfu.PublishRequest{ID: "p", Offer: strings.ReplaceAll(offer, "a=recvonly", "a=sendonly")})
	if err != nil {
		t.Fatal(err)
	}
	if got := candidatesOf(publishing); !slices.Equal(got, all) {
		t.Errorf("to publishers it names %q, want %q", got, all)
	}
}
