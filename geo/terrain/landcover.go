package terrain

import (
	"context"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"

	"phusong/geo/encoding/geotiff"
	"phusong/geo/raster"
)

// WorldCoverHeightsM returns clutter heights for the classes of ESA WorldCover (10 m,
// 2020 and 2021; Product User Manual, table of classes): 15 m for tree cover (10) and
// mangroves (95), 10 m for built-up land (50), 0 for shrubland (20), grassland (30),
// cropland (40), bare land (60), snow and ice (70), water (80), herbaceous wetland (90),
// moss and lichen (100).
//
// The heights are the representative ones of ITU-R P.1812 section 3.2, table 2, for
// "urban/trees/forest", "suburban", "open/rural" and "water/sea". Which of them a class
// takes is a convention: neither document maps one to the other, and built-up land
// becomes suburban because most of it is low. The map is the caller's to change.
func WorldCoverHeightsM() map[int]float64 {
	return map[int]float64{10: 15, 20: 0, 30: 0, 40: 0, 50: 10, 60: 0, 70: 0, 80: 0, 90: 0, 95: 15, 100: 0}
}

// Bounds of a table of clutter heights: codes fit a byte with one for unknown, and
// P.1812 takes clutter of up to 1000 m.
const (
	maxClasses      = 255
	highestClutterM = 1000
)

// checkClutterTable says what is wrong with a table of clutter heights.
func checkClutterTable(table map[int]float64) error {
	if len(table) == 0 || len(table) > maxClasses {
		return fmt.Errorf("%d classes of clutter heights: want 1 to %d, such as WorldCoverHeightsM()", len(table), maxClasses)
	}
	for _, class := range slices.Sorted(maps.Keys(table)) {
		if h := table[class]; !(h >= 0 && h <= highestClutterM) {
			return fmt.Errorf("clutter of class %d is %v m high: want 0 to %d", class, h, highestClutterM)
		}
	}
	return nil
}

// landCover is an open raster of classes.
type landCover struct {
	name                 string
	file                 *os.File
	raster               *geotiff.File
	grid                 raster.Grid
	blockCols, blockRows int
}

// landCover opens what Options names, nil if nothing, and refuses it on a surface
// model.
func (d *DEM) landCover() (*landCover, error) {
	if d.options.LandCover == "" {
		return nil, nil
	}
	if err := d.CheckClutter(); err != nil {
		return nil, err
	}
	return openLandCover(d.options.LandCover)
}

// LandCoverBounds is the box that the land cover of Options holds; the zero Bounds
// without one. It fails as Field would where the land cover cannot be used.
func (d *DEM) LandCoverBounds() (Bounds, error) {
	c, err := d.landCover()
	if c == nil || err != nil {
		return Bounds{}, err
	}
	defer c.close()
	g := c.grid
	return Bounds{West: g.EdgeX(0).Degrees(), South: g.EdgeY(g.Rows).Degrees(), East: g.EdgeX(g.Cols).Degrees(), North: g.EdgeY(0).Degrees()}, nil
}

func (c *landCover) close() {
	if c != nil {
		c.file.Close() // it was read only
	}
}

func openLandCover(path string) (*landCover, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("land cover: %w", err)
	}
	c := &landCover{name: filepath.Base(path), file: file}
	if err := c.place(); err != nil {
		file.Close()
		return nil, fmt.Errorf("land cover %s: %w", c.name, err)
	}
	return c, nil
}

func (c *landCover) place() error {
	stat, err := c.file.Stat()
	if err != nil {
		return err
	}
	if c.raster, err = geotiff.Open(c.file, stat.Size(), geotiff.Limits{Classes: true}); err != nil {
		return err
	}
	if c.grid, err = c.raster.Grid(); err != nil {
		return err
	}
	info := c.raster.Info()
	if info.Bands != 1 {
		return fmt.Errorf("%d bands, want the classes alone; run: gdal_translate -b 1 %s classes.tif", info.Bands, c.name)
	}
	c.blockCols, c.blockRows = blockShape(info)
	return nil
}

// cellsOf returns the cell of each of n posts along one axis, -1 beyond the raster.
// A post on the line between two cells is of the eastern or southern one, a post on
// the outer edge of the last.
func cellsOf(n, cells int, at func(post int) float64) []int {
	list := make([]int, n)
	for i := range list {
		v := snap(at(i))
		cell := int(math.Floor(v))
		if v == float64(cells) {
			cell--
		}
		if cell < 0 || cell >= cells {
			cell = -1
		}
		list[i] = cell
	}
	return list
}

// cells returns the columns and rows of the raster in which the posts of a lattice lie.
func (c *landCover) cells(l *lattice) (cols, rows []int) {
	g := c.grid
	cols = cellsOf(l.cols, g.Cols, func(col int) float64 {
		lon, _ := l.post(col, 0)
		turn := math.Mod(lon-g.West, 360)
		if turn < -near*g.StepX {
			turn += 360
		}
		return turn / g.StepX
	})
	rows = cellsOf(l.rows, g.Rows, func(row int) float64 {
		_, lat := l.post(0, row)
		return (g.North - lat) / g.StepY
	})
	return cols, rows
}

// byBlock groups posts by the block of their cell, -1 left out.
func byBlock(cells []int, size int) map[int][]int {
	groups := map[int][]int{}
	for post, cell := range cells {
		if cell >= 0 {
			groups[cell/size] = append(groups[cell/size], post)
		}
	}
	return groups
}

// cover gives the posts of a Field the clutter of the cells they lie in. Each block
// of the raster is decoded once, and only if a post lies in it.
func (f *Field) cover(ctx context.Context, c *landCover, table map[int]float64) error {
	k := newCoder(f, table)
	cols, rows := c.cells(&f.lattice)
	colsIn, rowsIn := byBlock(cols, c.blockCols), byBlock(rows, c.blockRows)
	var classes []float64
	for _, blockRow := range slices.Sorted(maps.Keys(rowsIn)) {
		for _, blockCol := range slices.Sorted(maps.Keys(colsIn)) {
			if err := ctx.Err(); err != nil {
				return err
			}
			w := raster.Window{Col0: blockCol * c.blockCols, Row0: blockRow * c.blockRows}
			w.Col1, w.Row1 = min(w.Col0+c.blockCols, c.grid.Cols), min(w.Row0+c.blockRows, c.grid.Rows)
			classes = slices.Grow(classes[:0], w.Cells())[:w.Cells()]
			if err := c.raster.ReadWindow(w, classes); err != nil {
				return err
			}
			for _, row := range rowsIn[blockRow] {
				line := classes[(rows[row]-w.Row0)*(w.Col1-w.Col0):]
				if err := k.putRow(f, row, colsIn[blockCol], func(col int) float64 { return line[cols[col]-w.Col0] }); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// coder turns classes into the codes of a Field.
type coder struct {
	codes     map[float64]uint8
	lastClass float64
	lastCode  uint8
}

func newCoder(f *Field, table map[int]float64) *coder {
	k := &coder{codes: map[float64]uint8{}, lastClass: math.NaN()}
	f.clutter = make([]*clutterBlock, len(f.heights))
	f.bytes += int64(len(f.clutter)) * pointerBytes
	f.clutterM[0] = math.NaN()
	for i, class := range slices.Sorted(maps.Keys(table)) {
		k.codes[float64(class)] = uint8(i + 1)
		f.clutterM[i+1] = table[class]
	}
	return k
}

// putRow gives posts of one row their clutter.
func (k *coder) putRow(f *Field, row int, cols []int, class func(col int) float64) error {
	for _, col := range cols {
		code, ok := k.code(class(col))
		if !ok {
			lon, lat := f.post(col, row)
			return fmt.Errorf("class %v at %.5f,%.5f has no clutter height: state one for it (terrain.clutter_m in region.yaml), or if it stands for no data run: gdal_edit.py -a_nodata %v on the land cover",
				class(col), lon, lat, class(col))
		}
		if code != 0 {
			f.putClutter(col, row, code)
		}
	}
	return nil
}

// code returns the code of a class; NaN, which is NoData, is unknown.
func (k *coder) code(class float64) (uint8, bool) {
	if class == k.lastClass {
		return k.lastCode, true
	}
	if math.IsNaN(class) {
		return 0, true
	}
	code, ok := k.codes[class]
	if ok {
		k.lastClass, k.lastCode = class, code
	}
	return code, ok
}

func (f *Field) putClutter(col, row int, code uint8) {
	i := (row>>blockShift)*f.across + col>>blockShift
	if f.clutter[i] == nil {
		f.clutter[i] = new(clutterBlock)
		f.bytes += clutterBlockBytes
	}
	f.clutter[i][row&blockMask<<blockShift|col&blockMask] = code
}

// clutterBytes estimates the clutter of a lattice from above.
func (c *landCover) clutterBytes(l *lattice) int64 {
	extent := func(cells []int) int64 {
		blocks := map[int]bool{}
		for post, cell := range cells {
			if cell >= 0 {
				blocks[post>>blockShift] = true
			}
		}
		return int64(len(blocks))
	}
	cols, rows := c.cells(l)
	pointers := int64(blocksFor(l.cols)) * int64(blocksFor(l.rows)) * pointerBytes
	return pointers + extent(cols)*extent(rows)*clutterBlockBytes
}
