package document

import (
	"strings"

	"phusong/coverage"
	"phusong/coverage/output"
)

// defaultMapWidthMm is the text width of an A4 page with the margins of Decree
// 30/2020/ND-CP: 210 - 30 - 20 mm.
const defaultMapWidthMm = 160

// draw adds a map where there is someone to draw and something to be drawn.
func (c *composer) draw(m Map, caption, alt string) error {
	f, err := c.figure(m, caption, alt)
	if err != nil || f == nil {
		return err
	}
	c.add(f)
	return nil
}

func (c *composer) figure(m Map, caption, alt string) (*Figure, error) {
	if c.opt.Draw == nil {
		return nil, nil
	}
	p, err := c.opt.Draw(m)
	if err != nil || p == nil {
		return nil, err
	}
	width := c.opt.MapWidthMm
	if width == 0 {
		width = defaultMapWidthMm
	}
	return &Figure{ID: m.ID(), Caption: caption, Alt: alt, Source: c.source(), Picture: p, WidthMm: width}, nil
}

// drawUnits adds the map of communes by a figure.
func (c *composer) drawUnits(s output.Series) error { return c.draw(c.unitMap(s)) }

// drawGaps adds the map of where a technology is not covered.
func (c *composer) drawGaps(t coverage.Technology, operator string) error {
	return c.draw(c.gapMap(t, operator))
}

func (c *composer) unitMap(s output.Series) (m Map, caption, alt string) {
	return Map{Kind: MapUnits, Series: s, Language: c.language()}, c.say(text{"%[1]s theo %[2]s", "%[1]s by %[2]s"}, c.seriesName(s), c.communesWord()), c.unitsAlt(s)
}

func (c *composer) gapMap(t coverage.Technology, operator string) (m Map, caption, alt string) {
	s := c.mobileSeries(t)
	s.Operator = operator
	caption = c.say(text{"Vùng lõm sóng %s", "Gap areas of %s"}, c.technology(t))
	if operator != coverage.OperatorAny {
		caption += ", " + lowerFirst(c.operator(operator))
	}
	return Map{Kind: MapGaps, Series: s, Language: c.language()}, caption, c.gapsAlt(s)
}

var wordHamletMap = text{"Thôn, bản trắng sóng, lõm sóng và sóng yếu", "White, gap and weak hamlets"}

func (c *composer) hamletMap() Map { return Map{Kind: MapHamlets, Language: c.language()} }

func (c *composer) communesWord() string {
	if c.language() == Vietnamese {
		return c.communes
	}
	return "commune"
}

// unitsAlt says in words what a map of communes shows.
func (c *composer) unitsAlt(s output.Series) string {
	all, none, unknown := 0, 0, 0
	var lowest *coverage.Figure
	for _, unit := range c.leaves {
		f := c.at(unit, s.Indicator, s.Technology, s.Operator)
		switch {
		case f == nil:
			unknown++
			continue
		case f.PercentShown() == "":
			unknown++
			continue
		case f.Covered == f.Total:
			all++
		case f.Covered == 0:
			none++
		}
		if r, _ := f.Percent(); lowest == nil {
			lowest = f
		} else if l, _ := lowest.Percent(); r.Cmp(l) < 0 {
			lowest = f
		}
	}
	parts := []string{c.say(text{"Bản đồ %[1]s của %[2]s theo chỉ số: %[3]s", "Map of the %[1]s of %[2]s by: %[3]s"}, c.noun("commune", false), c.unitName(c.top), c.seriesName(s))}
	if lowest != nil {
		parts = append(parts, c.say(text{"đạt toàn bộ: %[1]s; chưa đạt phần nào: %[2]s", "wholly covered: %[1]s; not at all: %[2]s"}, c.whole(all, "commune"), c.whole(none, "commune")))
		if lowest.Covered > 0 && lowest.Covered != lowest.Total {
			parts = append(parts, c.say(text{"thấp nhất là %[1]s (%[2]s)", "lowest is %[1]s (%[2]s)"}, c.inText(lowest.Unit), c.percent(lowest)))
		}
	}
	if unknown > 0 {
		parts = append(parts, c.say(text{"chưa xác định: %s", "unknown: %s"}, c.whole(unknown, "commune")))
	}
	return strings.Join(parts, "; ") + "."
}

// gapsAlt says in words what a map of gaps shows.
func (c *composer) gapsAlt(s output.Series) string {
	alt := c.say(text{"Bản đồ %[1]s với các vùng chưa được phủ sóng %[2]s", "Map of %[1]s with the areas not covered by %[2]s"}, c.unitName(c.top), c.technology(s.Technology))
	if f := c.known(coverage.MobileArea, s.Technology, s.Operator); f != nil {
		n := f.Shares()
		alt += c.say(text{": %[1]s trong tổng số %[2]s", ": %[1]s of %[2]s"}, c.counted(n.Uncovered, n.Places, f.Measure), c.counted(n.Total, n.Places, f.Measure))
	}
	return alt + "."
}
