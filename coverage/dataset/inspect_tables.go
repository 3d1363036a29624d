package dataset

import (
	"cmp"
	"errors"
	"io"
	"slices"
	"strings"

	"phusong/coverage/adminname"
	"phusong/geo/encoding/table"
)

// tableFile is a table, or a file of points, with the roles it can play.
type tableFile struct {
	layerOf
	header       []string
	rows         []record
	matched      map[string]*columnMap // by role
	roles        []string              // that it was given
	newest       string                // date, by the fibre table's column
	statesRange  bool                  // most rows state a range
	openCelliD   bool
	titles       []string // above the heading, and notes below the table
	operator     string   // of all rows, where no column names it
	operatorFrom string   // what says so
	codesMatch   float64  // share of the rows whose code the boundaries know
	codesUnique  float64  // distinct codes by row
	byName       bool     // its communes are known by name alone
	notes        []string // how it was read
	layout       *layout  // of a table with a heading of its own; else nil
}

// headerFor names the columns as a reader of a role would: a heading in several rows
// has a name for each role that knows its parts.
func (t *tableFile) headerFor(schema tableSchema) []string {
	if t.layout == nil {
		return t.header
	}
	h := t.layout.candidate(t.layout.head.first, t.layout.head.last, schema)
	return append(h.texts, t.layout.extra...)
}

// tableSchemas are those of the roles, in the order of preference.
func tableSchemas() []tableSchema {
	return []tableSchema{siteSchema, fiberSchema, hamletSchema, countSchema, centreSchema, clusterSchema, measurementSchema}
}

// lookTable reads a table and finds the roles that its columns allow.
func (in *inspector) lookTable(from layerOf) {
	name := from.label()
	t, err := in.readTable(from)
	if err != nil {
		in.unused(name, "cannot be read: %v", err)
		return
	}
	var doubts []string
	for _, schema := range tableSchemas() {
		columns, err := schema.match(t.headerFor(schema), readEnv{File: name, Found: &findings{}})
		if err == nil {
			t.matched[schema.role] = columns
		} else if errors.Is(err, errColumnTwice) {
			doubts = append(doubts, err.Error())
		}
	}
	t.openCelliD = isOpenCelliD(t.header) // its ranges say where phones were, not where cells reach
	if len(t.matched) == 0 && !t.openCelliD {
		in.unused(name, "%s", cmp.Or(strings.Join(doubts, "; "), "no table that phusong knows: its columns are "+strings.Join(t.header, ", ")))
		return
	}
	t.study()
	t.guessOperator()
	in.tables = append(in.tables, t)
}

func (in *inspector) readTable(from layerOf) (*tableFile, error) {
	l := &loader{dir: in.dir}
	found := &findings{}
	src, done, err := l.openRows(TableFile{File: from.file, Sheet: from.sheet}, readEnv{File: from.label(), Layer: from.layer, Found: found})
	if errors.Is(err, table.ErrEmpty) {
		return nil, errors.New("it is empty")
	}
	if err != nil {
		return nil, err
	}
	defer done()
	t := &tableFile{layerOf: from, header: src.Header(), matched: map[string]*columnMap{}}
	if laid, ok := src.(*tableRows); ok {
		t.titles, t.layout = laid.titles(), laid.layout
	}
	for _, note := range found.Notes {
		t.notes = append(t.notes, strings.TrimPrefix(note, from.label()+": "))
	}
	for {
		number, fields, err := src.Next()
		if err == io.EOF {
			return t, nil
		}
		if err != nil {
			return nil, err
		}
		t.rows = append(t.rows, record{number, fields})
	}
}

// study reads dates and ranges.
func (t *tableFile) study() {
	quiet := readEnv{File: t.label(), Found: &findings{}}
	if m := t.matched[fiberSchema.role]; m != nil && m.has("as_of") {
		dates := (&records{columnMap: m, env: quiet, rows: t.rows}).dates("as_of")
		for _, r := range t.rows {
			t.newest = max(t.newest, dates.date(r))
		}
	}
	if m := t.matched[siteSchema.role]; m != nil && m.has("range_m") && !t.openCelliD {
		t.statesRange = t.share(func(r record) bool { return m.text(r, "range_m") != "" }) >= 0.5
	}
}

// share is that of the rows of which something is true.
func (t *tableFile) share(of func(record) bool) float64 {
	n := 0
	for _, r := range t.rows {
		if of(r) {
			n++
		}
	}
	return float64(n) / float64(max(1, len(t.rows)))
}

// codeColumn is where a table names its commune.
func (t *tableFile) codeColumn() (*columnMap, string) {
	for _, c := range [][2]string{{countSchema.role, "code"}, {fiberSchema.role, "code"}, {centreSchema.role, "code"}, {hamletSchema.role, "commune"}} {
		if m := t.matched[c[0]]; m != nil && m.has(c[1]) {
			return m, c[1]
		}
	}
	return nil, ""
}

// collectCodes adds the commune codes of the table to those of others.
func (t *tableFile) collectCodes(into map[string]bool) {
	m, column := t.codeColumn()
	if m == nil {
		return
	}
	for _, r := range t.rows {
		if code := m.text(r, column); code != "" && len(into) < maxDistinct {
			into[code] = true
		}
	}
}

// compareCodes relates the table's codes to the boundaries.
func (t *tableFile) compareCodes(codes *codeIndex, names map[string]bool) {
	m, column := t.codeColumn()
	if m == nil {
		t.compareNames(names)
		return
	}
	distinct := map[string]bool{}
	t.codesMatch = t.share(func(r record) bool {
		code, _, ok := codes.match(m.text(r, column))
		distinct[code] = distinct[code] || ok
		return ok
	})
	t.codesUnique = float64(len(distinct)) / float64(max(1, len(t.rows)))
}

// compareNames relates a table without codes to the names of the boundaries, without
// their types: names that two communes share count once for each district.
func (t *tableFile) compareNames(names map[string]bool) {
	for _, c := range [][2]string{{countSchema.role, "name"}, {fiberSchema.role, "name"}, {centreSchema.role, "commune_name"}, {hamletSchema.role, "commune_name"}} {
		m := t.matched[c[0]]
		if m == nil || !m.has(c[1]) {
			continue
		}
		distinct := map[string]bool{}
		t.byName = true
		t.codesMatch = t.share(func(r record) bool {
			key := nameKey(m.text(r, c[1]))
			distinct[key+"|"+squash(m.text(r, "district"))] = true
			return names[key]
		})
		t.codesUnique = float64(len(distinct)) / float64(max(1, len(t.rows)))
		return
	}
}

// nameKey is a name of a unit without its type, folded.
func nameKey(text string) string { return squash(adminname.Parse(text).Proper) }

// radioColumns say that a row is a station and not any other point.
var radioColumns = []string{"operator", "technology", "band", "frequency_mhz", "bandwidth_mhz", "height_m", "azimuth_deg", "antenna", "downtilt_deg",
	"mechanical_tilt_deg", "electrical_tilt_deg", "eirp_dbm", "range_m", "cell_id"}

// couldBe lists the roles of a table, from what only its columns and codes show.
// Rows with one commune code each are counts or centres, rows that repeat codes
// are hamlets.
func (t *tableFile) couldBe() []string {
	has := func(role string, columns ...string) bool {
		m := t.matched[role]
		return m != nil && (len(columns) == 0 || slices.ContainsFunc(columns, m.has))
	}
	switch {
	case !t.openCelliD && t.areMeasurements():
		return []string{measurementSchema.role}
	case t.areClusters():
		return []string{clusterSchema.role}
	}
	if t.openCelliD || has("sites", radioColumns...) || has("sites") && t.siteIDHeading() {
		return []string{"sites"}
	}
	position := has("hamlets", "lon", "position")
	ofPeople := has("hamlets", "name", "households", "population", "grid_power", "difficulty")
	if has("hamlets", "id") && has("hamlets", "commune") || position && ofPeople && t.codesUnique < codeDistinct {
		return []string{"hamlets"}
	}
	if t.codesMatch < 0.5 {
		return nil
	}
	var roles []string
	for _, role := range []string{"households", "fiber", "centres"} {
		if has(role) {
			roles = append(roles, role)
		}
	}
	return roles
}

// areMeasurements tells samples from stations, which have technology and position too.
func (t *tableFile) areMeasurements() bool {
	m, sites := t.matched[measurementSchema.role], t.matched[siteSchema.role]
	return m != nil && (sites == nil || !slices.ContainsFunc([]string{"height_m", "azimuth_deg", "eirp_dbm", "range_m"}, sites.has))
}

// areClusters tells residential groups from hamlets: a heading says so, or each row has
// an ID beside its hamlet's and nothing that only hamlets have.
func (t *tableFile) areClusters() bool {
	m, hamlets := t.matched[clusterSchema.role], t.matched[hamletSchema.role]
	if m == nil || hamlets != nil && slices.ContainsFunc([]string{"grid_power", "difficulty", "fiber"}, hamlets.has) {
		return false
	}
	for _, column := range []string{"id", "name"} {
		heading := squash(m.heading(column))
		if m.has(column) && (strings.Contains(heading, "cum") || strings.Contains(heading, "cluster") || strings.Contains(heading, "nhomho")) {
			return true
		}
	}
	of := squash(m.heading("hamlet"))
	return m.has("id") && squash(m.heading("id")) == "id" && (of == "hamlet" || of == "hamletid")
}

// siteIDHeading reports whether the column of site IDs is named for nothing else.
func (t *tableFile) siteIDHeading() bool {
	m := t.matched[siteSchema.role]
	return m.has("site_id") && !slices.Contains([]string{"id", "ma", "code"}, squash(m.heading("site_id")))
}

// assignTables gives every role to one table.
func (in *inspector) assignTables() {
	byRole := map[string][]*tableFile{}
	names := map[string]bool{}
	for _, name := range in.units.distinct(in.region.Boundaries.Name) {
		names[nameKey(name)] = true
	}
	for _, t := range in.tables {
		t.compareCodes(in.codes, names)
		roles := t.couldBe()
		if in.takePlaces(t, roles) {
			continue
		}
		for _, role := range roles {
			byRole[role] = append(byRole[role], t)
		}
		if len(roles) == 0 {
			what := "codes"
			if t.byName {
				what = "names"
			}
			in.unused(t.label(), "its columns fit, but %.0f %% of its %s are known to the boundaries", 100*t.codesMatch, what)
		}
	}
	for _, schema := range tableSchemas() {
		in.assign(schema.role, byRole[schema.role])
	}
}

// assign gives a role to the newest table, then the one named for it, and to those
// that are parts of one list with it: they speak of other rows. Tables of the same
// rows are other states of them, and not used.
func (in *inspector) assign(role string, tables []*tableFile) {
	if len(tables) == 0 {
		return
	}
	slices.SortStableFunc(tables, func(a, b *tableFile) int {
		return cmp.Or(cmp.Compare(b.newest, a.newest), cmp.Compare(nameRank(role, a.nameOf()), nameRank(role, b.nameOf())), cmp.Compare(len(b.rows), len(a.rows)))
	})
	parts := tables[:1:1]
	var doubts []string
	for _, other := range tables[1:] {
		if other.partOf(role, parts) {
			parts = append(parts, other)
			continue
		}
		doubts = append(doubts, other.label()+" could be it too")
		in.unused(other.label(), "could be %s; taken from %s", role, parts[0].label())
	}
	in.region.setTable(role, in.files(role, parts))
	for i, t := range parts {
		t.roles = append(t.roles, role)
		in.found(in.findingOf(role, t, doubts))
		if i == 0 {
			doubts = nil
		}
	}
}

// findingOf says what was understood of a table in its role.
func (in *inspector) findingOf(role string, t *tableFile, doubts []string) Finding {
	env := readEnv{Bounds: in.units.bound, Codes: in.codes, Found: &findings{}}
	f := Finding{File: t.label(), Role: role, Rows: len(t.rows), Columns: t.columns(role), Readings: t.readings(role, env)}
	notes := t.notes
	switch {
	case t.openCelliD:
		notes = append(notes, "an OpenCelliD export: positions and ranges are estimates")
	case t.operator != "" && role == siteSchema.role:
		notes = append(notes, "operator "+t.operator+" by "+t.operatorFrom)
	}
	f.Note = strings.Join(notes, "; ")
	f.Check = strings.Join(doubts, "; ")
	in.checkPositions(t, role, &f)
	return f
}

// nameRank is lower the more a file name says that it plays a role.
func nameRank(role, name string) int {
	if slices.Contains(fileWords[role], stem(name)) {
		return 0
	}
	for _, w := range words(stem(name)) {
		if slices.Contains(fileWords[role], w) {
			return 1
		}
	}
	return 2
}

// schemaOf is what the table's columns were matched with for a role.
func (t *tableFile) schemaOf(role string) (tableSchema, *columnMap) {
	if t.openCelliD && role == siteSchema.role {
		m, _ := openCelliDSchema.match(t.header, readEnv{Found: &findings{}})
		return openCelliDSchema, m
	}
	i := slices.IndexFunc(tableSchemas(), func(s tableSchema) bool { return s.role == role })
	return tableSchemas()[i], t.matched[role]
}

// columns tells which column of the file was taken for which.
func (t *tableFile) columns(role string) []string {
	schema, m := t.schemaOf(role)
	var all []string
	for _, c := range schema.columns {
		if m != nil && m.has(c.name) {
			all = append(all, c.name+" = "+m.heading(c.name))
		}
	}
	return all
}
