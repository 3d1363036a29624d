package dataset

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo/crs"
	"phusong/geo/encoding/asciigrid"
	"phusong/geo/encoding/geotiff"
	"phusong/geo/raster"
	"phusong/geo/regrid"
)

// openedRaster is a population grid with what its file says of its system.
type openedRaster struct {
	raster.RowReader
	plane  *regrid.Plane // nil in degrees
	system crs.CRS       // of plane
}

// projectedTIFF is the plane of a GeoTIFF in metres; its system is that of its code,
// or of its name where it has none.
func projectedTIFF(f *geotiff.File) (openedRaster, error) {
	info := f.Info()
	if info.CRS.Kind != raster.Projected {
		return openedRaster{RowReader: f}, nil
	}
	system, err := crs.ByEPSG(info.CRS.EPSG)
	if info.CRS.EPSG == 0 {
		system, err = crs.ByName(info.CRS.Name)
	}
	if err != nil {
		return openedRaster{}, fmt.Errorf("%w (%w)", info.CRS.RequireWGS84(), err)
	}
	t := info.Transform
	return openedRaster{RowReader: f, system: system, plane: &regrid.Plane{
		WestM: t.OriginX, NorthM: t.OriginY, StepXM: t.StepX, StepYM: t.StepY, Cols: info.Cols, Rows: info.Rows, Unproject: unprojection(system),
	}}, nil
}

// projectedGrid is the plane of an ASCII grid whose .prj file states a projected system.
func projectedGrid(f *asciigrid.File, prj string) (openedRaster, error) {
	stated := asciigrid.ParsePRJ(prj)
	f.SetCRS(stated)
	if stated.Kind != raster.Projected {
		return openedRaster{RowReader: f}, nil
	}
	system, err := crs.ParseWKT(prj)
	if err != nil {
		return openedRaster{}, fmt.Errorf("%w (%w)", stated.RequireWGS84(), err)
	}
	h := f.Header()
	return openedRaster{RowReader: f, system: system, plane: &regrid.Plane{
		WestM: h.X, NorthM: h.Y + float64(float64(h.Rows)*h.StepY), StepXM: h.StepX, StepYM: h.StepY, Cols: h.Cols, Rows: h.Rows, Unproject: unprojection(system),
	}}, nil
}

func unprojection(system crs.CRS) func(eastM, northM float64) (lon, lat float64, err error) {
	return func(eastM, northM float64) (lon, lat float64, err error) {
		return system.Unproject(crs.Plane{NorthM: northM, EastM: eastM})
	}
}

// prjOf is the text of the .prj file beside an ASCII grid.
func prjOf(name string) (text string, ok bool) {
	name = strings.TrimSuffix(name, ".gz")
	b, err := os.ReadFile(strings.TrimSuffix(name, filepath.Ext(name)) + ".prj")
	return string(b), err == nil
}

// maxPixelM bounds the pixels of a projected raster, like maxPixelDeg.
const maxPixelM = 500_000

// chunkPixels is about how many pixels are read at a time.
const chunkPixels = 1 << 22

// readProjected shares the pixels of a raster in metres over the analysis grid, whose
// cells are those of a region without a raster.
func (l *loader) readProjected(r openedRaster, bound orb.Bound) error {
	if math.Max(r.plane.StepXM, r.plane.StepYM) > maxPixelM {
		return fmt.Errorf("raster cells of %v x %v m are too large, at most %v: they say nothing of communes", r.plane.StepXM, r.plane.StepYM, float64(maxPixelM))
	}
	err := l.layGrid(func(step float64) raster.Grid {
		return latticeGrid(raster.Grid{West: -180, North: 90, StepX: step, StepY: step}, bound)
	})
	if err != nil {
		return err
	}
	grid := l.data.Demand.Grid
	if int64(grid.Cols)*int64(grid.Rows) > maxPixels {
		return fmt.Errorf("units span %d x %d cells, more than %d", grid.Cols, grid.Rows, maxPixels)
	}
	shares, err := regrid.New(*r.plane, grid, l.pixelCount)
	if err != nil {
		return err
	}
	negatives, err := l.regridRows(r, shares)
	if err != nil {
		return err
	}
	l.reportNegatives(negatives)
	s := &shares.Spread
	d := &l.data.Demand
	d.Pixels, d.Subdivide, l.rasterTotal = s.Counts, 1, s.Total
	l.valid = &pixelSet{cols: grid.Cols, words: s.Met, bound: &orb.Bound{
		Min: orb.Point{s.West.Degrees(), s.South.Degrees()}, Max: orb.Point{s.East.Degrees(), s.North.Degrees()}}}
	l.valid.some = s.Pixels > 0
	l.note("population raster %s: %s people in %d cells with data", l.region.Population.File, s.Total, s.Pixels)
	l.note("population raster %s: cells of %s x %s m in %s, shared over analysis cells of %s degrees by true area; no one is lost",
		l.region.Population.File, decimal(r.plane.StepXM), decimal(r.plane.StepYM), r.system, decimal(grid.StepX))
	return nil
}

// regridRows reads the raster from north to south and counts cells below zero.
func (l *loader) regridRows(r openedRaster, shares *regrid.Regridder[coverage.Micro]) (negatives int64, err error) {
	rows := max(1, chunkPixels/(r.plane.Cols*shares.RowStep())) * shares.RowStep()
	err = eachRows(r.RowReader, rasterShape{cols: r.plane.Cols, rows: r.plane.Rows, step: rows}, l.workers, func(row int, part []float64) error {
		for _, v := range part {
			if v < 0 {
				negatives++
			}
		}
		err := shares.Add(context.Background(), part, l.workers)
		if errors.Is(err, regrid.ErrSum) {
			return fmt.Errorf("rows %d to %d: %w", row+1, row+len(part)/r.plane.Cols, coverage.ErrRange)
		}
		return err
	})
	return negatives, err
}

// rasterShape is the size of a raster and how many of its rows are wanted at a time.
type rasterShape struct{ cols, rows, step int }

// eachRows hands a raster to take from north to south, so many rows at a time but for the last;
// several goroutines decode what follows meanwhile. The values are valid until take returns.
func eachRows(r raster.RowReader, shape rasterShape, workers int, take func(row int, values []float64) error) error {
	c := rowCollector{rasterShape: shape, take: take, values: make([]float64, 0, min(shape.step, shape.rows)*shape.cols)}
	if tiff, ok := r.(*geotiff.File); ok {
		return tiff.Stream(context.Background(), geotiff.StreamOptions{Workers: workers}, func(s geotiff.Slab) error { return c.add(s.Values) })
	}
	line := make([]float64, shape.cols)
	for row := range shape.rows {
		if err := r.ReadRows(row, 1, line); err != nil {
			return err
		}
		if err := c.add(line); err != nil {
			return err
		}
	}
	return nil
}

// rowCollector makes steps of rows out of slabs of any number of rows.
type rowCollector struct {
	rasterShape
	take   func(row int, values []float64) error
	values []float64
	next   int
}

func (c *rowCollector) add(more []float64) error {
	for len(more) > 0 {
		want := min(c.step, c.rows-c.next) * c.cols
		part := more[:min(want, len(more))]
		if len(c.values) > 0 || len(more) < want {
			part = more[:min(want-len(c.values), len(more))]
			c.values = append(c.values, part...)
			if len(c.values) < want {
				return nil
			}
			more, part = more[len(part):], c.values
		} else {
			more = more[want:]
		}
		if err := c.take(c.next, part); err != nil {
			return err
		}
		c.next, c.values = c.next+want/c.cols, c.values[:0]
	}
	return nil
}

// pixelCount is what the value of a projected pixel counts.
func (l *loader) pixelCount(value, areaM2 float64) (coverage.Micro, error) {
	if l.region.Population.Kind == "density" {
		value = float64(value * (areaM2 / 1e6))
	}
	return coverage.MicroOf(value)
}

// reportNegatives says how many cells of the grid are below zero.
func (l *loader) reportNegatives(n int64) {
	if n > 0 {
		l.problem(coverage.Source{File: l.region.Population.File}, "value", fmt.Sprintf("%d cells", n), "population.negative", "taken as no data")
	}
}

// Cells over which a projected raster is added up to tell counts from densities, in
// degrees: coarse, for a sum over the whole region.
const sumCellDeg = 0.005

// sumProjected adds up a raster in metres inside the units: the cells of a coarse
// grid whose middle lies in one, and, where that is none, all that meet their bounds.
func (l *loader) sumProjected(r openedRaster) (sums gridSums, err error) {
	step := math.Max(sumCellDeg, math.Max(r.plane.StepXM, r.plane.StepYM)/50_000)
	grid := latticeGrid(raster.Grid{West: -180, North: 90, StepX: step, StepY: step}, l.unitBound())
	if int64(grid.Cols)*int64(grid.Rows) > maxPixels {
		return sums, fmt.Errorf("units span %d x %d cells, more than %d", grid.Cols, grid.Rows, maxPixels)
	}
	shares, err := regrid.New(*r.plane, grid, func(v, _ float64) (coverage.Micro, error) { return coverage.MicroOf(v) })
	if err == nil {
		_, err = l.regridRows(r, shares)
	}
	if err != nil {
		return sums, err
	}
	var inside, all coverage.Micro
	for i, c := range shares.Spread.Counts {
		all += c
		if c == 0 {
			continue
		}
		if _, in := l.locator.Locate(grid.Center(i%grid.Cols, i/grid.Cols)); in {
			inside += c
		}
	}
	if inside == 0 {
		inside = all
	}
	km2 := r.plane.StepXM * r.plane.StepYM / 1e6
	sums.cells, sums.areaKm2 = int(shares.Spread.Pixels), float64(shares.Spread.Pixels)*km2
	sums.count, sums.density = inside.Float(), inside.Float()*km2
	return sums, nil
}
