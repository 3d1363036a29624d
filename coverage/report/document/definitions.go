package document

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"

	"phusong/coverage"
	"phusong/coverage/criterion"
	"phusong/coverage/output"
	"phusong/coverage/problemtext"
	"sync"
)

// definitions is the part that says what every figure means and stands on.
func (c *composer) definitions() error {
	c.part(text{"Định nghĩa và cơ sở số liệu", "Definitions and data"})
	c.paragraph(c.criterionSentence(), c.profileSentence())
	c.add(c.definitionTable())
	c.add(c.dataItems())
	if t := c.problemTable(); len(t.Rows) > 0 {
		c.add(t)
	}
	return nil
}

// criterionSentence states the criterion in the language, from its own text.
func (c *composer) criterionSentence() string {
	definition := c.o.Run.Criterion.Definition
	if parsed, err := criterion.Parse(c.o.Run.Criterion.Label, []byte(c.o.Run.Criterion.Text)); err == nil {
		definition = parsed.Definition(c.language())
	}
	return c.say(text{"Tiêu chí phủ sóng %[1]s: %[2]s", "Criterion %[1]s: %[2]s"}, c.o.Run.Criterion.Label, definition)
}

// titleLine is a line of the profile's text.
var titleLines = map[string]*regexp.Regexp{
	Vietnamese: regexp.MustCompile(`(?m)^title_vi: "(.*)"$`), English: regexp.MustCompile(`(?m)^title: "(.*)"$`),
}

// profileSentence names the profile of the gap register.
func (c *composer) profileSentence() string {
	if c.o.Run.Register == nil {
		return ""
	}
	title := ""
	if m := titleLines[c.language()].FindStringSubmatch(c.o.Run.Register.Text); m != nil {
		title = ": " + m[1]
	}
	return c.say(text{"Tiêu chí rà soát thôn, bản %[1]s%[2]s.", "Profile of the gap register %[1]s%[2]s."}, c.o.Run.Register.Label, title)
}

// define words the definition of an indicator.
func (c *composer) define(s output.Series) string {
	if !strings.HasPrefix(s.Indicator, coverage.PlacesPrefix) {
		return c.say(c.indicator(s.Indicator).definition)
	}
	f := c.at(c.top, s.Indicator, s.Technology, s.Operator)
	t, ok := text{}, false
	if f != nil {
		t, ok = placeDefinitions[f.Measure]
	}
	if !ok {
		return c.o.Definitions[s.Indicator]
	}
	return c.say(t, c.layerTitle(s.Indicator))
}

// layerTitle is the title of a layer of places as its definition quotes it.
func (c *composer) layerTitle(indicator string) string {
	_, quoted, ok := strings.Cut(c.o.Definitions[indicator], `"`)
	title, _, closed := strings.Cut(quoted, `"`)
	if !ok || !closed {
		return strings.TrimPrefix(indicator, coverage.PlacesPrefix)
	}
	return title
}

// definitionTable defines the indicators that were used, by their numbers.
func (c *composer) definitionTable() *Table {
	t := &Table{ID: "definitions", Caption: c.say(text{"Định nghĩa các chỉ số", "Definitions of the figures"}), Source: c.source(), Sheet: c.say(text{"Định nghĩa", "Definitions"}),
		Columns: []Column{{Head: c.say(text{"Số", "No."}), Kind: Ordinal, Weight: 4}, {Head: c.say(text{"Chỉ số", "Figure"}), Weight: 22}, {Head: c.say(text{"Định nghĩa (tử số / mẫu số)", "Definition (numerator / denominator)"}), Weight: 34},
			{Head: c.say(text{"Ngày số liệu", "As of"}), Kind: Date, Weight: 9}, {Head: c.say(text{"Danh mục hành chính", "Edition of units"}), Weight: 9}, {Head: c.say(text{"Tiêu chí", "Criterion"}), Weight: 13},
			{Head: c.say(text{"Số đơn vị chưa có số liệu", "Units without data"}), Kind: Count, Weight: 9}, {Head: c.say(text{"Số giá trị giả định", "Assumed values"}), Kind: Count, Weight: 9}}}
	for i, s := range c.defined {
		f := c.at(c.top, s.Indicator, s.Technology, s.Operator)
		if f == nil {
			continue
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{ordinalCell(i + 1), {Text: c.plainName(s)}, {Text: upperFirst(c.define(s))}, {Text: c.date(f.AsOf), Kind: Date}, {Text: c.o.Units[c.top].Edition},
			{Text: cmp.Or(f.Criterion, c.say(text{"không dùng", "none"}))}, c.numberCell(int64(c.o.Missing(s, coverage.LevelCommune))), c.numberCell(c.mostAssumed(s))}})
	}
	t.Notes = []string{c.say(text{"Số đơn vị chưa có số liệu tính trên %s.", "Units without data are counted among %s."}, c.whole(len(c.leaves), "commune"))}
	return t
}

// plainName is the name of an indicator without technology or operator.
func (c *composer) plainName(s output.Series) string {
	if strings.HasPrefix(s.Indicator, coverage.PlacesPrefix) {
		return c.layerTitle(s.Indicator)
	}
	return c.say(c.indicator(s.Indicator).name)
}

// mostAssumed is the largest number of assumed values behind the figures of an indicator.
func (c *composer) mostAssumed(s output.Series) int64 {
	var most int64
	for _, other := range c.series {
		if other.Indicator == s.Indicator {
			if f := c.at(c.top, other.Indicator, other.Technology, other.Operator); f != nil {
				most = max(most, f.Assumed)
			}
		}
	}
	return most
}

// dataItems lists what the figures stand on.
func (c *composer) dataItems() List {
	var l List
	item := func(s string) {
		if s != "" {
			l.Items = append(l.Items, []Run{{Text: s}})
		}
	}
	count := c.o.Run.Counts
	item(c.say(text{"Danh mục hành chính %[1]s, gồm %[2]s.", "Edition of units %[1]s: %[2]s."}, c.o.Run.Edition, c.whole(len(c.leaves), "commune")))
	item(c.missingItem())
	item(c.assumedItem())
	if v := coverage.Micro(count["population_outside_units_micro"]); v > 0 {
		item(c.say(text{"Có %s trong ảnh dân số nằm ngoài địa giới các đơn vị, không tính vào kết quả.", "%s of the population raster lie outside all units and are not counted."}, c.counted(coverage.CeilSteps(v, coverage.One), 0, "person")))
	}
	for i := range c.o.Run.Models {
		m := &c.o.Run.Models[i]
		item(c.say(text{"Mô hình truyền sóng %[1]s (%[2]s): áp dụng cho %[3]s.", "Propagation model %[1]s (%[2]s): %[3]s."}, m.Model, m.Source, c.counted(int64(m.Cells), 0, "cell")))
	}
	for _, w := range c.o.Run.Warnings {
		item(c.say(text{"Mô hình %[1]s dùng ngoài phạm vi công bố tại %[2]s điểm thu: %[3]s.", "Model %[1]s was used outside its published range at %[2]s receivers: %[3]s."}, w.Model, c.steps(w.Receivers, 0), c.rule(w.Rule)))
	}
	if t := c.o.Run.Terrain; t != nil {
		item(c.say(text{"Địa hình: %[1]s, %[2]s mảnh độ cao.", "Terrain: %[1]s, %[2]s elevation tiles."}, c.word(surfaces, t.Surface), c.steps(int64(t.Tiles), 0)))
	}
	var others int
	for _, n := range c.o.Run.Notes {
		if words, ok := c.note(n); ok {
			item(words)
		} else {
			others++
		}
	}
	if others > 0 {
		item(c.say(text{"Còn %s ghi chú khác khi đọc dữ liệu, xem trang Ghi chú của tệp bảng tính.", "%s more notes on how the data were read: see the workbook's sheet of notes."}, c.steps(int64(others), 0)))
	}
	item(c.say(text{"Phần mềm: %s.", "Made with %s."}, c.o.Run.Version))
	return l
}

var surfaces = map[string]text{
	"bare_earth": {"mặt đất trần", "bare earth"}, "surface": {"mô hình bề mặt, gồm cả nhà và cây", "surface model, with roofs and trees"},
}

// missingItem counts the communes without people, households, centre or fibre report.
func (c *composer) missingItem() string {
	var parts []string
	for _, m := range []struct {
		key  string
		what text
	}{{"units_without_population", text{"dân số", "population"}}, {"units_without_households", text{"số hộ gia đình", "households"}},
		{"units_without_centre", text{"điểm trung tâm", "centre"}}, {"units_without_fiber", text{"báo cáo cáp quang", "fibre report"}}} {
		if n := c.o.Run.Counts[m.key]; n > 0 {
			parts = append(parts, c.say(text{"%[1]s chưa có %[2]s", "%[1]s without %[2]s"}, c.whole(int(n), "commune"), c.say(m.what)))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return c.say(text{"Dữ liệu còn thiếu: %s; phần này được tính là chưa xác định.", "Missing: %s; they count as unknown."}, strings.Join(parts, ", "))
}

// assumedItem counts the values that defaults filled.
func (c *composer) assumedItem() string {
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(c.o.Run.Counts)) {
		if name, ok := strings.CutPrefix(key, "assumed_"); ok && c.o.Run.Counts[key] > 0 {
			parts = append(parts, c.word(assumedNames, name)+" ("+c.counted(c.o.Run.Counts[key], 0, "cell")+")")
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return c.say(text{"Giá trị giả định do danh sách trạm không ghi: %s.", "Values that the list of stations lacks, and defaults filled: %s."}, strings.Join(parts, ", "))
}

// problemTable counts the problems of the input by rule.
func (c *composer) problemTable() *Table {
	t := &Table{ID: "problems", Caption: c.say(text{"Vấn đề của dữ liệu đầu vào", "Problems of the input"}), Sheet: c.say(text{"Vấn đề dữ liệu", "Problems"}), Source: c.say(text{"Nguồn: tệp problems.csv, ghi rõ tệp, dòng và cột.", "Source: problems.csv, with file, row and column."}),
		Columns: []Column{{Head: c.say(wordOrdinal), Kind: Ordinal, Weight: 4}, {Head: c.say(text{"Mã", "Rule"}), Weight: 20}, {Head: c.say(text{"Nội dung", "Meaning"}), Weight: 50}, {Head: c.say(text{"Số lượng", "Number"}), Kind: Count, Weight: 10}}}
	for i, rule := range slices.Sorted(maps.Keys(c.o.Run.Problems)) {
		meaning := rule
		if words, ok := problemtext.Of(rule); ok {
			meaning = c.say(text{words.Vietnamese, words.English})
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{ordinalCell(i + 1), {Text: rule}, {Text: upperFirst(meaning)}, c.numberCell(c.o.Run.Problems[rule])}})
	}
	return t
}

// rulePattern is how warnings of models are worded: quantity, side, limit.
var rulePattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(.+) (above|below) ([-0-9.]+) ?(\S*)$`) })

var ruleQuantities = map[string]string{"distance": "khoảng cách", "frequency": "tần số", "tx height": "độ cao ăng ten phát", "rx height": "độ cao điểm thu", "station height": "độ cao ăng ten phát", "receiver height": "độ cao điểm thu", "transmitter height": "độ cao ăng ten phát"}

// rule words a warning in the language.
func (c *composer) rule(english string) string {
	m := rulePattern().FindStringSubmatch(english)
	if m == nil || c.language() != Vietnamese {
		return english
	}
	side := map[string]string{"above": "lớn hơn", "below": "nhỏ hơn"}[m[2]]
	return strings.TrimSpace(cmp.Or(ruleQuantities[m[1]], m[1]) + " " + side + " " + c.style.Text(m[3]) + " " + m[4])
}

// notePatterns word the commonest notes on how data were read in Vietnamese, where %n
// are their numbers and names.
var notePatterns = []struct {
	english    *regexp.Regexp
	vietnamese string
}{
	{regexp.MustCompile(`^control (?:population|households): ([0-9.]+), stated ([0-9.]+)$`), "Tổng số đối chiếu với số công bố: tính được $1, công bố $2."},
	{regexp.MustCompile(`^population raster (\S+): ([0-9.]+) people in ([0-9]+) cells with data$`), "Ảnh dân số $1: $2 người tại $3 ô có dữ liệu."},
	{regexp.MustCompile(`^population raster outside all units: ([0-9.]+) people$`), ""}, // dataItems says it
	{regexp.MustCompile(`^sites: (\d+) stations stand within (\d+) m of one of another operator`), "Có $1 trạm cách trạm của doanh nghiệp khác không quá $2 m nhưng khác mã: tính là hai vị trí, trừ khi có cột mast_id ghi chung một cột."},
	{regexp.MustCompile(`^sites: (\d+) masts carry stations of several IDs`), "Có $1 cột ăng ten mang trạm của nhiều mã: mỗi cột tính là một vị trí theo mast_id."},
	{regexp.MustCompile(`^terrain: bare earth without a land cover`), "Địa hình là mặt đất trần, chưa có lớp phủ bề mặt: mô hình không tính cây và nhà che chắn nên kết quả lạc quan hơn thực tế."},
	{regexp.MustCompile(`^no cell has an operator`), "Danh sách trạm không ghi doanh nghiệp: tất cả được coi là của một doanh nghiệp."},
	{regexp.MustCompile(`^(\d+) cells without an operator`), "Có $1 cell không ghi doanh nghiệp: chỉ tính vào quy tắc ít nhất một doanh nghiệp."},
}

var plainNumber = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[0-9]+(?:\.[0-9]+)?`) })

// note words a note; false for one that there are no words of. "" for one that stands
// elsewhere.
func (c *composer) note(english string) (string, bool) {
	for _, p := range notePatterns {
		m := p.english.FindStringSubmatchIndex(english)
		if m == nil {
			continue
		}
		switch {
		case p.vietnamese == "":
			return "", true
		case c.language() != Vietnamese:
			return upperFirst(english) + ".", true
		}
		var out []byte
		return string(p.english.ExpandString(out, c.localNumbers(p.vietnamese, english, m), english, nil)), true
	}
	return upperFirst(english) + ".", c.language() != Vietnamese
}

// localNumbers puts the matches into a template, their numbers as the language has them.
func (c *composer) localNumbers(template, english string, m []int) string {
	for k := len(m)/2 - 1; k > 0; k-- {
		value := english[m[2*k]:m[2*k+1]]
		if plainNumber().FindString(value) == value {
			whole, _, _ := strings.Cut(value, ".")
			value = c.style.Text(whole)
		}
		template = strings.ReplaceAll(template, "$"+string(rune('0'+k)), value)
	}
	return template
}
