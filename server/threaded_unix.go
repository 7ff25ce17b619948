//go:build unix

package server

import (
	"errors"
	"syscall"
)

// attempt is a write that is being tried. It is kept from one to the next, so that a write allocates nothing.
type attempt struct {
	once func(fd uintptr) bool
	left []byte
	n    int
	err  error
}

// write writes what the kernel takes at once.
func (w *threaded) write(b []byte) (n int, err error) {
	if w.kernel == nil {
		return w.writeSoon(b)
	}
	a := &w.attempt
	if a.once == nil {
		a.once = a.write
	}
	a.left, a.n, a.err = b, 0, nil
	err = w.kernel.Write(a.once)
	a.left = nil
	switch {
	case errors.Is(a.err, syscall.EAGAIN):
	case a.err != nil:
		return a.n, a.err
	}
	return a.n, err
}

// write tries, and reports that it is done whatever the kernel says: nobody waits for it here.
func (a *attempt) write(fd uintptr) bool {
	for len(a.left) > 0 && (a.err == nil || errors.Is(a.err, syscall.EINTR)) {
		var n int
		if n, a.err = syscall.Write(int(fd), a.left); n > 0 { //nolint:gosec // a descriptor
			a.n += n
			a.left = a.left[n:]
		}
	}
	return true
}
