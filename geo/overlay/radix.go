package overlay

import (
	"cmp"
	"slices"
)

// keyed is a sort key with the index it belongs to.
type keyed struct {
	key   uint64
	index int32
}

// sortKeyed sorts by key, stably, and returns the sorted slice, which is either
// items or spare (of the same length): a radix sort for long slices.
func sortKeyed(items, spare []keyed) []keyed {
	const radixFrom = 512 // below this the histograms cost more than comparisons
	if len(items) < radixFrom {
		slices.SortStableFunc(items, func(a, b keyed) int { return cmp.Compare(a.key, b.key) })
		return items
	}
	var counts [8][256]int32
	for _, it := range items {
		for d := range counts {
			counts[d][it.key>>(8*d)&255]++
		}
	}
	for d := range counts {
		c := &counts[d]
		if c[items[0].key>>(8*d)&255] == int32(len(items)) {
			continue
		}
		at := int32(0)
		for i, n := range c {
			c[i] = at
			at += n
		}
		for _, it := range items {
			b := it.key >> (8 * d) & 255
			spare[c[b]] = it
			c[b]++
		}
		items, spare = spare, items
	}
	return items
}
