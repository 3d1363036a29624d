package memorybound_test

import (
	"context"
	"errors"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"phusong/internal/memorybound"
)

func TestWithinTheBound(t *testing.T) {
	before := debug.SetMemoryLimit(-1)
	ctx, stop := memorybound.Watch(context.Background(), 1<<40)
	if err := ctx.Err(); err != nil {
		t.Error(err)
	}
	if debug.SetMemoryLimit(-1) == before {
		t.Error("no limit is set")
	}
	stop()
	if got := debug.SetMemoryLimit(-1); got != before {
		t.Errorf("limit %d remains, want %d", got, before)
	}
}

func TestBeyondTheBound(t *testing.T) {
	ctx, stop := memorybound.Watch(context.Background(), 16<<20)
	defer stop()
	held := make([][]byte, 0, 64)
	deadline := time.Now().Add(30 * time.Second)
	for ctx.Err() == nil && time.Now().Before(deadline) {
		if len(held) < cap(held) {
			held = append(held, make([]byte, 1<<20))
		}
		time.Sleep(time.Millisecond)
	}
	var over *memorybound.Error
	if !errors.As(context.Cause(ctx), &over) || over.Bound != 16<<20 || over.Need <= 16<<20 || !strings.Contains(over.Error(), "the bound is 16 MiB") {
		t.Errorf("got %v", context.Cause(ctx))
	}
	_ = held[0][0]
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
