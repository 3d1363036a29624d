package interchange

import (
	"phusong/coverage"
	"phusong/coverage/report"
	"phusong/geo/feature"
)

// figureTable is every figure, those of single operators too, as figures.csv has them.
func (s *source) figureTable() *layer {
	unit := func(i int) int { return s.out.Figures[i].Unit }
	figure := func(i int) *coverage.Figure { return &s.out.Figures[i] }
	share := func(part func(f *coverage.Figure) coverage.Micro) func(int) any {
		return func(i int) any { return when(!figure(i).CountOnly, quantity(figure(i), part(figure(i)))) }
	}
	rows := make([]int, len(s.out.Figures))
	for i := range rows {
		rows[i] = i
	}
	return tableOf(s, heading{"figures", "Tất cả số liệu", "All figures", feature.None}, []column[int]{
		{"indicator", feature.Text, "Chỉ số", "Indicator", func(i int) any { return figure(i).Indicator }},
		{"technology", feature.Text, "Công nghệ", "Technology", func(i int) any { return text(string(figure(i).Technology)) }},
		{"operator", feature.Text, "Doanh nghiệp", "Operator", func(i int) any { return text(figure(i).Operator) }},
		{"level", feature.Text, "Cấp", "Level", func(i int) any { return s.out.Units[unit(i)].Level }},
		{"code", feature.Text, "Mã", "Code", func(i int) any { return s.out.Units[unit(i)].Code }},
		{"name", feature.Text, "Tên", "Name", func(i int) any { return text(s.out.Units[unit(i)].Name) }},
		{"covered", feature.Real, "Được phủ", "Covered", share(func(f *coverage.Figure) coverage.Micro { return f.Covered })},
		{"uncovered", feature.Real, "Chưa được phủ", "Uncovered", share(func(f *coverage.Figure) coverage.Micro { return f.Uncovered })},
		{"unknown", feature.Real, "Chưa xác định", "Unknown", share(func(f *coverage.Figure) coverage.Micro { return f.Unknown })},
		{"total", feature.Real, "Tổng số", "Total", func(i int) any { return quantity(figure(i), figure(i).Total) }},
		{"percent", feature.Real, "Tỷ lệ (%)", "Percent", func(i int) any { return percent(figure(i)) }},
		{"measure", feature.Text, "Đơn vị tính", "Unit of measure", func(i int) any { return report.MeasureText(figure(i)) }},
		{"as_of", feature.Text, "Thời điểm", "As of", func(i int) any { return text(figure(i).AsOf) }},
		{"criterion", feature.Text, "Tiêu chí", "Criterion", func(i int) any { return text(figure(i).Criterion) }},
		{"assumed", feature.Integer, "Số giá trị giả định", "Assumed values", func(i int) any { return figure(i).Assumed }},
	}, rows, nil)
}

// aboutTable says what the figures are of and by which definitions.
func (s *source) aboutTable() *layer {
	return tableOf(s, heading{"about", "Về số liệu này", "About these data", feature.None}, []column[[2]string]{
		{"item", feature.Text, "Mục", "Item", func(row [2]string) any { return row[0] }},
		{"value", feature.Text, "Nội dung", "Value", func(row [2]string) any { return text(row[1]) }},
	}, s.aboutRows(), nil)
}

func (s *source) aboutRows() [][2]string {
	run := &s.out.Run
	rows := [][2]string{
		{s.word("Vùng", "Region"), run.Region},
		{s.word("Danh mục đơn vị hành chính", "Edition of the units"), run.Edition},
		{s.word("Thời điểm của số liệu", "As of"), run.AsOf},
		{s.word("Tiêu chí phủ sóng", "Criterion"), run.Criterion.Label},
		{s.word("Nội dung tiêu chí", "Text of the criterion"), run.Criterion.Text},
	}
	if run.Register != nil {
		rows = append(rows, [2]string{s.word("Bộ quy tắc xếp loại thôn", "Profile of the gap register"), run.Register.Label},
			[2]string{s.word("Nội dung bộ quy tắc", "Text of the profile"), run.Register.Text})
	}
	for _, t := range run.Inputs {
		rows = append(rows, [2]string{s.word("Tệp nguồn: ", "Input: ") + t.Role, t.File + ", SHA-256 " + t.SHA256})
	}
	seen := map[string]bool{}
	for _, key := range s.out.Series() {
		if text := s.out.Definitions[key.Indicator]; text != "" && !seen[key.Indicator] {
			seen[key.Indicator] = true
			rows = append(rows, [2]string{key.Indicator, text})
		}
	}
	return append(rows, [2]string{s.word("Phiên bản chương trình", "Version of the program"), "phusong " + run.Version})
}
