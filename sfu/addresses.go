package sfu

import (
	"fmt"
	"net"
	"net/netip"

	"github.com/pion/transport/v5/stdnet"
)

// ownAddresses are the addresses that answers name: the configured public ones, the one that the port is bound to, or
// those of all interfaces that are up and of a family that the port takes.
func (s *SFU) ownAddresses() ([]netip.Addr, error) {
	if len(s.set.publicIPs) > 0 {
		return s.set.publicIPs, nil
	}
	bound := s.UDPAddr().Addr()
	if bound.IsValid() && !bound.IsUnspecified() {
		return []netip.Addr{bound.Unmap()}, nil
	}
	n := s.set.net
	if n == nil {
		var err error
		if n, err = stdnet.NewNet(); err != nil {
			return nil, fmt.Errorf("look for addresses: %w", err)
		}
	}
	interfaces, err := n.Interfaces()
	if err != nil {
		return nil, fmt.Errorf("look for addresses: %w", err)
	}
	var list []netip.Addr
	for _, i := range interfaces {
		if i.Flags&net.FlagUp == 0 || i.Flags&net.FlagLoopback != 0 && !s.set.loopback {
			continue
		}
		addrs, err := i.Addrs()
		if err != nil {
			continue
		}
		for _, a := range addrs {
			if n, ok := a.(*net.IPNet); ok {
				if ip, ok := netip.AddrFromSlice(n.IP); ok && !ip.IsLinkLocalUnicast() && (bound.Is6() || ip.Unmap().Is4()) {
					list = append(list, ip.Unmap())
				}
			}
		}
	}
	return list, nil
}
