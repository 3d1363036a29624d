package terrain

import (
	"container/list"
	"fmt"
	"math"
	"os"

	"phusong/geo/encoding/geotiff"
	"phusong/geo/encoding/hgt"
	"phusong/geo/raster"
)

// block holds the heights of part of a tile: integers as .hgt stores them, or
// float32 with NaN for unknown.
type block struct {
	tile    *tile
	index   int
	bytes   int64
	cols    int // of this block: those at the edge are narrower
	metres  []int16
	heights []float32
	use     *list.Element
}

// at returns a height by the column and row inside the block.
func (b *block) at(col, row int) (float64, bool) {
	i := row*b.cols + col
	if b.metres != nil {
		return known(float64(b.metres[i]))
	}
	return known(float64(b.heights[i]))
}

// Heights beyond the deepest trench (10,935 m) and the highest summit (8,849 m)
// are voids whose NoData value the file does not state: -32768, -32767, 1e38,
// and so is -9999, which stands for no value in most software.
const (
	lowestM  = -12_000
	highestM = 9_000
	unstated = -9999
)

func known(heightM float64) (float64, bool) {
	if !(heightM >= lowestM && heightM <= highestM) || heightM == unstated {
		return math.NaN(), false
	}
	return heightM, true
}

// maxOpenFiles bounds the GeoTIFF files kept open between blocks.
const maxOpenFiles = 16

type openFile struct {
	tile   *tile
	file   *os.File
	raster *geotiff.File
}

// cache keeps the blocks used last within a bound of memory.
type cache struct {
	maxBytes int64
	bytes    int64
	peak     int64
	decoded  int        // blocks decoded so far
	recent   *list.List // of *block, the one used last in front
	open     []openFile // the one used last at the end
}

// block returns a block of a tile, from memory or from the file.
func (c *cache) block(t *tile, index int) (*block, error) {
	if b := t.blocks[index]; b != nil {
		if c.recent.Front() != b.use {
			c.recent.MoveToFront(b.use)
		}
		return b, nil
	}
	c.makeRoom(int64(t.blockWindow(index).Cells()) * t.bytesPerPost)
	b, err := c.peek(t, index)
	if err != nil {
		return nil, err
	}
	b.use = c.recent.PushFront(b)
	t.blocks[index] = b
	c.bytes += b.bytes
	c.peak = max(c.peak, c.bytes)
	return b, nil
}

// peek is block for a caller that needs it once: what it decodes is not kept.
func (c *cache) peek(t *tile, index int) (*block, error) {
	if b := t.blocks[index]; b != nil {
		return b, nil
	}
	if t.broken != nil {
		return nil, t.broken
	}
	w := t.blockWindow(index)
	b := &block{tile: t, index: index, cols: w.Col1 - w.Col0, bytes: int64(w.Cells()) * t.bytesPerPost}
	if err := c.decode(b, w); err != nil {
		t.broken = fmt.Errorf("%s: %w", t.name, err)
		return nil, t.broken
	}
	c.decoded++
	return b, nil
}

func (c *cache) makeRoom(bytes int64) {
	for c.bytes+bytes > c.maxBytes && c.recent.Len() > 0 {
		b := c.recent.Remove(c.recent.Back()).(*block)
		delete(b.tile.blocks, b.index)
		c.bytes -= b.bytes
	}
}

func (c *cache) decode(b *block, w raster.Window) error {
	if b.tile.isHGT {
		return b.decodeHGT()
	}
	r, err := c.raster(b.tile)
	if err != nil {
		return err
	}
	wide := make([]float64, w.Cells())
	if err := r.ReadWindow(w, wide); err != nil {
		return err
	}
	b.heights = make([]float32, len(wide))
	for i, v := range wide {
		b.heights[i] = float32(v)
	}
	return nil
}

func (b *block) decodeHGT() error {
	f, err := os.Open(b.tile.path)
	if err != nil {
		return err
	}
	defer f.Close()
	tile, err := hgt.Decode(f, b.tile.size, b.tile.name)
	if err != nil {
		return err
	}
	if tile.Posts != b.tile.cols {
		return fmt.Errorf("%d posts where there were %d: the file changed while it was used", tile.Posts, b.tile.cols)
	}
	b.metres = tile.HeightsM
	return nil
}

// raster returns the open file of a tile, and closes the one used longest ago.
func (c *cache) raster(t *tile) (raster.RowReader, error) {
	for i, o := range c.open {
		if o.tile == t {
			c.open = append(append(c.open[:i:i], c.open[i+1:]...), o)
			return o.raster, nil
		}
	}
	if len(c.open) == maxOpenFiles {
		if err := c.open[0].file.Close(); err != nil {
			return nil, err
		}
		c.open = c.open[1:]
	}
	f, err := os.Open(t.path)
	if err != nil {
		return nil, err
	}
	r, err := geotiff.Open(f, t.size, geotiff.Limits{})
	if err != nil {
		f.Close()
		return nil, err
	}
	c.open = append(c.open, openFile{t, f, r})
	return r, nil
}

func (c *cache) close() error {
	var first error
	for _, o := range c.open {
		if err := o.file.Close(); err != nil && first == nil {
			first = err
		}
	}
	c.open = nil
	return first
}
