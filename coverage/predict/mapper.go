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
	groups := n.groups(tiles)
	var next, finished atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	for range min(workers, len(groups)) {
		group.Go(func() error {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(groups) {
					return nil
				}
				err := n.computeGroup(ctx, tiles, groups[i], func(at int, t TileSignal) {
					out[at] = t
					if f := finished.Add(1); done != nil {
						done(int(f))
					}
				})
				if err != nil {
					return err
				}
			}
		})
	}
	return out, group.Wait()
}

// groupSide is the side in tiles of the squares that one worker computes together
// over terrain: they share the rays of their stations.
const groupSide = 2

// groups lists the places of tiles that are computed together, in order of the first.
func (n *Network) groups(tiles []Tile) [][]int {
	var groups [][]int
	known := map[Tile]int{}
	for i, t := range tiles {
		key := Tile{t.Col / groupSide, t.Row / groupSide}
		if n.ground == nil {
			key = t
		}
		at, ok := known[key]
		if !ok {
			at = len(groups)
			known[key], groups = at, append(groups, nil)
		}
		groups[at] = append(groups[at], i)
	}
	return groups
}

func (n *Network) computeGroup(ctx context.Context, tiles []Tile, group []int, put func(at int, t TileSignal)) error {
	var together []Tile
	for _, i := range group {
		together = append(together, tiles[i])
	}
	p := n.borrowPaths(together)
	defer n.returnPaths(p)
	for _, i := range group {
		if err := ctx.Err(); err != nil {
			return err
		}
		put(i, n.compute(tiles[i], p))
	}
	return nil
}
