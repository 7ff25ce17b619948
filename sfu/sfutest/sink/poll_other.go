//go:build !linux

package sink

import (
	"errors"
	"net/netip"
)

// errSystem is that this system has no epoll.
var errSystem = errors.New("cheap viewers need Linux")

type socket struct {
	number int32
	peer   netip.AddrPort
}

var noSocket = socket{number: -1}

func openSocket(netip.AddrPort) (socket, error) { return noSocket, errSystem }

func (s socket) write([]byte) {}
func (s socket) close()       {}

type poll struct{}

func newPoll() (*poll, error) { return nil, errSystem }

func (p *poll) add(socket) error                 { return errSystem }
func (p *poll) remove(socket)                    {}
func (p *poll) close() error                     { return nil }
func (p *poll) wait(func(number int32)) error    { return errSystem }
func (p *poll) read(socket, func([]byte, int64)) {}
