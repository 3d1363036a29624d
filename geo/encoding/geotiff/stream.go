package geotiff

import (
	"context"
	"sync"

	"phusong/geo/raster"
	"phusong/internal/mapper"
)

// Slab is a band of whole rows of the raster, or of the window streamed.
type Slab struct {
	Row0, Rows int       // in rows of the raster; Row0 is the northernmost
	Values     []float64 // as ReadRows gives them, row-major; valid until take returns
}

// StreamOptions says what Stream reads. The zero value reads everything with one
// worker per processor.
type StreamOptions struct {
	Workers int           // goroutines that decode; 0 means one per processor
	Window  raster.Window // part of the raster; zero means all of it
}

const (
	leastSlabCells = 1 << 16 // smaller pieces cost more to hand over than to decode
	mostSlabCells  = 1 << 21 // eight of them for each worker may be in memory
)

// Stream decodes the raster from north to south and hands every slab to take, in
// order, one at a time; workers decode the slabs that follow meanwhile. Slabs, values
// and errors are the same for any number of workers, and every block is decoded
// once. Memory is bounded by a few slabs a worker, each of at most 2 million cells.
// The file may be used again when Stream has returned.
func (f *File) Stream(ctx context.Context, o StreamOptions, take func(Slab) error) error {
	w := o.Window
	if w == (raster.Window{}) {
		w = raster.Window{Col1: f.layout.cols, Row1: f.layout.rows}
	}
	if err := w.Check(f.layout.cols, f.layout.rows); err != nil {
		return err
	}
	cuts, whole := f.layout.slabs(w, f.place.southUp)
	workers := min(mapper.Workers(o.Workers), len(cuts))
	if !whole {
		workers = 1 // its blocks lie in several slabs: one reader decodes them once
	}
	files := make([]*File, workers)
	for i := range files {
		files[i] = f.twin()
	}
	var free sync.Pool
	produce := func(worker, i int) (*Slab, error) {
		s, ok := free.Get().(*Slab)
		if !ok {
			s = &Slab{}
		}
		return s, files[worker].slab(s, raster.Window{Col0: w.Col0, Row0: cuts[i].row0, Col1: w.Col1, Row1: cuts[i].row1})
	}
	return mapper.Ordered(ctx, len(cuts), workers, produce, func(_ int, s *Slab) error {
		defer free.Put(s)
		return take(*s)
	})
}

// twin is the same open file with decoding state of its own.
func (f *File) twin() *File {
	t := *f
	t.blocks = blockReader{}
	return &t
}

func (f *File) slab(s *Slab, w raster.Window) error {
	if cells := w.Cells(); cap(s.Values) < cells {
		s.Values = make([]float64, cells)
	}
	s.Row0, s.Rows, s.Values = w.Row0, w.Row1-w.Row0, s.Values[:w.Cells()]
	return f.ReadWindow(w, s.Values)
}

type rows struct{ row0, row1 int }

// slabs cuts a window into bands of rows. whole tells that no row of blocks lies in
// two of them, so that they can be decoded apart.
func (l *layout) slabs(w raster.Window, southUp bool) (cuts []rows, whole bool) {
	width, step := w.Col1-w.Col0, l.blockRows
	if whole = l.keepsBlocks() && step*width <= mostSlabCells; !whole {
		step = max(1, min(step, leastSlabCells/width))
	} else if step*width < leastSlabCells {
		step *= (leastSlabCells + step*width - 1) / (step * width)
	}
	// Blocks are counted from the first row stored, the last one shown if southUp.
	phase := 0
	if southUp {
		phase = l.rows % step
	}
	for row := w.Row0; row < w.Row1; {
		end := min(row-(row-phase+step)%step+step, w.Row1)
		cuts = append(cuts, rows{row, end})
		row = end
	}
	return cuts, whole
}
