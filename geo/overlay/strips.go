package overlay

import (
	"context"
	"errors"

	"phusong/internal/mapper"
)

// stripsFrom is the number of edges from which they are compared strip by strip; tests lower it.
var stripsFrom = 1 << 14

// strips is into how many bands of cells edges are divided, for any number of workers.
const strips = 64

// errLimit says that a strip met a limit.
var errLimit = errors.New("overlay: a limit is reached")

// everything tests all pairs of edges, each strip of the grid by one goroutine. The splits found are
// those of all, strip by strip. Where a limit is near, which strips apart do not see, it begins again with all.
func (n *noder) everything() bool {
	if len(n.chains.a) < stripsFrom {
		return n.all()
	}
	count := len(n.chains.a)
	extent := spread{box: emptyBox}
	for i := range count {
		extent.addSegment(n.chains.a[i], n.chains.b[i], everywhere)
	}
	bk := bucketSegments(newGrid(extent, count), count, func(i int) (Point, Point) { return n.chains.a[i], n.chains.b[i] }, nil)
	if !bk.worthwhile(count) {
		return n.all()
	}
	begin := n.tests
	found := make([]noder, strips)
	err := mapper.Each(context.Background(), strips, n.workers, func(_, k int) error {
		own := &found[k]
		*own = noder{chains: n.chains, left: n.left / 8, compact: n.compact}
		own.pairing = pairing{a: n.chains.a, b: n.chains.b, visit: own.test, tests: begin}
		if !own.pairing.cellRows(&bk, nil, [2]int{bk.ny * k / strips, bk.ny * (k + 1) / strips}) {
			return errLimit
		}
		return nil
	})
	used := len(bk.items)
	for k := range found {
		used += begin - found[k].tests
	}
	if err != nil || used >= begin {
		return n.all()
	}
	n.tests -= used
	for k := range found {
		n.splits = append(n.splits, found[k].splits...)
	}
	return true
}
