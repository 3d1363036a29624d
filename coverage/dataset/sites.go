package dataset

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"phusong/coverage"
)

// siteRow is one cell with what its row says of the site.
type siteRow struct {
	siteID, name, commune string
	codes                 []string // other codes of the station
	located               bool
	lon, lat              float64
	cell                  coverage.Cell
	mast                  string // mast_id, "" for none
	from                  *records
	row                   int
}

// problem records a problem of the row; what is wrong shows among all rows of its site.
func (r *siteRow) problem(column, value, rule, action string) {
	r.from.env.problem(r.row, column, value, rule, action)
}

// siteReader turns rows of a sites file into cells.
type siteReader struct {
	*records
	table    *records // of which records are a part
	place    *locator
	numbers  [siteNumberCount]*numberColumn
	spelling map[string]string // of operators that are not in operatorNames
	expanded int               // rows that named several technologies, operators or azimuths
	aligned  int               // of these, rows that list as many operators as technologies
	powered  int               // cells whose EIRP is made of a stated power
	off      int               // rows of stations that do not send
	antennas antennaCounts
	known    siteTexts
	made     rowStore

	contextsOf []radioContext // of the row that is read, see contexts
	sectorsOf  [1]sector
}

// readSites reads lists of cells, one row each, and groups them into sites by
// site_id, both sorted by ID: rows of one ID are one site in whatever file they
// stand. The result does not depend on the order of rows or parts.
func readSites(parts ...part) ([]coverage.Site, error) {
	var lists, clouds []part
	for _, p := range parts {
		if isOpenCelliD(p.Header()) {
			clouds = append(clouds, p)
		} else {
			lists = append(lists, p)
		}
	}
	heard, err := readOpenCelliD(clouds)
	if err != nil {
		return nil, err
	}
	tables, err := readAll(lists, siteSchema)
	if err != nil {
		return nil, err
	}
	spelling := spellOperators(tables)
	for _, t := range tables {
		t.noteOperators()
	}
	var rows []*siteRow
	for _, t := range tables {
		rows = append(rows, t.siteRows(spelling)...)
	}
	joinMasts(rows)
	sites := append(groupSites(rows, workersOf(parts)), heard...)
	if len(heard) > 0 {
		slices.SortFunc(sites, func(a, b coverage.Site) int { return cmp.Compare(a.ID, b.ID) })
	}
	if len(lists) > 0 {
		noteNeighbours(sites, lists[0].env.Found)
	}
	return sites, nil
}

// workersOf is how many goroutines read.
func workersOf(parts []part) int {
	if len(parts) == 0 {
		return 1
	}
	return parts[0].env.Workers
}

// spellOperators counts how all files spell their operators.
func spellOperators(tables []*records) map[string]string {
	counts := make(map[string]int)
	for _, t := range tables {
		for raw, n := range t.operatorTexts() {
			if text := plainName(cmp.Or(raw, t.env.Operator)); text != "" {
				counts[text] += n
			}
		}
	}
	return operatorSpelling(counts)
}

func (t *records) siteRows(spelling map[string]string) []*siteRow {
	s := &siteReader{records: t, table: t, spelling: spelling}
	s.study()
	rows := s.readRows()
	s.noteAssumptions()
	s.noteAntennas()
	return rows
}

// siteNumber is a place in siteNumbers.
type siteNumber int

const (
	frequencyMHz siteNumber = iota
	bandwidthMHz
	heightM
	azimuthDeg
	downtiltDeg
	mechanicalTiltDeg
	electricalTiltDeg
	eirpDBm
	rangeM
	powerW
	powerDBm
	gainDBi
	mastHeightM
	subCount
	siteNumberCount
)

// siteNumbers are the numeric columns, in the order in which notes are made.
var siteNumbers = [siteNumberCount]struct {
	name  string
	kind  numberKind
	units map[string]float64
}{
	{"frequency_mhz", frequencyKind, megahertz}, {"bandwidth_mhz", bandwidthKind, megahertz}, {"height_m", heightKind, metres},
	{"azimuth_deg", azimuthKind, degrees}, {"downtilt_deg", downtiltKind, degrees}, {"mechanical_tilt_deg", downtiltKind, degrees},
	{"electrical_tilt_deg", downtiltKind, degrees}, {"eirp_dbm", eirpKind, decibels}, {"range_m", rangeKind, metres}, {"power_w", powerKind, watts},
	{"power_dbm", powerDBmKind, decibels}, {"gain_dbi", gainKind, gains}, {"mast_height_m", heightKind, metres}, {"sub_count", subCountKind, nil},
}

func (s *siteReader) noteAssumptions() {
	if s.expanded > 0 {
		s.env.note("%d rows list several technologies, bands, operators or azimuths: one cell made for each", s.expanded)
	}
	if s.aligned > 0 {
		s.env.note("%d rows list as many operators as technologies, bands or sub-stations: taken one by one, the first with the first", s.aligned)
	}
	if s.powered > 0 {
		s.env.note("the EIRP of %d cells is made of the stated power of a branch and the antenna's gain", s.powered)
	}
	if s.off > 0 {
		s.env.note("%d %s, by their status, left out", s.off, plural(s.off, "row of a station that does not send", "rows of stations that do not send"))
	}
	for _, c := range []struct{ name, meaning string }{
		{"operator", "all cells belong to one operator, " + unspecifiedOperator},
		{"technology", "cells are 4g where the band does not say otherwise"},
	} {
		if !s.has(c.name) && !(c.name == "operator" && s.env.Operator != "") {
			s.env.note("no column %s: %s", c.name, c.meaning)
		}
	}
}

// stationCode is the code of a row in a column of one technology; that which was
// made site_id counts where the table has another such column.
func (s *siteReader) stationCode(r record, column string) string {
	if s.has(column) {
		return s.text(r, column)
	}
	if s.idFrom != column || !slices.ContainsFunc(codeTechnologies, func(c codeTechnology) bool { return s.has(c.column) }) {
		return ""
	}
	return s.text(r, "site_id")
}

// read appends the cells of a row, none when it is rejected.
func (s *siteReader) read(r record) {
	if s.offAir(r) {
		return
	}
	at := s.place.locate(r)
	if at.rejected {
		return
	}
	base := siteRow{name: s.text(r, "name"), located: at.located, lon: at.lon, lat: at.lat, mast: strings.ToUpper(squash(s.text(r, "mast_id"))), from: s.table, row: r.row}
	base.commune = s.commune(r)
	if !s.identify(r, &base) {
		return
	}
	contexts, ok := s.contexts(r)
	if !ok {
		return
	}
	sectors := s.sectors(r)
	if len(contexts)*len(sectors) > 1 {
		s.expanded++
	}
	stated := s.text(r, "cell_id")
	for n := range contexts {
		ctx := &contexts[n]
		for i, sector := range sectors {
			ctx.sector = sector
			row := s.made.add(&base)
			if ctx.code != "" {
				row.codes = append(slices.Clone(base.codes), splitCodes(ctx.code)...)
			}
			s.radio(r, ctx, &row.cell)
			row.cell.Assumed |= ctx.assumed
			if stated != "" {
				row.cell.ID = cellID(stated, []listed{{ctx.owner.of, ctx.operator}, {ctx.entry.of, ctx.label()}, {len(sectors), strconv.Itoa(i + 1)}})
			}
		}
	}
}

// label tells the entries of a list apart.
func (ctx *radioContext) label() string {
	if ctx.code != "" {
		return ctx.code
	}
	return string(ctx.technology) + strings.Join(strings.Fields(ctx.band), "")
}

// listed is one value of the n that a row lists.
type listed struct {
	n     int
	value string
}

// cellID is the stated ID, with what tells the cells of one row apart.
func cellID(stated string, parts []listed) string {
	if stated == "" {
		return ""
	}
	for _, p := range parts {
		if p.n > 1 {
			stated += "-" + p.value
		}
	}
	return stated
}

// identify sets the site's ID, from the position where the file has none.
func (s *siteReader) identify(r record, row *siteRow) bool {
	for _, column := range siteCodes {
		if !s.has(column) {
			continue
		}
		code := singleSpaced(s.text(r, column))
		placeholder := saysNothing(code) || (column != "site_id" || strings.Contains(code, " ")) && wordState(code) == numberPlaceholder
		if placeholder { // "-", "đang cập nhật"
			continue
		}
		if row.siteID == "" {
			row.siteID = code
		} else if code != row.siteID {
			row.codes = append(row.codes, code)
		}
	}
	if row.siteID != "" {
		return true
	}
	if !row.located {
		s.env.problem(r.row, s.heading("site_id"), "", "site.id_missing", "row rejected: neither site_id nor position")
		return false
	}
	row.siteID = formatDegrees(row.lon) + " " + formatDegrees(row.lat)
	if s.has("site_id") {
		s.env.problem(r.row, s.heading("site_id"), "", "site.id_missing", "kept as site "+row.siteID)
	}
	return true
}

func (s *siteReader) commune(r record) string {
	if s.text(r, homeUnit.code) == "" && s.text(r, homeUnit.name) == "" {
		return ""
	}
	u := s.lookup(r, homeUnit)
	if !u.found() && u.value != "" {
		s.env.problem(r.row, u.column, u.value, u.rule, u.action("kept: commune taken from the position"))
	}
	return u.code
}

func (s *siteReader) operators(r record) []string {
	text := cmp.Or(s.text(r, "operator"), s.env.Operator)
	if text == "" {
		return nil
	}
	owners := s.known.operators.of(text, s.operatorNames)
	if owners.placeholder {
		s.env.problem(r.row, s.heading("operator"), text, "operator.placeholder", "read as "+unspecifiedOperator)
		return nil
	}
	if owners.reserved != "" {
		s.env.problem(r.row, s.heading("operator"), text, "operator.reserved", "read as "+owners.reserved+": the name is that of a rule")
	}
	return owners.names
}

// operatorNames are the names of operatorsOf, in the one spelling of the file.
func (s *siteReader) operatorNames(text string) readOperators {
	if wordState(text) == numberPlaceholder && squash(text) != "x" {
		return readOperators{placeholder: true}
	}
	names := operatorsOf(text)
	var all readOperators
	if len(names) == 1 && names[0] == singleSpaced(text)+reservedEnding {
		all.reserved = names[0]
	}
	for i, name := range names {
		if best, ok := s.spelling[squash(name)]; ok {
			if _, known := knownOperator(name); !known {
				names[i] = best
			}
		}
	}
	all.names = names
	return all
}
