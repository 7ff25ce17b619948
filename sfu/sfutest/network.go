package sfutest

import (
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/pion/transport/v5"
	"github.com/pion/transport/v5/vnet"
)

// Network is a network of hosts in memory: no socket of the machine is opened, so it works in a synctest bubble, where
// a minute of a panel takes a moment. Hosts can be cut off and made to lose packets, by the same random numbers in
// every run.
type Network struct {
	router *vnet.Router

	mu    sync.Mutex
	hosts map[string]*Host // by address
}

// NewNetwork starts a network on which a packet takes this long from host to host.
func NewNetwork(delay time.Duration) (*Network, error) {
	router, err := vnet.NewRouter(&vnet.RouterConfig{
		CIDR: "10.0.0.0/24", MinDelay: delay, LoggerFactory: pionLog{slog.New(slog.DiscardHandler)},
	})
	if err != nil {
		return nil, fmt.Errorf("make a network: %w", err)
	}
	n := &Network{router: router, hosts: map[string]*Host{}}
	router.AddChunkFilter(n.passes)
	if err := router.Start(); err != nil {
		return nil, fmt.Errorf("start a network: %w", err)
	}
	return n, nil
}

// Close stops the network. What is still on its way is lost.
func (n *Network) Close() error {
	n.mu.Lock()
	for _, h := range n.hosts {
		_ = h.line.Close() // never fails
	}
	n.mu.Unlock()
	if err := n.router.Stop(); err != nil {
		return fmt.Errorf("stop a network: %w", err)
	}
	return nil
}

// errCrowded is why a network has no address left.
var errCrowded = errors.New("the network has no address left")

// Host adds a host; there is room for 200.
func (n *Network) Host() (*Host, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	number := len(n.hosts) + 1
	if number > 200 {
		return nil, errCrowded
	}
	h := &Host{
		address: netip.AddrFrom4([4]byte{10, 0, 0, byte(number)}),
		dice:    rand.New(rand.NewPCG(1, uint64(number))),
	}
	var err error
	if h.net, err = vnet.NewNet(&vnet.NetConfig{StaticIPs: []string{h.address.String()}}); err != nil {
		return nil, fmt.Errorf("make host %v: %w", h.address, err)
	}
	h.way = vnet.NewTBFQueue(wide, atOnce, wideQueue)
	if h.line, err = vnet.NewQueue(h.net, h.way); err != nil {
		return nil, fmt.Errorf("make host %v: %w", h.address, err)
	}
	if err := n.router.AddNet(h.line); err != nil {
		return nil, fmt.Errorf("connect host %v: %w", h.address, err)
	}
	n.hosts[h.address.String()] = h
	return h, nil
}

// passes decides whether a packet reaches its host.
func (n *Network) passes(c vnet.Chunk) bool {
	n.mu.Lock()
	from, to := n.hosts[ipOf(c.SourceAddr())], n.hosts[ipOf(c.DestinationAddr())]
	n.mu.Unlock()
	return (from == nil || from.passes(false)) && (to == nil || to.passes(true))
}

func ipOf(a net.Addr) string {
	if u, ok := a.(*net.UDPAddr); ok {
		return u.IP.String()
	}
	return ""
}

// Host is one machine on a Network.
type Host struct {
	net     *vnet.Net
	address netip.Addr

	mu       sync.Mutex
	dice     *rand.Rand
	cut      bool
	out, in  float64 // share of packets that are lost
	received uint64

	way  *vnet.TBFQueue // before the host
	line *vnet.Queue
}

// Net is the host's network, for WithNet of peers and servers.
func (h *Host) Net() transport.Net { return h.net }

// Addr is the host's address.
func (h *Host) Addr() netip.Addr { return h.address }

// Cut takes the host off the network, as pulling its plug does, or puts it back.
func (h *Host) Cut(off bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.cut = off
}

// Lose makes the host lose a share, from 0 to 1, of the packets it sends and of those that come to it.
func (h *Host) Lose(sending, receiving float64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.out, h.in = sending, receiving
}

// The way to a host: what a wide one bears, how much may come at once, how long the queue before a narrow one is.
const (
	wide      = 1_000_000_000 // bits per second
	wideQueue = 8 << 20       // bytes
	atOnce    = 3000          // bytes
	queueTime = 300 * time.Millisecond
)

// Narrow makes the way to the host bear so many bits per second, with a queue of 300 ms before it; 0 makes it wide again.
func (h *Host) Narrow(rate int) {
	queue := int64(float64(rate) / 8 * queueTime.Seconds())
	if rate == 0 {
		rate, queue = wide, wideQueue
	}
	h.way.SetSize(queue)
	h.way.SetRate(rate)
}

// Received counts the packets that have reached the host.
func (h *Host) Received() uint64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.received
}

func (h *Host) passes(receiving bool) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	share := h.out
	if receiving {
		share = h.in
	}
	if h.cut || (share > 0 && h.dice.Float64() < share) {
		return false
	}
	if receiving {
		h.received++
	}
	return true
}
