package dataset

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo"
	"phusong/geo/encoding/asciigrid"
	"phusong/geo/encoding/geotiff"
	"phusong/geo/raster"
	"phusong/geo/zonal"
	"phusong/internal/mapper"
)

// defaultResolutionDeg is the side of analysis cells, about 110 m: exact in 7
// decimals, so that gap maps have short coordinates.
const defaultResolutionDeg = 0.001

// buildDemand lays the analysis grid over the units and places people in it.
func (l *loader) buildDemand() error {
	bound := l.unitBound()
	d := &l.data.Demand
	d.Kind = l.demandKind()
	if l.region.Population != nil {
		if err := l.readPopulation(bound); err != nil {
			return fmt.Errorf("population %s: %w", l.region.Population.File, err)
		}
	} else {
		err := l.layGrid(func(step float64) raster.Grid {
			return latticeGrid(raster.Grid{West: -180, North: 90, StepX: step, StepY: step}, bound)
		})
		if err != nil {
			return err
		}
	}
	return l.layUnits()
}

// layUnits finds the cells of the grid that every unit covers.
func (l *loader) layUnits() error {
	d := &l.data.Demand
	d.Units = make([]coverage.UnitDemand, l.data.Leaves)
	tracers := make([]*zonal.Tracer, mapper.Workers(l.workers))
	return mapper.Each(context.Background(), len(d.Units), l.workers, func(worker, i int) (err error) {
		if tracers[worker] == nil {
			if tracers[worker], err = zonal.NewTracer(d.Grid); err != nil {
				return fmt.Errorf("unit %s: %w", l.data.Units[i].Code, err)
			}
		}
		if d.Units[i].Footprint, err = tracers[worker].Footprint(l.data.Units[i].Geometry); err != nil {
			return fmt.Errorf("unit %s: %w", l.data.Units[i].Code, err)
		}
		return nil
	})
}

func (l *loader) resolution() float64 {
	if l.region.Resolution > 0 {
		return l.region.Resolution
	}
	return defaultResolutionDeg
}

// demandKind is what the region asks for, else the best that its files allow.
func (l *loader) demandKind() coverage.DemandKind {
	switch {
	case l.region.Demand != "":
		return coverage.DemandKind(l.region.Demand)
	case l.region.Population != nil:
		return coverage.DemandRaster
	case l.hamletsCarryDemand():
		return coverage.DemandPoints
	}
	return coverage.DemandArea
}

// hamletsCarryDemand reports whether every leaf unit has a located hamlet with
// households or people.
func (l *loader) hamletsCarryDemand() bool {
	has := make([]bool, l.data.Leaves)
	for _, h := range l.data.Hamlets {
		if h.Located && (h.Households.Known || h.People.Known) {
			has[h.Unit] = true
		}
	}
	return len(l.data.Hamlets) > 0 && !slices.Contains(has, false)
}

// unitBound is the box around all units, the zero box where there are none: a
// table that is read without a region.
func (l *loader) unitBound() orb.Bound {
	if l.data.Leaves == 0 {
		return orb.Bound{}
	}
	if l.bound == nil {
		bound := boundOf(l.data.Units[0].Geometry[0])
		for i := range l.data.Units[:l.data.Leaves] {
			for _, polygon := range l.data.Units[i].Geometry {
				bound = bound.Union(boundOf(polygon))
			}
		}
		l.bound = &bound
	}
	return *l.bound
}

// boundOf is the box around a polygon that is not empty: that of its first ring.
func boundOf(p orb.Polygon) orb.Bound {
	b := orb.Bound{Min: p[0][0], Max: p[0][0]}
	for _, v := range p[0] {
		b.Min[0], b.Min[1] = min(b.Min[0], v[0]), min(b.Min[1], v[1])
		b.Max[0], b.Max[1] = max(b.Max[0], v[0]), max(b.Max[1], v[1])
	}
	return b
}

// latticeGrid cuts the infinite lattice of g to the cells that hold bound, with
// one cell to spare on every side.
func latticeGrid(g raster.Grid, bound orb.Bound) raster.Grid {
	g.Col0 += int(math.Floor((bound.Min[0]-g.West)/g.StepX)) - 1 - g.Col0
	g.Row0 += int(math.Floor((g.North-bound.Max[1])/g.StepY)) - 1 - g.Row0
	g.Cols = int(math.Ceil((bound.Max[0]-g.West)/g.StepX)) + 1 - g.Col0
	g.Rows = int(math.Ceil((g.North-bound.Min[1])/g.StepY)) + 1 - g.Row0
	return g
}

// maxPixels bounds the part of a raster that is kept in memory: 8 bytes each.
const maxPixels = 1 << 29

// maxPixelDeg bounds the cells of a raster; those of a degree are the coarsest
// that are published.
const maxPixelDeg = 5

// readPopulation reads the raster's counts and lays the analysis grid over its pixels.
func (l *loader) readPopulation(bound orb.Bound) error {
	p := l.region.Population
	if err := l.addInput("population", p.File); err != nil {
		return err
	}
	f, err := os.Open(filepath.Join(l.dir, p.File))
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := openRaster(f)
	if err != nil {
		return err
	}
	if rows.plane != nil {
		return l.readProjected(rows, bound)
	}
	grid, err := rows.Grid()
	if err != nil {
		return err
	}
	window := latticeGrid(grid, bound)
	if window.Cols <= 0 || window.Rows <= 0 || int64(window.Cols)*int64(window.Rows) > maxPixels {
		return fmt.Errorf("units span %d x %d raster cells, more than %d", window.Cols, window.Rows, maxPixels)
	}
	if math.Max(grid.StepX, grid.StepY) > maxPixelDeg {
		return fmt.Errorf("raster cells of %v x %v degrees are too large, at most %v: they say nothing of communes", grid.StepX, grid.StepY, maxPixelDeg)
	}
	err = l.layGrid(func(step float64) raster.Grid { return window.Subdivide(subdivision(grid, step)) })
	if err != nil {
		return err
	}
	reader := l.ahead
	if l.ahead = nil; reader == nil || reader.grid != grid || reader.window != window {
		reader = l.newPixelReader(grid, window)
		err = reader.read(rows.RowReader)
	}
	if l.reportNegatives(reader.negatives); err != nil {
		return err
	}
	d := &l.data.Demand
	d.Pixels, d.Subdivide, l.rasterTotal = reader.pixels, subdivision(grid, l.resolution()), reader.total
	l.valid = reader.valid
	l.note("population raster %s: %s people in %d cells with data", p.File, reader.total, reader.cells)
	return nil
}

// subdivision is the least number of analysis cells along a pixel's side that
// keeps them within the resolution, but for a per mille of slack.
func subdivision(g raster.Grid, resolution float64) int {
	return max(1, int(math.Ceil(math.Max(g.StepX, g.StepY)/resolution/1.001)))
}

// openRaster opens a GeoTIFF or an ASCII grid by its first bytes.
func openRaster(f *os.File) (openedRaster, error) {
	mark := make([]byte, 4)
	if _, err := io.ReadFull(f, mark); err != nil {
		return openedRaster{}, errors.New("the file is empty or too short for a raster")
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return openedRaster{}, err
	}
	info, err := f.Stat()
	if err != nil {
		return openedRaster{}, err
	}
	if strings.HasPrefix(string(mark), "II") || strings.HasPrefix(string(mark), "MM") {
		tiff, err := geotiff.Open(f, info.Size(), geotiff.Limits{})
		if err != nil {
			return openedRaster{}, err
		}
		return projectedTIFF(tiff)
	}
	grid, err := asciigrid.Open(f, info.Size(), asciigrid.Limits{})
	if err != nil {
		return openedRaster{}, err
	}
	if prj, ok := prjOf(f.Name()); ok {
		return projectedGrid(grid, prj)
	}
	return openedRaster{RowReader: grid}, nil
}

// mostAhead bounds the part of a raster that is read before the limits of the analysis grid are known.
const mostAhead = 1 << 26

// readAhead reads the population raster beside other work, as far as that needs nothing but a bound of the units:
// sorting their edges leaves processors idle. It is nil where the raster has to be read in its turn, also
// where it cannot be read: then the error comes in its turn. It changes nothing of the loader.
func (l *loader) readAhead(bound orb.Bound) *pixelReader {
	if l.region.Population == nil {
		return nil
	}
	f, err := os.Open(filepath.Join(l.dir, l.region.Population.File))
	if err != nil {
		return nil
	}
	defer f.Close()
	rows, err := openRaster(f)
	if err != nil || rows.plane != nil {
		return nil
	}
	grid, err := rows.Grid()
	if err != nil {
		return nil
	}
	window := latticeGrid(grid, bound)
	if window.Cols <= 0 || window.Rows <= 0 || int64(window.Cols)*int64(window.Rows) > mostAhead {
		return nil
	}
	reader := l.newPixelReader(grid, window)
	if reader.read(rows.RowReader) != nil {
		return nil
	}
	return reader
}

// pixelReader turns raster values into counts.
type pixelReader struct {
	grid      raster.Grid
	window    raster.Grid
	density   bool
	workers   int
	pixels    []coverage.Micro
	valid     *pixelSet
	total     coverage.Micro
	cells     int64
	negatives int64
}

func (l *loader) newPixelReader(grid, window raster.Grid) *pixelReader {
	return &pixelReader{grid: grid, window: window, density: l.region.Population.Kind == "density", workers: l.workers,
		pixels: make([]coverage.Micro, window.Cols*window.Rows), valid: newPixelSet(grid, window)}
}

func (r *pixelReader) read(rows raster.RowReader) error {
	return eachRows(rows, rasterShape{cols: r.grid.Cols, rows: r.grid.Rows, step: 1}, r.workers, r.addRow)
}

func (r *pixelReader) addRow(row int, line []float64) error {
	perKm2 := 1.0
	if r.density {
		perKm2 = geo.RectAreaM2(r.grid.EdgeX(0), r.grid.EdgeY(row+1), r.grid.EdgeX(1), r.grid.EdgeY(row)) / 1e6
	}
	windowRow := row + r.grid.Row0 - r.window.Row0
	west, east := -1, -1 // columns with data
	for col, v := range line {
		if !(v >= 0) {
			if v < 0 {
				r.negatives++
			}
			continue
		}
		count := coverage.Micro(0)
		if v > 0 {
			var err error
			if count, err = coverage.MicroOf(float64(v * perKm2)); err != nil || r.total > math.MaxInt64-count {
				return fmt.Errorf("cell in row %d, column %d holds %v people: %w", row+1, col+1, v, coverage.ErrRange)
			}
		}
		r.total, r.cells = r.total+count, r.cells+1
		if east = col; west < 0 {
			west = col
		}
		if c := col + r.grid.Col0 - r.window.Col0; c >= 0 && c < r.window.Cols && windowRow >= 0 && windowRow < r.window.Rows {
			r.pixels[windowRow*r.window.Cols+c] = count
			r.valid.set(windowRow, c)
		}
	}
	if west >= 0 {
		r.valid.extend(row, west)
		r.valid.extend(row, east)
	}
	return nil
}
