//go:build !unix

package progress

import "time"

// Systems without getrusage report no processor time and no peak memory.
func cpuTime() time.Duration { return 0 }

func peakMemoryMB() int64 { return 0 }
