package index

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"phusong/geo"
	"phusong/internal/mapper"
)

// Polygons tells which of many units a point lies in. All is decided on E7 integers,
// so the answer is exact and the same on every processor.
//
// A point on a border is in exactly one of the units that share it, a point on a vertex too: it
// counts as moved west, and south by less still, by less than any coordinate can
// express (simulation of simplicity). That is the rule of raster.Grid, where a
// point on a grid line is in the cell west or south of it, so a unit made of cells
// holds the same points either way. It asks of the units only that they share
// their vertices: a vertex of one in the middle of the other's edge leaves the
// sliver that rounding made there.
//
// Inside is by even-odd: winding, order of rings and which ring is a hole do not
// matter, and an area that a unit's own polygons cover twice is outside it. Of
// units that overlap the first holds the point. Longitudes do not wrap: a unit
// across the antimeridian is cut there (RFC 7946 section 3.1.9).
type Polygons struct {
	bands []banded // per unit
	cells buckets
}

// NewPolygons builds the index; coordinates are rounded to E7. A ring that is not
// closed counts as closed, an empty unit holds nothing. A coordinate that is NaN,
// infinite or beyond 180, 90 degrees is an error that names the unit.
func NewPolygons(units []orb.MultiPolygon) (*Polygons, error) { return NewPolygonsWith(units, 1) }

// NewPolygonsWith is NewPolygons on several goroutines, 0 for one per processor.
func NewPolygonsWith(units []orb.MultiPolygon, workers int) (*Polygons, error) {
	ix := &Polygons{bands: make([]banded, len(units))}
	boxes := make([]box, len(units))
	err := mapper.Each(context.Background(), len(units), workers, func(_, i int) error {
		edges, err := edgesOf(units[i])
		if err != nil {
			return fmt.Errorf("unit %d: %w", i, err)
		}
		ix.bands[i] = newBanded(edges)
		boxes[i] = ix.bands[i].box
		return nil
	})
	if err != nil {
		return nil, err
	}
	ix.cells = newBuckets(boxes)
	return ix, nil
}

// Locate returns the unit that holds a point given in degrees, rounded to E7;
// ok is false when none does or the point is no place on Earth.
func (ix *Polygons) Locate(lon, lat float64) (unit int, ok bool) {
	if !(math.Abs(lon) <= 180 && math.Abs(lat) <= 90) {
		return 0, false
	}
	return ix.LocateE7(geo.ToE7(lon), geo.ToE7(lat))
}

// LocateE7 is Locate for a point in E7.
func (ix *Polygons) LocateE7(x, y geo.E7) (unit int, ok bool) {
	for _, i := range ix.cells.at(int32(x), int32(y)) {
		if ix.bands[i].holds(int32(x), int32(y)) {
			return int(i), true
		}
	}
	return 0, false
}

// LocateAll calls found for every unit that holds the point, in rising order: more
// than one where units overlap.
func (ix *Polygons) LocateAll(x, y geo.E7, found func(unit int)) {
	for _, i := range ix.cells.at(int32(x), int32(y)) {
		if ix.bands[i].holds(int32(x), int32(y)) {
			found(int(i))
		}
	}
}

// Contains tells whether one unit holds the point, others aside.
func (ix *Polygons) Contains(unit int, x, y geo.E7) bool {
	return ix.bands[unit].holds(int32(x), int32(y))
}

// edge runs northwards, y1 < y2.
type edge struct{ x1, y1, x2, y2 int32 }

// isWestOf tells whether the edge passes west of the point, on the point's parallel. The
// point moved south by a trace is between the ends if y1 < y <= y2. It is
// then east of the edge if (x2-x1)(y-y1) < (y2-y1)(x-x1); if the two are equal it is
// on the edge, and being moved west is west of it.
//
// Neither product leaves int64: longitudes differ by at most 3.6e9 and latitudes by
// 1.8e9, so a product is at most 6.5e18 < 2^63; it is their difference that could.
func (e *edge) isWestOf(x, y int32) bool {
	return e.y1 < y && y <= e.y2 &&
		(int64(e.x2)-int64(e.x1))*(int64(y)-int64(e.y1)) < (int64(e.y2)-int64(e.y1))*(int64(x)-int64(e.x1))
}

// edgesOf lists the edges that are not horizontal; the others never separate
// a point from its parallel.
func edgesOf(unit orb.MultiPolygon) (edges []edge, err error) {
	n := 0
	for _, polygon := range unit {
		for _, ring := range polygon {
			n += len(ring)
		}
	}
	edges = make([]edge, 0, n)
	for _, polygon := range unit {
		for _, ring := range polygon {
			if len(ring) == 0 {
				continue
			}
			lastX, lastY, err := toE7(ring[len(ring)-1])
			if err != nil {
				return nil, err
			}
			for _, p := range ring {
				x, y, err := toE7(p)
				if err != nil {
					return nil, err
				}
				if lastY < y {
					edges = append(edges, edge{lastX, lastY, x, y})
				} else if lastY > y {
					edges = append(edges, edge{x, y, lastX, lastY})
				}
				lastX, lastY = x, y
			}
		}
	}
	return edges, nil
}

func toE7(p orb.Point) (x, y int32, err error) {
	if !(math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90) {
		return 0, 0, fmt.Errorf("coordinate %v,%v is not a longitude and latitude in degrees", p[0], p[1])
	}
	return int32(geo.ToE7(p[0])), int32(geo.ToE7(p[1])), nil
}

// box is closed; it is empty when west > east.
type box struct{ west, south, east, north int32 }

func (b box) holds(x, y int32) bool {
	return b.west <= x && x <= b.east && b.south <= y && y <= b.north
}

// banded is one unit: its edges by bands of latitude, every edge listed in each band
// it passes, so that a point meets only the edges of its own band.
type banded struct {
	box
	shift uint    // a band is 2^shift E7 units high: no division per point
	start []int32 // per band, and one more
	edges []edge  // band by band, by rising west end
}

// newBanded makes a band for two to four edges, fewer when long edges would be
// listed more than about eight times each (a comb with long teeth).
func newBanded(edges []edge) banded {
	b := banded{box: box{math.MaxInt32, math.MaxInt32, math.MinInt32, math.MinInt32}}
	if len(edges) == 0 {
		return b
	}
	for _, e := range edges {
		b.west, b.east = min(b.west, e.x1, e.x2), max(b.east, e.x1, e.x2)
		b.south, b.north = min(b.south, e.y1), max(b.north, e.y2)
	}
	span := uint64(int64(b.north) - int64(b.south))
	for b.shift = 0; span>>b.shift > uint64(len(edges)/2); b.shift++ {
	}
	for span>>b.shift > 0 && b.listed(edges) > 8*int64(len(edges))+64 {
		b.shift++
	}
	b.fill(edges, int(span>>b.shift)+1)
	return b
}

// bandsOf returns the first and last band in which the edge can pass a point: those of (y1,y2].
func (b *banded) bandsOf(e *edge) (first, last int64) {
	south := int64(b.south)
	return (int64(e.y1) + 1 - south) >> b.shift, (int64(e.y2) - south) >> b.shift
}

func (b *banded) listed(edges []edge) (n int64) {
	for i := range edges {
		first, last := b.bandsOf(&edges[i])
		n += last - first + 1
	}
	return n
}

func (b *banded) fill(edges []edge, bands int) {
	b.start = make([]int32, bands+1)
	for i := range edges {
		first, last := b.bandsOf(&edges[i])
		for k := first; k <= last; k++ {
			b.start[k+1]++
		}
	}
	for k := range bands {
		b.start[k+1] += b.start[k]
	}
	b.edges = make([]edge, b.start[bands])
	next := slices.Clone(b.start)
	for i := range edges {
		first, last := b.bandsOf(&edges[i])
		for k := first; k <= last; k++ {
			b.edges[next[k]] = edges[i]
			next[k]++
		}
	}
	for k := range bands {
		slices.SortFunc(b.edges[b.start[k]:b.start[k+1]], func(p, q edge) int {
			return cmp.Or(cmp.Compare(min(p.x1, p.x2), min(q.x1, q.x2)), cmp.Compare(p.y1, q.y1))
		})
	}
}

// holds counts the edges west of the point: an odd number when it is inside.
func (b *banded) holds(x, y int32) bool {
	if !b.box.holds(x, y) {
		return false
	}
	k := (int64(y) - int64(b.south)) >> b.shift
	inside := false
	for i := b.start[k]; i < b.start[k+1]; i++ {
		e := &b.edges[i]
		if min(e.x1, e.x2) >= x {
			break // and so are all that follow: none is west of the point
		}
		if e.isWestOf(x, y) {
			inside = !inside
		}
	}
	return inside
}
