package radius

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"sort"

	"phusong/coverage"
	"phusong/geo/crs"
	"phusong/geo/scanline"
	"phusong/internal/mapper"
)

// sums are people of a unit.
type sums struct {
	people  int64
	covered [maxTechnologies]int64
}

// bandStage sums the raster by bands of rows.
type bandStage struct {
	field     *field
	plane     crs.CRS
	discs     [][]scanline.Disc
	territory *territory
	gaps      bool
	workers   int

	height  int
	results []bandResult
	tally   []*bandWorker
	places  [][]placedDisc // by technology, for a raster in degrees
	bands   []bandLists    // of places
}

// bandResult is what a band gives beyond sums.
type bandResult struct {
	runs []packedRuns // by technology
}

// bandRows is how many rows a band has at least.
const bandRows = 32

// read goes through the raster.
func (s *bandStage) read(ctx context.Context) error {
	rows := s.field.grid.Rows()
	s.height = s.field.blockRows * ((bandRows + s.field.blockRows - 1) / s.field.blockRows)
	n := (rows + s.height - 1) / s.height
	s.results = make([]bandResult, n)
	if s.field.inDegrees() {
		var err error
		if s.places, err = placeDiscs(s.field, s.plane, s.discs); err != nil {
			return err
		}
		for _, places := range s.places {
			s.bands = append(s.bands, listByBand(places, s.height, rows))
		}
	}
	workers := mapper.Workers(s.workers)
	s.tally = make([]*bandWorker, workers)
	defer func() {
		for _, w := range s.tally {
			if w != nil {
				w.closer.Close()
			}
		}
	}()
	return mapper.Each(ctx, n, workers, func(worker, i int) error {
		w := s.tally[worker]
		if w == nil {
			var err error
			if w, err = newBandWorker(s); err != nil {
				return err
			}
			s.tally[worker] = w
		}
		return w.band(i)
	})
}

// bandWorker keeps the rows that it works on.
type bandWorker struct {
	stage  *bandStage
	rows   rowReader
	closer io.Closer
	marker marker

	values []float64
	people []int64   // running sums of a row: of the cells before each
	cover  [][]int64 // the same of covered cells, by technology
	reach  []int32
	gaps   []gapRuns // of the band, by technology; nil without the job
	packer packer

	units   []sums
	total   int64 // people of all cells, in units or not
	outside int64 // people of cells in no unit
	cells   rasterCells
}

// rasterCells counts cells of the raster.
type rasterCells struct {
	data, populated, outside, negative int64
}

func (c *rasterCells) add(d rasterCells) {
	c.data, c.populated, c.outside, c.negative = c.data+d.data, c.populated+d.populated, c.outside+d.outside, c.negative+d.negative
}

func newBandWorker(s *bandStage) (*bandWorker, error) {
	rows, closer, err := s.field.open()
	if err != nil {
		return nil, err
	}
	cols := s.field.grid.Cols()
	w := &bandWorker{stage: s, rows: rows, closer: closer, values: make([]float64, cols), people: make([]int64, cols+1),
		reach: make([]int32, cols), units: make([]sums, len(s.territory.communes))}
	for range s.discs {
		w.cover = append(w.cover, make([]int64, cols+1))
	}
	if s.gaps {
		w.gaps, w.packer.next = make([]gapRuns, len(s.discs)), make([]int32, len(s.territory.communes))
	}
	if s.field.inDegrees() {
		w.marker = newDegreeMarker(s)
	} else {
		w.marker = newPlaneMarker(s)
	}
	return w, nil
}

// marker enters the discs of a technology into rows.
type marker interface {
	// gather finds the discs that reach the rows from first to end-1.
	gather(technology, first, end int)
	// mark enters what gather has found into one of these rows.
	mark(technology, row int, reach []int32)
}

// planeMarker is for a raster in the plane.
type planeMarker struct {
	grid  *scanline.Grid
	discs [][]scanline.Disc
	most  []int64 // the largest radius
	near  [][]scanline.Disc
}

func newPlaneMarker(s *bandStage) *planeMarker {
	m := &planeMarker{grid: s.field.grid, discs: s.discs, most: make([]int64, len(s.discs)), near: make([][]scanline.Disc, len(s.discs))}
	for k, discs := range s.discs {
		for _, d := range discs {
			m.most[k] = max(m.most[k], d.R)
		}
	}
	return m
}

func (m *planeMarker) gather(k, first, end int) {
	near, discs := m.near[k][:0], m.discs[k]
	from := sort.Search(len(discs), func(i int) bool { return discs[i].Y <= m.grid.Y(first)+m.most[k] })
	to := sort.Search(len(discs), func(i int) bool { return discs[i].Y < m.grid.Y(end-1)-m.most[k] })
	for _, d := range discs[from:to] {
		if a, b := m.grid.Reached(d); a < end && b > first {
			near = append(near, d)
		}
	}
	slices.SortFunc(near, func(a, b scanline.Disc) int { return cmp.Compare(a.X, b.X) }) // memory is gone through from west to east
	m.near[k] = near
}

func (m *planeMarker) mark(k, row int, reach []int32) { m.grid.Mark(row, m.near[k], reach) }

// band sums one band.
func (w *bandWorker) band(i int) error {
	s := w.stage
	first := i * s.height
	end := min(first+s.height, s.field.grid.Rows())
	for k := range s.discs {
		w.marker.gather(k, first, end)
	}
	for k := range w.gaps {
		w.gaps[k].reset()
	}
	for row := first; row < end; row++ {
		if err := w.row(row); err != nil {
			return fmt.Errorf("population: row %d: %w", row+1, err)
		}
	}
	for k := range w.gaps {
		s.results[i].runs = append(s.results[i].runs, w.packer.pack(&w.gaps[k], first))
	}
	return nil
}

// row sums one row.
func (w *bandWorker) row(row int) error {
	if err := w.rows.ReadRows(row, 1, w.values); err != nil {
		return err
	}
	if err := w.runningPeople(w.stage.field.perCell(row)); err != nil {
		return err
	}
	for k := range w.cover {
		clear(w.reach)
		w.marker.mark(k, row, w.reach)
		runningCover(w.cover[k], w.people, w.reach)
	}
	spans := w.stage.territory.row(row)
	w.addSpans(spans)
	for k := range w.gaps {
		w.gaps[k].add(row, spans, w.people, w.cover[k])
		if err := w.gaps[k].check(mostRuns); err != nil {
			return err
		}
	}
	return nil
}

// runningPeople turns the values of a row into running sums of millionths. No data,
// and less than nothing, count as nothing; the latter is told.
func (w *bandWorker) runningPeople(perCell float64) error {
	people := w.people[:len(w.values)+1]
	var sum int64
	for i, v := range w.values {
		people[i] = sum
		if !(v > 0) {
			if v < 0 {
				w.cells.negative++
			} else if v == 0 {
				w.cells.data++
			}
			continue
		}
		w.cells.data++
		n, err := coverage.MicroOf(float64(v * perCell))
		if err != nil || sum > math.MaxInt64-int64(n) {
			return fmt.Errorf("column %d holds %v people: %w", i+1, v, coverage.ErrRange)
		}
		if n > 0 {
			w.cells.populated++
		}
		sum += int64(n)
	}
	people[len(w.values)] = sum
	if w.total > math.MaxInt64-sum {
		return coverage.ErrRange
	}
	w.total += sum
	return nil
}

// runningCover sums the people of the cells that lie within reach.
func runningCover(cover, people []int64, reach []int32) {
	people, cover = people[:len(reach)+1], cover[:len(reach)+1]
	var sum int64
	run := int32(0)
	for i, r := range reach {
		cover[i] = sum
		run = max(run, r)
		if int32(i) < run {
			sum += people[i+1] - people[i]
		}
	}
	cover[len(reach)] = sum
}

// addSpans adds the sums of spans to their units.
func (w *bandWorker) addSpans(spans []cellSpan) {
	at := int32(0)
	for _, s := range spans {
		u := &w.units[s.unit]
		u.people += w.people[s.end] - w.people[s.from]
		for k, cover := range w.cover {
			u.covered[k] += cover[s.end] - cover[s.from]
		}
		w.addOutside(at, s.from)
		at = s.end
	}
	w.addOutside(at, int32(len(w.values)))
}

// addOutside counts populated cells of no unit.
func (w *bandWorker) addOutside(from, to int32) {
	n := w.people[to] - w.people[from]
	if n == 0 {
		return
	}
	w.outside += n
	for i := from; i < to; i++ {
		if w.people[i+1] > w.people[i] {
			w.cells.outside++
		}
	}
}

// collect adds up the workers. More people than can be counted are an error, as they are
// for one worker.
func (s *bandStage) collect() (units []sums, total, outside int64, cells rasterCells, err error) {
	units = make([]sums, len(s.territory.communes))
	for _, w := range s.tally {
		if w == nil {
			continue
		}
		for i := range units {
			units[i].add(&w.units[i])
		}
		if total > math.MaxInt64-w.total {
			return nil, total, outside, cells, fmt.Errorf("population: all people together: %w", coverage.ErrRange)
		}
		total, outside = total+w.total, outside+w.outside
		cells.add(w.cells)
	}
	return units, total, outside, cells, nil
}

func (s *sums) add(o *sums) {
	s.people += o.people
	for k := range s.covered {
		s.covered[k] += o.covered[k]
	}
}
