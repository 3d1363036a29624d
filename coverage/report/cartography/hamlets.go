package cartography

import (
	"slices"

	"phusong/coverage"
	"phusong/coverage/report/palette"
	"phusong/internal/picture"
)

// register is what a map shows of the gap register.
type register struct {
	places    map[coverage.HamletClass][]picture.Point // on the plane
	counts    map[coverage.HamletClass]int
	unlocated int             // counted, but without a position
	apart     int             // listed apart, in no count
	symbols   []picture.Point // of the classes that no name may cover
}

func (j *job) readRegister() (*register, error) {
	all, err := j.o.Register()
	if err != nil {
		return nil, err
	}
	r := &register{places: map[coverage.HamletClass][]picture.Point{}, counts: map[coverage.HamletClass]int{}}
	for i := range all {
		h := &all[i]
		if !h.Counted {
			r.apart++
			continue
		}
		r.counts[h.Class]++
		if !h.Located {
			r.unlocated++
			continue
		}
		at, err := j.land.at.at(h.Point)
		if err != nil {
			return nil, err
		}
		r.places[h.Class] = append(r.places[h.Class], at)
		if h.Class != coverage.HamletServed {
			r.symbols = append(r.symbols, at)
		}
	}
	return r, nil
}

// hamlets shows the gap register.
func (j *job) hamlets() (*content, error) {
	r, err := j.readRegister()
	if err != nil {
		return nil, err
	}
	c := &content{value: func(int) string { return "" }, uponAll: true, symbols: r.symbols}
	c.legend.heads = []string{"", j.words.hamletsHead}
	for i := len(hamletStyles) - 1; i >= 0; i-- {
		style := &hamletStyles[i]
		row := j.row(picture.Paint{}, j.words.classes[hamletKey+string(style.class)], r.counts[style.class])
		row.symbol = style.symbols
		c.legend.rows = append(c.legend.rows, row)
	}
	c.ground = func(d *drawn, p *picture.Picture) { d.fill(p, j.land.leaves, picture.Paint{Fill: palette.Land}) }
	c.upon = func(d *drawn, p *picture.Picture) {
		for i := range hamletStyles {
			hamletStyles[i].symbols(p, d.seen(r.places[hamletStyles[i].class]))
		}
	}
	if r.unlocated > 0 {
		c.notes = append(c.notes, fill(j.words.unlocated, j.number(r.unlocated)))
	}
	if r.apart > 0 {
		c.notes = append(c.notes, fill(j.words.apart, j.number(r.apart)))
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
