package overlay

import (
	"cmp"
	"math"
	"slices"

	"phusong/geo"
)

// Report is what Partition found between units. The lists are sorted by unit,
// then place; Lon and Lat are a point inside.
type Report struct {
	Overlaps []Overlap
	Slivers  []Sliver
	Holes    []Hole
	// TooComplex are the units that were left out, ascending: as invalid as
	// RuleTooComplex, though only together with others.
	TooComplex []int
}

// Overlap is the area that two units both cover, A < B. It went to A, or to a
// third unit before both. Lon and Lat are in its largest piece.
type Overlap struct {
	A, B     int
	AreaM2   float64
	Lon, Lat float64
}

// Sliver is a gap that was given to a unit.
type Sliver struct {
	Unit           int
	AreaM2, WidthM float64 // width: twice the area over the perimeter
	Lon, Lat       float64
}

// Hole is an enclosed face that no part covers.
type Hole struct {
	Within         int // the only unit around it, or -1 when there are several
	AreaM2, WidthM float64
	Lon, Lat       float64
}

func (r *Report) sort() {
	slices.SortFunc(r.Overlaps, func(a, b Overlap) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) })
	slices.SortFunc(r.Slivers, func(a, b Sliver) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Lon, b.Lon), cmp.Compare(a.Lat, b.Lat), cmp.Compare(a.AreaM2, b.AreaM2))
	})
	slices.SortFunc(r.Holes, func(a, b Hole) int {
		return cmp.Or(cmp.Compare(a.Lon, b.Lon), cmp.Compare(a.Lat, b.Lat), cmp.Compare(a.AreaM2, b.AreaM2))
	})
}

// reportOverlaps sums the faces that several units cover by pair of units.
func (s *survey) reportOverlaps() {
	type pair struct{ a, b int32 }
	at := make(map[pair]int)
	var largest []float64
	for f := 1; f < s.faces; f++ {
		covering := s.covering(f)
		if len(covering) < 2 {
			continue
		}
		area := s.areaM2(int32(f))
		at0 := s.inside(int32(f))
		for i, a := range covering {
			for _, b := range covering[i+1:] {
				k, known := at[pair{a.label, b.label}]
				if !known {
					k = len(largest)
					at[pair{a.label, b.label}] = k
					largest = append(largest, -1)
					s.report.Overlaps = append(s.report.Overlaps, Overlap{A: int(a.label), B: int(b.label)})
				}
				o := &s.report.Overlaps[k]
				o.AreaM2 += area
				if area > largest[k] {
					largest[k], o.Lon, o.Lat = area, at0[0], at0[1]
				}
			}
		}
	}
}

// fillGaps gives slivers to neighbours and reports them and what is left open.
func (s *survey) fillGaps(widthM float64) {
	owner := slices.Clone(s.owner)
	for f := 1; f < s.faces; f++ {
		if s.owner[f] != nobody {
			continue
		}
		neighbour, several, perimeterM := s.neighbours(int32(f))
		area, at := s.areaM2(int32(f)), s.inside(int32(f))
		width := 2 * area / perimeterM
		if several && width <= widthM {
			owner[f] = neighbour
			s.report.Slivers = append(s.report.Slivers, Sliver{int(neighbour), area, width, at[0], at[1]})
			continue
		}
		if several {
			neighbour = nobody
		}
		s.report.Holes = append(s.report.Holes, Hole{int(neighbour), area, width, at[0], at[1]})
	}
	s.owner = owner
}

// eachEdge calls use for the half-edges around a face.
func (s *survey) eachEdge(face int32, use func(h int32)) {
	for _, c := range s.walks[s.first[face]:s.first[face+1]] {
		first := s.begin[c]
		use(first)
		for h := s.next[first]; h != first; h = s.next[h] {
			use(h)
		}
	}
}

// neighbours returns the unit with the longest boundary with a face that nobody
// owns, whether there is more than one, and the perimeter.
func (s *survey) neighbours(face int32) (longest int32, several bool, perimeterM float64) {
	// Whole micrometres make sums that do not hang on the order of edges.
	lengths := make(map[int32]int64)
	total := int64(0)
	s.eachEdge(face, func(h int32) {
		length := int64(math.Round(1e6 * lengthM(s.ends(h))))
		lengths[s.owner[s.faceOf(h^1)]] += length
		total += length
	})
	longest = nobody
	for unit, length := range lengths {
		if longest == nobody || length > lengths[longest] || length == lengths[longest] && unit < longest {
			longest = unit
		}
	}
	return longest, len(lengths) > 1, float64(total) / 1e6
}

// lengthM is the length of a short edge: the principal radii of curvature at its
// middle latitude (Snyder, USGS PP 1395, equations 4-18 and 4-20), within 1e-4
// for edges up to a degree.
func lengthM(a, b Point) float64 {
	const radians = math.Pi / 180 / geo.E7PerDegree
	const e2 = geo.Flattening * (2 - geo.Flattening)
	sin, cos := math.Sincos((float64(a.Y) + float64(b.Y)) / 2 * radians)
	w := 1 - float64(e2*float64(sin*sin))
	dx := (float64(b.X) - float64(a.X)) * radians * geo.EquatorialRadiusM / math.Sqrt(w) * cos
	dy := (float64(b.Y) - float64(a.Y)) * radians * geo.EquatorialRadiusM * (1 - e2) / (w * math.Sqrt(w))
	return math.Sqrt(float64(dx*dx) + float64(dy*dy))
}

// areaM2 is the true area of a bounded face.
func (s *survey) areaM2(face int32) float64 {
	from, _ := s.ends(s.begin[s.walks[s.first[face]]])
	frame := geo.NewAreaFrame(from.Y.Degrees())
	sum := 0.
	s.eachEdge(face, func(h int32) {
		a, b := s.ends(h)
		sum += frame.EdgeE7(float64(a.X), float64(a.Y), float64(b.X), float64(b.Y))
	})
	return max(sum, 0)
}

// inside returns a point of a bounded face: the middle of the widest stretch on
// the parallel half-way up, to 7 decimals.
func (s *survey) inside(face int32) [2]float64 {
	low, high := int64(math.MaxInt64), int64(math.MinInt64)
	s.eachEdge(face, func(h int32) {
		a, _ := s.ends(h)
		low, high = min(low, int64(a.Y)), max(high, int64(a.Y))
	})
	y := float64(low+high)/2 + 0.25 // between rows: it meets no vertex
	var crossings []float64
	s.eachEdge(face, func(h int32) {
		a, b := s.ends(h)
		if ay, by := float64(a.Y), float64(b.Y); (ay > y) != (by > y) {
			crossings = append(crossings, float64(a.X)+float64((y-ay)/(by-ay)*(float64(b.X)-float64(a.X))))
		}
	})
	slices.Sort(crossings)
	x, widest := 0., -1.
	for i := 0; i+1 < len(crossings); i += 2 {
		if w := crossings[i+1] - crossings[i]; w > widest {
			x, widest = (crossings[i]+crossings[i+1])/2, w
		}
	}
	return [2]float64{geo.E7(math.Round(x)).Degrees(), geo.E7(math.Round(y)).Degrees()}
}
