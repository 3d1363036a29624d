package dataset

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/coverage/antenna"
	"phusong/geo"
	"phusong/geo/index"
)

// Fields are values of a station list by the names of its columns. A column that is
// not there, or empty, has the default of a list that lacks it.
type Fields map[string]string

// CellColumns lists the columns that say what a cell is: those of Fields, in the order
// of a station list.
func CellColumns() []string { return slices.Clone(cellColumns) }

var cellColumns = []string{"operator", "technology", "band", "frequency_mhz", "bandwidth_mhz", "height_m", "azimuth_deg", "antenna",
	"downtilt_deg", "mechanical_tilt_deg", "electrical_tilt_deg", "eirp_dbm", "power_w", "power_dbm", "gain_dbi", "range_m", "cell_id"}

// Editor reads stations that are stated one by one, by the rules of a station list of
// the region: the same spellings, units, ranges and defaults. It serves one goroutine.
type Editor struct {
	spelling map[string]string // of operators that are not in operatorNames
	antennas *antennaLibrary
	// listed: the region's stations have a column for antennas, so that a cell without
	// one has an assumed one.
	listed  bool
	unitOf  map[string]int
	units   []coverage.AdminUnit
	locator *index.Polygons
	bounds  orb.Bound // beyond it a position is a mistake
}

// NewEditor prepares a data set; it keeps no reference to its stations.
func NewEditor(d *coverage.Dataset) (*Editor, error) {
	e := &Editor{unitOf: map[string]int{}, units: d.Units[:d.Leaves]}
	polygons := make([]orb.MultiPolygon, d.Leaves)
	var bound orb.Bound
	for i := range e.units {
		u := &e.units[i]
		polygons[i], e.unitOf[u.Code] = u.Geometry, i
		if b := u.Geometry.Bound(); i == 0 {
			bound = b
		} else {
			bound = bound.Union(b)
		}
	}
	e.bounds = farBound(bound)
	e.learn(d)
	var err error
	e.locator, err = index.NewPolygons(polygons)
	return e, err
}

// learn takes over how the stations of a data set are spelled.
func (e *Editor) learn(d *coverage.Dataset) {
	counts := map[string]int{}
	for i := range d.Sites {
		for _, c := range d.Sites[i].Cells {
			counts[c.Operator]++
			e.listed = e.listed || c.Pattern != "" || c.Assumed&coverage.AssumedAntenna != 0
		}
	}
	delete(counts, unspecifiedOperator)
	e.spelling = operatorSpelling(counts)
	e.antennas = &antennaLibrary{known: map[string]foundAntenna{}}
	for i := range d.Antennas {
		a := &d.Antennas[i]
		e.antennas.known[antennaKey(a.Name)] = foundAntenna{name: a.Name, measured: true, directional: directional(a.Sector)}
	}
}

// directional is antenna.Cuts.Directional of a prepared pattern.
func directional(p antenna.Bounded) bool {
	least, most := p.GainDB(0, 0), p.GainDB(0, 0)
	for deg := range 360 {
		least, most = min(least, p.GainDB(float64(deg), 0)), max(most, p.GainDB(float64(deg), 0))
	}
	return most-least > 3
}

// Cells reads the cells of a site, one or more for each row, as the rows of a list
// would make them. A value that a list would report as a problem is an error.
func (e *Editor) Cells(siteID string, rows []Fields) ([]coverage.Cell, error) {
	read, err := e.read(siteID, rows)
	if err != nil {
		return nil, err
	}
	var found siteProblems
	cells := buildCells(siteID, read, make([]coverage.Cell, len(read)), &found)
	found.tell()
	return cells, nil
}

// Retune returns a cell with other values, under its own ID. What neither changes nor
// is assumed because of what changes stays as it is: an EIRP that was assumed follows
// another technology. Another technology drops the band, and another band or
// technology the frequency that the band implied.
func (e *Editor) Retune(cell coverage.Cell, set Fields) (coverage.Cell, error) {
	fields, err := e.fieldsOf(cell, set)
	if err != nil {
		return cell, err
	}
	before, err := e.one(fields)
	if err != nil {
		return cell, err
	}
	for column, value := range set {
		fields[column] = value
	}
	if _, ok := set["downtilt_deg"]; ok {
		delete(fields, "electrical_tilt_deg")
	}
	if _, ok := set["band"]; !ok && fields["technology"] != string(cell.Technology) {
		delete(fields, "band")
	}
	after, err := e.one(fields)
	if err != nil {
		return cell, err
	}
	return merged(cell, before, after), nil
}

// one reads a row that makes one cell.
func (e *Editor) one(fields Fields) (coverage.Cell, error) {
	rows, err := e.read("", []Fields{fields})
	if err != nil {
		return coverage.Cell{}, err
	}
	if len(rows) != 1 {
		return coverage.Cell{}, fmt.Errorf("the values make %d cells: a cell has one of each", len(rows))
	}
	return rows[0].cell, nil
}

// fieldsOf writes a cell as a row of a list, without what is assumed. The carrier is
// left out where the rest implies it.
func (e *Editor) fieldsOf(c coverage.Cell, set Fields) (Fields, error) {
	f := Fields{"technology": string(c.Technology), "band": c.Band, "operator": c.Operator}
	if c.Operator == unspecifiedOperator {
		f["operator"] = ""
	}
	for _, v := range []struct {
		column  string
		value   float64
		assumed coverage.Assumed
	}{
		{"bandwidth_mhz", c.BandwidthMHz, coverage.AssumedBandwidth}, {"height_m", c.HeightM, coverage.AssumedHeight},
		{"electrical_tilt_deg", c.DowntiltDeg, coverage.AssumedTilt}, {"mechanical_tilt_deg", c.MechanicalTiltDeg, coverage.AssumedTilt},
		{"eirp_dbm", c.EIRPdBm, coverage.AssumedEIRP}, {"range_m", c.RangeM, coverage.AssumedRange},
	} {
		if c.Assumed&v.assumed == 0 {
			f[v.column] = fieldNumber(v.value)
		}
	}
	switch {
	case !c.Omni:
		f["azimuth_deg"] = fieldNumber(c.AzimuthDeg)
	case c.Assumed&coverage.AssumedAzimuth == 0 && c.Pattern == "":
		f["azimuth_deg"] = "omni"
	}
	f["antenna"] = c.Pattern
	return f, e.addCarrier(f, c)
}

// addCarrier states the frequency of a cell where its band does not.
func (e *Editor) addCarrier(f Fields, c coverage.Cell) error {
	if c.Assumed&coverage.AssumedFrequency != 0 {
		return nil
	}
	if c.Band != "" {
		implied, err := e.one(f)
		if err != nil || implied.FrequencyMHz == c.FrequencyMHz {
			return err
		}
	}
	f["frequency_mhz"] = fieldNumber(c.FrequencyMHz)
	return nil
}

// merged is a cell with what differs between two readings of it.
func merged(cell, before, after coverage.Cell) coverage.Cell {
	number := func(to *float64, was, is float64, bit coverage.Assumed) {
		if was == is && before.Assumed&bit == after.Assumed&bit {
			return
		}
		*to = is
		cell.Assumed = cell.Assumed&^bit | after.Assumed&bit
	}
	number(&cell.FrequencyMHz, before.FrequencyMHz, after.FrequencyMHz, coverage.AssumedFrequency)
	number(&cell.BandwidthMHz, before.BandwidthMHz, after.BandwidthMHz, coverage.AssumedBandwidth)
	number(&cell.EIRPdBm, before.EIRPdBm, after.EIRPdBm, coverage.AssumedEIRP)
	number(&cell.HeightM, before.HeightM, after.HeightM, coverage.AssumedHeight)
	number(&cell.AzimuthDeg, before.AzimuthDeg, after.AzimuthDeg, coverage.AssumedAzimuth)
	number(&cell.DowntiltDeg, before.DowntiltDeg, after.DowntiltDeg, coverage.AssumedTilt)
	number(&cell.MechanicalTiltDeg, before.MechanicalTiltDeg, after.MechanicalTiltDeg, coverage.AssumedTilt)
	number(&cell.RangeM, before.RangeM, after.RangeM, coverage.AssumedRange)
	other := coverage.AssumedOperator | coverage.AssumedTechnology | coverage.AssumedAntenna
	if changed := (before.Assumed ^ after.Assumed) & other; changed != 0 {
		cell.Assumed = cell.Assumed&^changed | after.Assumed&changed
	}
	if before.Omni != after.Omni {
		cell.Omni = after.Omni
	}
	if before.Operator != after.Operator {
		cell.Operator = after.Operator
	}
	cell.Technology, cell.Band, cell.Pattern = after.Technology, after.Band, after.Pattern
	return cell
}

// fieldNumber writes a number that no reader takes for thousands.
func fieldNumber(v float64) string {
	text := strconv.FormatFloat(v, 'f', -1, 64)
	if n := len(text); n > 4 && text[n-4] == '.' {
		text += "0"
	}
	return text
}

// read reads rows of fields as a table of one site.
func (e *Editor) read(siteID string, rows []Fields) ([]*siteRow, error) {
	source := &fieldRows{header: []string{"site_id", "commune"}}
	for _, column := range cellColumns {
		stated := slices.ContainsFunc(rows, func(f Fields) bool { return f[column] != "" })
		if stated || column == "antenna" && e.listed {
			source.header = append(source.header, column)
		}
	}
	for _, fields := range rows {
		row := []string{cmp.Or(siteID, "site"), ""}
		for _, column := range source.header[2:] {
			row = append(row, sureNumber(fields[column]))
		}
		source.rows = append(source.rows, row)
	}
	for _, fields := range rows {
		for column := range fields {
			if !slices.Contains(cellColumns, column) {
				return nil, fmt.Errorf("no column %q of a station list: known are %v", column, cellColumns)
			}
		}
	}
	env := readEnv{Found: &findings{}, Join: &joinLog{}, Codes: newCodeIndex(nil), Antennas: e.antennas}
	table, err := readRecords(part{source, env}, siteSchema)
	if err != nil {
		return nil, err
	}
	cells := table.siteRows(e.spelling)
	var errs []error
	for _, p := range env.Found.Problems {
		errs = append(errs, fmt.Errorf("%s %q: %s", p.Column, p.Value, p.Rule))
	}
	return cells, errors.Join(errs...)
}

// sureNumber writes a plain number so that a point before three digits stays decimal.
func sureNumber(text string) string {
	if v, err := strconv.ParseFloat(text, 64); err == nil && !math.IsNaN(v) && !math.IsInf(v, 0) {
		return fieldNumber(v)
	}
	return text
}

// fieldRows is a rowSource in memory.
type fieldRows struct {
	header []string
	rows   [][]string
	next   int
}

func (f *fieldRows) Header() []string { return f.header }

func (f *fieldRows) Next() (int, []string, error) {
	if f.next == len(f.rows) {
		return 0, nil, io.EOF
	}
	f.next++
	return f.next, f.rows[f.next-1], nil
}

// Position checks a place for a station, and rounds it to the 7 decimals that are
// kept. Places that a list would reject as far from the region are errors.
func (e *Editor) Position(lon, lat float64) (atLon, atLat float64, err error) {
	if !(math.Abs(lon) <= 180 && math.Abs(lat) <= 90) {
		return 0, 0, fmt.Errorf("no place on Earth: lon %v, lat %v", lon, lat)
	}
	if !e.bounds.Contains(orb.Point{lon, lat}) {
		return 0, 0, fmt.Errorf("lon %v, lat %v is more than %v km from the region", lon, lat, farKm)
	}
	return geo.Round7(lon), geo.Round7(lat), nil
}

// UnitOf finds the leaf unit of a site as reading does: around its position, else the
// commune that is stated; -1 for none. The problem, of the site's source, says what is
// odd about it; its Rule is "" where nothing is. A site without position and commune
// is none: ok is false.
func (e *Editor) UnitOf(s *coverage.Site) (unit int, odd coverage.Problem, ok bool) {
	unit = -1
	if s.Located {
		if at, inside := locateIn(e.locator, s.Lon, s.Lat); inside {
			unit = at
		}
	}
	stated, known := e.unitOf[s.Commune]
	if known && unit < 0 {
		unit = stated
	}
	odd = coverage.Problem{File: s.Source.File, Row: s.Source.Row, Value: s.ID}
	switch {
	case !s.Located && unit < 0:
		return -1, odd, false
	case unit < 0:
		odd.Column, odd.Rule, odd.Action = "lon,lat", "site.outside", "kept: its signal counts, no commune counts it as its own"
	case known && s.Commune != e.units[unit].Code:
		odd.Column, odd.Value, odd.Rule, odd.Action = "commune", s.Commune, "site.commune", "kept: it stands in "+e.units[unit].Code
	}
	return unit, odd, true
}

// Knows reports whether a code is that of a commune.
func (e *Editor) Knows(commune string) bool { _, ok := e.unitOf[commune]; return ok }

// OperatorsOf lists the operators behind the operator rules, sorted: the names of
// cells; where no cell has one, the name that stands for none.
func OperatorsOf(sites []coverage.Site) []string {
	var names []string
	unspecified := false
	for i := range sites {
		for j := range sites[i].Cells {
			name := sites[i].Cells[j].Operator
			unspecified = unspecified || name == unspecifiedOperator
			if name != unspecifiedOperator && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	if len(names) == 0 && unspecified {
		return []string{unspecifiedOperator}
	}
	return names
}
