package document

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"phusong/coverage"
	"phusong/coverage/adminname"
	"phusong/coverage/output"
)

// Words that several parts share.
var (
	wordTitle          = text{"Báo cáo hiện trạng phủ sóng thông tin di động và cáp quang", "Report on mobile and fibre coverage"}
	wordSubtitle       = text{"%s, số liệu đến %s", "%s, as of %s"}
	wordAnnex          = text{"Phụ lục %s", "Annex %s"}
	wordAnnexNote      = text{"Kèm theo Báo cáo hiện trạng phủ sóng thông tin di động và cáp quang, %s", "Attached to the report on mobile and fibre coverage, %s"}
	wordUnknown        = text{"Chưa xác định", "Unknown"}
	wordRate           = text{"Tỷ lệ (%)", "Rate (%)"}
	wordRateRow        = text{"Tỷ lệ", "Rate"}
	wordTotal          = text{"Tổng cộng", "Total"}
	wordOrdinal        = text{"STT", "No."}
	wordWithTechnology = text{"%[1]s (%[2]s)", "%[1]s (%[2]s)"}
)

// summary is the first part: what a head of department reads.
func (c *composer) summary() error {
	c.part(text{"Tóm tắt", "Summary"})
	c.paragraph(c.stationSentence(), c.noStations())
	for _, t := range c.mainTechnologies() {
		c.paragraph(c.mobileSentence(t), c.mostUncovered(c.mobileSeries(t)))
	}
	c.paragraph(c.fiberSentences()...)
	c.paragraph(c.hamletSentence(false), c.difficult(), c.hamletList())
	c.targetSummary()
	c.paragraph(c.changeSummary())
	c.add(c.headlineTable())
	if ts := c.mainTechnologies(); len(ts) > 0 && c.hasStations() {
		return c.drawUnits(c.mobileSeries(ts[0]))
	}
	return nil
}

// mainTechnologies are the first two that are not cumulative: 4G and 5G, or what
// stands in for them; the first of all where every one is cumulative.
func (c *composer) mainTechnologies() []coverage.Technology {
	var main []coverage.Technology
	for _, t := range c.technologies {
		if len(t.Members()) == 1 && len(main) < 2 {
			main = append(main, t)
		}
	}
	if len(main) == 0 {
		return c.technologies[:min(len(c.technologies), 1)]
	}
	return main
}

// area says where, within a sentence.
func (c *composer) area() string {
	u := &c.o.Units[c.top]
	if c.language() != Vietnamese {
		return c.unitName(c.top)
	}
	n := adminname.Parse(c.unitName(c.top))
	kind := n.Kind
	switch {
	case u.Level == coverage.LevelNation:
		return "cả nước"
	case kind != "":
	case u.Level == coverage.LevelProvince && slices.Contains(cities, n.Proper):
		kind = adminname.City
	case u.Level == coverage.LevelProvince:
		kind = adminname.Province
	default:
		return "địa bàn " + c.unitName(c.top)
	}
	return "địa bàn " + string(kind) + " " + n.Proper
}

// cities are the provinces that are cities (Resolution 202/2025/QH15).
var cities = []string{"Hà Nội", "Hải Phòng", "Huế", "Đà Nẵng", "Hồ Chí Minh", "Cần Thơ"}

// stationSentence counts stations as reports do.
func (c *composer) stationSentence() string {
	layers, sites := c.known(coverage.BTSLayers, "", coverage.OperatorAny), c.known(coverage.BTSSites, "", coverage.OperatorAny)
	if !c.hasStations() || layers == nil || sites == nil {
		return ""
	}
	n := layers.Shares().Total
	s := c.say(text{"Đến %[1]s, trên %[2]s có %[3]s tại %[4]s", "By %[1]s, %[2]s has %[3]s at %[4]s"},
		c.onDate(layers.AsOf), c.area(), c.counted(n, 0, "layer"), c.sitesText(sites.Shares().Total))
	if five := c.known(coverage.BTSLayers, coverage.Tech5G, coverage.OperatorAny); five != nil {
		switch k := five.Shares().Total; k {
		case 0:
			s += c.say(text{", chưa có trạm 5G", ", none of them 5G"})
		default:
			s += c.say(text{", trong đó có %[1]s trạm 5G", ", of which %[1]s %[2]s 5G"}, c.steps(k, 0), isAre(k))
		}
	}
	return s + "."
}

// isAre is the English verb of a number.
func isAre(n int64) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// sitesText counts places in a sentence that speaks of stations.
func (c *composer) sitesText(n int64) string {
	if c.language() == Vietnamese {
		return c.steps(n, 0) + " vị trí"
	}
	return c.counted(n, 0, "site")
}

func (c *composer) noStations() string {
	if c.hasStations() {
		return ""
	}
	return c.say(text{"Chưa có số liệu về trạm BTS nên mức độ phủ sóng di động chưa xác định.", "There are no data on base stations: mobile coverage is unknown."})
}

// mobileSeries is the series that speaks for a technology: people, else households,
// else area, whichever is known first.
func (c *composer) mobileSeries(t coverage.Technology) output.Series {
	for _, indicator := range []string{coverage.MobilePopulation, coverage.MobileHouseholds} {
		if c.known(indicator, t, coverage.OperatorAny) != nil {
			return output.Series{Indicator: indicator, Technology: t, Operator: coverage.OperatorAny}
		}
	}
	return output.Series{Indicator: coverage.MobileArea, Technology: t, Operator: coverage.OperatorAny}
}

// subjects name what a share is of.
var subjects = map[string]text{
	"person": {"dân số", "the population"}, "household": {"số hộ gia đình", "households"}, "m2": {"diện tích", "the area"},
}

// mobileSentence states the coverage of a technology with what is not covered.
func (c *composer) mobileSentence(t coverage.Technology) string {
	s := c.mobileSeries(t)
	f := c.known(s.Indicator, s.Technology, s.Operator)
	switch {
	case !c.hasStations():
		return ""
	case f == nil:
		return c.say(text{"Mức độ phủ sóng %s chưa xác định.", "The coverage of %s is unknown."}, c.technology(t))
	case f.Covered == 0:
		n := f.Shares()
		s := c.say(text{"Chưa có nơi nào được phủ sóng %[1]s (0/%[2]s)", "There is no coverage of %[1]s (0 of %[2]s)"}, c.technology(t), c.counted(n.Total, n.Places, f.Measure))
		if n.Unknown > 0 {
			s = c.say(text{"Chưa xác định được nơi nào có sóng %[1]s (0/%[2]s), %[3]s chưa xác định", "No place is known to have %[1]s (0 of %[2]s), %[3]s unknown"},
				c.technology(t), c.counted(n.Total, n.Places, f.Measure), c.counted(n.Unknown, n.Places, f.Measure))
		}
		return s + "."
	}
	return c.say(text{"Mạng %[1]s phủ sóng đến %[2]s.", "%[1]s reaches %[2]s."}, c.technology(t), c.share(f, subjects[f.Measure], "", ""))
}

// byCount is the subject of a share that is of few things: "186/186 xã, phường (100%)".
var byCount = text{"#", "#"}

// share words a figure: "99,92% dân số (1.868.405/1.869.746 người), còn 1.341 người
// chưa được phủ sóng". rest and all word what is left over, and that nothing is;
// empty ones speak of coverage.
func (c *composer) share(f *coverage.Figure, subject text, rest, none string) string {
	s := f.Shares()
	if rest == "" {
		rest = c.say(text{"chưa được phủ sóng", "not covered"})
	}
	parts, rate := c.say(text{"%[1]s/%[2]s", "%[1]s of %[2]s"}, c.countCell(f, partCovered).Text, c.counted(s.Total, s.Places, f.Measure)), c.atLeast(f)+c.percent(f)
	switch subject {
	case byCount:
		parts += " (" + rate + ")"
	case text{}:
		parts = rate + " (" + parts + ")"
	default:
		parts = c.say(text{"%[1]s %[2]s", "%[1]s of %[2]s"}, rate, c.say(subject)) + " (" + parts + ")"
	}
	switch {
	case s.Uncovered > 0:
		parts += c.say(text{", còn %[1]s %[2]s", ", with %[1]s %[2]s"}, c.counted(s.Uncovered, s.Places, f.Measure), rest)
	case s.Uncovered < 0 && s.Unknown > 0:
		parts += c.say(text{"; trong phần đã có số liệu, số đã đạt lớn hơn tổng số %s, cần đối chiếu lại số liệu", "; of what is known the count exceeds the total by %s: the data need checking"}, c.counted(-s.Uncovered, s.Places, f.Measure))
	case s.Uncovered < 0:
		parts += c.say(text{"; số đã đạt lớn hơn tổng số %s, cần đối chiếu lại số liệu", "; the count exceeds the total by %s: the data need checking"}, c.counted(-s.Uncovered, s.Places, f.Measure))
	case s.Unknown == 0 && none != "":
		parts += ", " + none
	}
	if s.Unknown > 0 {
		parts += c.say(text{", %s chưa xác định", ", %s unknown"}, c.counted(s.Unknown, s.Places, f.Measure))
	}
	return parts
}

// atLeast goes before a percentage of which a part is unknown.
func (c *composer) atLeast(f *coverage.Figure) string {
	if f.Unknown > 0 {
		return c.say(text{"ít nhất ", "at least "})
	}
	return ""
}

// namedCount is how many units a sentence names.
const namedCount = 5

// mostUncovered names the communes with most that is not covered.
func (c *composer) mostUncovered(s output.Series) string {
	type open struct {
		unit int
		n    int64
	}
	var all []open
	places, measure := 0, ""
	if f := c.known(s.Indicator, s.Technology, s.Operator); f == nil || f.Covered == 0 {
		return "" // all of them lack all of it
	}
	for _, unit := range c.leaves {
		f := c.at(unit, s.Indicator, s.Technology, s.Operator)
		if f == nil {
			continue
		}
		sh := f.Shares()
		places, measure = sh.Places, f.Measure
		if sh.Uncovered > 0 {
			all = append(all, open{unit, sh.Uncovered})
		}
	}
	if len(all) == 0 || len(c.leaves) == 1 || !c.hasStations() && strings.HasPrefix(s.Indicator, "mobile.") {
		return ""
	}
	slices.SortStableFunc(all, func(a, b open) int { return int(min(max(b.n-a.n, -1), 1)) })
	var names []string
	for _, o := range all[:min(len(all), namedCount)] {
		names = append(names, c.say(text{"%[1]s (%[2]s)", "%[1]s (%[2]s)"}, c.inText(o.unit), c.counted(o.n, places, measure)))
	}
	if len(all) <= namedCount {
		return c.say(text{"Số còn lại thuộc %[1]s: %[2]s.", "They are in %[1]s: %[2]s."}, c.whole(len(all), "commune"), c.names(names))
	}
	return c.say(text{"Số còn lại thuộc %[1]s, nhiều nhất là %[2]s; chi tiết tại %[3]s.", "They are in %[1]s, most in %[2]s; %[3]s has them all."}, c.whole(len(all), "commune"), c.names(names), c.annexLabel(annexCommunes))
}

// fiberSentences state fibre: connected and passed are two figures and never one.
func (c *composer) fiberSentences() []string {
	var all []string
	if f := c.known(coverage.FiberCommunes, "", ""); f != nil {
		all = append(all, c.say(text{"Cáp quang đã đến %s.", "Fibre is in %s."}, c.share(f, byCount, c.say(text{"chưa có cáp quang", "without"}), "")))
	}
	if f := c.known(coverage.FiberConnected, "", ""); f != nil {
		all = append(all, c.say(text{"Cáp quang được sử dụng tại %s.", "Fibre connects %s."},
			c.share(f, subjects["household"], c.say(text{"chưa sử dụng", "not connected"}), "")))
		all = append(all, c.mostUncovered(output.Series{Indicator: coverage.FiberConnected}))
	}
	if f := c.known(coverage.FiberPassed, "", ""); f != nil {
		all = append(all, c.say(text{"Cáp quang được cung cấp khi có yêu cầu cho %s.", "Fibre is available on request to %s."},
			c.share(f, subjects["household"], c.say(text{"chưa có khả năng sử dụng", "not passed"}), "")))
	}
	if len(all) == 0 {
		all = append(all, c.say(text{"Chưa có số liệu về cáp quang nên tỷ lệ phủ cáp quang chưa xác định.", "There are no data on fibre: its coverage is unknown."}))
	}
	return all
}

func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
