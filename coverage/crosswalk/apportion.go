package crosswalk

import (
	"cmp"
	"math/big"
	"slices"

	"phusong/coverage"
)

// apportion cuts total into parts in proportion to weights, which are not
// negative and not all zero, so that the parts add up to exactly total: largest
// remainders (Hamilton's method), ties to the lowest place. It cuts whole units
// where total is whole, for half a household is none, and millionths where it is
// not. The sign of total is that of every part.
func apportion(total coverage.Micro, weights []*big.Int) []coverage.Micro {
	unit := int64(1)
	if total%coverage.One == 0 {
		unit = int64(coverage.One)
	}
	return apportionUnits(total, weights, unit)
}

func apportionUnits(total coverage.Micro, weights []*big.Int, unit int64) []coverage.Micro {
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
