//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package atomicfile

import (
	"errors"
	"os"
	"syscall"
)

// lock is an advisory lock on a hidden folder. The system releases it when the
// process ends, in whatever way. A nil lock holds nothing.
type lock struct{ folder *os.File }

// acquire locks a new folder; it is false when a sweep took the folder first.
// Where the file system has no locks the lock is nil, and the number of the
// process in the folder's name stands in.
func acquire(path string) (l *lock, ok bool) {
	l, err := tryLock(path)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, false
	}
	if _, err := os.Stat(path); err != nil {
		l.release()
		return nil, false
	}
	return l, true
}

// takeOver locks a folder that no living process uses.
func takeOver(path string) (l *lock, abandoned bool) {
	l, err := tryLock(path)
	switch {
	case err == nil:
		return l, true
	case errors.Is(err, syscall.EWOULDBLOCK), os.IsNotExist(err):
		return nil, false
	}
	return nil, ended(maker(path))
}

func tryLock(path string) (*lock, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, err
	}
	return &lock{f}, nil
}

// ended reports whether there is no such process on this machine.
func ended(pid int) bool {
	return pid <= 0 || errors.Is(syscall.Kill(pid, 0), syscall.ESRCH)
}

func (l *lock) release() {
	if l != nil {
		l.folder.Close()
	}
}
