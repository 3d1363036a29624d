package predict

import (
	"context"
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// Map computes tiles with a number of workers, 0 for one per processor, and
// calls done (which may be nil) with the number finished after each. It returns
// early with the context's error when that ends. The answers are in the order of
// tiles whatever the number of workers.
func (n *Network) Map(ctx context.Context, tiles []Tile, workers int, done func(finished int)) ([]TileSignal, error) {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	out := make([]TileSignal, len(tiles))
	var next, finished atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	for range min(workers, len(tiles)) {
		group.Go(func() error {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(tiles) {
					return nil
				}
				if err := ctx.Err(); err != nil {
					return err
				}
				out[i] = n.Compute(tiles[i])
				if f := finished.Add(1); done != nil {
					done(int(f))
				}
			}
		})
	}
	return out, group.Wait()
}
