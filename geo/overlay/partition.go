package overlay

import (
	"cmp"
	"context"
	"slices"

	"github.com/paulmach/orb"

	"phusong/internal/mapper"
)

// DefaultSliverWidthM is the mean width up to which a gap counts as a sliver. In
// vn-communes-2025 (3,321 communes, each simplified on its own by
// Douglas-Peucker at about 50 m) the 32,598 gaps between communes have a median
// width of 7 m, 99 % are below 28 m and the widest is 45 m; the next, no
// sliver, is 1,237 m wide.
const DefaultSliverWidthM = 50

// PartitionOptions sets how gaps between units are treated.
type PartitionOptions struct {
	// SliverWidthM is the greatest mean width (twice the area over the
	// perimeter) of an enclosed gap that is given to a neighbour. 0 means
	// DefaultSliverWidthM; a negative value fills no gap.
	SliverWidthM float64
	// Workers is how many goroutines work, 0 for one per processor. It never changes a
	// result.
	Workers int
}

// Partition makes units disjoint. They come in order of priority: where units
// overlap the one with the lowest index keeps the area. Each should be as
// Repair returns it. One that is not is read as all that its rings together wind
// around, which makes valid parts but may depend on the rings' direction.
//
// A gap is a bounded face between two or more units that none of them covers.
// When it is no wider than opt.SliverWidthM it goes to the unit that has the
// longest boundary with it in metres (the lowest index of several); wider ones
// stay, and so do holes within a single unit whatever their width, since the
// file drew them, and wedges that are open to the outside.
//
// parts[i] is what became of units[i], possibly empty: valid, canonical, and
// noded, so that where parts touch they share vertices and their common
// boundary cancels as opposite segments (see Dissolve). The result does not
// depend on the order or direction of vertices, and partitioning it again
// changes nothing.
//
// When units together exceed the limits in the package comment, those that
// contribute most are left out, one, then two more, then four, until the others
// do not; their parts are empty and they are in report.TooComplex.
func Partition(units []orb.MultiPolygon, opt PartitionOptions) (parts []orb.MultiPolygon, report Report) {
	if opt.SliverWidthM == 0 {
		opt.SliverWidthM = DefaultSliverWidthM
	}
	parts = make([]orb.MultiPolygon, len(units))
	for i := range parts {
		parts[i] = orb.MultiPolygon{}
	}
	s, dropped := surveyOf(units, opt.Workers)
	s.report.TooComplex = dropped
	if len(s.a) == 0 {
		return parts, s.report
	}
	s.chooseOwners()
	s.listFaceWalks()
	s.reportOverlaps()
	s.fillGaps(opt.SliverWidthM)
	s.report.sort()
	segments := s.boundaries(len(units))
	_ = mapper.Each(context.Background(), len(units), opt.Workers, func(_, i int) error {
		if len(segments[i]) > 0 {
			parts[i] = multiPolygon(Assemble(segments[i]))
		}
		return nil
	})
	return parts, s.report
}

// surveyOf arranges the units, without those that make it exceed the limits:
// the worst one first, then twice as many each time.
func surveyOf(units []orb.MultiPolygon, workers int) (s survey, dropped []int) {
	for n := 1; ; n *= 2 {
		s, load := arrangeUnits(units, workers)
		if load == nil {
			slices.Sort(dropped)
			return s, dropped
		}
		worst := heaviest(load, n)
		units = slices.Clone(units)
		for _, i := range worst {
			units[i] = nil
		}
		dropped = append(dropped, worst...)
	}
}

// arrangeUnits arranges units, or says how much each contributes to exceeding the limits.
func arrangeUnits(units []orb.MultiPolygon, workers int) (s survey, load []int) {
	c := newChainsOn(unitRecords(units, workers), workers)
	load = make([]int, len(units))
	if hot, ok := c.node(); !ok {
		for _, e := range hot {
			for _, w := range c.along(int(e)) {
				load[w.label]++
			}
		}
		return s, load
	}
	r, ok := newArrangement(c)
	pairs := 0
	for f := range r.labels {
		n := len(r.covering(f))
		pairs += n * (n - 1) / 2
	}
	if ok && pairs <= mostOverlaps(len(c.a)) {
		return survey{arrangement: r}, nil
	}
	for f := range r.labels {
		if covering := r.covering(f); len(covering) > 1 {
			for _, w := range covering {
				load[w.label]++
			}
		}
	}
	return s, load
}

// mostOverlaps bounds the pairs of units that n edges' faces are covered by.
func mostOverlaps(n int) int { return 1<<20 + 4*n }

// heaviest returns up to n indices with the greatest loads, none of them zero,
// the highest index of several.
func heaviest(load []int, n int) []int {
	var order []int
	for i, l := range load {
		if l > 0 {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Or(cmp.Compare(load[j], load[i]), cmp.Compare(j, i)) })
	return order[:min(n, len(order))]
}

// unitRecords lists the edges of all units, labelled by index.
func unitRecords(units []orb.MultiPolygon, workers int) []record {
	first := make([]int, len(units)+1) // room: a ring has at most as many edges as positions
	for i, unit := range units {
		first[i+1] = first[i]
		for _, polygon := range unit {
			for _, line := range polygon {
				first[i+1] += len(line)
			}
		}
	}
	records, used := make([]record, first[len(units)]), make([]int, len(units))
	_ = mapper.Each(context.Background(), len(units), workers, func(_, i int) error {
		own := records[first[i]:first[i]:first[i+1]]
		for _, polygon := range units[i] {
			for j, line := range polygon {
				own = appendRing(own, windingOf(line, j == 0), int32(i))
			}
		}
		used[i] = len(own)
		return nil
	})
	all := records[:0]
	for i, n := range used {
		all = append(all, records[first[i]:first[i]+n]...)
	}
	return all
}

// windingOf returns the points of a ring, the right way round.
func windingOf(line orb.Ring, shell bool) []Point {
	points := make([]Point, 0, len(line))
	for _, c := range line {
		if p := pointOf(c); len(points) == 0 || points[len(points)-1] != p {
			points = append(points, p)
		}
	}
	if sign := areaSign(points); sign > 0 && !shell || sign < 0 && shell {
		for i, j := 0, len(points)-1; i < j; i, j = i+1, j-1 {
			points[i], points[j] = points[j], points[i]
		}
	}
	return points
}

// appendRing appends the edges of a ring, which closes itself.
func appendRing(records []record, points []Point, label int32) []record {
	if len(points) == 0 {
		return records
	}
	last := points[len(points)-1]
	for _, p := range points {
		if p != last {
			records = append(records, recordOf(last, p, label))
		}
		last = p
	}
	return records
}

// nobody owns a face that no unit covers.
const nobody = -1

// survey is an arrangement of units with an owner for each face.
type survey struct {
	*arrangement
	owner  []int32
	report Report
	first  []int32 // walks[first[f]:first[f+1]] bound face f
	walks  []int32
}

func (s *survey) chooseOwners() {
	s.owner = make([]int32, s.faces)
	for f := range s.owner {
		s.owner[f] = nobody
		if covering := s.covering(f); len(covering) > 0 {
			s.owner[f] = covering[0].label
		}
	}
}

// listFaceWalks sorts the boundary walks by face.
func (s *survey) listFaceWalks() {
	s.first = make([]int32, s.faces+1)
	for _, f := range s.face {
		s.first[f+1]++
	}
	for f := range s.faces {
		s.first[f+1] += s.first[f]
	}
	s.walks = make([]int32, len(s.face))
	at := append([]int32(nil), s.first[:s.faces]...)
	for c, f := range s.face {
		s.walks[at[f]] = int32(c)
		at[f]++
	}
}

// boundaries lists for each unit the edges with its faces on one side only.
func (s *survey) boundaries(units int) [][]Segment {
	count := make([]int32, units)
	eachSide := func(use func(owner int32, from, to Point)) {
		for i := range s.a {
			left, right := s.owner[s.faceOf(int32(2*i))], s.owner[s.faceOf(int32(2*i+1))]
			if left == right {
				continue
			}
			if left != nobody {
				use(left, s.a[i], s.b[i])
			}
			if right != nobody {
				use(right, s.b[i], s.a[i])
			}
		}
	}
	eachSide(func(owner int32, _, _ Point) { count[owner]++ })
	segments := make([][]Segment, units)
	for u, n := range count {
		segments[u] = make([]Segment, 0, n)
	}
	eachSide(func(owner int32, from, to Point) {
		segments[owner] = append(segments[owner], Segment{A: from, B: to})
	})
	return segments
}
