package webmap

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
)

// later is a value that is made in the background, once somebody wants it.
type later[T any] struct {
	build func() (T, error)
	once  sync.Once
	done  chan struct{}
	value T
	err   error
}

func onDemand[T any](build func() (T, error)) *later[T] {
	return &later[T]{build: build, done: make(chan struct{})}
}

// wait returns the value when it is there, or the error of ctx.
func (l *later[T]) wait(ctx context.Context) (T, error) {
	l.once.Do(func() { go l.make() })
	select {
	case <-l.done:
		return l.value, l.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

func (l *later[T]) make() {
	defer close(l.done)
	defer func() {
		if p := recover(); p != nil {
			l.err = fmt.Errorf("internal error: %v\n%s", p, debug.Stack())
		}
	}()
	l.value, l.err = l.build()
}
