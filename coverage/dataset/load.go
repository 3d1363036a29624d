package dataset

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/coverage/adminname"
	"phusong/coverage/codelist"
	"phusong/geo"
	"phusong/geo/index"
	"phusong/internal/filehash"
	"phusong/internal/mapper"
)

// loader collects what a region folder holds.
type loader struct {
	dir         string
	region      Region
	data        coverage.Dataset
	unitByCode  map[string]int
	codes       *codeIndex
	lists       []*codelist.List // of region.yaml, in its order
	names       []adminname.Unit // of the leaf units
	locator     *index.Polygons
	bound       *orb.Bound // see unitBound
	finder      unitFinder
	nowhere     int            // sites without any place
	filtered    int            // boundary features left out by boundaries.only
	features    int            // boundary features that could be read
	properties  map[string]int // their properties, by the feature that had it first
	rasterTotal coverage.Micro
	ahead       *pixelReader // see readAhead
	valid       *pixelSet    // pixels with data, where there is a raster
	antennas    *antennaLibrary
	workers     int           // 0: one per processor
	tables      []openedTable // in the order of reading
}

// LoadError says why no data set can be made of a region, with the problems that
// were found on the way, in output order: they often say why.
type LoadError struct {
	Err      error
	Problems []coverage.Problem
}

// Error is the text of the cause.
func (e *LoadError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *LoadError) Unwrap() error { return e.Err }

// Load reads a region folder. Rows that cannot be used are problems of the data
// set; an error, a *LoadError, means that no data set can be made.
func Load(dir string, region Region) (*coverage.Dataset, error) { return LoadWith(dir, region, 0) }

// LoadWith is Load on a number of goroutines, 0 for one per processor. It never changes
// a result.
func LoadWith(dir string, region Region, workers int) (*coverage.Dataset, error) {
	l := &loader{dir: dir, region: region, workers: workers, unitByCode: map[string]int{}, properties: map[string]int{}}
	l.data.Name, l.data.Edition, l.data.AsOf = region.Name, region.Edition, region.AsOf
	l.data.Technologies = region.mobileTechnologies()
	err := l.load()
	l.data.Problems = coverage.SortProblems(l.data.Problems)
	if err != nil {
		return nil, &LoadError{Err: err, Problems: l.data.Problems}
	}
	return &l.data, nil
}

func (l *loader) load() error {
	if err := l.loadCodeLists(); err != nil {
		return err
	}
	features, err := l.readBoundaries()
	if err != nil {
		return err
	}
	if err := l.checkBoundaryCodes(features); err != nil {
		return err
	}
	l.names = l.namesOf(features)
	l.addUnits(features)
	if err := l.buildLocator(); err != nil {
		return fmt.Errorf("boundaries %s: %w", l.region.Boundaries.File, err)
	}
	for _, step := range []func() error{l.loadCounts, l.loadFiber, l.loadHamlets, l.loadClusters, l.loadCentres, l.loadPlaces, l.loadStations, l.loadMeasurements, l.loadTerrain, l.buildDemand, l.checkTerrain, l.placePeople, l.loadTargets, l.loadHistory} {
		if err := step(); err != nil {
			return err
		}
	}
	l.checkControl()
	l.noteUnused()
	return l.reportTables()
}

// problem records a problem of a row.
func (l *loader) problem(s coverage.Source, column, value, rule, action string) {
	l.data.Problems = append(l.data.Problems, coverage.Problem{File: s.File, Row: s.Row, Column: column, Value: value, Rule: rule, Action: action})
}

func (l *loader) note(format string, args ...any) {
	l.data.Notes = append(l.data.Notes, fmt.Sprintf(format, args...))
}

// addInput records a file with its digest. It fails when the file cannot be read.
func (l *loader) addInput(role, name string) error {
	n, sum, err := filehash.Of(filepath.Join(l.dir, name))
	if err != nil {
		return err
	}
	l.data.Inputs = append(l.data.Inputs, coverage.Input{Role: role, File: name, Bytes: n, SHA256: sum})
	return nil
}

// addUnits makes leaf units of the features and the levels above them.
func (l *loader) addUnits(features []boundaryFeature) {
	h := newHierarchy(l.region)
	for _, f := range features {
		h.place(f)
	}
	areas := make([]coverage.Micro, len(features))
	_ = mapper.Each(context.Background(), len(features), l.workers, func(_, i int) error {
		areas[i] = coverage.SquareMetres(features[i].geometry)
		return nil
	})
	units := make([]coverage.AdminUnit, 0, len(features)+h.size())
	for i, f := range features {
		l.unitByCode[f.code] = len(units)
		units = append(units, coverage.AdminUnit{
			Edition: l.region.Edition, Code: f.code, Name: f.name, Level: coverage.LevelCommune, Parent: -1,
			Geometry: f.geometry, AreaM2: areas[i], Households: f.households, People: f.people, Source: f.source,
		})
	}
	l.data.Leaves = len(units)
	l.data.Units = h.link(units, features)
}

// placeSites finds the unit that holds every site.
func (l *loader) placeSites() {
	kept := l.data.Sites[:0]
	for i := range l.data.Sites {
		s := l.data.Sites[i]
		s.Unit = -1
		if s.Located {
			if unit, ok := l.locate(s.Lon, s.Lat); ok {
				s.Unit = unit
			}
		}
		stated, known := l.unitByCode[s.Commune]
		if known && s.Unit < 0 {
			s.Unit = stated
		}
		switch {
		case !s.Located && s.Unit < 0:
			l.nowhere++
			l.problem(s.Source, "commune", s.ID, "site.nowhere", "site rejected: neither a position nor a known commune; give one of them")
			continue
		case s.Unit < 0:
			l.problem(s.Source, "lon,lat", s.ID, "site.outside", "kept: its signal counts, no commune counts it as its own")
		case known && s.Commune != l.data.Units[s.Unit].Code:
			l.problem(s.Source, "commune", s.Commune, "site.commune", "kept: it stands in "+l.data.Units[s.Unit].Code)
		}
		kept = append(kept, s)
	}
	l.data.Sites = kept
	if l.nowhere > 0 {
		l.note("sites: %d stations left out, with neither a position nor a known commune", l.nowhere)
	}
}

// locate finds the unit that holds a place. A border belongs to the unit east or
// north of it; on the outer border of the region, where none is, a place belongs
// to the unit it touches: the place 1e-7 degree east, north or both is tried.
func (l *loader) locate(lon, lat float64) (int, bool) { return locateIn(l.locator, lon, lat) }

func locateIn(units *index.Polygons, lon, lat float64) (int, bool) {
	east, north := (geo.ToE7(lon) + 1).Degrees(), (geo.ToE7(lat) + 1).Degrees()
	for _, p := range [...]orb.Point{{lon, lat}, {east, lat}, {lon, north}, {east, north}} {
		if unit, ok := units.Locate(p[0], p[1]); ok {
			return unit, true
		}
	}
	return 0, false
}

// listOperators collects the names behind the operator rules. Cells without an
// operator make none, unless no cell has one: then all are taken as one operator's.
func (l *loader) listOperators() {
	unspecified := 0
	for i := range l.data.Sites {
		for _, c := range l.data.Sites[i].Cells {
			if c.Operator == unspecifiedOperator {
				unspecified++
			} else if !slices.Contains(l.data.Operators, c.Operator) {
				l.data.Operators = append(l.data.Operators, c.Operator)
			}
		}
	}
	slices.Sort(l.data.Operators)
	switch {
	case unspecified > 0 && len(l.data.Operators) == 0:
		l.data.Operators = []string{unspecifiedOperator}
		l.note("no cell has an operator: all are taken as one operator, %s", unspecifiedOperator)
	case unspecified > 0:
		l.note("%d cells without an operator count for the rule any, not for all, max or a name", unspecified)
	}
}

// noteUnused says which features do not act.
func (l *loader) noteUnused() {
	if l.filtered > 0 {
		l.note("boundaries: %d features left out by boundaries.only", l.filtered)
	}
}
