package interchange

import (
	"github.com/paulmach/orb"

	"phusong/coverage/output"
	"phusong/coverage/report/document"
	"phusong/geo/feature"
)

// hamletLayers are the hamlets of the gap register, where there is one.
func (s *source) hamletLayers() []*layer {
	if len(s.hamlets) == 0 {
		return nil
	}
	l := tableOf(s, heading{"hamlets", "Thôn", "Hamlets of the gap register", feature.Point}, s.hamletColumns(), pointers(s.hamlets), hamletPoint)
	l.styles = s.hamletStyles(l.schema.Fields)
	return []*layer{l}
}

func hamletPoint(h *output.Hamlet) orb.Geometry {
	if !h.Located {
		return nil
	}
	return h.Point
}

func (s *source) hamletColumns() []column[*output.Hamlet] {
	type row = *output.Hamlet
	return []column[row]{
		{"id", feature.Text, "Mã thôn", "Hamlet", func(h row) any { return h.ID }},
		{"name", feature.Text, "Tên thôn", "Name", func(h row) any { return text(h.Name) }},
		{"code", feature.Text, "Mã xã, phường", "Code of the commune", func(h row) any { return s.out.Units[h.Unit].Code }},
		{"commune", feature.Text, "Xã, phường", "Commune", func(h row) any { return text(s.out.Units[h.Unit].Name) }},
		{"district", feature.Text, "Huyện", "District", func(h row) any { return text(h.District) }},
		{"class", feature.Text, "Mã xếp loại", "Class", func(h row) any { return string(h.Class) }},
		{"class_text", feature.Text, "Xếp loại", "Class in words", func(h row) any { return s.of(hamletClassWords, string(h.Class)) }},
		{"households", feature.Real, "Số hộ gia đình", "Households", func(h row) any { return count(h.Households) }},
		{"population", feature.Real, "Dân số", "Population", func(h row) any { return count(h.People) }},
		{"grid_power", feature.Text, "Điện lưới", "Grid power", func(h row) any { return text(h.GridPower) }},
		{"difficulty", feature.Text, "Vùng khó khăn", "Class of difficulty", func(h row) any { return text(h.Difficulty) }},
		{"basis", feature.Text, "Căn cứ", "Basis", func(h row) any { return text(h.Basis) }},
		{"serving", feature.Text, "Doanh nghiệp có sóng", "Serving operators", func(h row) any { return text(h.Serving) }},
		{"stations", feature.Text, "Trạm gần", "Stations near", func(h row) any { return text(h.Stations) }},
		{"best_dbm", feature.Text, "Mức thu tốt nhất (dBm)", "Best level (dBm)", func(h row) any { return text(h.BestDBm) }},
		{"short_db", feature.Text, "Thiếu so với ngưỡng (dB)", "Short of the threshold (dB)", func(h row) any { return text(h.ShortDB) }},
		{"cause", feature.Text, "Mã nguyên nhân", "Cause", func(h row) any { return text(h.Cause) }},
		{"cause_text", feature.Text, "Nguyên nhân", "Cause in words", func(h row) any { return s.cause(h.Cause) }},
		{"route", feature.Text, "Hướng giải quyết", "Route", func(h row) any { return text(h.Route) }},
		{"route_text", feature.Text, "Hướng giải quyết bằng lời", "Route in words", func(h row) any { return text(document.RouteWords(h.Route, s.language())) }},
		{"groups", feature.Text, "Số cụm dân cư", "Residential groups", func(h row) any { return text(h.Groups) }},
		{"groups_out", feature.Text, "Số cụm dân cư chưa có sóng", "Groups without signal", func(h row) any { return text(h.GroupsOut) }},
		{"counted", feature.Boolean, "Tính vào số liệu", "Counted", func(h row) any { return h.Counted }},
		{"measured", feature.Text, "Số liệu đo", "Measurements", func(h row) any { return text(h.Measured) }},
		{"missing", feature.Text, "Dữ liệu còn thiếu", "Missing data", func(h row) any { return text(h.Missing) }},
		{"profile", feature.Text, "Bộ quy tắc", "Profile", func(h row) any { return text(h.Profile) }},
	}
}
