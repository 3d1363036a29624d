package whatif

import (
	"slices"

	"github.com/paulmach/orb"

	"phusong/coverage"
)

// Change is what one edit changes.
type Change struct {
	Edit Edit
	// Before and After are the site; nil where it is not there.
	Before, After *coverage.Site
	// Figures are those whose counts differ, in output order.
	Figures []FigureChange
	// Assumed lists the selections in which another number of cells has an assumed
	// value: that column differs in every figure of them.
	Assumed []AssumedChange
	// Gaps are the units and selections whose gaps differ, by technology, operator rule
	// and unit.
	Gaps []GapChange
	// Units counts the leaf units that were accounted for anew, in some selection, and
	// Tiles the tiles that were predicted anew.
	Units, Tiles int
	// Full says that everything was computed anew.
	Full bool
}

// Counts are the columns of a figure.
type Counts struct{ Covered, Uncovered, Unknown, Total coverage.Micro }

// FigureChange is a figure whose counts differ. A figure that is new has none before,
// one that is gone none after.
type FigureChange struct {
	Indicator     string
	Technology    coverage.Technology
	Operator      string
	Unit          int
	Measure       string
	Before, After Counts
	New, Gone     bool
}

// AssumedChange counts the cells with an assumed value behind the figures of a
// selection.
type AssumedChange struct {
	coverage.Selection
	Before, After int64
}

// GapChange is how the gaps of one selection differ in one unit. A gap with the same
// polygon is the same gap.
type GapChange struct {
	coverage.Selection
	Unit      int
	Gone, New []coverage.Gap
	Changed   []GapPair // all but the polygon may differ: nearest site, level, class, cause, rank
}

// GapPair is a gap before and after.
type GapPair struct{ Before, After coverage.Gap }

// Empty reports whether nothing differs.
func (c *Change) Empty() bool { return len(c.Figures) == 0 && len(c.Assumed) == 0 && len(c.Gaps) == 0 }

// compareGaps says how the gaps of a selection in a unit differ; ok is false where
// they do not.
func compareGaps(before, after []coverage.Gap) (c GapChange, ok bool) {
	matched := make([]bool, len(after))
	for i := range before {
		k := -1
		for j := range after {
			if !matched[j] && sameShape(before[i].Geometry, after[j].Geometry) {
				k = j
				break
			}
		}
		if k < 0 {
			c.Gone = append(c.Gone, before[i])
			continue
		}
		matched[k] = true
		if !sameGap(&before[i], &after[k]) {
			c.Changed = append(c.Changed, GapPair{before[i], after[k]})
		}
	}
	for j := range after {
		if !matched[j] {
			c.New = append(c.New, after[j])
		}
	}
	return c, len(c.Gone)+len(c.New)+len(c.Changed) > 0
}

// sameShape compares polygons point by point.
func sameShape(a, b orb.MultiPolygon) bool {
	return slices.EqualFunc(a, b, func(p, q orb.Polygon) bool {
		return slices.EqualFunc(p, q, func(r, s orb.Ring) bool {
			return len(r) == len(s) && (len(r) == 0 || &r[0] == &s[0] || slices.Equal(r, s))
		})
	})
}

// sameGap compares two gaps of one polygon in all else.
func sameGap(a, b *coverage.Gap) bool {
	return a.Ordinal == b.Ordinal && a.Class == b.Class && a.AreaM2 == b.AreaM2 && a.People == b.People && a.Households == b.Households &&
		a.Anchor == b.Anchor && a.NearestSite == b.NearestSite && a.NearestSiteKm == b.NearestSiteKm && a.HasLevel == b.HasLevel &&
		a.BestDBm == b.BestDBm && a.ShortDB == b.ShortDB && a.Cause == b.Cause
}
