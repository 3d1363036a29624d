package memorybound_test

import (
	"context"
	"errors"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"phusong/internal/memorybound"
)

const mib = 1 << 20

func TestWithinTheBound(t *testing.T) {
	const bound = 1 << 40
	before := debug.SetMemoryLimit(-1)
	ctx, stop := memorybound.Watch(context.Background(), bound)
	if err := ctx.Err(); err != nil {
		t.Error(err)
	}
	if got := debug.SetMemoryLimit(-1); got != bound-48*mib {
		t.Errorf("limit %d, want the bound less 48 MiB", got)
	}
	stop()
	if got := debug.SetMemoryLimit(-1); got != before {
		t.Errorf("limit %d remains, want %d", got, before)
	}
	if ctx.Err() == nil || context.Cause(ctx) != context.Canceled {
		t.Errorf("after stop the context ends with %v", context.Cause(ctx))
	}
}

// TestUsable: the program takes a quarter of a small bound and 48 MiB of others.
func TestUsable(t *testing.T) {
	for bound, want := range map[int64]int64{0: 0, 4: 3, 100 * mib: 75 * mib, 192 * mib: 144 * mib, 193 * mib: 145 * mib, 4096 * mib: 4048 * mib} {
		if got := memorybound.Usable(bound); got != want {
			t.Errorf("of %d bytes %d are usable, want %d", bound, got, want)
		}
	}
}

// TestError: what is needed is rounded up, the bound is told as it is.
func TestError(t *testing.T) {
	for need, want := range map[int64]string{
		16*mib + 1: "the run needs at least 17 MiB of memory, and the bound is 16 MiB",
		17 * mib:   "the run needs at least 17 MiB of memory, and the bound is 16 MiB",
		17*mib + 1: "the run needs at least 18 MiB of memory, and the bound is 16 MiB",
	} {
		if got := (&memorybound.Error{Bound: 16 * mib, Need: need, What: "the run needs"}).Error(); got != want {
			t.Errorf("%d bytes: %q, want %q", need, got, want)
		}
	}
}

func TestBeyondTheBound(t *testing.T) {
	ctx, stop := memorybound.Watch(context.Background(), 16*mib)
	defer stop()
	held := make([][]byte, 0, 64)
	deadline := time.Now().Add(30 * time.Second)
	for ctx.Err() == nil && time.Now().Before(deadline) {
		if len(held) < cap(held) {
			held = append(held, make([]byte, mib))
		}
		time.Sleep(time.Millisecond)
	}
	var over *memorybound.Error
	if !errors.As(context.Cause(ctx), &over) || over.Bound != 16*mib || over.Need <= 16*mib || over.Need > 1024*mib || !strings.Contains(over.Error(), "the bound is 16 MiB") {
		t.Errorf("got %v", context.Cause(ctx))
	}
	runtime.KeepAlive(held)
}

// TestBeyondTheBoundFromTheFirst: the shortest of runs is refused, which ends before memory is looked at again.
func TestBeyondTheBoundFromTheFirst(t *testing.T) {
	ctx, stop := memorybound.Watch(context.Background(), 1<<20)
	defer stop()
	var over *memorybound.Error
	if !errors.As(context.Cause(ctx), &over) || over.Bound != 1<<20 || over.Need <= 1<<20 {
		t.Errorf("got %v", context.Cause(ctx))
	}
}

// TestGarbageIsNotBeyond: what a collection can take back does not end a run, and is given back to the system.
func TestGarbageIsNotBeyond(t *testing.T) {
	garbage := make([]byte, 256*mib)
	for i := 0; i < len(garbage); i += 4096 {
		garbage[i] = 1
	}
	before := memorybound.InUse()
	if before < 256*mib {
		t.Fatalf("%d bytes are in use with 256 MiB held", before)
	}
	runtime.KeepAlive(garbage)
	const bound = 200 * mib // of which 152 MiB are usable
	ctx, stop := memorybound.Watch(context.Background(), bound)
	defer stop()
	if ctx.Err() != nil {
		t.Errorf("ended by garbage: %v", context.Cause(ctx))
	}
	if now := memorybound.InUse(); now > memorybound.Usable(bound) {
		t.Errorf("%d bytes are in use after a collection, %d before it", now, before)
	}
}
