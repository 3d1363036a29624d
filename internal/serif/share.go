package serif

import "math"

// Column is what decides on the width of a column.
type Column struct {
	Weight float64 // its share of the width, in any unit
	Min    int     // what it needs at least
}

// Share divides total over columns: by weight, but none gets less than it needs. The
// widths add up to total. Where the needs are larger than total, they are cut in
// proportion, and ok is false.
func Share(total int, columns []Column) (widths []int, ok bool) {
	fixed := make([]bool, len(columns))
	free, left := total, len(columns)
	for again := true; again && left > 0; {
		again = false
		share := divide(free, columns, fixed)
		for i, c := range columns {
			if !fixed[i] && share[i] < c.Min {
				fixed[i], again = true, true
				free -= c.Min
				left--
			}
		}
	}
	if free < 0 || left == 0 && free > 0 {
		return divide(total, needs(columns), make([]bool, len(columns))), free >= 0
	}
	widths = divide(free, columns, fixed)
	for i, c := range columns {
		if fixed[i] {
			widths[i] = c.Min
		}
	}
	return widths, true
}

// needs weighs columns by what they need.
func needs(columns []Column) []Column {
	out := make([]Column, len(columns))
	for i, c := range columns {
		out[i].Weight = float64(c.Min)
	}
	return out
}

// divide shares total out over the columns that are not fixed; what rounding leaves
// goes on from one column to the next.
func divide(total int, columns []Column, fixed []bool) []int {
	widths := make([]int, len(columns))
	sum := int64(0)
	for i, c := range columns {
		if !fixed[i] {
			sum += thousandths(c.Weight)
		}
	}
	before := int64(0)
	for i, c := range columns {
		if fixed[i] || sum == 0 {
			continue
		}
		after := before + thousandths(c.Weight)
		widths[i] = int(int64(total)*after/sum - int64(total)*before/sum)
		before = after
	}
	return widths
}

// thousandths of a weight; one that is no positive number counts as the smallest.
func thousandths(weight float64) int64 {
	if !(weight > 0.001) {
		return 1
	}
	return int64(math.Round(min(weight, 1e6) * 1000))
}
