package indicator

import (
	"slices"

	"phusong/coverage"
)

// Stations returns counts of sites, layers and cells by technology ("" for all)
// and operator (any for all). A layer is what reports call a BTS: one technology
// of one operator at one site. Sites outside every unit are in no count.
func Stations(d *coverage.Dataset) []coverage.Figure {
	technologies := append([]coverage.Technology{""}, coverage.Technologies()...)
	operators := append([]string{coverage.OperatorAny}, d.Operators...)
	c := newStationCounter(d, len(technologies)*len(operators))
	for i := range d.Sites {
		if d.Sites[i].Unit >= 0 {
			c.add(&d.Sites[i])
		}
	}
	figures := make([]coverage.Figure, 0, 3*len(c.counts)*len(d.Units))
	for i := range c.counts {
		s := coverage.Selection{Technology: technologies[i/len(operators)], Operator: operators[i%len(operators)]}
		for k, kind := range [...][2]string{{coverage.BTSSites, "site"}, {coverage.BTSLayers, "layer"}, {coverage.BTSCells, "cell"}} {
			counts := c.counts[i][k]
			counts.rollUp(d.Units)
			from := len(figures)
			figures = header{indicator: kind[0], selection: s, measure: kind[1], asOf: d.AsOf}.appendTo(figures, counts)
			for j := range figures[from:] {
				figures[from+j].Covered, figures[from+j].CountOnly = 0, true
			}
		}
	}
	return coverage.SortedFigures(figures)
}

// stationCounter counts sites, layers and cells by selection: every technology, none
// first, with every operator, any first.
type stationCounter struct {
	dataset *coverage.Dataset
	counts  [][3]ledger
	counted []int // by selection: the site, plus one, that was counted last
	sites   int
}

func newStationCounter(d *coverage.Dataset, selections int) *stationCounter {
	c := &stationCounter{dataset: d, counts: make([][3]ledger, selections), counted: make([]int, selections)}
	for i := range c.counts {
		for k := range c.counts[i] {
			c.counts[i][k] = make(ledger, len(d.Units))
		}
	}
	return c
}

// add counts a site, in each selection that one of its cells is of.
func (c *stationCounter) add(site *coverage.Site) {
	c.sites++
	for i := range site.Cells {
		cell := &site.Cells[i]
		same := func(o coverage.Cell) bool { return o.Technology == cell.Technology && o.Operator == cell.Operator }
		firstOfLayer := !slices.ContainsFunc(site.Cells[:i], same)
		technologies, operators := [2]int{0, 1 + slices.Index(coverage.Technologies(), cell.Technology)}, [2]int{0, 1 + slices.Index(c.dataset.Operators, cell.Operator)}
		for t, technology := range technologies {
			for o, operator := range operators {
				if t > 0 && technology == 0 || o > 0 && operator == 0 {
					continue // not stated
				}
				c.count(technology*(1+len(c.dataset.Operators))+operator, site.Unit, firstOfLayer)
			}
		}
	}
}

// count counts a cell of the site in hand in one selection.
func (c *stationCounter) count(selection, unit int, firstOfLayer bool) {
	counts := &c.counts[selection]
	if c.counted[selection] != c.sites {
		c.counted[selection] = c.sites
		counts[0][unit].covered += coverage.One
	}
	if firstOfLayer {
		counts[1][unit].covered += coverage.One
	}
	counts[2][unit].covered += coverage.One
}
