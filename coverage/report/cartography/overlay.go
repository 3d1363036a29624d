package cartography

import (
	"fmt"

	"phusong/coverage"
	"phusong/internal/picture"
)

// markStroke goes round the marked unit.
var markStroke = picture.Stroke{Color: ink, WidthPx: 3, Round: true}

// overlay puts upon a choropleth what the spec asks for: gaps, and a line round a unit.
func (j *job) overlay(c *content) error {
	if j.spec.Gaps {
		if err := j.overlayGaps(c); err != nil {
			return err
		}
	}
	if j.spec.Mark == "" {
		return nil
	}
	unit, ok := j.marked()
	if !ok {
		return fmt.Errorf("map: no unit has the code %q", j.spec.Mark)
	}
	leaves := []int{}
	for _, leaf := range j.land.leaves {
		if ancestor(j.o, leaf, j.o.Units[unit].Level) == unit {
			leaves = append(leaves, leaf)
		}
	}
	c.legend.rows = append(c.legend.rows, legendRow{paint: picture.Paint{Outline: markStroke}, text: j.markText(unit), cells: []string{""}})
	c.add(func(d *drawn, p *picture.Picture) { p.Lines(d.around(leaves), markStroke) })
	return nil
}

// overlayGaps draws the gaps of the indicator's technology and operator. What the map of
// gaps says of sums is not said here: the numbers of the legend are of units.
func (j *job) overlayGaps(c *content) error {
	gaps, err := j.gaps()
	if err != nil {
		return err
	}
	kind := coverage.GapMobile
	if j.spec.Fiber {
		kind = coverage.GapFiber
	}
	styles := gapStyles[kind]
	for i := len(styles) - 1; i >= 0; i-- {
		c.legend.rows = append(c.legend.rows, legendRow{paint: styles[i].paint, text: j.words.classes[styles[i].class], cells: []string{""}})
	}
	c.notes = append(c.notes, gaps.notes...)
	c.add(gaps.upon)
	return nil
}

// add draws more above all borders, below names.
func (c *content) add(draw func(*drawn, *picture.Picture)) {
	before := c.upon
	c.uponAll = true
	c.upon = func(d *drawn, p *picture.Picture) {
		before(d, p)
		draw(d, p)
	}
}

// markText names a unit with its figure, if it has one.
func (j *job) markText(unit int) string {
	name := j.o.Units[unit].Name
	if value := j.valueText(unit, 1); value != "" {
		return name + ": " + value
	}
	return name
}

// marked finds the unit of the code in the spec, the smallest level first.
func (j *job) marked() (int, bool) {
	for _, level := range j.o.Levels() {
		if unit, ok := j.o.UnitByCode(level, j.spec.Mark); ok {
			return unit, true
		}
	}
	return 0, false
}

// around are the borders of leaf units taken together: arcs that only one of them has.
func (d *drawn) around(leaves []int) [][]picture.Point {
	times, order := map[int]int{}, []int{}
	for _, leaf := range leaves {
		for _, ring := range d.rings[leaf] {
			for _, part := range ring {
				if times[part.arc]++; times[part.arc] == 1 {
					order = append(order, part.arc)
				}
			}
		}
	}
	var lines [][]picture.Point
	for _, arc := range order {
		if times[arc] == 1 && d.lines[arc] != nil {
			lines = append(lines, d.lines[arc])
		}
	}
	return lines
}
