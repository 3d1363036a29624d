package dataset

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/geo"
	"phusong/geo/raster"
)

// gridSums is what a raster holds inside the units, read either way.
type gridSums struct {
	cells   int
	count   float64 // people, if values are people per cell
	density float64 // people, if values are people per km2
	areaKm2 float64
}

// chooseRaster finds the population grid and whether it holds counts or densities.
func (in *inspector) chooseRaster() {
	stated := -1.0
	for _, name := range in.rasters {
		if isTerrainName(name) {
			in.unused(name, "%s", looseTile)
			continue
		}
		if in.region.Population != nil {
			in.unused(name, "a second grid; population is read from %s", in.region.Population.File)
			continue
		}
		if stated < 0 {
			stated = in.statedPeople()
		}
		sums, err := in.sumGrid(name)
		if err != nil {
			in.unused(name, "cannot be used: %v", err)
			continue
		}
		if sums.cells == 0 {
			in.unused(name, "has no value inside the boundaries")
			continue
		}
		f := Finding{File: name, Role: "population", Rows: sums.cells}
		kind := sums.kind(name, stated, &f)
		in.region.Population = &Population{File: name, Kind: kind}
		f.Columns = []string{"kind = " + kind}
		in.found(f)
	}
}

// looseTile says what to do with an elevation tile beside the other files.
const looseTile = "by its name terrain; put elevation tiles into a folder of their own, such as dem"

func isTerrainWord(word string) bool {
	return slices.ContainsFunc([]string{"dem", "dtm", "dsm", "srtm", "elevation", "terrain", "hgt", "cop30", "fabdem", "nasadem", "diahinh"}, func(w string) bool {
		return strings.HasPrefix(word, w)
	})
}

// unitLoader reads boundaries and counts as a run would.
func (in *inspector) unitLoader() (*loader, error) {
	l := &loader{dir: in.dir, region: in.region, unitByCode: map[string]int{}, properties: map[string]int{}}
	features, err := l.readBoundaryFile()
	if err != nil {
		return nil, err
	}
	if features = l.uniqueCodes(features); len(features) == 0 {
		return nil, ErrNoBoundaries
	}
	l.addUnits(features)
	return l, l.buildLocator()
}

// statedPeople adds up the population that tables or properties state; 0 when
// none do.
func (in *inspector) statedPeople() float64 {
	l, err := in.unitLoader()
	if err != nil || l.loadCounts() != nil {
		return 0
	}
	var sum coverage.Micro
	for i := range l.data.Units[:l.data.Leaves] {
		if people := l.data.Units[i].People; people.Known {
			sum += people.Value
		}
	}
	return sum.Float()
}

// sumGrid adds up the cells whose centre lies in a unit; where cells are larger
// than units, those that meet the bounds of the units.
func (in *inspector) sumGrid(name string) (gridSums, error) {
	var sums gridSums
	l, err := in.unitLoader()
	if err != nil {
		return sums, err
	}
	f, err := os.Open(filepath.Join(in.dir, name))
	if err != nil {
		return sums, err
	}
	defer f.Close()
	rows, err := openRaster(f)
	if err != nil {
		return sums, err
	}
	if rows.plane != nil {
		return l.sumProjected(rows)
	}
	grid, err := rows.Grid()
	if err != nil {
		return sums, err
	}
	b := l.unitBound()
	window, ok := grid.WindowOf(geo.ToE7(b.Min[0]), geo.ToE7(b.Min[1]), geo.ToE7(b.Max[0]), geo.ToE7(b.Max[1]))
	if !ok {
		return sums, nil
	}
	meeting, err := scanGrid(rows, grid, window, func(lon, lat float64) bool {
		_, in := l.locator.Locate(lon, lat)
		return in
	}, &sums)
	if err == nil && sums.cells == 0 {
		sums = meeting
	}
	return sums, err
}

// scanGrid adds up the cells of a window, all and those inside.
func scanGrid(rows raster.RowReader, grid raster.Grid, w raster.Window, inside func(lon, lat float64) bool, sums *gridSums) (all gridSums, err error) {
	line := make([]float64, w.Col1-w.Col0)
	for row := w.Row0; row < w.Row1; row++ {
		if err := rows.ReadWindow(raster.Window{Col0: w.Col0, Row0: row, Col1: w.Col1, Row1: row + 1}, line); err != nil {
			return all, err
		}
		km2 := geo.RectAreaM2(grid.EdgeX(0), grid.EdgeY(row+1), grid.EdgeX(1), grid.EdgeY(row)) / 1e6
		for i, v := range line {
			if !(v >= 0) || math.IsInf(v, 0) {
				continue
			}
			all.add(v, km2)
			if inside(grid.Center(w.Col0+i, row)) {
				sums.add(v, km2)
			}
		}
	}
	return all, nil
}

func (s *gridSums) add(v, km2 float64) {
	s.cells++
	s.count, s.density, s.areaKm2 = s.count+v, s.density+v*km2, s.areaKm2+km2
}

// Grounds for the kind of a grid. A sum within a factor of statedFactor of the
// stated population speaks for its reading when the other is further away by as
// much again. Fewer than emptiest people per km2, or more than densest, over a
// whole region speak against one; both bounds are wide on purpose, for a wrong
// kind is worse than none.
const (
	statedFactor = 1.6
	statedEqual  = 0.05 // logarithm: within 5 %, which is near enough when the other reading is not within 15 %
	emptiest     = 3.0
	densest      = 30_000.0
)

// kind tells counts from densities: by the stated population, the file's name,
// or the values; count, to be checked, when none of them can tell.
func (s gridSums) kind(name string, stated float64, f *Finding) string {
	reading := fmt.Sprintf("as counts it holds %.0f people inside the boundaries, as people per km2 %.0f", s.count, s.density)
	if stated > 0 {
		byCount, byDensity := distance(s.count, stated), distance(s.density, stated)
		near := math.Log(statedFactor)
		clear := func(a, b float64) bool { return a <= near && b > a+near || a <= statedEqual && b > 3*statedEqual }
		f.Note = fmt.Sprintf("%s; stated are %.0f", reading, stated)
		switch {
		case clear(byCount, byDensity):
			return "count"
		case clear(byDensity, byCount):
			return "density"
		case byCount > near && byDensity > near:
			f.Check = "neither reading comes near the stated population"
		}
	}
	for _, w := range words(stem(name)) {
		switch w {
		case "density", "dens", "pd", "matdo":
			f.Note = "density by the file's name; " + reading
			return "density"
		case "count", "counts", "ppp":
			f.Note = "count by the file's name; " + reading
			return "count"
		}
	}
	if f.Note == "" {
		f.Note = reading
	}
	plausible := func(people float64) bool { return people/s.areaKm2 >= emptiest && people/s.areaKm2 <= densest }
	switch asCount, asDensity := plausible(s.count), plausible(s.density); {
	case f.Check == "" && asCount && !asDensity:
		f.Check = fmt.Sprintf("count by its values: %.1f people per km2 would be implausible", s.density/s.areaKm2)
		return "count"
	case f.Check == "" && asDensity && !asCount:
		f.Check = fmt.Sprintf("density by its values: as counts they make %.0f people per km2", s.count/s.areaKm2)
		return "density"
	}
	f.Check = strings.TrimPrefix(f.Check+"; count (people per cell) or density (people per km2)? The values cannot tell", "; ")
	return "count"
}

// distance of two sums as the logarithm of their ratio.
func distance(a, b float64) float64 { return math.Abs(math.Log(math.Max(a, 1e-9) / b)) }
