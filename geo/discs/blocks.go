package discs

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sort"

	"phusong/internal/mapper"
)

// layBlocks finds what discs do in every row of tiles, block by block.
func (u *Union) layBlocks(ctx context.Context, workers int) error {
	n := (u.rows + blockRows - 1) / blockRows
	u.blocks = make([]tileBlock, n)
	discs, start := u.discsByBlock(n)
	workers = min(mapper.Workers(workers), n)
	work := make([]*rowWork, workers)
	return mapper.Each(ctx, n, workers, func(worker, i int) error {
		if work[worker] == nil {
			work[worker] = &rowWork{}
		}
		return work[worker].block(u, i, discs[start[i]:start[i+1]])
	})
}

// rowsOf are the rows of tiles that a disc meets, both included.
func (u *Union) rowsOf(d *Disc) (first, last int) {
	return u.rowOf(d.YM - d.RadiusM), u.rowOf(d.YM + d.RadiusM)
}

// discsByBlock lists the discs of every block, ascending; start has the first of each, and the end.
func (u *Union) discsByBlock(blocks int) (discs []int32, start []int) {
	start = make([]int, blocks+1)
	for i := range u.discs {
		first, last := u.rowsOf(&u.discs[i])
		for b := first / blockRows; b <= last/blockRows; b++ {
			start[b+1]++
		}
	}
	for b := range blocks {
		start[b+1] += start[b]
	}
	discs = make([]int32, start[blocks])
	next := slices.Clone(start)
	for i := range u.discs {
		first, last := u.rowsOf(&u.discs[i])
		for b := first / blockRows; b <= last/blockRows; b++ {
			discs[next[b]] = int32(i)
			next[b]++
		}
	}
	return discs, start
}

// rowWork is the memory of laying blocks.
type rowWork struct {
	reaches [blockRows][]reach
	fulls   []stretch
	meets   []uint64 // column<<32 | disc
	slabs   slabber
	runs    []run
	discs   []int32
}

// block lays a block with what its discs do in its rows.
func (w *rowWork) block(u *Union, i int, discs []int32) error {
	first := i * blockRows
	end := min(first+blockRows, u.rows)
	for r := range w.reaches {
		w.reaches[r] = w.reaches[r][:0]
	}
	for _, d := range discs {
		from, last := u.rowsOf(&u.discs[d])
		for row := max(from, first); row <= min(last, end-1); row++ {
			w.reaches[row-first] = append(w.reaches[row-first], u.reachOf(d, row))
		}
	}
	b := &u.blocks[i]
	w.runs, w.discs = w.runs[:0], w.discs[:0]
	for row := first; row < end; row++ {
		if err := w.row(u, row, w.reaches[row-first]); err != nil {
			return err
		}
		b.start[row-first+1] = int32(len(w.runs))
	}
	b.runs, b.discs = exact(w.runs), exact(w.discs)
	return nil
}

// exact is a copy without room for more.
func exact[T any](list []T) []T {
	kept := make([]T, len(list))
	copy(kept, list)
	return kept
}

// row adds a row from what discs do in it.
func (w *rowWork) row(u *Union, row int, reaches []reach) error {
	w.mergeFull(reaches)
	w.listMeets(reaches)
	if err := checkMeets(len(w.discs), len(w.meets), math.MaxInt32); err != nil {
		return err
	}
	west, col := 0.0, int32(0) // of what follows
	add := func(r run, end int32, areaM2 float64) {
		if r.col > col {
			w.runs = append(w.runs, run{col: col, west: west})
		}
		r.west = west
		w.runs = append(w.runs, r)
		west, col = west+areaM2, end
	}
	fulls, meets := w.fulls, w.meets
	for len(fulls) > 0 || len(meets) > 0 {
		if len(meets) == 0 || len(fulls) > 0 && fulls[0].from < int32(meets[0]>>32) {
			f := fulls[0]
			add(run{col: f.from, kind: full}, f.end, float64(float64(float64(f.end-f.from)*u.side)*u.side))
			fulls = fulls[1:]
			continue
		}
		r := run{col: int32(meets[0] >> 32), first: int32(len(w.discs))}
		for len(meets) > 0 && int32(meets[0]>>32) == r.col {
			w.discs = append(w.discs, int32(uint32(meets[0])))
			meets = meets[1:]
		}
		r.kind = runKind(int32(len(w.discs)) - r.first)
		w.slabs.build(u, row, int(r.col), w.discs[r.first:])
		add(r, r.col+1, w.slabs.areaWest(u.side))
	}
	w.runs = append(w.runs, run{col: col, west: west})
	return nil
}

// checkMeets refuses what the 32 bits of run.first and of its kind cannot number. Runs themselves are fewer than
// 2 * blockRows * mostTiles.
func checkMeets(known, more, most int) error {
	if more > most-known {
		return fmt.Errorf("discs meet more than %d tiles in %d rows: too many discs lie over each other", most, blockRows)
	}
	return nil
}

// stretch is the columns from to end-1 of full tiles.
type stretch struct{ from, end int32 }

// mergeFull unites the stretches of full tiles.
func (w *rowWork) mergeFull(reaches []reach) {
	w.meets, w.fulls = w.meets[:0], w.fulls[:0]
	for i := range reaches {
		if r := &reaches[i]; r.fullFirst < r.fullEnd {
			w.meets = append(w.meets, uint64(uint32(r.fullFirst))<<32|uint64(uint32(r.fullEnd)))
		}
	}
	slices.Sort(w.meets) // columns are not negative
	for _, m := range w.meets {
		f := stretch{int32(m >> 32), int32(uint32(m))}
		if n := len(w.fulls); n > 0 && f.from <= w.fulls[n-1].end {
			w.fulls[n-1].end = max(w.fulls[n-1].end, f.end)
			continue
		}
		w.fulls = append(w.fulls, f)
	}
}

// listMeets lists what discs meet outside full tiles, by column, then disc.
func (w *rowWork) listMeets(reaches []reach) {
	w.meets = w.meets[:0]
	for i := range reaches {
		r := &reaches[i]
		w.meet(r.disc, r.first, min(r.fullFirst, r.last+1))
		w.meet(r.disc, r.fullEnd, r.last+1)
	}
	slices.Sort(w.meets)
}

func (w *rowWork) meet(disc, first, end int32) {
	if first >= end {
		return
	}
	i := sort.Search(len(w.fulls), func(i int) bool { return w.fulls[i].end > first })
	for col := first; col < end; col++ {
		for i < len(w.fulls) && w.fulls[i].end <= col {
			i++
		}
		if i < len(w.fulls) && w.fulls[i].from <= col {
			col = w.fulls[i].end - 1
			continue
		}
		w.meets = append(w.meets, uint64(uint32(col))<<32|uint64(uint32(disc)))
	}
}
