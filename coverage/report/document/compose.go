package document

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/collate"

	"phusong/coverage"
	"phusong/coverage/output"
	"phusong/internal/numeral"
)

// Compose writes the report of an output: a summary with the headline figures, then
// mobile, fibre, hamlets and gaps, targets, the change since the last date, the
// definitions, and annexes with every unit, hamlet without signal and the largest
// gaps. Parts that the output has nothing for are left out, and the summary says so.
func Compose(o *output.Output, opt Options) (*Document, error) {
	c, err := newComposer(o, opt)
	if err != nil {
		return nil, err
	}
	d := c.head()
	for _, part := range []func() error{c.summary, c.mobile, c.fiber, c.hamletPart, c.placePart, c.targets, c.change, c.definitions, c.communeAnnex, c.hamletAnnex, c.gapAnnex} {
		if err := part(); err != nil {
			return nil, err
		}
	}
	for _, b := range c.blocks {
		if t, ok := b.(*Table); ok {
			putUnits(t)
		}
	}
	d.Blocks = c.blocks
	return d, nil
}

// Head is the report of an output without its blocks: title and properties, for a
// writer that has [Tables] of its own.
func Head(o *output.Output, opt Options) (*Document, error) {
	c, err := newComposer(o, opt)
	if err != nil {
		return nil, err
	}
	return c.head(), nil
}

func (c *composer) head() *Document {
	run := &c.o.Run
	return &Document{Language: c.opt.Language, Title: c.say(wordTitle), Subtitle: c.say(wordSubtitle, run.Region, c.onDate(run.AsOf)),
		Subject: run.Region, Source: run.Criterion.Label, Date: firstDay(run.AsOf)}
}

// composer holds what the parts of a report share.
type composer struct {
	o        *output.Output
	opt      Options
	style    numeral.Style
	communes string // what communes are called here, "xã, phường, thị trấn"
	typed    bool   // the names of communes state their types
	top      int
	leaves   []int // communes, by the names of what they lie in, then their own
	// technologies with mobile figures: 4G, or what stands in for it, first; then 5G,
	// what is cumulative, and the others.
	technologies []coverage.Technology
	operators    []string // by name
	hamlets      []output.Hamlet
	gaps         *gapStudy // once read
	series       []output.Series
	between      string          // see middle
	defined      []output.Series // of one definition each, in the order of their numbers
	annexes      [annexCount]int // their numbers, 0 for those that are left out
	parts        int
	blocks       []Block
}

func newComposer(o *output.Output, opt Options) (*composer, error) {
	if err := opt.check(); err != nil {
		return nil, err
	}
	c := &composer{o: o, opt: opt, style: numeral.Of(opt.Language), top: o.Top(), series: o.Series()}
	c.communes = c.communeWords()
	c.sortLeaves()
	c.findMiddle()
	c.findTechnologies()
	hamlets, err := o.Register()
	if err != nil {
		return nil, err
	}
	c.hamlets = hamlets
	c.numberAnnexes()
	return c, nil
}

func (c *composer) language() string { return c.opt.Language }

// say puts a text into the language of the report. Communes are called what they are
// here: texts say xã, phường.
func (c *composer) say(t text, args ...any) string {
	format := t.in(c.language())
	if c.typed && c.language() == Vietnamese {
		format = strings.ReplaceAll(format, "xã, phường", c.communes)
		format = strings.ReplaceAll(format, "Xã, phường", upperFirst(c.communes))
	}
	if len(args) == 0 {
		return format
	}
	return fmt.Sprintf(format, args...)
}

// word looks a code up in a table of words; a code that is not in it stands for itself.
func (c *composer) word(words map[string]text, code string) string {
	if t, ok := words[code]; ok {
		return c.say(t)
	}
	return code
}

func (c *composer) add(blocks ...Block) { c.blocks = append(c.blocks, blocks...) }

// paragraph adds running text made of sentences.
func (c *composer) paragraph(sentences ...string) {
	if line := strings.Join(slices.DeleteFunc(sentences, func(s string) bool { return s == "" }), " "); line != "" {
		c.add(Paragraph{Runs: []Run{{Text: line}}})
	}
}

// notice adds a caveat.
func (c *composer) notice(sentence string) {
	c.add(Paragraph{Runs: []Run{{Text: sentence}}, Kind: Notice})
}

// roman numbers parts and annexes; there are never as many as its end.
var roman = []string{"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"}

// part begins a part of the report.
func (c *composer) part(title text) {
	c.parts++
	c.add(Heading{Level: 1, Text: roman[c.parts] + ". " + c.say(title)})
}

// Annexes, in their order.
const (
	annexCommunes = iota
	annexHamlets
	annexGapAreas
	annexCount
)

// numberAnnexes numbers those annexes that have something to list.
func (c *composer) numberAnnexes() {
	has := [annexCount]bool{
		annexCommunes: len(c.leaves) > 1 && len(c.mobileColumns(nil))+len(c.fiberColumns(nil)) > 0,
		annexHamlets:  len(c.openHamlets(openClasses)) > 0,
		annexGapAreas: true, // the last: its number is of no use when it is empty
	}
	n := 0
	for i := range has {
		if has[i] {
			n++
			c.annexes[i] = n
		}
	}
}

// annexLabel names an annex by its number.
func (c *composer) annexLabel(annex int) string { return c.say(wordAnnex, roman[c.annexes[annex]]) }

// beginAnnex begins an annex on wide pages of its own.
func (c *composer) beginAnnex(annex int, title string) {
	c.add(Section{Landscape: true}, Heading{Level: 1, Annex: true, Text: c.annexLabel(annex) + ". " + title, Note: c.say(wordAnnexNote, c.o.Run.Region)})
}

// sortLeaves puts the communes into the order of lists: by the names of what they lie
// in, largest first, then by their own, as Vietnamese sorts; equal names by code.
func (c *composer) sortLeaves() {
	order := newCollator()
	var buffer collate.Buffer
	keys := map[int][]byte{}
	key := func(i int) []byte {
		if k, ok := keys[i]; ok {
			return k
		}
		k := append(slices.Clone(order.KeyFromString(&buffer, c.unitName(i))), '\x00')
		k = append(append(k, c.o.Units[i].Code...), '\x00')
		buffer.Reset()
		keys[i] = k
		return k
	}
	paths := map[int]string{}
	var path func(i int) string
	path = func(i int) string {
		if i < 0 {
			return ""
		}
		p, ok := paths[i]
		if !ok {
			p = path(c.o.Units[i].Parent) + string(key(i))
			paths[i] = p
		}
		return p
	}
	for i := range c.o.Units {
		if c.o.Units[i].Level == coverage.LevelCommune {
			c.leaves = append(c.leaves, i)
		}
	}
	slices.SortFunc(c.leaves, func(a, b int) int { return strings.Compare(path(a), path(b)) })
}

// findTechnologies lists what the output has mobile figures of.
func (c *composer) findTechnologies() {
	var all []coverage.Technology
	for _, s := range c.series {
		if strings.HasPrefix(s.Indicator, "mobile.") && !slices.Contains(all, s.Technology) {
			all = append(all, s.Technology)
		}
		if !isRule(s.Operator) && !slices.Contains(c.operators, s.Operator) {
			c.operators = append(c.operators, s.Operator)
		}
	}
	slices.Sort(c.operators)
	for _, t := range []coverage.Technology{coverage.Tech4G, coverage.Tech5G, coverage.Tech4GPlus} {
		if slices.Contains(all, t) {
			c.technologies = append(c.technologies, t)
		}
	}
	for _, t := range all {
		if !slices.Contains(c.technologies, t) {
			c.technologies = append(c.technologies, t)
		}
	}
}

func isRule(operator string) bool {
	return operator == "" || operator == coverage.OperatorAny || operator == coverage.OperatorAll || operator == coverage.OperatorMax
}

// hasStations reports whether anything is known of mobile coverage.
func (c *composer) hasStations() bool { return c.o.Run.Counts["sites"] > 0 }

// at is the figure of a unit; nil where there is none.
func (c *composer) at(unit int, indicator string, t coverage.Technology, operator string) *coverage.Figure {
	f, ok := c.o.Figure(output.Series{Indicator: indicator, Technology: t, Operator: operator}, unit)
	if !ok {
		return nil
	}
	return f
}

// known is the figure of the largest unit; nil where it is absent, of nothing or wholly unknown.
func (c *composer) known(indicator string, t coverage.Technology, operator string) *coverage.Figure {
	f := c.at(c.top, indicator, t, operator)
	if f == nil {
		return nil
	}
	if _, ok := f.Percent(); !ok && !f.CountOnly {
		return nil
	}
	return f
}

// inUnit is the nearest unit of a level that a unit lies in, -1 for none.
func (c *composer) inUnit(i int, level string) int {
	for i >= 0 && c.o.Units[i].Level != level {
		i = c.o.Units[i].Parent
	}
	return i
}

// findMiddle finds the level between the communes and the largest unit that tables go
// by: districts in a province, provinces in a nation; "" where there are not several.
func (c *composer) findMiddle() {
	levels := c.o.Levels()
	for _, level := range []string{coverage.LevelProvince, coverage.LevelDistrict} {
		if slices.Contains(levels, level) && c.o.Units[c.top].Level != level && len(c.unitsOf(level)) > 1 {
			c.between = level
			return
		}
	}
}

func (c *composer) middle() string { return c.between }

// unitsOf lists the units of a level in the order of lists.
func (c *composer) unitsOf(level string) []int {
	var all []int
	for _, leaf := range c.leaves {
		if i := c.inUnit(leaf, level); i >= 0 && (len(all) == 0 || all[len(all)-1] != i) {
			all = append(all, i)
		}
	}
	return all
}

// technology names a technology.
func (c *composer) technology(t coverage.Technology) string {
	if w, ok := technologyNames[string(t)]; ok {
		return c.say(w)
	}
	return strings.ToUpper(string(t))
}

// operator names a rule over operators, or an operator.
func (c *composer) operator(name string) string { return c.word(operatorNames, name) }

// indicator finds what is said of an indicator; layers of places have their own.
func (c *composer) indicator(id string) indicatorText {
	for i := range indicators {
		if indicators[i].id == id {
			return indicators[i].indicatorText
		}
	}
	layer := strings.TrimPrefix(id, coverage.PlacesPrefix)
	return indicatorText{name: text{layer, layer}, covered: coveredHead, uncovered: uncoveredHead,
		definition: text{c.o.Definitions[id], c.o.Definitions[id]}}
}

// seriesName names a series in a table: the indicator with its technology, and the
// operator where it is not any.
func (c *composer) seriesName(s output.Series) string {
	name := c.plainName(s)
	if s.Technology != "" {
		name = c.say(wordWithTechnology, name, c.technology(s.Technology))
	}
	if s.Operator != "" && s.Operator != coverage.OperatorAny {
		name += ", " + lowerFirst(c.operator(s.Operator))
	}
	return name
}
