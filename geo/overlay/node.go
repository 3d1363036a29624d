package overlay

import (
	"cmp"
	"slices"
)

// contribution is how often a labelled boundary runs along an edge: positive
// from a to b with the labelled interior on the left, negative from b to a.
type contribution struct{ label, count int32 }

// chains is a set of undirected edges a < b, distinct and sorted by (a, b), with
// the labelled boundaries that run along each. An edge whose boundaries cancel
// is not in the set.
type chains struct {
	a, b     []Point
	first    []int32 // contribs[first[i]:first[i+1]] are edge i's
	contribs []contribution
	fresh    []bool // not yet tested against the others by node
	workers  int    // goroutines for sorting and comparing; 0: one per processor
}

// record is one labelled boundary along an edge a < b.
type record struct {
	a, b Point
	contribution
}

// recordOf directs a boundary piece that runs from p to q; they differ.
func recordOf(p, q Point, label int32) record {
	if q.less(p) {
		return record{q, p, contribution{label, -1}}
	}
	return record{p, q, contribution{label, 1}}
}

func compareRecords(r, s record) int {
	return cmp.Or(r.a.compare(s.a), r.b.compare(s.b), cmp.Compare(r.label, s.label))
}

// sortRecords sorts by (a, b), keeping the order of labels.
func sortRecords(records []record) []record {
	items, spare := make([]keyed, len(records)), make([]keyed, len(records))
	for i, r := range records {
		items[i] = keyed{r.b.key(), int32(i)}
	}
	sorted := sortKeyed(items, spare)
	for i := range sorted {
		sorted[i].key = records[sorted[i].index].a.key()
	}
	if &sorted[0] == &spare[0] {
		spare = items
	}
	out := make([]record, len(records))
	for i, it := range sortKeyed(sorted, spare) {
		out[i] = records[it.index]
	}
	return out
}

// newChains collects records, which come in ascending order of label.
func newChains(records []record) *chains { return newChainsOn(records, 1) }

// newChainsOn is newChains on several goroutines.
func newChainsOn(records []record, workers int) *chains {
	c := &chains{workers: workers}
	if len(records) == 0 {
		c.first = []int32{0}
		return c
	}
	sorted := sortRecordsOn(records, workers)
	edges := 1
	for i := 1; i < len(sorted); i++ {
		if sorted[i].a != sorted[i-1].a || sorted[i].b != sorted[i-1].b {
			edges++
		}
	}
	c.grow(edges, len(records))
	for rest := sorted; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].a == rest[0].a && rest[n].b == rest[0].b {
			n++
		}
		c.push(rest[:n], true)
		rest = rest[n:]
	}
	c.first = append(c.first, int32(len(c.contribs)))
	return c
}

// grow makes room for so many edges with so many records along them.
func (c *chains) grow(edges, records int) {
	c.a, c.b = make([]Point, 0, edges), make([]Point, 0, edges)
	c.first, c.contribs = make([]int32, 0, edges+1), make([]contribution, 0, records)
	c.fresh = make([]bool, 0, edges)
}

// push appends an edge with the records along it, sorted by label, unless they cancel.
func (c *chains) push(along []record, fresh bool) {
	begin := len(c.contribs)
	for i := 0; i < len(along); {
		sum := contribution{label: along[i].label}
		for ; i < len(along) && along[i].label == sum.label; i++ {
			sum.count += along[i].count
		}
		if sum.count != 0 {
			c.contribs = append(c.contribs, sum)
		}
	}
	if len(c.contribs) == begin {
		return
	}
	c.a, c.b = append(c.a, along[0].a), append(c.b, along[0].b)
	c.first, c.fresh = append(c.first, int32(begin)), append(c.fresh, fresh)
}

func (c *chains) along(i int) []contribution { return c.contribs[c.first[i]:c.first[i+1]] }

// split is a point that an edge has to be bent onto.
type split struct {
	edge int32
	at   Point
}

// node splits and bends the edges until they meet at end points only and pass
// through the pixel of no vertex. It ends, because a split replaces an edge by
// two that are shorter, measured as |dx| + |dy|, by whole numbers.
//
// It is false when there are more than mostSplits or comparing edges takes more
// than mostTests; hot then lists the edges on account of which, some repeatedly.
// Only edges are still valid then.
func (c *chains) node() (hot []int32, ok bool) {
	n := noder{chains: c, left: mostSplits(len(c.a))}
	n.pairing = pairing{visit: n.test, tests: mostTests(len(c.a))}
	for {
		if !n.findSplits() {
			return n.hot, false
		}
		if len(n.splits) == 0 {
			return nil, true
		}
		c.apply(n.splits)
		n.left -= len(n.splits)
		n.tests -= roundTests * len(c.a)
	}
}

// mostSplits bounds in how many places n edges may be split, a crossing counting
// twice. Communes that were each simplified on their own have 0.2 per edge.
func mostSplits(n int) int { return 1<<20 + 4*n }

// roundTests is what another round of node costs for each edge, in tests.
const roundTests = 16

type noder struct {
	*chains
	pairing
	splits  []split
	left    int // splits that are allowed yet
	compact int // number of splits at which to look for repeated ones
}

// findSplits tests all pairs of which one edge is fresh; it is false when that
// is too much.
func (n *noder) findSplits() bool {
	extent, fresh := spread{box: emptyBox}, 0
	for i, f := range n.fresh {
		if f {
			extent.addSegment(n.chains.a[i], n.chains.b[i], everywhere)
			fresh++
		}
	}
	n.splits, n.compact = n.splits[:0], 1<<16
	n.pairing.a, n.pairing.b = n.chains.a, n.chains.b
	done := true
	switch {
	case fresh == 0:
	case fresh == len(n.fresh):
		done = n.everything()
	default:
		bk := bucketSegments(newGrid(extent, 2*fresh), len(n.fresh), func(i int) (Point, Point) {
			return n.chains.a[i], n.chains.b[i]
		}, n.freshCells)
		done = n.cells(&bk, nil)
	}
	clear(n.fresh)
	return done && (len(n.splits) <= n.left || n.fewer())
}

// freshCells marks the cells near fresh edges, nil when these are more than mostCells.
func (n *noder) freshCells(g grid) []bool {
	marked := make([]bool, g.nx*g.ny)
	var cells []int32
	total := 0
	for i, f := range n.fresh {
		if !f {
			continue
		}
		cells = g.appendCells(cells[:0], n.chains.a[i], n.chains.b[i])
		if total += len(cells); total > mostCells(len(n.fresh)) {
			return nil
		}
		for _, k := range cells {
			marked[k] = true
		}
	}
	return marked
}

// fewer drops splits that were found more than once; it is false when too many
// are left.
func (n *noder) fewer() bool {
	slices.SortFunc(n.splits, func(s, t split) int { return cmp.Or(cmp.Compare(s.edge, t.edge), s.at.compare(t.at)) })
	n.splits = slices.Compact(n.splits)
	n.compact = max(n.compact, 2*len(n.splits))
	if len(n.splits) <= n.left {
		return true
	}
	n.hot = n.hot[:0]
	for _, s := range n.splits {
		n.hot = append(n.hot, s.edge)
	}
	return false
}

// test finds where two edges have to be split on account of each other. It
// is false when there are too many such places.
func (n *noder) test(e, f int32) bool {
	if !n.fresh[e] && !n.fresh[f] {
		return true
	}
	ea, eb, fa, fb := n.chains.a[e], n.chains.b[e], n.chains.a[f], n.chains.b[f]
	oa, ob := orient(ea, eb, fa), orient(ea, eb, fb)
	reach := int64(eb.X) - int64(ea.X) + abs64(int64(eb.Y)-int64(ea.Y))
	if oa > reach && ob > reach || oa < -reach && ob < -reach {
		return true // f stays more than a unit away from e
	}
	pa, pb := orient(fa, fb, ea), orient(fa, fb, eb)
	before := len(n.splits)
	n.bend(e, fa, oa)
	n.bend(e, fb, ob)
	n.bend(f, ea, pa)
	n.bend(f, eb, pb)
	if len(n.splits) == before && opposite(oa, ob) && opposite(pa, pb) {
		at := crossing(ea, eb, fa, fb)
		if at != ea && at != eb {
			n.splits = append(n.splits, split{e, at})
		}
		if at != fa && at != fb {
			n.splits = append(n.splits, split{f, at})
		}
	}
	return len(n.splits) < n.compact || n.fewer()
}

func opposite(a, b int64) bool { return a > 0 && b < 0 || a < 0 && b > 0 }

// bend splits edge e at vertex p when it passes through p's pixel.
func (n *noder) bend(e int32, p Point, o int64) {
	if a, b := n.chains.a[e], n.chains.b[e]; p != a && p != b && throughPixel(a, b, p, o) {
		n.splits = append(n.splits, split{e, p})
	}
}

// apply replaces the edges that are split.
func (c *chains) apply(splits []split) {
	pieces := c.pieces(splits)
	slices.SortFunc(pieces, compareRecords)
	split := make([]bool, len(c.a))
	for _, s := range splits {
		split[s.edge] = true
	}
	old := *c
	*c = chains{workers: old.workers}
	c.grow(len(old.a)+len(pieces), len(old.contribs)+len(pieces))
	var along []record
	for i, next := 0, 0; i < len(old.a) || next < len(pieces); {
		if i < len(old.a) && split[i] {
			i++
			continue
		}
		along = along[:0]
		order := -1
		if next < len(pieces) {
			order = 1
			if i < len(old.a) {
				order = cmp.Or(old.a[i].compare(pieces[next].a), old.b[i].compare(pieces[next].b))
			}
		}
		if order <= 0 {
			for _, w := range old.along(i) {
				along = append(along, record{old.a[i], old.b[i], w})
			}
			i++
		}
		fresh := order > 0
		if order >= 0 {
			for p := pieces[next]; next < len(pieces) && pieces[next].a == p.a && pieces[next].b == p.b; next++ {
				along = append(along, pieces[next])
			}
			slices.SortStableFunc(along, compareRecords)
		}
		c.push(along, fresh)
	}
	c.first = append(c.first, int32(len(c.contribs)))
}

// pieces cuts the edges at their split points, in order along each edge.
func (c *chains) pieces(splits []split) []record {
	distance := func(s split) int64 {
		a := c.a[s.edge]
		return abs64(int64(s.at.X)-int64(a.X)) + abs64(int64(s.at.Y)-int64(a.Y))
	}
	slices.SortFunc(splits, func(s, t split) int {
		return cmp.Or(cmp.Compare(s.edge, t.edge), cmp.Compare(distance(s), distance(t)), s.at.compare(t.at))
	})
	var out []record
	for i := 0; i < len(splits); {
		e := splits[i].edge
		from, end := c.a[e], c.b[e]
		for ; i < len(splits) && splits[i].edge == e; i++ {
			// A point that would turn the chain back waits for the next round.
			if p := splits[i].at; p != from && p.X >= from.X && (p.Y == from.Y || (p.Y > from.Y) == (end.Y > c.a[e].Y)) {
				out = c.piece(out, e, [2]Point{from, p})
				from = p
			}
		}
		out = c.piece(out, e, [2]Point{from, end})
	}
	return out
}

// piece appends one piece of edge e with all that runs along it.
func (c *chains) piece(out []record, e int32, ends [2]Point) []record {
	for _, w := range c.along(int(e)) {
		r := recordOf(ends[0], ends[1], w.label)
		r.count *= w.count
		out = append(out, r)
	}
	return out
}
