package calibrate

import (
	"fmt"
	"io"
	"strings"
)

// shownGroups is how many sites or cells the summary lists; the files hold all.
const shownGroups = 12

// WriteSummary says in lines of text what came out.
func (d *Document) WriteSummary(w io.Writer) error {
	t := &textWriter{w: w}
	for _, l := range d.Logs {
		t.line("%s: %d of %d rows, %s from column %s (%s)", l.File, l.Measurements, l.Rows, d.Quantity, l.ValueColumn, l.Format)
	}
	for i := range d.Misplaced {
		t.misplaced(&d.Misplaced[i])
	}
	if d.Comparison == nil {
		t.cells(d.Cells)
	} else {
		t.line("model %s, criterion %s: %d measurements paired, %d of unknown cells, %d of misplaced stations, %d without prediction",
			strings.Join(d.Models, ", "), d.Criterion, d.Counts.Paired, d.Counts.NoSuchCell, d.Counts.Excluded, d.Counts.NoPrediction)
		t.comparison(d.Comparison)
	}
	for _, n := range d.Notes {
		t.line("note: %s", n)
	}
	return t.err
}

type textWriter struct {
	w   io.Writer
	err error
}

func (t *textWriter) line(format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintf(t.w, format+"\n", args...)
	}
}

func (t *textWriter) misplaced(m *Misplaced) {
	text := fmt.Sprintf("misplaced: %s at %s %s: %s", m.Site, m.Lon, m.Lat, m.Reason)
	if m.Suggestion != "" {
		text += fmt.Sprintf("; %s (%s %s) would put it %.0f m from the nearest", m.Suggestion, m.SuggestedLon, m.SuggestedLat, float64(m.SuggestedNearestM))
		if s := m.StatedDisagreementM.String(); s != "" {
			text += fmt.Sprintf(", and agrees with the log's distances within %.1f m", float64(m.StatedDisagreementM))
		}
	}
	t.line("%s", text)
}

func (t *textWriter) cells(cells []CellLevels) {
	t.line("%-6s %-12s %-14s %8s %8s %8s %8s %8s  strongest about", "", "site", "cell", "samples", "squares", "lowest", "median", "highest")
	for i := range cells {
		if i == shownGroups {
			t.line("and %d more, see calibration.json", len(cells)-i)
			return
		}
		c := &cells[i]
		t.line("%-6s %-12s %-14s %8d %8d %8.1f %8.1f %8.1f  %s %s", c.Technology, c.Site, c.Cell, c.Measurements, c.Squares,
			float64(c.Lowest), float64(c.Median), float64(c.Highest), trimDecimals(float64(c.StrongestLon), 5), trimDecimals(float64(c.StrongestLat), 5))
	}
}

func (t *textWriter) comparison(r *Report) {
	t.line("")
	t.line("measured less predicted level, dB        bins samples    mean std dev    rmse  median  corr.")
	t.row("samples as they are", &r.Unbinned[0].Statistics)
	t.row("all bins", &r.Overall)
	for i := range r.BySite {
		if i == shownGroups {
			t.line("  and %d sites more, see calibration.csv", len(r.BySite)-i)
			break
		}
		t.row("site "+r.BySite[i].Name, &r.BySite[i].Statistics)
	}
	for i := range r.ByDistance {
		t.row(r.ByDistance[i].Name, &r.ByDistance[i].Statistics)
	}
	for i := range r.ByTerrain {
		t.row(r.ByTerrain[i].Name, &r.ByTerrain[i].Statistics)
	}
	for i := range r.Corrections {
		t.correction(&r.Corrections[i], r)
	}
	t.line("")
	t.line("recommended: %s: %s", r.Recommended, r.Why)
	for _, n := range r.Notes {
		t.line("note: %s", n)
	}
}

func (t *textWriter) row(name string, s *Statistics) {
	t.line("%-38s %6d %7d %7s %7s %7s %7s %6s", name, s.Bins, s.Samples, two(s.MeanDB), two(s.StdDevDB), two(s.RMSEDB), two(s.MedianDB), two(s.Correlation))
}

// two writes two decimals, or a dash for what is not known.
func two(n Number) string {
	if n.String() == "" {
		return "-"
	}
	return fmt.Sprintf("%.2f", float64(n))
}

func (t *textWriter) correction(c *Correction, r *Report) {
	var terms []string
	for _, k := range c.Coefficients {
		terms = append(terms, fmt.Sprintf("%s %s (%.0f %%: %s to %s)", k.Name, two(k.Value), 100*float64(r.Options.Confidence), two(k.Clustered.Lo), two(k.Clustered.Hi)))
	}
	t.line("")
	t.line("correction %s: %s", c.Form, strings.Join(terms, ", "))
	t.row("  left in sample", &c.InSample)
	if c.Validated != nil {
		t.row("  left cross-validated", c.Validated)
	}
}
