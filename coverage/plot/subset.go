package plot

import (
	"cmp"
	"slices"

	"phusong/coverage"
)

// Keep returns the data set with only the cells for which keep holds, and the
// sites that have one of them. Points whose own coverage would be decided are left
// out: a map has no use for them. Nothing is shared that the caller may change.
func Keep(d *coverage.Dataset, keep func(*coverage.Site, *coverage.Cell) bool) *coverage.Dataset {
	out := *d
	out.Hamlets, out.Clusters, out.Places, out.Sites = nil, nil, nil, nil
	out.Units = slices.Clone(d.Units)
	for i := range out.Units {
		out.Units[i].Centre = nil
	}
	for i := range d.Sites {
		site := d.Sites[i]
		site.Cells = nil
		for j := range d.Sites[i].Cells {
			if c := &d.Sites[i].Cells[j]; keep(&d.Sites[i], c) {
				site.Cells = append(site.Cells, *c)
			}
		}
		if len(site.Cells) > 0 {
			out.Sites = append(out.Sites, site)
		}
	}
	return &out
}

// Layers lists the technologies and operators of the cells of a data set, sorted.
func Layers(d *coverage.Dataset) []coverage.SignalLayer {
	var all []coverage.SignalLayer
	for i := range d.Sites {
		for _, l := range d.Sites[i].Layers() {
			if layer := (coverage.SignalLayer{Technology: l.Technology, Operator: l.Operator}); !slices.Contains(all, layer) {
				all = append(all, layer)
			}
		}
	}
	slices.SortFunc(all, func(a, b coverage.SignalLayer) int {
		return cmp.Or(cmp.Compare(a.Technology, b.Technology), cmp.Compare(a.Operator, b.Operator))
	})
	return all
}
