package cartography

import (
	"slices"
	"strconv"
	"strings"

	"phusong/coverage"
	"phusong/coverage/adminname"
	"phusong/coverage/output"
	"phusong/coverage/report/palette"
	"phusong/internal/picture"
)

// content is what is drawn of one output, and what is said of it.
type content struct {
	legend legend
	ground func(*drawn, *picture.Picture) // below borders
	upon   func(*drawn, *picture.Picture) // above borders of communes
	// uponAll: upon goes above all borders and below names, which keep off symbols.
	uponAll bool
	symbols []picture.Point       // on the plane; no name covers them
	value   func(unit int) string // under the name of a unit of the level
	dark    func(unit int) bool   // the ground of a unit asks for white letters; nil: none does
	notes   []string
	lowest  []string // units and their values, for the alternative text
}

// job is one output to be drawn.
type job struct {
	spec  Spec
	words *words
	o     *output.Output
	land  *land
}

func (j *job) content() (*content, error) {
	switch j.spec.Kind {
	case Gaps:
		return j.gaps()
	case Hamlets:
		return j.hamlets()
	}
	c := j.choropleth()
	return c, j.overlay(c)
}

// scale is the spec's, or that of the figures of all outputs shown together.
func (s *Spec) scale(all []*output.Output) *palette.Scale {
	if s.Scale != nil {
		return s.Scale
	}
	var figures []*coverage.Figure
	for _, o := range all {
		figures = append(figures, o.Of(s.series(), s.Level)...)
	}
	return palette.For(s.Indicator, figures)
}

const noClass = -1

// classes puts the units of the level into classes; noClass where there is no data.
func (j *job) classes() map[int]int {
	classes := map[int]int{}
	for unit := range j.o.Units {
		if j.o.Units[unit].Level != j.spec.Level {
			continue
		}
		figure, _ := j.o.Figure(j.spec.series(), unit)
		class, ok := j.spec.Scale.Class(figure)
		if !ok {
			class = noClass
		}
		classes[unit] = class
	}
	return classes
}

func (j *job) choropleth() *content {
	classes := j.classes()
	c := &content{value: func(unit int) string { return j.valueText(unit, 1) }, upon: func(*drawn, *picture.Picture) {}}
	counts, leaves := map[int]int{}, map[int][]int{}
	for _, class := range classes {
		counts[class]++
	}
	shown := map[int]bool{}
	for _, leaf := range j.land.leaves {
		unit := ancestor(j.o, leaf, j.spec.Level)
		class, ok := classes[unit]
		if !ok {
			class = noClass
		}
		shown[unit] = true
		leaves[class] = append(leaves[class], leaf)
	}
	paints := map[int]picture.Paint{noClass: noDataPaint}
	c.legend.heads = []string{j.words.classHead, j.words.countHead}
	if strings.HasPrefix(j.spec.Indicator, "bts.") {
		c.legend.heads[0] = j.words.numberHead
	}
	all := j.spec.Scale.Classes()
	for i := len(all) - 1; i >= 0; i-- {
		paints[i] = picture.Paint{Fill: all[i].Color}
		c.legend.rows = append(c.legend.rows, j.row(paints[i], j.classText(all[i]), counts[i]))
	}
	c.legend.rows = append(c.legend.rows, j.row(noDataPaint, j.words.noData, counts[noClass]))
	c.ground = func(d *drawn, p *picture.Picture) {
		for class := noClass; class < len(all); class++ {
			d.fill(p, leaves[class], paints[class])
		}
	}
	c.dark = func(unit int) bool {
		class, ok := classes[unit]
		return ok && class != noClass && palette.DarkGround(all[class].Color)
	}
	j.choroplethNotes(c, classes, shown)
	return c
}

func (j *job) row(paint picture.Paint, text string, count int) legendRow {
	return legendRow{paint: paint, text: text, cells: []string{j.words.style.Text(strconv.Itoa(count))}, counts: []int{count}}
}

func (j *job) classText(c palette.Class) string {
	if j.spec.Lang == Vietnamese {
		return c.VI
	}
	return c.EN
}

func (j *job) choroplethNotes(c *content, classes map[int]int, shown map[int]bool) {
	uncertain, missing := 0, 0
	for unit := range classes {
		if figure, ok := j.o.Figure(j.spec.series(), unit); ok && j.spec.Scale.Uncertain(figure) {
			uncertain++
		}
		if !shown[unit] {
			missing++
		}
	}
	level := j.levelWord(j.spec.Level)
	if uncertain > 0 {
		c.notes = append(c.notes, fill(j.words.uncertain, j.number(uncertain), level))
	}
	if missing > 0 {
		c.notes = append(c.notes, fill(j.words.noBoundary, j.number(missing), level))
	}
	c.lowest = j.lowest(classes)
}

// lowestCount is how many units the alternative text names.
const lowestCount = 3

// lowest names the units with the smallest shares below 100 %, by exact share, then
// code.
func (j *job) lowest(classes map[int]int) []string {
	type unitShare struct {
		unit   int
		figure *coverage.Figure
	}
	var all []unitShare
	for unit := range classes {
		figure, ok := j.o.Figure(j.spec.series(), unit)
		if !ok {
			continue
		}
		if percent, ok := figure.Percent(); ok && percent.IsInt() && percent.Num().Int64() == 100 || !ok {
			continue
		}
		all = append(all, unitShare{unit, figure})
	}
	slices.SortFunc(all, func(a, b unitShare) int {
		p, _ := a.figure.Percent()
		q, _ := b.figure.Percent()
		if c := p.Cmp(q); c != 0 {
			return c
		}
		return a.unit - b.unit
	})
	var names []string
	for _, s := range all[:min(len(all), lowestCount)] {
		names = append(names, j.o.Units[s.unit].Name+" ("+j.valueText(s.unit, 2)+")")
	}
	return names
}

// levelWord names the units of a level: before July 2025 communes were of three
// kinds.
func (j *job) levelWord(level string) string {
	word := j.words.levels[level]
	if level != coverage.LevelCommune || j.words != &vietnamese {
		return word
	}
	for i := range j.o.Units {
		if u := &j.o.Units[i]; u.Level == level && adminname.Parse(u.Name).Kind == adminname.Township {
			return word + ", thị trấn"
		}
	}
	return word
}

func (j *job) number(n int) string { return j.words.style.Text(strconv.Itoa(n)) }

// valueText prints the figure of a unit: "98,2%", a count, or nothing. Text has two
// decimals as in reports, names on a map have one.
func (j *job) valueText(unit, decimals int) string {
	figure, ok := j.o.Figure(j.spec.series(), unit)
	if !ok {
		return ""
	}
	if figure.CountOnly {
		return j.words.style.Text(figure.Total.String())
	}
	if text := figure.PercentText(decimals); strings.TrimRight(text, "0") == "100." {
		return "100%"
	} else if text != "" {
		return j.words.style.Text(text) + "%"
	}
	return ""
}
