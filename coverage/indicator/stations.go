package indicator

import (
	"slices"

	"phusong/coverage"
)

// Stations returns counts of sites, layers and cells by technology ("" for all)
// and operator (any for all). A layer is what reports call a BTS: one technology
// of one operator at one site. Sites outside every unit are in no count.
func Stations(d *coverage.Dataset) []coverage.Figure {
	var figures []coverage.Figure
	technologies := append([]coverage.Technology{""}, coverage.Technologies()...)
	operators := append([]string{coverage.OperatorAny}, d.Operators...)
	for _, t := range technologies {
		for _, o := range operators {
			figures = append(figures, stationCounts(d, coverage.Selection{Technology: t, Operator: o})...)
		}
	}
	coverage.SortFigures(figures)
	return figures
}

func stationCounts(d *coverage.Dataset, s coverage.Selection) []coverage.Figure {
	matches := func(c coverage.Cell) bool {
		return (s.Technology == "" || c.Technology == s.Technology) &&
			(s.Operator == coverage.OperatorAny || c.Operator == s.Operator)
	}
	sites, layers, cells := make(ledger, len(d.Units)), make(ledger, len(d.Units)), make(ledger, len(d.Units))
	for i := range d.Sites {
		site := &d.Sites[i]
		if site.Unit < 0 {
			continue
		}
		chosen := coverage.Site{Cells: slices.DeleteFunc(slices.Clone(site.Cells), func(c coverage.Cell) bool { return !matches(c) })}
		if len(chosen.Cells) > 0 {
			sites[site.Unit].covered += coverage.One
		}
		layers[site.Unit].covered += coverage.Whole(int64(len(chosen.Layers())))
		cells[site.Unit].covered += coverage.Whole(int64(len(chosen.Cells)))
	}
	var figures []coverage.Figure
	for _, kind := range []struct {
		indicator, measure string
		counts             ledger
	}{{coverage.BTSSites, "site", sites}, {coverage.BTSLayers, "layer", layers}, {coverage.BTSCells, "cell", cells}} {
		kind.counts.rollUp(d.Units)
		h := header{indicator: kind.indicator, selection: s, measure: kind.measure, asOf: d.AsOf}
		for _, f := range h.figures(kind.counts) {
			f.Covered, f.CountOnly = 0, true
			figures = append(figures, f)
		}
	}
	return figures
}
