package interchange

import (
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/coverage/output"
	"phusong/geo/feature"
)

// cellRow is a radio with its site.
type cellRow struct {
	site *output.Site
	cell *output.Cell
}

// siteLayers are the stations, one feature a site, and their radios as a table.
func (s *source) siteLayers() []*layer {
	if len(s.sites) == 0 {
		return nil
	}
	var cells []cellRow
	for i := range s.sites {
		for k := range s.sites[i].Cells {
			cells = append(cells, cellRow{&s.sites[i], &s.sites[i].Cells[k]})
		}
	}
	sites := tableOf(s, heading{"sites", "Trạm BTS", "Stations", feature.Point}, s.siteColumns(), pointers(s.sites), func(site *output.Site) orb.Geometry {
		if !site.Located {
			return nil
		}
		return site.Point
	})
	sites.styles = s.siteStyles(sites.schema.Fields)
	return []*layer{sites, tableOf(s, heading{"cells", "Thiết bị phát sóng", "Radio cells", feature.None}, cellColumns, cells, nil)}
}

func (s *source) siteColumns() []column[*output.Site] {
	columns := []column[*output.Site]{
		{"site_id", feature.Text, "Mã trạm", "Site", func(t *output.Site) any { return t.ID }},
		{"name", feature.Text, "Tên trạm", "Name", func(t *output.Site) any { return text(t.Name) }},
		{"code", feature.Text, "Mã xã, phường", "Code of the commune", func(t *output.Site) any { return text(t.Code) }},
		{"commune", feature.Text, "Xã, phường", "Commune", func(t *output.Site) any { return text(s.nameOf(t.Code)) }},
		{"operators", feature.Text, "Doanh nghiệp", "Operators", func(t *output.Site) any { return text(strings.Join(operatorsOf(t), ", ")) }},
		{"technologies", feature.Text, "Công nghệ", "Technologies", func(t *output.Site) any { return text(strings.Join(technologiesOf(t, ""), " ")) }},
		{"layers", feature.Text, "Công nghệ của từng doanh nghiệp", "Technologies of each operator", func(t *output.Site) any { return text(layersOf(t)) }},
		{"best", feature.Text, "Công nghệ mới nhất", "Newest technology", func(t *output.Site) any { return text(newest(t)) }},
		{"operator_count", feature.Integer, "Số doanh nghiệp", "Number of operators", func(t *output.Site) any { return int64(len(operatorsOf(t))) }},
		{"cell_count", feature.Integer, "Số thiết bị phát sóng", "Number of cells", func(t *output.Site) any { return int64(len(t.Cells)) }},
		{"height_m", feature.Real, "Độ cao ăng ten lớn nhất (m)", "Largest antenna height (m)", func(t *output.Site) any {
			most := 0.0
			for i := range t.Cells {
				most = max(most, t.Cells[i].HeightM)
			}
			return when(len(t.Cells) > 0, most)
		}},
	}
	for _, tech := range coverage.Technologies() {
		columns = append(columns, column[*output.Site]{"has_" + slug(string(tech)), feature.Boolean, "Có " + technologyWord(tech), "Has " + technologyWord(tech),
			func(t *output.Site) any { return slices.Contains(technologiesOf(t, ""), string(tech)) }})
	}
	return columns
}

var cellColumns = []column[cellRow]{
	{"site_id", feature.Text, "Mã trạm", "Site", func(r cellRow) any { return r.site.ID }},
	{"cell_id", feature.Text, "Mã thiết bị", "Cell", func(r cellRow) any { return r.cell.ID }},
	{"operator", feature.Text, "Doanh nghiệp", "Operator", func(r cellRow) any { return text(r.cell.Operator) }},
	{"technology", feature.Text, "Công nghệ", "Technology", func(r cellRow) any { return text(string(r.cell.Technology)) }},
	{"band", feature.Text, "Băng tần", "Band", func(r cellRow) any { return text(r.cell.Band) }},
	{"frequency_mhz", feature.Real, "Tần số (MHz)", "Frequency (MHz)", func(r cellRow) any { return r.cell.FrequencyMHz }},
	{"bandwidth_mhz", feature.Real, "Độ rộng băng thông (MHz)", "Bandwidth (MHz)", func(r cellRow) any { return r.cell.BandwidthMHz }},
	{"eirp_dbm", feature.Real, "Công suất phát EIRP (dBm)", "EIRP (dBm)", func(r cellRow) any { return r.cell.EIRPdBm }},
	{"height_m", feature.Real, "Độ cao ăng ten (m)", "Antenna height (m)", func(r cellRow) any { return r.cell.HeightM }},
	{"azimuth_deg", feature.Real, "Góc phương vị (độ)", "Azimuth (degrees)", func(r cellRow) any { return when(r.cell.HasAzimuth, r.cell.AzimuthDeg) }},
	{"downtilt_deg", feature.Real, "Góc cụp (độ)", "Downtilt (degrees)", func(r cellRow) any { return r.cell.DowntiltDeg }},
	{"range_m", feature.Real, "Bán kính công bố (m)", "Stated range (m)", func(r cellRow) any { return when(r.cell.RangeM > 0, r.cell.RangeM) }},
	{"assumed", feature.Text, "Giá trị giả định", "Assumed values", func(r cellRow) any { return text(r.cell.Assumed) }},
}

// nameOf is the name of the commune with a code, "" for none.
func (s *source) nameOf(code string) string {
	if i, ok := s.out.UnitByCode(coverage.LevelCommune, code); ok {
		return s.out.Units[i].Name
	}
	return ""
}

// operatorsOf lists the operators of a site by name.
func operatorsOf(t *output.Site) []string {
	var all []string
	for i := range t.Cells {
		if name := t.Cells[i].Operator; name != "" && !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return all
}

// technologiesOf lists the technologies of a site, or of one operator there, the oldest first.
func technologiesOf(t *output.Site, operator string) []string {
	var all []string
	for _, tech := range coverage.Technologies() {
		if slices.ContainsFunc(t.Cells, func(c output.Cell) bool { return c.Technology == tech && (operator == "" || c.Operator == operator) }) {
			all = append(all, string(tech))
		}
	}
	return all
}

func newest(t *output.Site) string {
	all := technologiesOf(t, "")
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1]
}

// layersOf is "VNPT: 3g 4g; Viettel: 4g".
func layersOf(t *output.Site) string {
	var all []string
	for _, operator := range operatorsOf(t) {
		all = append(all, operator+": "+strings.Join(technologiesOf(t, operator), " "))
	}
	return strings.Join(all, "; ")
}
