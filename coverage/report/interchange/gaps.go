package interchange

import (
	"github.com/paulmach/orb"

	"phusong/coverage"
	"phusong/coverage/output"
	"phusong/coverage/report/document"
	"phusong/geo/feature"
)

// gapLayers are one layer for each technology and operator rule: one upon the other they would
// hide each other.
func (s *source) gapLayers() []*layer {
	var layers []*layer
	given := names{}
	for i := range s.gaps {
		g := &s.gaps[i]
		vi, en := s.in(true).gapTitle(g), s.in(false).gapTitle(g)
		columns := s.gapColumns()
		if g.kind == coverage.GapFiber {
			columns = s.fiberGapColumns()
		}
		h := heading{given.take("gaps", g.kindName(), g.operator), vi, en, feature.MultiPolygon}
		l := tableOf(s, h, columns, pointers(g.gaps), func(gap *output.Gap) orb.Geometry { return multi(gap.Geometry) })
		l.styles = s.gapStyles(g.kind, l.schema.Fields)
		layers = append(layers, l)
	}
	return layers
}

func pointers[T any](rows []T) []*T {
	all := make([]*T, len(rows))
	for i := range rows {
		all[i] = &rows[i]
	}
	return all
}

// kindName is the technology, or fiber.
func (g *gapGroup) kindName() string {
	if g.kind == coverage.GapFiber {
		return g.kind
	}
	return string(g.technology)
}

// gapTitle names a group of gaps.
func (s *source) gapTitle(g *gapGroup) string {
	if g.kind == coverage.GapFiber {
		return s.word("Hộ gia đình chưa có cáp quang", "Households without fibre")
	}
	return s.word("Vùng chưa được phủ sóng ", "Gaps of ") + document.TechnologyWords(g.technology, s.language()) + ", " + s.operator(g.operator)
}

func (s *source) fiberGapColumns() []column[*output.Gap] {
	unit := func(g *output.Gap) output.Unit { return s.out.Units[g.Unit] }
	return []column[*output.Gap]{
		{"id", feature.Text, "Mã vùng", "Gap", func(g *output.Gap) any { return g.ID }},
		{"kind", feature.Text, "Loại", "Kind", func(g *output.Gap) any { return g.Kind }},
		{"technology", feature.Text, "Công nghệ", "Technology", func(g *output.Gap) any { return text(string(g.Technology)) }},
		{"operator", feature.Text, "Doanh nghiệp", "Operator", func(g *output.Gap) any { return text(g.Operator) }},
		{"code", feature.Text, "Mã xã, phường", "Code of the commune", func(g *output.Gap) any { return unit(g).Code }},
		{"name", feature.Text, "Xã, phường", "Commune", func(g *output.Gap) any { return text(unit(g).Name) }},
		{"parent_name", feature.Text, "Đơn vị cấp trên", "Unit above", func(g *output.Gap) any { _, p := s.unit(g.Unit); return text(p.Name) }},
		{"class", feature.Text, "Mã phân loại", "Class", func(g *output.Gap) any { return text(g.Class) }},
		{"class_text", feature.Text, "Phân loại", "Class in words", func(g *output.Gap) any { return text(s.of(gapClassWords, g.Class)) }},
		{"households", feature.Real, "Số hộ gia đình", "Households", func(g *output.Gap) any { return micro(g.Households) }},
		{"population", feature.Real, "Dân số", "Population", func(g *output.Gap) any { return micro(g.People) }},
		{"area_km2", feature.Real, "Diện tích (km²)", "Area (km²)", func(g *output.Gap) any { return km2(g.AreaM2) }},
		{"cause", feature.Text, "Mã nguyên nhân", "Cause", func(g *output.Gap) any { return text(g.Cause) }},
		{"cause_text", feature.Text, "Nguyên nhân", "Cause in words", func(g *output.Gap) any { return s.cause(g.Cause) }},
	}
}

func (s *source) gapColumns() []column[*output.Gap] {
	return append(s.fiberGapColumns(),
		column[*output.Gap]{"nearest_site", feature.Text, "Trạm gần nhất", "Nearest station", func(g *output.Gap) any { return text(g.NearestSite) }},
		column[*output.Gap]{"nearest_site_km", feature.Real, "Khoảng cách đến trạm gần nhất (km)", "Distance to it (km)", func(g *output.Gap) any { return when(g.NearestSite != "", g.NearestSiteKm) }},
		column[*output.Gap]{"best_dbm", feature.Real, "Mức thu tốt nhất (dBm)", "Best level (dBm)", func(g *output.Gap) any { return when(g.HasLevel, g.BestDBm) }},
		column[*output.Gap]{"short_db", feature.Real, "Thiếu so với ngưỡng (dB)", "Short of the threshold (dB)", func(g *output.Gap) any { return when(g.HasLevel, g.ShortDB) }},
		column[*output.Gap]{"anchor_lon", feature.Real, "Kinh độ nơi đông hộ nhất", "Longitude of the most households", func(g *output.Gap) any { return g.Anchor[0] }},
		column[*output.Gap]{"anchor_lat", feature.Real, "Vĩ độ nơi đông hộ nhất", "Latitude of the most households", func(g *output.Gap) any { return g.Anchor[1] }})
}
