package terrain

import (
	"context"
	"fmt"
	"math"

	"phusong/geo/raster"
)

const (
	pointerBytes      = 8
	heightBlockBytes  = 4 * blockSide * blockSide
	clutterBlockBytes = blockSide * blockSide
)

// aligned is the fraction of a step by which the posts of a tile may be off the
// lattice and still be taken for its own: steps are written with some ten digits.
const aligned = 1e-4

// Field loads the heights of a box, and of the land cover if Options names one. The
// posts are those of the finest tile that reaches into the box, continued over all of it.
// Each is the height of the first tile in order of precedence that knows it: copied
// where the tile's posts are those of the lattice (to 1/10,000 of a step), otherwise
// DEM.HeightM there. Each tile is decoded once and not kept.
//
// It fails for a box that is none, a box without tiles (ErrNoTile), more than
// MaxFieldBytes, a tile that cannot be read, land cover on a surface model
// (ErrClutterTwice) or with a class that ClutterHeightsM lacks, and when ctx ends.
func (d *DEM) Field(ctx context.Context, b Bounds) (*Field, error) {
	f, err := d.loadField(ctx, b)
	if err != nil {
		return nil, fmt.Errorf("terrain field: %w", err)
	}
	return f, nil
}

func (d *DEM) loadField(ctx context.Context, b Bounds) (*Field, error) {
	if d.err != nil {
		return nil, d.err
	}
	if err := b.check(); err != nil {
		return nil, err
	}
	cover, err := d.landCover()
	if err != nil {
		return nil, err
	}
	defer cover.close()
	l, err := d.latticeFor(b)
	if err != nil {
		return nil, err
	}
	if err := d.checkFieldBytes(&l, cover); err != nil {
		return nil, err
	}
	f := newField(l)
	for i, t := range d.tiles {
		for _, p := range t.placesIn(&l) {
			if err := d.fill(ctx, f, i, p); err != nil {
				return nil, err
			}
		}
	}
	f.survey()
	if cover != nil {
		if err := f.cover(ctx, cover, d.options.ClutterHeightsM); err != nil {
			return nil, fmt.Errorf("land cover %s: %w", cover.name, err)
		}
	}
	return f, nil
}

// place is where the posts of a tile are on a lattice: post (col,row) of the tile at
// x + col*stepX, y + row*stepY in posts of the lattice.
type place struct {
	x, y, stepX, stepY float64
	matches            bool // every post of the tile is a post of the lattice
}

// placesIn returns the places of a tile, one for each turn that brings it onto the
// lattice: none, one or, for a lattice of more than 300 degrees, two.
func (t *tile) placesIn(l *lattice) []place {
	east, south := l.post(l.cols-1, l.rows-1)
	box := Bounds{l.west, south, east, l.north}.widen(float64(max(t.stepX, t.stepY) * (1 + near)))
	var list []place
	for _, turns := range t.turns(box) {
		p := place{
			x: (t.west + float64(360*turns) - l.west) / l.stepX, y: (l.north - t.north) / l.stepY,
			stepX: t.stepX / l.stepX, stepY: t.stepY / l.stepY,
		}
		p.matches = onPosts(p.x, p.stepX, t.cols) && onPosts(p.y, p.stepY, t.rows)
		list = append(list, p)
	}
	return list
}

// onPosts reports whether n places from a first one on are consecutive whole
// numbers, as nearly as makes no difference.
func onPosts(first, step float64, n int) bool {
	start := math.Round(first)
	last := first + float64(float64(n-1)*step)
	return math.Abs(first-start) < aligned && math.Abs(last-start-float64(n-1)) < aligned
}

// window returns the posts of the lattice among the columns [col0,col1) and rows
// [row0,row1) of a tile, those of the lattice on its edges included.
func (p place) window(w raster.Window, l *lattice) (raster.Window, bool) {
	from := func(first, step float64, i int) int { return int(math.Floor(snap(first + float64(float64(i)*step)))) }
	if p.matches {
		x, y := int(math.Round(p.x)), int(math.Round(p.y))
		w = raster.Window{Col0: x + w.Col0, Row0: y + w.Row0, Col1: x + w.Col1, Row1: y + w.Row1}
	} else {
		w = raster.Window{
			Col0: from(p.x, p.stepX, w.Col0), Row0: from(p.y, p.stepY, w.Row0),
			Col1: from(p.x, p.stepX, w.Col1) + 2, Row1: from(p.y, p.stepY, w.Row1) + 2,
		}
	}
	w.Col0, w.Row0, w.Col1, w.Row1 = max(w.Col0, 0), max(w.Row0, 0), min(w.Col1, l.cols), min(w.Row1, l.rows)
	return w, w.Col0 < w.Col1 && w.Row0 < w.Row1
}

// reach is the window of all posts to which the tile can give a height.
func (t *tile) reach(p place, l *lattice) (raster.Window, bool) {
	w := raster.Window{Col1: t.cols, Row1: t.rows}
	if !p.matches {
		w = t.outward(w)
	}
	return p.window(w, l)
}

// checkFieldBytes estimates a Field from above: every block into which a tile
// reaches is taken as full.
func (d *DEM) checkFieldBytes(l *lattice, cover *landCover) error {
	across, down := blocksFor(l.cols), blocksFor(l.rows)
	blocks := int64(across) * int64(down)
	bytes := blocks * pointerBytes
	if cover != nil && bytes <= d.options.MaxFieldBytes {
		bytes += cover.clutterBytes(l)
	}
	if bytes <= d.options.MaxFieldBytes {
		full := make([]bool, blocks)
		for _, t := range d.tiles {
			for _, p := range t.placesIn(l) {
				if w, ok := t.reach(p, l); ok {
					bytes += heightBlockBytes * mark(full, across, w)
				}
			}
		}
	}
	if bytes > d.options.MaxFieldBytes {
		return fmt.Errorf("%d x %d posts %.3g degrees apart take up to %d MB, the bound is %d MB: choose a smaller box, coarser tiles (gdalwarp -tr %.3g %.3g -r average) or a higher MaxFieldBytes",
			l.cols, l.rows, l.stepY, bytes>>20, d.options.MaxFieldBytes>>20, 2*l.stepX, 2*l.stepY)
	}
	return nil
}

// mark notes the blocks of a window and returns how many are new.
func mark(full []bool, across int, w raster.Window) (added int64) {
	for row := w.Row0 >> blockShift; row <= (w.Row1-1)>>blockShift; row++ {
		for col := w.Col0 >> blockShift; col <= (w.Col1-1)>>blockShift; col++ {
			if i := row*across + col; !full[i] {
				full[i] = true
				added++
			}
		}
	}
	return added
}

// fill gives the posts that are still unknown the heights of a tile, one block of
// its file after the other.
func (d *DEM) fill(ctx context.Context, f *Field, index int, p place) error {
	t := d.tiles[index]
	for i := range t.blocksAcross() * t.blocksDown() {
		own := t.blockWindow(i)
		w, ok := p.window(own, &f.lattice)
		if !p.matches {
			w, ok = p.window(t.outward(own), &f.lattice)
		}
		if !ok {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if !p.matches {
			if err := d.sample(f, index, w); err != nil {
				return err
			}
			continue
		}
		b, err := d.cache.peek(t, i)
		if err != nil {
			return err
		}
		f.copyWindow(w, b, int(math.Round(p.x))+own.Col0, int(math.Round(p.y))+own.Row0)
	}
	return nil
}

// outward moves the edges of a window that are edges of the tile one step out,
// where heights hang on posts of neighbours.
func (t *tile) outward(w raster.Window) raster.Window {
	if w.Col0 == 0 {
		w.Col0 = -1
	}
	if w.Row0 == 0 {
		w.Row0 = -1
	}
	if w.Col1 == t.cols {
		w.Col1++
	}
	if w.Row1 == t.rows {
		w.Row1++
	}
	return w
}

// sample interpolates the posts of a window that are still unknown.
func (d *DEM) sample(f *Field, index int, w raster.Window) error {
	for row := w.Row0; row < w.Row1; row++ {
		for col := w.Col0; col < w.Col1; col++ {
			if !math.IsNaN(f.postM(col, row)) {
				continue
			}
			lon, lat := f.post(col, row)
			if h, ok := d.interpolate(index, lon, max(-90, min(90, lat)), true); ok {
				f.block(col, row)[row&blockMask<<blockShift|col&blockMask] = float32(h)
			}
		}
		if d.err != nil {
			return d.err
		}
	}
	return nil
}

// copyWindow copies the posts of a window out of a decoded block whose first post is
// at column x and row y of the lattice.
func (f *Field) copyWindow(w raster.Window, b *block, x, y int) {
	for row := w.Row0; row < w.Row1; row++ {
		for col := w.Col0; col < w.Col1; {
			end := min(col|blockMask+1, w.Col1)
			from := (row-y)*b.cols + col - x
			if b.metres != nil {
				copyKnown(f, col, row, b.metres[from:from+end-col])
			} else {
				copyKnown(f, col, row, b.heights[from:from+end-col])
			}
			col = end
		}
	}
}

// copyKnown gives the posts from a first one eastward, all of one block, the heights
// that are known, where none is yet.
func copyKnown[H int16 | float32](f *Field, col, row int, heights []H) {
	var to []float32
	for i, h := range heights {
		if !(h >= lowestM && h <= highestM) || h == unstated {
			continue
		}
		if to == nil {
			start := row&blockMask<<blockShift | col&blockMask
			to = f.block(col, row)[start : start+len(heights)]
		}
		if to[i] != to[i] {
			to[i] = float32(h)
		}
	}
}
