package dataset

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"phusong/coverage"
)

var siteSchema = tableSchema{
	role: "sites",
	columns: slices.Concat([]columnSpec{
		{name: "site_id", aliases: []string{"site", "id", "siteid", "mã trạm", "mã trạm BTS", "trạm", "mã nhà trạm", "mã vị trí", "BTS", "bts_id", "mã BTS",
			"mã NodeB", "mã eNodeB", "mã gNodeB", "NodeB", "eNodeB", "gNodeB", "enodeb_id", "ict_id", "station", "station_id", "site code", "site_code"}},
		{name: "operator", aliases: []string{"nhà mạng", "doanh nghiệp", "mạng", "nhà cung cấp", "network", "operator_name", "carrier", "provider", "đơn vị"}},
		{name: "technology", aliases: []string{"công nghệ", "tech", "radio", "rat", "radio_type", "loại trạm", "thế hệ", "generation", "hệ thống"}},
		{name: "band", aliases: []string{"băng tần", "băng", "dải tần", "băng tần số"}},
		{name: "frequency_mhz", units: megahertz, aliases: []string{"frequency", "freq", "tần số", "downlink_frequency", "dl_frequency", "downlink_frequency_mhz"}},
		{name: "bandwidth_mhz", units: megahertz, aliases: []string{"bandwidth", "bw", "băng thông", "độ rộng băng tần", "max_channel_bandwidth"}},
		{name: "height_m", units: metres, aliases: []string{"height", "độ cao", "chiều cao", "chiều cao anten", "độ cao anten", "độ cao ăng ten", "chiều cao ăng ten",
			"antenna_height", "antenna height", "hba"}},
		{name: "azimuth_deg", units: degrees, aliases: []string{"azimuth", "góc phương vị", "phương vị", "hướng", "hướng anten", "azimuths", "góc azimuth", "bearing"}},
		{name: "antenna", aliases: []string{"pattern", "antenna pattern", "anten", "ăng ten", "mẫu anten", "mẫu ăng ten", "loại anten", "loại ăng ten", "kiểu anten",
			"antenna type", "antenna model", "antenna name"}},
		{name: "downtilt_deg", units: degrees, aliases: []string{"downtilt", "tilt", "góc cụp", "góc ngẩng", "total tilt", "góc nghiêng"}},
		{name: "mechanical_tilt_deg", units: degrees, aliases: []string{"mechanical tilt", "mechanical downtilt", "tiltMec", "m tilt", "tilt cơ", "tilt cơ khí", "góc cụp cơ",
			"góc cụp cơ khí", "góc ngẩng cơ", "góc nghiêng cơ"}},
		{name: "electrical_tilt_deg", units: degrees, aliases: []string{"electrical tilt", "electrical downtilt", "tiltEle", "e tilt", "tilt điện", "góc cụp điện",
			"góc ngẩng điện", "góc nghiêng điện"}},
		{name: "eirp_dbm", units: decibels, aliases: []string{"eirp"}},
		{name: "range_m", units: metres, aliases: []string{"range", "radius", "bán kính", "bán kính phủ", "bán kính phủ sóng", "cự ly phủ sóng", "vùng phủ"}},
		{name: "name", aliases: []string{"site_name", "tên trạm", "tên", "tên nhà trạm", "source_ict_id"}},
		{name: "commune", aliases: codeAliases[1:]},
		{name: "cell_id", aliases: []string{"cell", "cellid", "cell_name", "mã cell", "tên cell", "ci", "eci", "cgi", "source_cell_id", "sector", "mã sector"}},
	}, placeSpecs("commune_name", nameWords), addressSpecs, positionSpecs()),
	required: [][]string{{"site_id", "lon", "position"}, {"lon", "position", "commune", "commune_name"}, {"lat", "position", "commune", "commune_name"}},
}

// siteRow is one cell with what its row says of the site.
type siteRow struct {
	siteID, name, commune string
	located               bool
	lon, lat              float64
	cell                  coverage.Cell
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
	place    *locator
	numbers  map[string]*numberColumn
	spelling map[string]string // of operators that are not in operatorNames
	expanded int               // rows that named several technologies, operators or azimuths
	antennas antennaCounts
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
	var rows []siteRow
	for _, t := range tables {
		rows = append(rows, t.siteRows(spelling)...)
	}
	sites := append(groupSites(rows), heard...)
	slices.SortFunc(sites, func(a, b coverage.Site) int { return cmp.Compare(a.ID, b.ID) })
	return sites, nil
}

// spellOperators counts how all files spell their operators.
func spellOperators(tables []*records) map[string]string {
	counts := make(map[string]int)
	for _, t := range tables {
		for _, r := range t.rows {
			if text := plainName(cmp.Or(t.text(r, "operator"), t.env.Operator)); text != "" {
				counts[text]++
			}
		}
	}
	return operatorSpelling(counts)
}

func (t *records) siteRows(spelling map[string]string) []siteRow {
	s := &siteReader{records: t, place: t.locator(), numbers: map[string]*numberColumn{}, spelling: spelling}
	for _, c := range siteNumbers {
		s.numbers[c.name] = t.number(c.name, c.kind, c.units)
	}
	var rows []siteRow
	for _, r := range t.rows {
		rows = append(rows, s.read(r)...)
	}
	s.noteAssumptions()
	s.noteAntennas()
	return rows
}

// siteNumbers are the numeric columns, in the order in which notes are made.
var siteNumbers = []struct {
	name  string
	kind  numberKind
	units map[string]float64
}{
	{"frequency_mhz", frequencyKind, megahertz}, {"bandwidth_mhz", bandwidthKind, megahertz}, {"height_m", heightKind, metres},
	{"azimuth_deg", azimuthKind, degrees}, {"downtilt_deg", downtiltKind, degrees}, {"mechanical_tilt_deg", downtiltKind, degrees},
	{"electrical_tilt_deg", downtiltKind, degrees}, {"eirp_dbm", eirpKind, decibels}, {"range_m", rangeKind, metres},
}

func (s *siteReader) noteAssumptions() {
	if s.expanded > 0 {
		s.env.note("%d rows list several technologies, operators or azimuths: one cell made for each", s.expanded)
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

// read gives the cells of a row, none when it is rejected.
func (s *siteReader) read(r record) []siteRow {
	at := s.place.locate(r)
	if at.rejected {
		return nil
	}
	base := siteRow{name: s.text(r, "name"), located: at.located, lon: at.lon, lat: at.lat, from: s.records, row: r.row}
	base.commune = s.commune(r)
	if !s.identify(r, &base) {
		return nil
	}
	technologies, assumed, ok := s.technologies(r)
	if !ok {
		return nil
	}
	operators := s.operators(r)
	if operators == nil {
		operators, assumed = []string{unspecifiedOperator}, assumed|coverage.AssumedOperator
	}
	sectors := s.sectors(r)
	if len(technologies)*len(operators)*len(sectors) > 1 {
		s.expanded++
	}
	var rows []siteRow
	for _, o := range operators {
		for _, t := range technologies {
			for i, sector := range sectors {
				row := base
				row.cell = s.radio(r, radioContext{t, o, len(technologies) > 1, sector})
				row.cell.Assumed |= assumed
				row.cell.ID = cellID(s.text(r, "cell_id"), []listed{{len(operators), o}, {len(technologies), string(t)}, {len(sectors), strconv.Itoa(i + 1)}})
				rows = append(rows, row)
			}
		}
	}
	return rows
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
	row.siteID = strings.Join(strings.Fields(s.text(r, "site_id")), " ")
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
	u := s.lookup(r, homeUnit)
	if !u.found() && u.value != "" {
		s.env.problem(r.row, u.column, u.value, u.rule, u.action("kept: commune taken from the position"))
	}
	return u.code
}

func (s *siteReader) technologies(r record) ([]coverage.Technology, coverage.Assumed, bool) {
	text := s.text(r, "technology")
	if found := technologiesOf(text); found != nil {
		return found, 0, true
	}
	if text != "" {
		s.env.problem(r.row, s.heading("technology"), text, "technology.unknown", "row rejected")
		return nil, 0, false
	}
	if b, _ := readBandText(s.text(r, "band")); b.technology != "" {
		return []coverage.Technology{b.technology}, 0, true
	}
	if s.has("technology") {
		s.env.problem(r.row, s.heading("technology"), "", "technology.missing", "read as 4g")
	}
	return []coverage.Technology{coverage.Tech4G}, coverage.AssumedTechnology, true
}

func (s *siteReader) operators(r record) []string {
	text := cmp.Or(s.text(r, "operator"), s.env.Operator)
	if text == "" {
		return nil
	}
	if wordState(text) == numberPlaceholder && squash(text) != "x" {
		s.env.problem(r.row, s.heading("operator"), text, "operator.placeholder", "read as "+unspecifiedOperator)
		return nil
	}
	names := operatorsOf(text)
	if len(names) == 1 && names[0] == strings.Join(strings.Fields(text), " ")+reservedEnding {
		s.env.problem(r.row, s.heading("operator"), text, "operator.reserved", "read as "+names[0]+": the name is that of a rule")
	}
	for i, name := range names {
		if best, ok := s.spelling[squash(name)]; ok {
			if _, known := knownOperator(name); !known {
				names[i] = best
			}
		}
	}
	return names
}
