package memorybound

import (
	"context"
	"fmt"
	"math"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// Error says that a run needs more than its bound.
type Error struct {
	Bound int64 // bytes
	Need  int64 // bytes, in use or estimated, at least
	What  string
}

// Error is the text, in MiB rounded up.
func (e *Error) Error() string {
	return fmt.Sprintf("%s at least %d MiB of memory, and the bound is %d MiB", e.What, (e.Need+1<<20-1)>>20, e.Bound>>20)
}

// programBytes is what the program itself takes, beside what it allocates.
const programBytes = 48 << 20

// Usable is the part of a bound that is left for data.
func Usable(bound int64) int64 { return bound - min(bound/4, programBytes) }

// interval is how often the memory in use is looked at: what is allocated in between can exceed the bound.
const interval = 10 * time.Millisecond

// Watch sets the bound for the collector and returns a context that ends, with an *Error as its cause, when
// more than the bound is in use after a collection. One that is exceeded already ends it before Watch returns:
// a run may be over before memory is looked at for the first time. stop takes the bound back; it must be called.
func Watch(parent context.Context, bound int64) (ctx context.Context, stop func()) {
	before := debug.SetMemoryLimit(Usable(bound))
	within, cancel := context.WithCancelCause(parent)
	done, ended := make(chan struct{}), make(chan struct{})
	if err := exceeded(bound); err != nil {
		cancel(err)
	}
	go func() {
		defer close(ended)
		tick := time.NewTicker(interval)
		defer tick.Stop()
		for within.Err() == nil {
			select {
			case <-done:
				return
			case <-tick.C:
			}
			if err := exceeded(bound); err != nil {
				cancel(err)
			}
		}
	}()
	return within, func() {
		close(done)
		<-ended
		debug.SetMemoryLimit(before)
		cancel(nil)
	}
}

// exceeded is an *Error if more than the bound is in use after a collection.
func exceeded(bound int64) error {
	most := Usable(bound)
	if InUse() <= most {
		return nil
	}
	debug.FreeOSMemory()
	if used := InUse(); used > most {
		return &Error{Bound: bound, Need: used + bound - most, What: "the run needs"}
	}
	return nil
}

// InUse is the memory that the program has from the system, in bytes, but for its own text.
func InUse() int64 {
	s := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(s)
	if s[0].Value.Kind() != metrics.KindUint64 || s[1].Value.Kind() != metrics.KindUint64 {
		return 0
	}
	return int64(min(s[0].Value.Uint64()-s[1].Value.Uint64(), math.MaxInt64))
}
