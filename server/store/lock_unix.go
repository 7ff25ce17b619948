//go:build unix

package store

import (
	"errors"
	"os"
	"syscall"
)

// tryLock takes a file for this process, until the file is closed.
func tryLock(f *os.File) (taken bool, err error) {
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}

// cannotSync says that there is nothing to sync: some file systems have no sync of a directory.
func cannotSync(err error) bool { return errors.Is(err, syscall.EINVAL) }
