package coverage

import (
	"math/big"
	"strings"
)

// ShownDecimals is the precision of percentages, and of changes in points, wherever
// people read them: documents, maps and pages. The share of a province's communes
// needs two.
const ShownDecimals = 2

// PercentShown is PercentText with ShownDecimals, and "100" or "0" alone for all and
// nothing. It is empty when there is no percentage.
func (f *Figure) PercentShown() string {
	switch text := f.PercentText(ShownDecimals); {
	case text == "":
		return ""
	case f.Covered == f.Total:
		return "100"
	case f.Covered == 0:
		return "0"
	default:
		return text
	}
}

// PointsSince is the change of the percentage since an earlier figure, in points: the
// difference of the two as PercentShown prints them, so that whoever reads both can
// subtract. It has ShownDecimals and a minus where it falls. Direction is -1, 0 or 1 by
// the exact values: points of 0.00 with a direction are a change that the printed values
// do not show. It is empty where either has no percentage or a part that is unknown.
func (f *Figure) PointsSince(old *Figure) (points string, direction int) {
	now, ok := f.Percent()
	then, known := old.Percent()
	if !ok || !known || f.Unknown > 0 || old.Unknown > 0 {
		return "", 0
	}
	a, _ := new(big.Rat).SetString(old.PercentShown())
	b, _ := new(big.Rat).SetString(f.PercentShown())
	return b.Sub(b, a).FloatString(ShownDecimals), now.Cmp(then)
}

// ShownStep is the smallest printed step of a measure in millionths of its unit, and its
// decimals: a person; 0.01 km2 = 10,000 m2; 0.01 km = 10 m.
func ShownStep(measure string) (step Micro, places int) {
	switch measure {
	case MeasureM2:
		return 10_000 * One, 2
	case MeasureM:
		return 10 * One, 2
	}
	return One, 0
}

// Shares are the four counts of a figure in printed steps of ShownStep. They add up as
// printed: what is covered is cut, the total raised, and what is left over is never 0
// unless it is nothing; of a single step that is left, the unknown part is it. Where more
// is covered than there is, covered is raised and uncovered below zero.
type Shares struct {
	Covered, Uncovered, Unknown, Total int64
	Places                             int
	Few                                bool // something is covered, less than a step
}

// Shares rounds the counts of f for people who read them.
func (f *Figure) Shares() Shares {
	step, places := ShownStep(f.Measure)
	s := Shares{Places: places, Total: CeilSteps(f.Total, step), Covered: FloorSteps(f.Covered, step)}
	if f.CountOnly {
		return s
	}
	switch {
	case f.Covered == f.Total:
		s.Covered = s.Total
	case f.Covered > f.Total:
		s.Covered = max(CeilSteps(f.Covered, step), s.Total+1)
	}
	s.Few = f.Covered > 0 && s.Covered == 0
	rest := s.Total - s.Covered
	switch {
	case f.Unknown == 0:
		s.Uncovered = rest
	case f.Uncovered == 0:
		s.Unknown = rest
	case f.Uncovered < 0: // more is covered in one part than there is, another is unknown
		s.Unknown = CeilSteps(f.Unknown, step)
		s.Uncovered = min(rest-s.Unknown, -1)
		s.Unknown = rest - s.Uncovered
	default:
		s.Unknown = min(CeilSteps(f.Unknown, step), max(rest-1, 1))
		s.Uncovered = rest - s.Unknown
	}
	return s
}

// FloorSteps is how many whole steps are in v, and CeilSteps how many hold it.
func FloorSteps(v, step Micro) int64 {
	q := v / step
	if v%step < 0 {
		q--
	}
	return int64(q)
}

// CeilSteps is the least number of steps that is not below v.
func CeilSteps(v, step Micro) int64 { return -FloorSteps(-v, step) }

// StepsText prints so many steps as a plain decimal with all its places, such as 12.50.
func StepsText(n int64, places int) string {
	plain := Micro(n).Scaled(places)
	if places == 0 {
		return plain
	}
	whole, fraction, _ := strings.Cut(plain, ".")
	return whole + "." + fraction + strings.Repeat("0", max(places-len(fraction), 0))
}
