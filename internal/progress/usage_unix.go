//go:build unix

package progress

import (
	"runtime"
	"syscall"
	"time"
)

// usage is what the system counts of this process.
func usage() syscall.Rusage {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return syscall.Rusage{}
	}
	return u
}

func cpuTime() time.Duration {
	u := usage()
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peakMemoryMB is the largest resident size of the process so far. Linux counts
// in kilobytes, macOS in bytes.
func peakMemoryMB() int64 {
	if runtime.GOOS == "darwin" {
		return int64(usage().Maxrss) >> 20
	}
	return int64(usage().Maxrss) >> 10
}
