package webmap

import "context"

// later is a value that is made in the background.
type later[T any] struct {
	done  chan struct{}
	value T
	err   error
}

func begin[T any](build func() (T, error)) *later[T] {
	l := &later[T]{done: make(chan struct{})}
	go func() {
		defer close(l.done)
		l.value, l.err = build()
	}()
	return l
}

// wait returns the value when it is there, or the error of ctx.
func (l *later[T]) wait(ctx context.Context) (T, error) {
	select {
	case <-l.done:
		return l.value, l.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}
