package store

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// tryLock takes a file for this process, until the file is closed.
func tryLock(f *os.File) (taken bool, err error) {
	err = windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &windows.Overlapped{})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return false, nil
	}
	return err == nil, err
}

// cannotSync says that there is nothing to sync: Windows syncs no directory, and nothing that is open for reading.
func cannotSync(error) bool { return true }
