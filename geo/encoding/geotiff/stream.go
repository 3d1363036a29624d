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
	// slabCells is about how many cells a slab has, 512 KiB of them: they are still in the
	// processor's cache when they are taken.
	slabCells = 1 << 16
	// backSlabs is how many times as many where going back means to decode from the top of a block.
	backSlabs = 32
)

// Stream decodes the raster from north to south and hands every slab to take, in
// order, one at a time; workers decode the blocks that follow meanwhile. Slabs, values
// and errors are the same for any number of workers, and every block is decoded
// once, but those that are too large to be kept (64 MiB a row of them) in a file whose
// southernmost row comes first. Memory is bounded by Limits.MaxMemoryBytes: what the
// workers decode ahead and a row of blocks, or 64 Ki cells if that is more; a slab has some
// 64 Ki cells, at least a row. The file may be used again when Stream has returned.
func (f *File) Stream(ctx context.Context, o StreamOptions, take func(Slab) error) error {
	w := o.Window
	if w == (raster.Window{}) {
		w = raster.Window{Col1: f.layout.cols, Row1: f.layout.rows}
	}
	if err := w.Check(f.layout.cols, f.layout.rows); err != nil {
		return err
	}
	t := f.twin()
	s := streamer{file: t, bands: t.layout.bandsOf(w, t.place.southUp), take: take}
	pieces := s.bands.count * s.bands.pieces
	workers := min(mapper.Workers(o.Workers), pieces, t.limits.workersAhead(&s.bands))
	if workers <= 1 {
		return s.alone(ctx)
	}
	workersFiles := make([]*File, workers)
	for i := range workersFiles {
		workersFiles[i] = f.twin()
	}
	return mapper.Ordered(ctx, pieces, workers, func(worker, i int) (*ahead, error) {
		return s.decode(workersFiles[worker], i), nil
	}, func(i int, a *ahead) error { return s.collect(ctx, i, a) })
}

// twin is the same open file with decoding state of its own.
func (f *File) twin() *File {
	t := *f
	t.blocks = blockReader{}
	return &t
}

// streamer is the state of one Stream.
type streamer struct {
	file   *File // that slabs are read from
	bands  bands
	take   func(Slab) error
	values []float64
	memory sync.Pool // of *ahead
}

// ahead is blocks that were decoded ahead: cols columns of them from col0 on, in the rows of
// blocks from row0 on. One that failed is left out: reading its rows says why.
type ahead struct {
	row0, col0, cols int
	blocks           []cursor
}

// aheadOf are the rows of a block that was decoded ahead, nil if it was not. The pieces of
// a band are all there or none; but for the last they have as many columns.
func (b *blockReader) aheadOf(row, col int) []byte {
	if len(b.ahead) == 0 {
		return nil
	}
	first := b.ahead[0]
	a := b.ahead[(col-first.col0)/first.cols]
	if c := &a.blocks[(row-a.row0)*a.cols+col-a.col0]; c.block != 0 {
		return c.rows
	}
	return nil
}

// alone reads and hands on without a second goroutine.
func (s *streamer) alone(ctx context.Context) error {
	for i := range s.bands.count {
		if err := s.hand(ctx, i); err != nil {
			return err
		}
	}
	return nil
}

// hand reads the slabs of a band.
func (s *streamer) hand(ctx context.Context, band int) error {
	b := s.bands.window(band)
	step := (b.Row1 - b.Row0 + s.bands.slabs - 1) / s.bands.slabs
	for row := b.Row0; row < b.Row1; row += step {
		if err := ctx.Err(); err != nil {
			return err
		}
		part := raster.Window{Col0: b.Col0, Row0: row, Col1: b.Col1, Row1: min(row+step, b.Row1)}
		cells := part.Cells()
		if cap(s.values) < cells {
			s.values = make([]float64, cells)
		}
		if err := s.file.ReadWindow(part, s.values[:cells]); err != nil {
			return err
		}
		if err := s.take(Slab{Row0: row, Rows: part.Row1 - part.Row0, Values: s.values[:cells]}); err != nil {
			return err
		}
	}
	return nil
}

// decode decodes the blocks of a piece with a worker's file.
func (s *streamer) decode(f *File, piece int) *ahead {
	a, ok := s.memory.Get().(*ahead)
	if !ok {
		a = &ahead{}
	}
	rows := s.bands.blocksOf(a, piece)
	if n := rows * a.cols; cap(a.blocks) < n {
		a.blocks = append(a.blocks[:cap(a.blocks)], make([]cursor, n-cap(a.blocks))...)
	}
	a.blocks = a.blocks[:rows*a.cols]
	for i := range a.blocks {
		c := &a.blocks[i]
		block := f.layout.blockAt(a.row0+i/a.cols, a.col0+i%a.cols, f.band)
		if c.block = 0; f.layout.counts[block] != 0 && f.openBlock(c, block) != nil {
			c.block = 0
		}
		c.stream = nil // the worker's own
	}
	return a
}

// collect keeps a piece until its band is whole, which is then handed on.
func (s *streamer) collect(ctx context.Context, piece int, a *ahead) error {
	here := &s.file.blocks.ahead
	*here = append(*here, a)
	if len(*here) < s.bands.pieces {
		return nil
	}
	err := s.hand(ctx, piece/s.bands.pieces)
	for _, a := range *here {
		s.memory.Put(a)
	}
	*here = (*here)[:0]
	return err
}
