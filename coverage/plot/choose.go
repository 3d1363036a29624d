package plot

import (
	"fmt"
	"slices"
	"strings"

	"phusong/coverage"
)

// Choice says what of a data set is plotted. Empty fields are no restriction.
type Choice struct {
	Site, Cell   string
	Technologies []coverage.Technology // 2g to 5g; empty for all that the criterion covers
	Operators    []string              // names or coverage.OperatorAny; empty for OperatorAny
	// Covers reports whether the criterion can decide for a technology.
	Covers func(coverage.Technology) bool
}

// Chosen is what a choice comes to.
type Chosen struct {
	Dataset    *coverage.Dataset // with the cells that the selections need, and no others
	Site       *coverage.Site    // of Dataset; nil for all sites
	Selections []coverage.Selection
}

// Choose finds the site, the cells and the selections. A name that is not there is
// an error that tells the nearest one; so is a selection without any cell, of
// which a map would say a firm nothing.
func Choose(d *coverage.Dataset, c Choice) (Chosen, error) {
	if len(d.Sites) == 0 {
		return Chosen{}, fmt.Errorf("the region has no stations: there is no signal to draw")
	}
	siteID, err := c.findSite(d)
	if err != nil {
		return Chosen{}, err
	}
	own := Keep(d, func(s *coverage.Site, cell *coverage.Cell) bool {
		return (siteID == "" || s.ID == siteID) && (c.Cell == "" || cell.ID == c.Cell)
	})
	layers := Layers(own)
	technologies, err := c.technologies(layers)
	if err != nil {
		return Chosen{}, err
	}
	operators, err := c.operators(layers)
	if err != nil {
		return Chosen{}, err
	}
	out := Chosen{}
	for _, t := range technologies {
		for _, o := range operators {
			s := coverage.Selection{Technology: t, Operator: o}
			if !slices.ContainsFunc(layers, func(l coverage.SignalLayer) bool { return serves(s, l.Technology, l.Operator) }) {
				return out, fmt.Errorf("no cell is %s of %s; there are: %s", t, o, describe(layers))
			}
			out.Selections = append(out.Selections, s)
		}
	}
	out.Dataset = Keep(own, func(_ *coverage.Site, cell *coverage.Cell) bool {
		return slices.ContainsFunc(out.Selections, func(s coverage.Selection) bool { return serves(s, cell.Technology, cell.Operator) })
	})
	out.Dataset.Technologies = technologies
	if siteID != "" {
		out.Site = &out.Dataset.Sites[0]
	}
	return out, nil
}

// serves reports whether a cell is one of a selection.
func serves(s coverage.Selection, t coverage.Technology, operator string) bool {
	return s.Technology == t && (s.Operator == coverage.OperatorAny || s.Operator == operator)
}

// findSite is the ID of the site that is named, or that holds the cell that is
// named; empty for none.
func (c Choice) findSite(d *coverage.Dataset) (string, error) {
	if c.Site == "" && c.Cell == "" {
		return "", nil
	}
	var ids, cells, holders []string
	for i := range d.Sites {
		s := &d.Sites[i]
		ids = append(ids, s.ID)
		if c.Site != "" && s.ID != c.Site {
			continue
		}
		for _, cell := range s.Cells {
			cells = append(cells, cell.ID)
			if cell.ID == c.Cell {
				holders = append(holders, s.ID)
			}
		}
	}
	switch {
	case c.Site != "" && !slices.Contains(ids, c.Site):
		return "", fmt.Errorf("no site %q%s", c.Site, didYouMean(c.Site, ids))
	case c.Cell == "":
		return c.Site, nil
	case len(holders) == 0:
		return "", fmt.Errorf("no cell %q%s", c.Cell, didYouMean(c.Cell, cells))
	case holders[0] != holders[len(holders)-1]:
		return "", fmt.Errorf("cell %q is at several sites, %s and %s among them: name the site with --site", c.Cell, holders[0], holders[len(holders)-1])
	}
	return holders[0], nil
}

func (c Choice) technologies(layers []coverage.SignalLayer) ([]coverage.Technology, error) {
	if len(c.Technologies) == 0 {
		var all []coverage.Technology
		for _, l := range layers {
			if c.Covers(l.Technology) && !slices.Contains(all, l.Technology) {
				all = append(all, l.Technology)
			}
		}
		if len(all) == 0 {
			return nil, fmt.Errorf("the criterion says nothing of the cells there are: %s", describe(layers))
		}
		return all, nil
	}
	var chosen []coverage.Technology
	for _, t := range c.Technologies {
		if !slices.Contains(coverage.Technologies(), t) {
			return nil, fmt.Errorf("%q is no technology of a cell: give 2g, 3g, 4g or 5g", t)
		}
		if !slices.Contains(chosen, t) {
			chosen = append(chosen, t)
		}
	}
	return chosen, nil
}

func (c Choice) operators(layers []coverage.SignalLayer) ([]string, error) {
	if len(c.Operators) == 0 {
		return []string{coverage.OperatorAny}, nil
	}
	known := []string{coverage.OperatorAny}
	for _, l := range layers {
		known = append(known, l.Operator)
	}
	var chosen []string
	for _, o := range c.Operators {
		if !slices.Contains(known, o) {
			return nil, fmt.Errorf("no operator %q%s", o, didYouMean(o, known))
		}
		if !slices.Contains(chosen, o) {
			chosen = append(chosen, o)
		}
	}
	return chosen, nil
}

func describe(layers []coverage.SignalLayer) string {
	var words []string
	for _, l := range layers {
		words = append(words, strings.TrimSpace(string(l.Technology)+" "+l.Operator))
	}
	return strings.Join(words, ", ")
}

// didYouMean names the nearest of the names, the first of equals; nothing when
// there are none.
func didYouMean(name string, names []string) string {
	best, least := "", 0
	for _, n := range names {
		if d := editDistance([]rune(strings.ToLower(name)), []rune(strings.ToLower(n))); best == "" || d < least {
			best, least = n, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(", did you mean %q?", best)
}

// editDistance counts the insertions, deletions and replacements that make b of a.
func editDistance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
