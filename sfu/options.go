package sfu

import (
	"log/slog"
	"net/netip"

	"github.com/pion/transport/v5"
)

// Option is a choice about a media server; the defaults suit a server with a public address.
type Option func(*settings)

type settings struct {
	udp, tcp  string
	publicIPs []netip.Addr
	log       *slog.Logger
	net       transport.Net
	loopback  bool
	limits    Limits
}

// WithUDPAddr sets the address of the one UDP port for all media; the default is ":7000".
func WithUDPAddr(address string) Option { return func(s *settings) { s.udp = address } }

// WithTCPAddr sets the address of the port for ICE-TCP (RFC 6544), for networks that block UDP; empty is none.
func WithTCPAddr(address string) Option { return func(s *settings) { s.tcp = address } }

// WithPublicIPs sets the addresses to name in answers instead of the interfaces' own: behind 1:1 NAT.
func WithPublicIPs(addresses ...netip.Addr) Option {
	return func(s *settings) { s.publicIPs = addresses }
}

// WithLogger sets the logger; the default discards.
func WithLogger(log *slog.Logger) Option { return func(s *settings) { s.log = log } }

// WithNet runs the server over another network than the machine's, for tests.
func WithNet(n transport.Net) Option { return func(s *settings) { s.net = n } }

// WithLoopback names loopback addresses in answers too, for demonstrations and tests on one machine.
func WithLoopback(on bool) Option { return func(s *settings) { s.loopback = on } }

// WithLimits replaces [DefaultLimits]; fields that are 0 keep theirs.
func WithLimits(l Limits) Option { return func(s *settings) { s.limits = l.filled() } }
