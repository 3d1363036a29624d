package cartography

import (
	"slices"

	"phusong/coverage"
	"phusong/coverage/report/palette"
	"phusong/internal/picture"
)

// hamlets reads the gap register.
func (j *job) hamlets() (*content, error) {
	all, err := j.o.Register()
	if err != nil {
		return nil, err
	}
	places, counts := map[coverage.HamletClass][]picture.Point{}, map[coverage.HamletClass]int{}
	unlocated, apart := 0, 0
	var symbols []picture.Point
	for i := range all {
		h := &all[i]
		if !h.Counted {
			apart++
			continue
		}
		counts[h.Class]++
		if !h.Located {
			unlocated++
			continue
		}
		at, err := j.land.at.at(h.Point)
		if err != nil {
			return nil, err
		}
		places[h.Class] = append(places[h.Class], at)
		if h.Class != coverage.HamletServed {
			symbols = append(symbols, at)
		}
	}
	c := &content{value: func(int) string { return "" }, uponAll: true, symbols: symbols}
	c.legend.heads = []string{"", j.words.hamletsHead}
	for i := len(hamletStyles) - 1; i >= 0; i-- {
		style := &hamletStyles[i]
		row := j.row(picture.Paint{}, j.words.classes[hamletKey+string(style.class)], counts[style.class])
		row.symbol = style.symbols
		c.legend.rows = append(c.legend.rows, row)
	}
	c.ground = func(d *drawn, p *picture.Picture) { d.fill(p, j.land.leaves, picture.Paint{Fill: palette.Land}) }
	c.upon = func(d *drawn, p *picture.Picture) {
		for i := range hamletStyles {
			hamletStyles[i].symbols(p, d.seen(places[hamletStyles[i].class]))
		}
	}
	if unlocated > 0 {
		c.notes = append(c.notes, fill(j.words.unlocated, j.number(unlocated)))
	}
	if apart > 0 {
		c.notes = append(c.notes, fill(j.words.apart, j.number(apart)))
	}
	return c, nil
}

// seen are the places within the view.
func (d *drawn) seen(places []picture.Point) []picture.Point {
	var all []picture.Point
	for _, at := range places {
		if d.view.land.apart(box{at.X, at.Y, at.X, at.Y}) == 0 {
			all = append(all, d.px(at))
		}
	}
	return all
}

// addSites puts the stations of the technology and operator upon a map.
func (j *job) addSites(c *content) error {
	sites, err := j.o.Sites()
	if err != nil {
		return err
	}
	members := j.spec.Technology.Members()
	if j.spec.Technology == "" {
		members = coverage.Technologies()
	}
	named := !slices.Contains([]string{"", coverage.OperatorAny, coverage.OperatorAll, coverage.OperatorMax}, j.spec.Operator)
	var places []picture.Point
	for i := range sites {
		has := false
		for _, cell := range sites[i].Cells {
			has = has || slices.Contains(members, cell.Technology) && (!named || cell.Operator == j.spec.Operator)
		}
		if !has || !sites[i].Located {
			continue
		}
		at, err := j.land.at.at(sites[i].Point)
		if err != nil {
			return err
		}
		places = append(places, at)
	}
	row := j.row(picture.Paint{}, j.words.stations, len(places))
	row.symbol = siteSymbols
	for len(row.cells) < len(c.legend.heads)-1 {
		row.cells = append(row.cells, "")
	}
	c.legend.rows = append(c.legend.rows, row)
	below := c.upon
	c.upon = func(d *drawn, p *picture.Picture) {
		below(d, p)
		siteSymbols(p, d.seen(places))
	}
	return nil
}
