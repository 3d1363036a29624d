package dataset

import (
	"errors"
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
	return isShapefile(name) || isLayered(name) || slices.ContainsFunc([]string{".geojson", ".json", ".geojsonl", ".ndjson", ".geojsons"},
		func(ext string) bool { return strings.HasSuffix(name, ext) })
}

// readTables opens the files of a role, in canonical order, and hands them to read.
func (l *loader) readTables(role string, files TableFiles, read func([]part) error) error {
	if len(files) == 0 {
		return nil
	}
	found := &findings{}
	parts, done, err := l.openParts(role, files, found)
	defer done()
	if err == nil {
		err = errors.Join(read(parts), found.Fatal)
	}
	if err == nil {
		err = l.judgeJoins(parts)
	}
	l.data.Problems = append(l.data.Problems, found.Problems...)
	if err != nil {
		return fmt.Errorf("%s%w", roleUnless(role, err), overLimit(err))
	}
	for _, p := range parts {
		if p.rowSource.(*countedRows).rows == 0 {
			l.problem(coverage.Source{File: p.env.File}, "", "", "table.no_rows", "kept: nothing is known of "+role)
		}
	}
	l.data.Notes = append(l.data.Notes, found.Notes...)
	return nil
}

// openError says which file of a role cannot be opened.
type openError struct {
	role, file string
	err        error
}

func (e *openError) Error() string { return e.role + " " + e.file + ": " + e.err.Error() }
func (e *openError) Unwrap() error { return e.err }

// roleUnless is the prefix of an error that does not name its role.
func roleUnless(role string, err error) string {
	if open := (*openError)(nil); errors.As(err, &open) {
		return ""
	}
	return role + ": "
}

// openParts opens every file of a role. done closes all, also after an error.
func (l *loader) openParts(role string, files TableFiles, found *findings) (parts []part, done func(), err error) {
	var closers []func()
	done = func() {
		for _, c := range closers {
			c()
		}
	}
	read := map[string]bool{}
	for _, file := range files.sorted() {
		stated, err := parseCRS(file.CRS)
		if err != nil {
			return parts, done, &openError{role, file.File, err}
		}
		env := readEnv{File: file.File, Workers: l.workers, Bounds: l.unitBound(), Codes: l.codes, Found: found, Edition: l.region.Edition, Placed: role == siteSchema.role || role == hamletSchema.role, Join: &joinLog{}, CRS: stated, Units: l.finder, Antennas: l.antennas, Operator: file.Operator,
			Polygons: role == clusterSchema.role, Corrections: file.Corrections, Role: role, HeaderRow: file.HeaderRow}
		if !read[file.File] {
			read[file.File] = true
			if err := l.addInput(role, file.File); err != nil {
				return parts, done, &openError{role, file.File, err}
			}
			for _, name := range file.Corrections {
				if err := l.addInput(role+".corrections", name); err != nil {
					return parts, done, &openError{role, name, err}
				}
			}
		}
		sheets, err := l.sheetsOf(file, role, env)
		for _, sheet := range sheets {
			env.File, env.Layer = sheetLabel(file, sheet, max(len(sheets), files.entriesOf(file.File))), file.Layer
			var p part
			var closeRows func()
			if p, closeRows, err = l.openPart(file, sheet, env); err != nil {
				break
			}
			closers = append(closers, closeRows)
			parts = append(parts, p)
			l.tables = append(l.tables, openedTable{role: role, file: file, sheet: sheet, rows: p.rowSource.(*countedRows), env: env})
		}
		if err != nil {
			return parts, done, &openError{role, file.File, err}
		}
	}
	return parts, done, nil
}

// openPart opens one sheet with its corrections.
func (l *loader) openPart(file TableFile, sheet string, env readEnv) (part, func(), error) {
	file.Sheet = sheet
	src, done, err := l.openRows(file, env)
	if err != nil {
		return part{}, nil, err
	}
	with, err := l.readCorrections(file, src.Header())
	if err != nil {
		done()
		return part{}, nil, err
	}
	env.CRS = unlessConverted(src, env.CRS)
	if t, ok := src.(*tableRows); ok {
		env.Titles = t.titles()
	}
	return part{&countedRows{rowSource: &correctedRows{rowSource: src, env: env, with: with}}, env}, done, nil
}

// entriesOf counts the entries of a role that name a file, each with a sheet of it.
func (t TableFiles) entriesOf(name string) int {
	n := 0
	for _, f := range t {
		if f.File == name {
			n++
		}
	}
	return n
}

// sheetLabel is how problems name a file of which several sheets are read.
func sheetLabel(file TableFile, sheet string, sheets int) string {
	if file.Layer != "" {
		return layerOf{file: file.File, layer: file.Layer}.label()
	}
	if sheets < 2 && file.Sheet != AllSheets {
		return file.File
	}
	return file.File + " [" + sheet + "]"
}

// sheetsOf lists the sheets of a file that are to be read: that which is named,
// the first whose columns fit the role, or all that do. A note says which sheets
// with data are not read.
func (l *loader) sheetsOf(file TableFile, role string, env readEnv) ([]string, error) {
	if file.Sheet != "" && file.Sheet != AllSheets {
		return []string{file.Sheet}, nil
	}
	if isVector(file.File) {
		return []string{""}, nil
	}
	names, err := table.Sheets(filepath.Join(l.dir, file.File), tableLimits())
	if err != nil || len(names) == 0 {
		return []string{""}, err // text has no sheets
	}
	if len(names) == 1 && file.Sheet == "" {
		return names, nil
	}
	var fit, rest []string
	for _, name := range names {
		if l.fits(TableFile{File: file.File, Sheet: name, HeaderRow: file.HeaderRow}, role) && (file.Sheet == AllSheets || fit == nil) {
			fit = append(fit, name)
		} else {
			rest = append(rest, name)
		}
	}
	if fit == nil {
		return names[:1], nil // matching its columns says what is missing
	}
	if len(rest) > 0 {
		env.note("read from sheet %s; not read: %s", strings.Join(fit, ", "), strings.Join(rest, ", "))
	}
	return fit, nil
}

// fits reports whether a sheet has the columns that a role requires.
func (l *loader) fits(file TableFile, role string) bool {
	quiet := readEnv{File: file.File, Found: &findings{}, Role: role, HeaderRow: file.HeaderRow}
	src, done, err := l.openRows(file, quiet)
	if err != nil {
		return false
	}
	defer done()
	for _, schema := range tableSchemas() {
		if schema.role == role {
			_, err := schema.match(src.Header(), quiet)
			return err == nil || role == siteSchema.role && isOpenCelliD(src.Header())
		}
	}
	return false
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
func (l *loader) openRows(file TableFile, env readEnv) (rowSource, func(), error) {
	path := filepath.Join(l.dir, file.File)
	if isVector(file.File) {
		rows, err := openVectorRows(path, env)
		if err == nil {
			repairVector(rows, env)
		}
		return rows, func() {}, err
	}
	r, err := table.Open(path, table.Options{Sheet: file.Sheet, Limits: tableLimits(), SingleByte: true})
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
	return l.readTables("households", l.region.Households, func(parts []part) error {
		counts, err := readCounts(parts...)
		for code, c := range counts {
			u := &l.data.Units[l.unitByCode[code]]
			l.conflict(c.Source, "households", u.Households, c.Households)
			l.conflict(c.Source, "population", u.People, c.People)
			u.Households, u.People = c.Households, c.People
		}
		return err
	})
}

// conflict reports a count of the boundary file that a table overrules.
func (l *loader) conflict(s coverage.Source, column string, property, table coverage.Count) {
	if property.Known && table.Known && property.Value != table.Value {
		l.problem(s, column, table.Value.String(), "count.conflict", "kept: the boundary file says "+property.Value.String())
	}
}

func (l *loader) loadFiber() error {
	return l.readTables("fiber", l.region.Fiber, func(parts []part) error {
		reports, err := readFiber(parts...)
		for i := range l.data.Units[:l.data.Leaves] {
			u := &l.data.Units[i]
			if f, ok := reports[u.Code]; ok {
				u.Fiber = &f
				l.checkFiberHouseholds(f, u.Households)
			}
		}
		return err
	})
}

func (l *loader) loadCentres() error {
	return l.readTables("centres", l.region.Centres, func(parts []part) error {
		centres, err := readCentres(parts...)
		for code, c := range centres {
			unit := l.unitByCode[code]
			l.data.Units[unit].Centre = &c.at
			if at, ok := l.locate(c.at[0], c.at[1]); !ok || at != unit {
				l.problem(c.source, "lon,lat", code+" "+place7(c.at[0], c.at[1]), "centre.outside", "kept: the centre lies outside its commune")
			}
		}
		return err
	})
}

// loadHamlets assigns hamlets to their stated commune, else to the one around them.
func (l *loader) loadHamlets() error {
	return l.readTables("hamlets", l.region.Hamlets, func(parts []part) error {
		rows, err := readHamlets(parts...)
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
					l.problem(h.Source, "lon,lat", h.ID, "hamlet.commune", "kept in "+h.Commune+": its position is elsewhere")
				}
			case inside:
				h.Unit = at
			default:
				l.problem(h.Source, "commune", h.ID, "hamlet.nowhere", "row rejected: in no commune")
				continue
			}
			l.data.Hamlets = append(l.data.Hamlets, h.Hamlet)
		}
		return err
	})
}

func (l *loader) loadSites() error {
	return l.readTables("sites", l.region.Sites, func(parts []part) error {
		sites, err := readSites(parts...)
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
	l.codes.setNames(l.names)
	var err error
	l.locator, err = index.NewPolygonsWith(polygons, l.workers)
	l.finder = newUnitNames(&l.data, l.locator)
	return err
}

// path is a file of the region on disk.
func (l *loader) path(name string) string { return filepath.Join(l.dir, name) }
