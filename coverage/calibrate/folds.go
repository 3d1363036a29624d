package calibrate

import (
	"cmp"
	"slices"
)

// folds gives each bin the part of cross-validation that it is left out with, and
// the number of parts. Whole blocks (or sites) go together: the largest first, each
// to the part that has the fewest bins so far.
func (v *evidence) folds(o Options) ([]int, int) {
	group, groups := v.block, v.blocks
	if o.FoldBy == FoldBySite {
		group, groups = v.sites()
	}
	sizes := make([]int, groups)
	for _, g := range group {
		sizes[g]++
	}
	order := make([]int, groups)
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(sizes[b], sizes[a]), cmp.Compare(a, b)) })
	k := min(o.Folds, groups)
	filled := make([]int, k)
	of := make([]int, groups)
	for _, g := range order {
		least := 0
		for f := range filled {
			if filled[f] < filled[least] {
				least = f
			}
		}
		of[g] = least
		filled[least] += sizes[g]
	}
	out := make([]int, len(v.bins))
	for i, g := range group {
		out[i] = of[g]
	}
	return out, k
}

// sites numbers the sites of bins in the order of their names.
func (v *evidence) sites() ([]int, int) {
	names := make([]string, len(v.bins))
	for i := range v.bins {
		names[i] = v.bins[i].Site
	}
	all := slices.Compact(slices.Sorted(slices.Values(names)))
	group := make([]int, len(names))
	for i, name := range names {
		group[i], _ = slices.BinarySearch(all, name)
	}
	return group, len(all)
}

// crossValidate gives the error of each bin under a correction that was fitted
// without its part of the ground; false where some part's correction is not
// determined.
func (v *evidence) crossValidate(f Form, o Options) ([]float64, bool) {
	fold, k := v.folds(o)
	if k < 2 {
		return nil, false
	}
	p := f.size()
	parts := make([]*system, k)
	for i := range parts {
		parts[i] = newSystem(p)
	}
	for i := range v.bins {
		parts[fold[i]].addRow(f.row(&v.bins[i]), v.errors[i])
	}
	out := make([]float64, len(v.bins))
	for left := range k {
		rest := newSystem(p)
		for i, s := range parts {
			if i != left {
				rest.add(s, 1)
			}
		}
		beta, _, ok := rest.solve()
		if !ok {
			return nil, false
		}
		for i := range v.bins {
			if fold[i] == left {
				out[i] = v.errors[i] - dotProduct(f.row(&v.bins[i]), beta)
			}
		}
	}
	return out, true
}
