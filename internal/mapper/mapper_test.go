package mapper

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
)

func TestEachDoesEveryPieceOnce(t *testing.T) {
	for _, workers := range []int{0, 1, 2, 7} {
		for _, n := range []int{0, 1, 5, 1000} {
			done := make([]atomic.Int32, n)
			err := Each(t.Context(), n, workers, func(worker, i int) error {
				if worker < 0 || worker >= Workers(workers) {
					return fmt.Errorf("worker %d", worker)
				}
				done[i].Add(1)
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			for i := range done {
				if done[i].Load() != 1 {
					t.Fatalf("%d workers: piece %d of %d done %d times", workers, i, n, done[i].Load())
				}
			}
		}
	}
}

func TestOrderedTakesInOrder(t *testing.T) {
	for _, workers := range []int{0, 1, 2, 7} {
		for _, n := range []int{0, 1, 2, 63, 1000} {
			var held, most atomic.Int64
			var taken []int
			err := Ordered(t.Context(), n, workers, func(_, i int) (int, error) {
				most.Store(max(most.Load(), held.Add(1)))
				if i < 0 || i >= n {
					t.Errorf("%d workers: piece %d of %d", workers, i, n)
				}
				return i * i, nil
			}, func(i, piece int) error {
				held.Add(-1)
				if piece != i*i {
					return fmt.Errorf("piece %d is %d", i, piece)
				}
				taken = append(taken, i)
				return nil
			})
			if err != nil || len(taken) != n || !slices.IsSorted(taken) {
				t.Fatalf("%d workers, %d pieces: took %d, %v", workers, n, len(taken), err)
			}
			if limit := int64(InHand * Workers(workers)); most.Load() > limit {
				t.Fatalf("%d pieces were held at once, more than %d", most.Load(), limit)
			}
		}
	}
}

// TestWorkers: a number asked for is used, none means every processor; no more are started than there are pieces.
func TestWorkers(t *testing.T) {
	for asked, want := range map[int]int{-1: runtime.GOMAXPROCS(0), 0: runtime.GOMAXPROCS(0), 1: 1, 2: 2, 1000: 1000} {
		if got := Workers(asked); got != want {
			t.Errorf("%d asked for: %d, want %d", asked, got, want)
		}
	}
	produce := func(worker, i int) (int, error) {
		if worker >= 3 {
			return 0, fmt.Errorf("worker %d for 3 pieces", worker)
		}
		return i, nil
	}
	for range 200 {
		if err := Ordered(t.Context(), 3, 1000, produce, func(int, int) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if err := Each(t.Context(), 3, 1000, func(worker, i int) error { _, err := produce(worker, i); return err }); err != nil {
			t.Fatal(err)
		}
	}
}

// TestEndedBeforeItBegins: a context that has ended already does no work and is told, by no pieces too.
func TestEndedBeforeItBegins(t *testing.T) {
	ended, end := context.WithCancel(t.Context())
	end()
	for _, n := range []int{-1, 0, 1, 100} {
		if err := Each(ended, n, 2, func(int, int) error { return errors.New("work") }); !errors.Is(err, context.Canceled) {
			t.Errorf("Each of %d: %v", n, err)
		}
		err := Ordered(ended, n, 2, func(int, int) (int, error) { return 0, nil }, func(int, int) error { return nil })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("Ordered of %d: %v", n, err)
		}
	}
	if err := Ordered(t.Context(), -1, 2, func(int, int) (int, error) { return 0, nil }, func(int, int) error { return nil }); err != nil {
		t.Error(err)
	}
}

// TestEndedWhileTheLastIsTaken: a context that ends when all pieces are made and handed on is told all the same.
func TestEndedWhileTheLastIsTaken(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	err := Ordered(ctx, 5, 2, func(_, i int) (int, error) { return i, nil }, func(i, _ int) error {
		if i == 4 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// TestNothingBegunAfterAnError: one worker makes no piece behind one that failed.
func TestNothingBegunAfterAnError(t *testing.T) {
	bad := errors.New("bad")
	last := -1
	fail := func(_, i int) error {
		if last = i; i == 2 {
			return bad
		}
		return nil
	}
	if err := Each(t.Context(), 10, 1, fail); !errors.Is(err, bad) || last != 2 {
		t.Errorf("Each: %v after piece %d", err, last)
	}
	err := Ordered(t.Context(), 10, 1, func(w, i int) (int, error) { return i, fail(w, i) }, func(int, int) error { return nil })
	if !errors.Is(err, bad) || last != 2 {
		t.Errorf("Ordered: %v after piece %d", err, last)
	}
}

// TestFirstErrorWins: the error of the lowest piece is returned, whoever is faster.
func TestFirstErrorWins(t *testing.T) {
	fail := func(_, i int) error {
		if i%10 == 3 {
			return fmt.Errorf("piece %d", i)
		}
		return nil
	}
	for range 200 {
		if err := Each(t.Context(), 100, 7, fail); err == nil || err.Error() != "piece 3" {
			t.Fatalf("Each: %v", err)
		}
		var last int
		err := Ordered(t.Context(), 100, 7, func(w, i int) (int, error) { return i, fail(w, i) }, func(i, _ int) error { last = i; return nil })
		if err == nil || err.Error() != "piece 3" || last != 2 {
			t.Fatalf("Ordered: %v after piece %d", err, last)
		}
	}
}

func TestTakeCanEndTheWork(t *testing.T) {
	stop := errors.New("enough")
	for _, workers := range []int{1, 7} {
		err := Ordered(t.Context(), 1000, workers, func(_, i int) (int, error) { return i, nil }, func(i, _ int) error {
			if i == 20 {
				return stop
			}
			return nil
		})
		if !errors.Is(err, stop) {
			t.Fatalf("%d workers: %v", workers, err)
		}
	}
}

func TestContextEndsTheWork(t *testing.T) {
	for _, workers := range []int{1, 7} {
		ctx, cancel := context.WithCancel(t.Context())
		err := Each(ctx, 1000, workers, func(_, i int) error {
			if i == 10 {
				cancel()
			}
			return nil
		})
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("Each, %d workers: %v", workers, err)
		}
		ctx, cancel = context.WithCancel(t.Context())
		err = Ordered(ctx, 1000, workers, func(_, i int) (int, error) { return i, nil }, func(i, _ int) error {
			if i == 10 {
				cancel()
			}
			return nil
		})
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("Ordered, %d workers: %v", workers, err)
		}
		cancel()
	}
}

// TestFailureLeavesNoPieceOut fails on every piece but the first, many at a time: the first
// is still made, as Ordered waits for it.
func TestFailureLeavesNoPieceOut(t *testing.T) {
	bad := errors.New("bad")
	for range 20_000 {
		took := 0
		err := Ordered(t.Context(), 8, 4, func(_, i int) (int, error) {
			if i == 0 {
				runtime.Gosched()
				return i, nil
			}
			return i, bad
		}, func(int, int) error {
			took++
			return nil
		})
		if !errors.Is(err, bad) || took != 1 {
			t.Fatalf("%v after %d pieces", err, took)
		}
	}
}
