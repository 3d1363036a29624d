package crosswalk

import (
	"cmp"
	"math/big"
	"slices"

	"phusong/coverage"
)

// apportionWithin cuts a count that is within others, of which the innermost comes
// first. Each is cut in proportion to the parts of the one around it: cut by the
// weights themselves it could be above them somewhere. Unknown, empty and smaller counts
// around it are passed over.
func apportionWithin(count coverage.Micro, around []coverage.Count, weights []*big.Int) []coverage.Micro {
	chain := []coverage.Micro{count}
	for _, c := range around {
		if inner := chain[len(chain)-1]; c.Known && c.Value > 0 && inner >= 0 && inner <= c.Value {
			chain = append(chain, c.Value)
		}
	}
	var parts []coverage.Micro
	unit := int64(coverage.One)
	for _, c := range slices.Backward(chain) {
		unit = min(unit, unitOf(c))
		if parts != nil {
			for k := range weights {
				weights[k] = big.NewInt(int64(parts[k]))
			}
		}
		parts = apportion(c, weights, unit)
	}
	return parts
}

// unitOf is the step in which a count is cut: whole units where it is whole, for half
// a household is none, and millionths where it is not.
func unitOf(total coverage.Micro) int64 {
	if total%coverage.One == 0 {
		return int64(coverage.One)
	}
	return 1
}

// apportion cuts total, a multiple of unit, into parts in proportion to weights, which
// are not negative and not all zero, so that the parts add up to exactly total: largest
// remainders (Hamilton's method), ties to the lowest place. The sign of total is that
// of every part. No part is more than its weight where total is no more than the weights
// together and these are multiples of unit.
func apportion(total coverage.Micro, weights []*big.Int, unit int64) []coverage.Micro {
	sum := new(big.Int)
	for _, w := range weights {
		sum.Add(sum, w)
	}
	count := int64(total) / unit
	negative := count < 0
	left := new(big.Int).Abs(big.NewInt(count))
	parts := make([]coverage.Micro, len(weights))
	remainders := make([]*big.Int, len(weights))
	n := new(big.Int).Set(left)
	for i, w := range weights {
		q, r := new(big.Int).QuoRem(new(big.Int).Mul(n, w), sum, new(big.Int))
		parts[i], remainders[i] = coverage.Micro(q.Int64()*unit), r
		left.Sub(left, q)
	}
	order := make([]int, len(weights))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Or(remainders[b].Cmp(remainders[a]), cmp.Compare(a, b)) })
	for _, i := range order[:left.Int64()] {
		parts[i] += coverage.Micro(unit)
	}
	if negative {
		for i := range parts {
			parts[i] = -parts[i]
		}
	}
	return parts
}
