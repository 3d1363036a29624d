package dataset

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/geo/encoding/table"
	"phusong/geo/index"
)

// isVector reports whether a file name is that of a vector format.
func isVector(name string) bool {
	name = strings.TrimSuffix(strings.ToLower(name), ".gz")
	return isShapefile(name) || slices.ContainsFunc([]string{".geojson", ".json", ".geojsonl", ".ndjson", ".geojsons"},
		func(ext string) bool { return strings.HasSuffix(name, ext) })
}

// readTable opens a file of the region as rows and hands it to read.
func (l *loader) readTable(role string, file *TableFile, read func(rowSource, readEnv) error) error {
	if file == nil {
		return nil
	}
	if err := l.addInput(role, file.File); err != nil {
		return fmt.Errorf("%s %s: %w", role, file.File, err)
	}
	found := &findings{}
	env := readEnv{File: file.File, Bounds: l.unitBound(), Codes: l.codes, Found: found, Antennas: l.antennas}
	src, done, err := l.openRows(file, env)
	if err != nil {
		return fmt.Errorf("%s %s: %w", role, file.File, overLimit(err))
	}
	defer done()
	counted := &countedRows{rowSource: src}
	if err := read(counted, env); err != nil {
		l.data.Problems = append(l.data.Problems, found.Problems...)
		return fmt.Errorf("%s: %w", role, overLimit(err))
	}
	if counted.rows == 0 {
		env.problem(0, "", "", "table.no_rows", "kept: nothing is known of "+role)
	}
	l.data.Problems = append(l.data.Problems, found.Problems...)
	l.data.Notes = append(l.data.Notes, found.Notes...)
	return nil
}

// countedRows counts what is read.
type countedRows struct {
	rowSource
	rows int
}

func (c *countedRows) Next() (int, []string, error) {
	number, fields, err := c.rowSource.Next()
	if err == nil {
		c.rows++
	}
	return number, fields, err
}

// openRows opens a table, or a vector file as a table.
func (l *loader) openRows(file *TableFile, env readEnv) (rowSource, func(), error) {
	path := filepath.Join(l.dir, file.File)
	if isVector(file.File) {
		rows, err := openVectorRows(path, env)
		return rows, func() {}, err
	}
	r, err := table.Open(path, table.Options{Sheet: file.Sheet, Limits: tableLimits()})
	if err != nil {
		return nil, nil, err
	}
	rows, err := newTableRows(r, env)
	if err != nil {
		r.Close()
		return nil, nil, err
	}
	return rows, func() { r.Close() }, nil
}

// loadCounts reads households and people; a row wins over properties of the boundary file.
func (l *loader) loadCounts() error {
	return l.readTable("households", l.region.Households, func(src rowSource, env readEnv) error {
		counts, err := readCounts(src, env)
		for code, c := range counts {
			u := &l.data.Units[l.unitByCode[code]]
			conflict(env, c.Source.Row, "households", u.Households, c.Households)
			conflict(env, c.Source.Row, "population", u.People, c.People)
			u.Households, u.People = c.Households, c.People
		}
		return err
	})
}

func (l *loader) loadFiber() error {
	return l.readTable("fiber", l.region.Fiber, func(src rowSource, env readEnv) error {
		reports, err := readFiber(src, env)
		for i := range l.data.Units[:l.data.Leaves] {
			u := &l.data.Units[i]
			if f, ok := reports[u.Code]; ok {
				u.Fiber = &f
				checkFiberHouseholds(f, u.Households, env.Found)
			}
		}
		return err
	})
}

func (l *loader) loadCentres() error {
	return l.readTable("centres", l.region.Centres, func(src rowSource, env readEnv) error {
		centres, err := readCentres(src, env)
		for code, p := range centres {
			unit := l.unitByCode[code]
			l.data.Units[unit].Centre = &p
			if at, ok := l.locate(p[0], p[1]); !ok || at != unit {
				env.problem(0, "lon,lat", code+" "+place7(p[0], p[1]), "centre.outside", "kept: the centre lies outside its commune")
			}
		}
		return err
	})
}

// loadHamlets assigns hamlets to their stated commune, else to the one around them.
func (l *loader) loadHamlets() error {
	return l.readTable("hamlets", l.region.Hamlets, func(src rowSource, env readEnv) error {
		rows, err := readHamlets(src, env)
		for _, h := range rows {
			at, inside := -1, false
			if h.Located {
				at, inside = l.locate(h.Lon, h.Lat)
			}
			stated, known := l.unitByCode[h.Commune]
			switch {
			case known:
				h.Unit = stated
				if h.Located && (!inside || at != stated) {
					env.problem(h.Source.Row, "lon,lat", h.ID, "hamlet.commune", "kept in "+h.Commune+": its position is elsewhere")
				}
			case inside:
				h.Unit = at
			default:
				env.problem(h.Source.Row, "commune", h.ID, "hamlet.nowhere", "row rejected: in no commune")
				continue
			}
			l.data.Hamlets = append(l.data.Hamlets, h.Hamlet)
		}
		return err
	})
}

func (l *loader) loadSites() error {
	return l.readTable("sites", l.region.Sites, func(src rowSource, env readEnv) error {
		sites, err := readSites(src, env)
		l.data.Sites = sites
		l.placeSites()
		l.listOperators()
		return err
	})
}

// loadStations reads the stations with the antennas that they name.
func (l *loader) loadStations() error {
	for _, step := range []func() error{l.readAntennas, l.loadSites, l.placeAntennas} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// buildLocator indexes the units for finding what lies in them.
func (l *loader) buildLocator() error {
	polygons := make([]orb.MultiPolygon, l.data.Leaves)
	codes := make([]string, l.data.Leaves)
	for i := range polygons {
		polygons[i], codes[i] = l.data.Units[i].Geometry, l.data.Units[i].Code
	}
	l.codes = newCodeIndex(codes)
	var err error
	l.locator, err = index.NewPolygons(polygons)
	return err
}

// conflict reports a count of the boundary file that a table overrules.
func conflict(env readEnv, row int, column string, property, table coverage.Count) {
	if property.Known && table.Known && property.Value != table.Value {
		env.problem(row, column, table.Value.String(), "count.conflict", "kept: the boundary file says "+property.Value.String())
	}
}
