package mapper

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// Workers is how many goroutines a number of workers asks for: 0 and less mean one
// per processor.
func Workers(asked int) int {
	if asked > 0 {
		return asked
	}
	return runtime.GOMAXPROCS(0)
}

// Each calls work(worker, i) for every i from 0 to n-1, on Workers(workers)
// goroutines; worker numbers them from 0, for memory that one of them keeps. Pieces
// are begun in the order of i. After an error no further piece is begun, and the error
// returned is that of the lowest i: the same for any number of workers. When ctx ends,
// its error is returned.
func Each(ctx context.Context, n, workers int, work func(worker, i int) error) error {
	var next atomic.Int64
	var failed failure
	var group sync.WaitGroup
	for worker := range min(Workers(workers), n) {
		group.Go(func() {
			for ctx.Err() == nil && !failed.is() {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if err := work(worker, i); err != nil {
					failed.set(i, err)
				}
			}
		})
	}
	group.Wait()
	if failed.is() {
		return failed.err
	}
	return ctx.Err()
}

// failure keeps the error of the lowest piece.
type failure struct {
	any   atomic.Bool
	mu    sync.Mutex
	piece int
	err   error
}

func (f *failure) is() bool { return f.any.Load() }

func (f *failure) set(piece int, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err == nil || piece < f.piece {
		f.piece, f.err = piece, err
	}
	f.any.Store(true)
}

// InHand is how many pieces Ordered holds per worker, finished or being worked on: enough that
// a slow piece does not stop the others, few enough that memory stays bounded.
const InHand = 4

// Ordered makes pieces like Each and hands every one to take, by one goroutine at a
// time and in the order of i, as soon as those before it have been taken. No more than
// a few pieces per worker are in memory. An error of take ends the work like one of
// produce; it is taken to be that of its piece.
func Ordered[T any](ctx context.Context, n, workers int, produce func(worker, i int) (T, error), take func(i int, piece T) error) error {
	if n <= 0 {
		return ctx.Err()
	}
	workers = min(Workers(workers), n)
	inner, stop := context.WithCancel(ctx)
	l := newLine[T](n, InHand*workers)
	var group sync.WaitGroup
	for worker := range workers {
		group.Go(func() { l.produce(inner, worker, produce) })
	}
	err := l.take(inner, take)
	stop()
	group.Wait()
	if err == nil {
		err = ctx.Err()
	}
	return err
}

// line is the pieces of Ordered between those who make them and the one who takes them.
type line[T any] struct {
	n      int
	ready  []chan T      // piece i waits in ready[i % len(ready)]
	slots  chan struct{} // one for every piece in hand
	next   atomic.Int64
	failed failure
}

func newLine[T any](n, window int) *line[T] {
	l := &line[T]{n: n, ready: make([]chan T, window), slots: make(chan struct{}, window)}
	for i := range l.ready {
		l.ready[i] = make(chan T, 1)
	}
	return l
}

// produce makes pieces until none is left, one has failed or ctx has ended. Whoever has drawn
// a number makes its piece: take waits for every one below that of a failure.
func (l *line[T]) produce(ctx context.Context, worker int, work func(worker, i int) (T, error)) {
	for ctx.Err() == nil && !l.failed.is() {
		select {
		case <-ctx.Done():
			return
		case l.slots <- struct{}{}:
		}
		i := int(l.next.Add(1)) - 1
		if i >= l.n {
			return
		}
		piece, err := work(worker, i)
		if err != nil {
			l.failed.set(i, err)
		}
		l.ready[i%len(l.ready)] <- piece
	}
}

// take hands the pieces on in their order.
func (l *line[T]) take(ctx context.Context, each func(i int, piece T) error) error {
	for i := range l.n {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case piece := <-l.ready[i%len(l.ready)]:
			if l.failed.before(i) {
				return l.failed.err
			}
			if err := each(i, piece); err != nil {
				return err
			}
			<-l.slots
		}
	}
	return nil
}

// before tells whether a piece up to i failed.
func (f *failure) before(i int) bool {
	if !f.is() {
		return false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.piece <= i
}
