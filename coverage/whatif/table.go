package whatif

import (
	"fmt"
	"io"
	"math/big"
	"strings"
	"text/tabwriter"

	"phusong/coverage"
	"phusong/internal/numeral"
)

// WriteTable prints what each edit changes: of the largest units people, households and
// area covered, by technology and operator rule, and the gaps that are gone, new or
// otherwise explained.
func WriteTable(w io.Writer, d *coverage.Dataset, changes []Change) error {
	var b strings.Builder
	for i := range changes {
		c := &changes[i]
		fmt.Fprintf(&b, "edit %d: %s\n", i+1, c.Edit.Title())
		rows := tableRows(d, c)
		switch {
		case c.Empty():
			fmt.Fprintln(&b, "nothing changes")
		case len(rows) == 0 && len(c.Figures) == 0:
			fmt.Fprintln(&b, "no figure and no gap changes, but how many cells with an assumed value stand behind figures")
		case len(rows) == 0:
			fmt.Fprintf(&b, "%d figures change, none of people, households or area\n", len(c.Figures))
		default:
			if err := writeRows(&b, d, rows); err != nil {
				return err
			}
		}
		fmt.Fprintln(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// tableRow is a selection in one of the largest units.
type tableRow struct {
	coverage.Selection
	unit               int
	changes            [3]*FigureChange // of people, households and area
	gone, fresh, other int
}

var tableIndicators = []string{coverage.MobilePopulation, coverage.MobileHouseholds, coverage.MobileArea}

// tableRows lists what a table shows of a change, by selection.
func tableRows(d *coverage.Dataset, c *Change) []*tableRow {
	var rows []*tableRow
	at := func(s coverage.Selection, unit int) *tableRow {
		for _, r := range rows {
			if r.Selection == s && r.unit == unit {
				return r
			}
		}
		rows = append(rows, &tableRow{Selection: s, unit: unit})
		return rows[len(rows)-1]
	}
	for i := range c.Figures {
		f := &c.Figures[i]
		for k, indicator := range tableIndicators {
			if f.Indicator == indicator && d.Units[f.Unit].Parent < 0 {
				at(coverage.Selection{Technology: f.Technology, Operator: f.Operator}, f.Unit).changes[k] = f
			}
		}
	}
	for i := range c.Gaps {
		g := &c.Gaps[i]
		top := g.Unit
		for d.Units[top].Parent >= 0 {
			top = d.Units[top].Parent
		}
		r := at(g.Selection, top)
		r.gone, r.fresh, r.other = r.gone+len(g.Gone), r.fresh+len(g.New), r.other+len(g.Changed)
	}
	sortTableRows(rows)
	return rows
}

func writeRows(w io.Writer, d *coverage.Dataset, rows []*tableRow) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "unit\ttechnology\toperator\tpeople\tcovered\thouseholds\tcovered\tkm2\tcovered\tgaps gone\tnew\tchanged\t")
	for _, r := range rows {
		fmt.Fprintf(t, "%s\t%s\t%s\t", d.Units[r.unit].Code, r.Technology, r.Operator)
		for k, f := range r.changes {
			step, places := coverage.One, 0
			if tableIndicators[k] == coverage.MobileArea {
				step, places = 1_000_000*coverage.One, 3
			}
			change, covered := differenceText(f, step, places)
			fmt.Fprintf(t, "%s\t%s\t", change, covered)
		}
		fmt.Fprintf(t, "%d\t%d\t%d\t\n", r.gone, r.fresh, r.other)
	}
	return t.Flush()
}

// differenceText prints by how much a figure's covered differs, rounded, and its share
// after; nothing where it does not.
func differenceText(f *FigureChange, step coverage.Micro, places int) (change, share string) {
	if f == nil {
		return "", ""
	}
	difference := big.NewRat(int64(f.After.Covered-f.Before.Covered), int64(step))
	change = numeral.English.Text(numeral.Signed(numeral.Round(difference, places)))
	after := coverage.Figure{Covered: f.After.Covered, Uncovered: f.After.Uncovered, Unknown: f.After.Unknown, Total: f.After.Total}
	if text := after.PercentText(2); text != "" {
		share = text + " %"
	}
	return change, share
}
