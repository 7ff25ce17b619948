//go:build !linux

package server

import "net"

// reactors are nothing here: a goroutine reads each socket.
type reactors struct{}

func newReactors(*patience) *reactors { return &reactors{} }

func (*reactors) socket(net.Conn, *net.TCPConn) *socket { return nil }

func (*reactors) stop() {}
