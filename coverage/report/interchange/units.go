package interchange

import (
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/coverage/output"
	"phusong/coverage/report"
	"phusong/coverage/report/document"
	"phusong/geo/feature"
)

// series is one indicator, technology and operator rule with the names of its columns.
type series struct {
	output.Series
	column  string
	counts  bool // of stations: one column, no share
	details bool // uncovered and unknown have columns too
}

// mapSeries lists what units have columns of: all figures but those of single operators, which
// stand in the table of figures, as in units.geojson.
func (s *source) mapSeries() []series {
	given := names{}
	var all []series
	for _, key := range s.out.Series() {
		if key.Operator != "" && key.Operator != coverage.OperatorAny && key.Operator != coverage.OperatorMax {
			continue
		}
		if strings.HasPrefix(key.Indicator, "bts.") {
			all = append(all, series{Series: key, column: given.take(key.Indicator, string(key.Technology), key.Operator), counts: true})
			continue
		}
		all = append(all, series{Series: key, column: given.take(key.Indicator, string(key.Technology), key.Operator), details: key.Operator != coverage.OperatorMax})
	}
	return all
}

// unitLayers are one layer a level, the smallest first.
func (s *source) unitLayers() []*layer {
	all := s.mapSeries()
	var layers []*layer
	given := names{}
	for _, level := range s.out.Levels() {
		var rows []int
		for i := range s.out.Units {
			if s.out.Units[i].Level == level {
				rows = append(rows, i)
			}
		}
		columns := s.unitColumns()
		for _, key := range all {
			if s.has(key, rows) {
				columns = append(columns, s.seriesColumns(key)...)
			}
		}
		h := heading{given.take("units", level), document.LevelWords(level, document.Vietnamese), document.LevelWords(level, document.English), feature.MultiPolygon}
		l := tableOf(s, h, columns, rows, func(i int) orb.Geometry { return multi(s.bounds[i]) })
		l.styles = s.unitStyles(l, slices.DeleteFunc(slices.Clone(all), func(key series) bool { return !s.has(key, rows) }))
		layers = append(layers, l)
	}
	return layers
}

func (s *source) has(key series, units []int) bool {
	return slices.ContainsFunc(units, func(u int) bool { _, ok := s.out.Figure(key.Series, u); return ok })
}

func (s *source) unitColumns() []column[int] {
	u := s.out.Units
	parent := func(i int, value func(output.Unit) string) any {
		if u[i].Parent < 0 {
			return nil
		}
		return text(value(u[u[i].Parent]))
	}
	return []column[int]{
		{"code", feature.Text, "Mã", "Code", func(i int) any { return u[i].Code }},
		{"name", feature.Text, "Tên", "Name", func(i int) any { return text(u[i].Name) }},
		{"level", feature.Text, "Cấp", "Level", func(i int) any { return u[i].Level }},
		{"edition", feature.Text, "Danh mục đơn vị", "Edition", func(i int) any { return text(u[i].Edition) }},
		{"parent", feature.Text, "Mã đơn vị cấp trên", "Code of the unit above", func(i int) any { return parent(i, func(p output.Unit) string { return p.Code }) }},
		{"parent_name", feature.Text, "Đơn vị cấp trên", "Unit above", func(i int) any { return parent(i, func(p output.Unit) string { return p.Name }) }},
		{"area_km2", feature.Real, "Diện tích (km²)", "Area (km²)", func(i int) any { return when(u[i].AreaM2 > 0, km2(u[i].AreaM2)) }},
		{"population", feature.Real, "Dân số", "Population", func(i int) any { return count(u[i].People) }},
		{"households", feature.Real, "Số hộ gia đình", "Households", func(i int) any { return count(u[i].Households) }},
	}
}

// seriesColumns are the percentage, then what is uncovered and unknown in the measure of the
// figure; of a count of stations the count.
func (s *source) seriesColumns(key series) []column[int] {
	vi, en := s.in(true).seriesTitle(key.Series), s.in(false).seriesTitle(key.Series)
	number := func(value func(f *coverage.Figure) any) func(int) any {
		return func(u int) any {
			f, ok := s.out.Figure(key.Series, u)
			if !ok {
				return nil
			}
			return value(f)
		}
	}
	if key.counts {
		return []column[int]{{key.column, feature.Real, vi, en, number(func(f *coverage.Figure) any { return micro(f.Total) })}}
	}
	columns := []column[int]{{key.column + "_pct", feature.Real, vi + " (%)", en + " (%)", number(percent)}}
	if key.details {
		columns = append(columns,
			column[int]{key.column + "_uncovered", feature.Real, vi + ": chưa được phủ", en + ": uncovered", number(func(f *coverage.Figure) any { return quantity(f, f.Uncovered) })},
			column[int]{key.column + "_unknown", feature.Real, vi + ": chưa xác định", en + ": unknown", number(func(f *coverage.Figure) any { return quantity(f, f.Unknown) })})
	}
	return columns
}

// percent is the percentage as figures.csv prints it, nil where there is none.
func percent(f *coverage.Figure) any {
	if f.CountOnly {
		return nil
	}
	return decimal(f.PercentText(report.PercentDecimals))
}

// quantity is one of a figure's quantities in the measure that MeasureText names.
func quantity(f *coverage.Figure, v coverage.Micro) any { return decimal(report.QuantityText(f, v)) }
